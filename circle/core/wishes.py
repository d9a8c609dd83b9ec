"""What a guest tapped before signing in: offered on the page they return to, never done alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import request, session

from circle.core import clock
from circle.core.i18n import Text, lazy
from circle.core.web import safe_path

ASKED = re.compile(r"(like|bookmark)-([0-9]{1,18})")
LASTS_SECONDS = 30 * 60  # afterwards it is forgotten that anything was wished for
OFFERS: Mapping[str, tuple[Text, Text, Text]] = {
    "like": (
        lazy("You were about to like this"), lazy("Like it"),
        lazy("Join the circle, then your like counts"),
    ),
    "bookmark": (
        lazy("You were about to keep this"), lazy("Keep it"),
        lazy("Join the circle, then you can keep this"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """One tap that is still to be done: on which entry, what is said, what its button says."""

    kind: str
    entry_id: int
    words: Text
    button: Text
    join_first: Text


def wish_asked() -> str:
    """The wish this address or form carries, as `like-17`; empty when it is none we know."""
    asked = request.form.get("_wish") or request.args.get("wish", "")
    return asked if ASKED.fullmatch(asked) else ""


def keep_wish() -> None:
    """Carry the wish of a sign-in form into the session that begins, for the page it returns to."""
    path = safe_path(request.form.get("_next"), "")
    if path and wish_asked():
        session["wish"] = [wish_asked(), _plain(path), int(clock.now().timestamp())]


def wish_here() -> Wish | None:
    """What was wished for on this page; a wish too old is forgotten."""
    asked, path, at = session.get("wish") or ("", "", 0)
    if not asked:
        return None
    if clock.now().timestamp() - at > LASTS_SECONDS:
        session.pop("wish")
        return None
    found = ASKED.fullmatch(asked)
    if found is None or path != request.path:
        return None
    return Wish(found[1], int(found[2]), *OFFERS[found[1]])


def end_wish(kind: str, entry_id: int) -> bool:
    """Whether this form is the wish come true: it only ever sets, and the wish is over."""
    if session.get("wish", [""])[0] == f"{kind}-{entry_id}":
        session.pop("wish")
    return bool(wish_asked())


def _plain(path: str) -> str:
    return path.partition("#")[0].partition("?")[0]
