"""`circle run web worker init`: the commands that serve, and the application every command gets."""

from functools import cache

import click
from flask import Flask

from circle.app import create_app
from circle.config import BadSettings, Settings, load_settings
from circle.core import log
from circle.core.jobs import revive_dead_jobs
from circle.core.migrate import migrate
from circle.demo.cli import show_demo
from circle.server import Worker, run_apart, serve_all, serve_web


@cache
def application(host: str = "127.0.0.1") -> Flask:
    """The application for `host`; ends the program with one line when a setting is wrong."""
    settings = read_settings(host)
    log.configure(settings.log)
    return create_app(settings)


def read_settings(host: str = "127.0.0.1") -> Settings:
    """The settings, or the end of the program with one line that says what is wrong."""
    try:
        return load_settings(host=host)
    except BadSettings as error:
        raise click.ClickException(str(error)) from error


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), help="Web processes.")
@click.option("--demo", is_flag=True, help="Fill an empty database with a lifelike circle first.")
def run(host: str, port: int, workers: int | None, demo: bool) -> None:
    """Migrate, then serve pages and run jobs until SIGTERM."""
    app = application(host)
    settings: Settings = app.config["CIRCLE"]
    address = settings.base_url or f"http://{host}:{port}"

    def prepare() -> None:
        migrate(app)
        if demo:
            show_demo(app, address)

    run_apart(prepare)
    click.echo(f"Circle is at {address}")
    serve_all(app, f"{host}:{port}", workers or settings.workers)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), help="Web processes.")
def web(host: str, port: int, workers: int | None) -> None:
    """Serve pages only."""
    app = application(host)
    serve_web(app, f"{host}:{port}", workers or app.config["CIRCLE"].workers)


@click.command()
@click.option("--until-idle", is_flag=True, help="Run what is due, then end.")
@click.option("--again", is_flag=True, help="First give jobs that failed for good another try.")
def worker(until_idle: bool, again: bool) -> None:
    """Run jobs only."""
    app = application()
    if again:
        with app.app_context():
            click.echo(f"{revive_dead_jobs()} jobs get another try.")
    Worker(app).run(until_idle=until_idle)


@click.command()
def init() -> None:
    """Create the database or bring it up to date; safe to repeat and to run twice at once."""
    migrate(application())
    click.echo("The database is up to date.")
