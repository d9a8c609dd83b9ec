"""`circle switch …`: switches of the whole site from the terminal."""

import click
from flask.cli import with_appcontext

from circle.core import switches
from circle.core.actor import SYSTEM
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
