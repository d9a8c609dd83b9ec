"""`circle switch …` and `circle log`: the site as a whole from the terminal."""

from datetime import datetime, timedelta

import click
from flask.cli import with_appcontext

from circle.accounts import queries as accounts
from circle.core import clock, requestlog, switches
from circle.core.actor import SYSTEM
from circle.core.errors import NotFound
from circle.home import actions

NAMES = {"read-only": switches.READ_ONLY}


@click.command()
@click.argument("name", type=click.Choice(sorted(NAMES)))
@click.argument("to", type=click.Choice(("on", "off", "show")), default="show")
@click.option("--reason", help="What everybody is told; the last one stays without.")
@with_appcontext
def switch(name: str, to: str, reason: str | None) -> None:
    """Turn a switch, or show how it stands; every web process follows within two seconds."""
    if to != "show":
        actions.turn_switch(SYSTEM, NAMES[name], to == "on", reason)
    stands = switches.read_all().get(NAMES[name], switches.OFF)
    told = f": {stands.reason}" if stands.reason else ""
    click.echo(f"{name} is {'on' if stands.is_on else 'off'}{told}")


@click.command("log")
@click.option("--user", help="Only what this account sent.")
@click.option("--since", type=click.DateTime(), help="From this moment of the local clock on.")
@click.option("--until", type=click.DateTime(), help="Before this one; till now without.")
@with_appcontext
def log(user: str | None, since: datetime | None, until: datetime | None) -> None:
    """Print who sent what, when and from where: a day, unless a span is given."""
    end = until.replace(tzinfo=clock.DAY_ZONE) if until else clock.now()
    begin = since.replace(tzinfo=clock.DAY_ZONE) if since else end - timedelta(days=1)
    try:
        who = f"u{accounts.get_user_by_name(user).id}" if user else None
    except NotFound:
        raise click.ClickException(f"There is no account {user}") from None
    for one in requestlog.read_log(begin, end, who):
        at = clock.local(one.at).isoformat(timespec="seconds")
        click.echo(f"{at} {one.who or '-'} {one.address} {one.method} {one.path} {one.request_id}")
