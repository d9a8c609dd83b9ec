"""`circle mail …`: telling the site which letters came back."""

import sys

import click
from flask.cli import with_appcontext

from circle.notifications import actions, letters


@click.group()
def mail() -> None:
    """Letters that came back."""


@mail.command("bounced")
@click.argument("address")
@click.option("--why", default="The letter came back", show_default=True)
@with_appcontext
def bounced(address: str, why: str) -> None:
    """Send no more notices to ADDRESS until its owner confirms it again."""
    found = actions.stop_mail(address, why)
    if not found:
        raise click.ClickException(f"Nobody here gets letters at {address}")
    click.echo(f"{address} gets no more letters until it is confirmed again.")


@mail.command("returned")
@with_appcontext
def returned() -> None:
    """Read a returned letter (RFC 3464) from standard input, as a mail server pipes it.

    What is not a lasting refusal of a letter of ours is passed over, with status 0: a mail server
    must not return the return.
    """
    for one in letters.read_return(sys.stdin.buffer.read(letters.LONGEST_RETURN)):
        if one.is_final:
            actions.stop_mail(one.address, one.why, uid=one.uid)
            click.echo(f"{one.address} gets no more letters until it is confirmed again.")
        else:
            actions.note_turned(one.address, one.why, uid=one.uid, later=True)
            click.echo(f"{one.address}: counted; letters end when it goes on like this.")


@mail.command("restore")
@click.argument("address")
@with_appcontext
def restore(address: str) -> None:
    """Write to ADDRESS again, whatever came back from it before."""
    if not actions.trust_mail(address):
        raise click.ClickException(f"Nobody here gets letters at {address}")
    click.echo(f"{address} gets letters again.")
