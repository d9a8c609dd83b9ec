"""`circle seed`, a made-up community of any size, and what `circle run --demo` shows first."""

import time

import click
from flask import Flask
from flask.cli import with_appcontext

from circle.core.errors import CircleError
from circle.core.i18n import in_english
from circle.core.progress import told_progress
from circle.demo.loader import count_steps, is_empty, sign_in_links, tell_story
from circle.demo.seed import FLOORS_EACH, Plan, seed_community
from circle.demo.story import read_story

COUNT = click.IntRange(0, 100_000_000)


@click.command()
@click.option("--members", type=COUNT, default=100, show_default=True)
@click.option("--posts", type=COUNT, default=1000, show_default=True)
@click.option("--comments", type=COUNT, help="Under the posts.  [default: half as many]")
@click.option("--questions", type=COUNT, default=0, help="With their answers.")
@click.option("--topics", type=COUNT, default=0, help="With their floors.")
@click.option("--floors", type=COUNT, help="In all topics.  [default: 30 for each]")
@click.option("--circle", "slug", default="suibian", show_default=True, metavar="SLUG")
@click.option("--rng-seed", type=int, default=1, show_default=True)
@with_appcontext
def seed(**chosen: int | str) -> None:
    """Add a synthetic Chinese community; the circle SLUG is opened when there is none."""
    plan = _plan(chosen)
    started = time.monotonic()
    try:
        with told_progress("Growing", plan.size) as progress:
            grown = seed_community(plan, progress)
    except CircleError as error:
        raise click.ClickException(in_english(error.message)) from error
    seconds = time.monotonic() - started
    comments = grown.comments + grown.remarks
    entries = grown.posts + comments + grown.questions + grown.answers
    entries += grown.topics + grown.floors
    click.echo(
        f"{grown.members} members, {grown.posts} posts, {comments} comments, "
        f"{grown.questions} questions, {grown.answers} answers, "
        f"{grown.topics} topics, {grown.floors} floors and "
        f"{grown.reactions} likes and bookmarks in /c/{plan.slug}: {seconds:.1f} s, "
        f"{entries / seconds:,.0f} entries a second."
    )


def show_demo(app: Flask, address: str) -> None:
    """Fill an empty database with the demonstration, then print ways to walk in."""
    with app.app_context():
        if is_empty():
            story = read_story()
            click.echo("An empty database: a demonstration is told first. Half a minute or so.")
            with told_progress("First start", count_steps(story)) as progress:
                tell_story(story, progress, site=address)
        for name, path in sign_in_links():
            click.echo(f"Come in as {name} (good once): {address}{path}")


def _plan(chosen: dict[str, int | str]) -> Plan:
    posts = int(chosen["posts"])
    comments = posts // 2 if chosen["comments"] is None else int(chosen["comments"])
    if comments and not posts:
        raise click.ClickException("Comments stand under posts: give --posts as well.")
    topics = int(chosen["topics"])
    floors = topics * FLOORS_EACH if chosen["floors"] is None else int(chosen["floors"])
    if floors and not topics:
        raise click.ClickException("Floors stand in topics: give --topics as well.")
    return Plan(
        slug=str(chosen["slug"]), members=int(chosen["members"]), posts=posts, comments=comments,
        questions=int(chosen["questions"]), topics=topics, floors=floors,
        rng_seed=int(chosen["rng_seed"]),
    )  # fmt: skip
