"""`circle user …` and `circle token …`: accounts and keys from the terminal."""

import sys

import click
from flask import current_app
from flask.cli import with_appcontext
from marshmallow import ValidationError

from circle.accounts import actions, queries
from circle.accounts.actions.links import SIGN_IN
from circle.accounts.schemas import SCOPES, NewToken, PersonRecord, SignUpInput
from circle.core.db import transaction
from circle.core.errors import CircleError, NotFound
from circle.core.i18n import in_english, speaking
from circle.core.web import flatten_errors

HERE = "http://127.0.0.1:8000"  # where `circle run` serves unless told otherwise


@click.group()
def user() -> None:
    """Accounts."""


@user.command("create")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--staff", is_flag=True, help="May look after the whole site.")
@with_appcontext
def create_user(name: str, password_stdin: bool, staff: bool) -> None:
    """Make the account NAME; without a password it is entered by `circle user link`."""
    with speaking("en"):
        password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
        made = _create(name, password, staff)
    click.echo(f"{made} has an account.")


@user.command("link")
@click.argument("name")
@with_appcontext
def link_user(name: str) -> None:
    """Print a link that signs NAME in once, within a day."""
    try:
        with transaction():
            known = queries.get_user_by_name(name)
            token = actions.make_link(known, SIGN_IN, actions.OPERATOR_LINK_LASTS)
    except NotFound:
        raise click.ClickException(f"There is no account {name}") from None
    origin = current_app.config["CIRCLE"].base_url or HERE
    click.echo(f"{origin}/link/{token}")


@user.command("leave-minors")
@click.argument("name")
@with_appcontext
def end_minors_mode(name: str) -> None:
    """End the mode for minors of NAME, whose PIN is forgotten; make sure who asks."""
    try:
        actions.end_minors_mode(queries.get_user_by_name(name).id)
    except NotFound:
        raise click.ClickException(f"There is no account {name}") from None
    click.echo(f"{name} is not in the mode for minors any more.")


@click.group()
def token() -> None:
    """Keys for programs."""


@token.command("create")
@click.argument("name")
@click.option("--scope", "scopes", type=click.Choice(SCOPES), multiple=True, required=True)
@click.option("--label", default="command line", show_default=True)
@with_appcontext
def create_token(name: str, scopes: tuple[str, ...], label: str) -> None:
    """Print a token acting as NAME, this once."""
    try:
        actor = queries.get_actor(queries.get_user_by_name(name).id)
        _token, secret = actions.create_api_token(actor, NewToken(label, list(scopes)))
    except NotFound:
        raise click.ClickException(f"There is no account {name}") from None
    except CircleError as error:
        raise click.ClickException(in_english(error.message)) from error
    click.echo(secret)


def _create(name: str, password: str | None, staff: bool) -> str:
    try:
        if password is None:
            return _create_without_password(name, staff)
        new = SignUpInput().load({"name": name, "password": password, "accept_terms": True})
        hashed = new.hashed()
        with transaction():
            made = actions.sign_up(hashed)
            made.is_staff = staff
            actions.hold_shown_name(made.id, held=staff)
        return made.name
    except ValidationError as error:
        raise click.ClickException(_sentence(flatten_errors(error.messages))) from error
    except CircleError as error:
        raise click.ClickException(in_english(error.message)) from error


def _create_without_password(name: str, staff: bool) -> str:
    with transaction():
        made = actions.add_person(PersonRecord(name=name, is_staff=staff))
        if made.name != name:
            raise click.ClickException(f"{name} cannot be a name here, or is taken")
    return made.name


def _sentence(errors: dict[str, list[str]]) -> str:
    return "; ".join(f"{field}: {' '.join(found)}" for field, found in errors.items())
