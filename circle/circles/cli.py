"""`circle circle …`: circles from the command line."""

import click
from flask.cli import with_appcontext
from marshmallow import ValidationError

from circle.accounts import queries as accounts
from circle.brands import queries as brands
from circle.circles import actions
from circle.circles.presets import PRESETS
from circle.circles.schemas import NewCircleInput
from circle.core.actor import SYSTEM
from circle.core.errors import CircleError
from circle.core.i18n import in_english
from circle.core.web import flatten_errors


@click.group("circle")
def circle_group() -> None:
    """Circles."""


@circle_group.command("create")
@click.argument("slug")
@click.option("--name", required=True, help="What the circle is called.")
@click.option("--owner", required=True, metavar="NAME", help="The user who owns it.")
@click.option("--preset", type=click.Choice(tuple(PRESETS)), default="interest", show_default=True)
@with_appcontext
def create(slug: str, name: str, owner: str, preset: str) -> None:
    """Open a circle at /c/SLUG."""
    try:
        new = NewCircleInput().load({"slug": slug, "name": name, "preset": preset})
        actor = accounts.get_actor(accounts.get_person_by_name(owner).id)
        actions.create_circle(actor, new)
    except ValidationError as error:
        found = flatten_errors(error.messages)
        raise click.ClickException("; ".join(" ".join(said) for said in found.values())) from error
    except CircleError as error:
        raise click.ClickException(in_english(error.message)) from error
    click.echo(f"The circle {name} is open at /c/{slug}")


@circle_group.command("brand")
@click.argument("slug")
@click.argument("name")
@with_appcontext
def give_to_brand(slug: str, name: str) -> None:
    """Let the circle at /c/SLUG be the brand NAME's ("-": no brand's)."""
    try:
        brand_id = None if name == "-" else brands.get_brand(name).id
        made = actions.give_to_brand(SYSTEM, slug, brand_id)
    except CircleError as error:
        raise click.ClickException(in_english(error.message)) from error
    click.echo(f"/c/{made.slug} belongs to {'no brand' if brand_id is None else name}.")
