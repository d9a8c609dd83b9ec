"""`circle audit …`."""

from collections.abc import Iterator

import click
from flask.cli import AppGroup

from circle.circles import queries as circles
from circle.core.actor import SYSTEM
from circle.core.errors import NotFound
from circle.core.progress import told_progress
from circle.moderation import queries

audit = AppGroup("audit", help="The log of what staff did.")


@audit.command("verify")
@click.option("--circle", "slug", metavar="SLUG", help="Only this circle's part.")
def verify(slug: str | None) -> None:
    """Hold every line against the one before it; ends with 1 and names where the chain is broken.
    """
    chain = None if slug is None else _chain_of(slug)
    lines = queries.count_audit_lines(chain)
    with told_progress("audit", lines) as progress:
        faults: Iterator[str] = queries.wrong_audit(chain, progress)
        first = next(faults, None)
        more = sum(1 for _ in faults)
    if first is None:
        click.echo(f"audit: ok, {lines} lines")
        return
    click.echo(f"audit: BROKEN. First: {first}", err=True)
    if more:
        click.echo(f"  and {more} more", err=True)
    raise click.exceptions.Exit(1)


def _chain_of(slug: str) -> int:
    try:
        return circles.enter(SYSTEM, slug)[0].id
    except NotFound as error:
        raise click.ClickException(f"There is no circle {slug}") from error
