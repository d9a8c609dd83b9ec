"""`circle reindex`."""

import time

import click
from flask.cli import with_appcontext

from circle.core.progress import told_progress
from circle.search import actions, queries


@click.command()
@click.option("--verify", is_flag=True, help="Only look for differences, and mend them.")
@with_appcontext
def reindex(verify: bool) -> None:
    """Write what is searched anew from the database, while the site serves."""
    started = time.monotonic()
    total, missing, other, extra = 0, 0, 0, 0
    walk = actions.mend() if verify else actions.rebuild()
    with told_progress("Comparing" if verify else "Indexing", queries.count_findable()) as progress:
        for stretch in walk:
            total += len(stretch.ids)
            missing += len(stretch.missing)
            other += len(stretch.other)
            extra += len(stretch.extra)
            progress(len(stretch.ids))
    actions.mend_names()
    seconds = time.monotonic() - started
    found = f"{missing} were missing, {other} were otherwise, {extra} should not have been there"
    click.echo(
        f"{total} entries {'looked at' if verify else 'written'}: {found}. "
        f"{seconds:.1f} s, {total / max(seconds, 0.001):,.0f} entries a second."
    )
