"""Ending letters by their own link: a page with one button, and one tap in mail programs."""

from flask import make_response, render_template
from flask.wrappers import Response

from circle.core.errors import NotFound
from circle.core.gate import signs_itself, stays_open
from circle.core.i18n import lazy
from circle.core.web import visitor
from circle.notifications import actions, letters, queries
from circle.notifications.views.blueprint import bp, person


@bp.get("/me/digest")
def digest() -> str:
    """The weekly letter as it would be written now."""
    return render_template("notifications/digest.html", digest=queries.digest_of(person()))


@bp.get("/c/<slug>/digest")
def circle_digest(slug: str) -> str:
    """What stayed of the week in one circle: a page to pass on."""
    circle, here, lines = queries.circle_digest(visitor(), slug)
    return render_template(
        "notifications/circle_digest.html", circle=circle, here=here, lines=lines
    )


@bp.get("/unsubscribe/<token>")
def ending(token: str) -> str:
    """What the link ends, and the button that does it: reading a link changes nothing."""
    return _page(token, done=False)


@bp.post("/unsubscribe/<token>")
@signs_itself
@stays_open
def end_letters(token: str) -> Response:
    """End it, for whoever holds the letter: no session is needed, and none is looked at."""
    found = _read(token)
    actions.end_letters(found.uid, found.kind)
    return make_response(_page(token, done=True))


def _page(token: str, *, done: bool) -> str:
    found = _read(token)
    return render_template(
        "notifications/ending.html", ending=found, token=token, done=done,
        box=queries.hinted_box(found.uid),
    )  # fmt: skip


def _read(token: str) -> letters.Ending:
    found = letters.read_ending(token)
    if found is None:
        raise NotFound(lazy("This link is not whole. Copy it from the letter once more"))
    return found
