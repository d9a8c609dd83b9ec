"""Pages of collections: all of a circle, one with its entries, and staff's changes to them."""

from flask import Response, make_response, render_template, request

from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.policy import Power
from circle.content import actions, policy, queries
from circle.content.models import Collection, Entry
from circle.content.schemas import CollectionInput, MoveInput
from circle.content.views.blueprint import back_to_entry, bp, page_path, person
from circle.core.actor import Actor
from circle.core.errors import NotFound
from circle.core.i18n import lazy
from circle.core.pagecache import guest_cached
from circle.core.web import (
    Form,
    back_to,
    blank_form,
    page_limit,
    read_form,
    say,
    see_other,
    visitor,
    write,
)


@bp.get("/c/<slug>/collections")
@guest_cached(circles.public_version)
def collections(slug: str) -> str:
    """A circle's collections."""
    return _list_page(slug, blank_form(CollectionInput))


@bp.post("/c/<slug>/collections")
@write
def create(slug: str) -> Response:
    """Staff open a collection."""
    form = read_form(CollectionInput)
    if form:
        with form:
            made = actions.create_collection(person(), slug, form.input)
            say(lazy("The collection is there. Add to it from an entry's menu"))
            return back_to(f"/c/{slug}/collections/{made.id}")
    return make_response(_list_page(slug, form), form.status)


@bp.get("/c/<slug>/collections/<int:collection_id>")
@guest_cached(circles.public_version)
def collection(slug: str, collection_id: int) -> str:
    """One collection and what can be seen in it."""
    found, circle, here = _at(slug, collection_id)
    details = {"title": found.title, "intro": found.intro}
    return _page(found, circle, here, blank_form(CollectionInput, details))


@bp.post("/c/<slug>/collections/<int:collection_id>")
@write
def rename(slug: str, collection_id: int) -> Response:
    """Staff give it another title and introduction."""
    found, circle, here = _at(slug, collection_id)
    form = read_form(CollectionInput)
    if form:
        with form:
            actions.rename_collection(person(), collection_id, form.input)
            say(lazy("Saved"))
            return see_other(_path(slug, collection_id))
    return make_response(_page(found, circle, here, form), form.status)


@bp.post("/c/<slug>/collections/<int:collection_id>/drop")
@write
def drop(slug: str, collection_id: int) -> Response:
    """Staff dissolve it; the page named it and how many entries stay where they are."""
    _at(slug, collection_id)
    actions.drop_collection(person(), collection_id)
    say(lazy("Dissolved. Its entries are where they were"))
    return see_other(f"/c/{slug}/collections")


@bp.post("/c/<slug>/collections/<int:collection_id>/move")
@write
def move(slug: str, collection_id: int) -> Response:
    """Staff move it one place up or down."""
    _at(slug, collection_id)
    asked = MoveInput().load({"direction": request.values.get("direction", "")})
    actions.move_collection(person(), collection_id, asked["direction"])
    return see_other(f"/c/{slug}/collections")


@bp.post("/c/<slug>/collections/<int:collection_id>/entries/<int:entry_id>/move")
@write
def move_entry(slug: str, collection_id: int, entry_id: int) -> Response:
    """Staff move an entry one place up or down in it."""
    _at(slug, collection_id)
    asked = MoveInput().load({"direction": request.values.get("direction", "")})
    actions.move_collected(person(), collection_id, entry_id, asked["direction"])
    return see_other(_path(slug, collection_id))


@bp.post("/collections/<int:collection_id>/entries/<int:entry_id>")
@write
def collect(collection_id: int, entry_id: int) -> Response:
    """Staff add an entry."""
    found = actions.collect_entry(person(), collection_id, entry_id)
    undo = f"/collections/{collection_id}/entries/{entry_id}/remove"
    say(lazy("Added to “%(title)s”", title=found.title), undo=undo)
    return back_to_entry(queries.get_entry(visitor(), entry_id)[0])


@bp.post("/collections/<int:collection_id>/entries/<int:entry_id>/remove")
@write
def uncollect(collection_id: int, entry_id: int) -> Response:
    """Staff take an entry out."""
    found = actions.uncollect_entry(person(), collection_id, entry_id)
    said = lazy("Taken out of “%(title)s”", title=found.title)
    try:
        entry, _circle, _here = queries.get_entry(visitor(), entry_id)
    except NotFound:  # not on show any more: it can't be put back either
        _found, circle, _here = queries.get_collection(visitor(), collection_id)
        say(said)
        return see_other(_path(circle.slug, collection_id))
    say(said, undo=f"/collections/{collection_id}/entries/{entry_id}")
    return back_to_entry(entry)


@bp.post("/entries/<int:entry_id>/collect")
@write
def collect_anew(entry_id: int) -> Response:
    """Staff open a collection with an entry in it."""
    entry, circle, here = queries.get_entry(person(), entry_id)
    form = read_form(CollectionInput)
    if form:
        with form:
            made = actions.create_collection(person(), circle.slug, form.input)
            actions.collect_entry(person(), made.id, entry_id)
            say(lazy("Added to “%(title)s”", title=made.title))
            return back_to_entry(entry)
    return make_response(_choice_page(here, circle, entry, form), form.status)


@bp.get("/entries/<int:entry_id>/collect")
def choose_collections(entry_id: int) -> str:
    """The circle's collections, and in which of them this entry stands."""
    entry, circle, here = queries.get_entry(visitor(), entry_id)
    if not policy.can_curate(here, entry, circle, Power.COLLECT):
        raise NotFound
    return _choice_page(here, circle, entry, blank_form(CollectionInput))


def _choice_page(here: Actor, circle: Circle, entry: Entry, form: Form) -> str:
    return render_template(
        "content/collect.html", circle=circle, here=here, entry=entry, form=form,
        collections=queries.list_collections(circle),
        inside={one.id for one in queries.collections_of(entry)},
        back=page_path(here, circle, entry),
    )  # fmt: skip


def _path(slug: str, collection_id: int) -> str:
    return f"/c/{slug}/collections/{collection_id}"


def _at(slug: str, collection_id: int) -> tuple[Collection, Circle, Actor]:
    found, circle, here = queries.get_collection(visitor(), collection_id)
    if circle.slug != slug:
        raise NotFound
    return found, circle, here


def _list_page(slug: str, form: Form) -> str:
    circle, here = circles.enter(visitor(), slug)
    return render_template(
        "content/collections.html", circle=circle, here=here, form=form,
        collections=queries.list_collections(circle),
        staff=bool(circles_policy.can_keep(here, circle, Power.COLLECT)),
    )  # fmt: skip


def _page(found: Collection, circle: Circle, here: Actor, form: Form) -> str:
    page = queries.collection_page(
        here, found, cursor=request.args.get("cursor"), limit=page_limit()
    )
    return render_template(
        "content/collection.html", circle=circle, here=here, collection=found, page=page,
        items=queries.line_items(here, [(entry, circle) for entry in page.items]),
        form=form,
        staff=bool(circles_policy.can_keep(here, circle, Power.COLLECT)),
    )  # fmt: skip


