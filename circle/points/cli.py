"""`circle ledger …`."""

import click
from flask.cli import AppGroup

from circle.points import queries

ledger = AppGroup("ledger", help="The ledger of points and growth.")


@ledger.command("verify")
def verify() -> None:
    """Hold every line, sum and balance against each other; ends with 1 and names what is wrong."""
    faults = queries.wrong_books()
    first = next(faults, None)
    if first is None:
        click.echo(f"ledger: ok, {queries.count_lines()} lines")
        return
    click.echo(f"ledger: WRONG. First: {first}", err=True)
    more = sum(1 for _ in faults)
    if more:
        click.echo(f"  and {more} more", err=True)
    raise click.exceptions.Exit(1)
