"""`circle brand …`: set up brands, their keys, domains and verification files."""

from collections.abc import Callable
from typing import Any

import click
from flask.cli import with_appcontext
from marshmallow import ValidationError

from circle.brands import actions
from circle.brands.schemas import BrandInput, DomainInput, FileInput
from circle.core.actor import SYSTEM
from circle.core.errors import CircleError
from circle.core.i18n import in_english
from circle.core.schemas import InputSchema
from circle.core.web import flatten_errors


@click.group()
def brand() -> None:
    """Brands: owners of circles, domains and signing keys."""


@brand.command()
@click.argument("name")
@with_appcontext
def create(name: str) -> None:
    """Set up the brand NAME."""
    made = _run(actions.create_brand, _read(BrandInput, name=name))
    click.echo(f"Brand {made.name} is set up (id {made.id}).")


@brand.command()
@click.argument("name")
@click.option("--revoke", metavar="KID", help="Take this key out of use instead.")
@with_appcontext
def key(name: str, revoke: str | None) -> None:
    """Make a signing key for the brand NAME; its secret is shown once."""
    if revoke:
        if not _run(actions.revoke_key, revoke):
            raise click.ClickException(f"There is no key {revoke} in use.")
        click.echo(f"Key {revoke} is out of use.")
        return
    made = _run(actions.make_key, name)
    click.echo(f"kid: {made.kid}\nsecret: {made.secret}")
    click.echo("Keep the secret now: it is not shown again.", err=True)


@brand.command()
@click.argument("name")
@click.argument("host")
@with_appcontext
def domain(name: str, host: str) -> None:
    """Let the brand NAME answer on HOST."""
    made = _run(actions.add_domain, name, _read(DomainInput, host=host))
    click.echo(f"{made.host} belongs to {name}. Running servers know within half a minute.")


@brand.command()
@click.argument("name")
@click.argument("file")
@click.argument("content")
@with_appcontext
def verify(name: str, file: str, content: str) -> None:
    """Serve /FILE with CONTENT on the hosts of the brand NAME ("-" for every host)."""
    new = _read(FileInput, name=file, content=content)
    made = _run(actions.keep_file, None if name == "-" else name, new)
    click.echo(f"/{made.name} is served.")


def _read(schema: type[InputSchema], **typed: str) -> Any:
    try:
        return schema().load(typed)
    except ValidationError as error:
        found = flatten_errors(error.messages)
        raise click.ClickException("; ".join(" ".join(said) for said in found.values())) from error


def _run(verb: Callable[..., Any], *values: Any) -> Any:
    try:
        return verb(SYSTEM, *values)
    except CircleError as error:
        raise click.ClickException(in_english(error.message)) from error
