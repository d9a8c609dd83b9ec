"""The `circle` command: serve, migrate, and hand over to each package's own commands."""

from collections.abc import Sequence

import click
from flask import Flask
from flask.cli import ScriptInfo

from circle.accounts.cli import token, user
from circle.app import create_app
from circle.brands.cli import brand
from circle.circles.cli import circle_group
from circle.config import BadSettings, Settings, load_settings
from circle.core import log
from circle.core.migrate import migrate
from circle.demo.cli import seed, show_demo
from circle.doctor import doctor
from circle.points.cli import ledger
from circle.portability.cli import import_group
from circle.server import Worker, run_apart, serve_all, serve_web


class Program:
    """The application, made when a command first needs it."""

    def __init__(self) -> None:
        self._app: Flask | None = None

    def app(self, host: str = "127.0.0.1") -> Flask:
        """The application for `host`; ends the program with one line when a setting is wrong."""
        if self._app is None:
            settings = read_settings(host)
            log.configure(settings.log)
            self._app = create_app(settings)
        return self._app


def read_settings(host: str = "127.0.0.1") -> Settings:
    """The settings, or the end of the program with one line that says what is wrong."""
    try:
        return load_settings(host=host)
    except BadSettings as error:
        raise click.ClickException(str(error)) from error


program = Program()


@click.group()
@click.pass_context
def circle(context: click.Context) -> None:
    """Circle (圈子): a community that keeps what its members write."""
    context.obj = ScriptInfo(create_app=program.app, set_debug_flag=False)  # for with_appcontext


@circle.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), help="Web processes.")
@click.option("--demo", is_flag=True, help="Fill an empty database with a lifelike circle first.")
def run(host: str, port: int, workers: int | None, demo: bool) -> None:
    """Migrate, then serve pages and run jobs until SIGTERM."""
    app = program.app(host)
    settings: Settings = app.config["CIRCLE"]
    address = settings.base_url or f"http://{host}:{port}"

    def prepare() -> None:
        migrate(app)
        if demo:
            show_demo(app, address)

    run_apart(prepare)
    click.echo(f"Circle is at {address}")
    serve_all(app, f"{host}:{port}", workers or settings.workers)


@circle.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), help="Web processes.")
def web(host: str, port: int, workers: int | None) -> None:
    """Serve pages only."""
    app = program.app(host)
    serve_web(app, f"{host}:{port}", workers or app.config["CIRCLE"].workers)


@circle.command()
@click.option("--until-idle", is_flag=True, help="Run what is due, then end.")
def worker(until_idle: bool) -> None:
    """Run jobs only."""
    Worker(program.app()).run(until_idle=until_idle)


@circle.command()
def init() -> None:
    """Create the database or bring it up to date; safe to repeat and to run twice at once."""
    migrate(program.app())
    click.echo("The database is up to date.")


circle.add_command(seed)
circle.add_command(import_group)
circle.add_command(doctor)
circle.add_command(brand)
circle.add_command(user)
circle.add_command(token)
circle.add_command(circle_group)
circle.add_command(ledger)


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point of the `circle` program."""
    circle.main(arguments, prog_name="circle")


if __name__ == "__main__":
    main()
