"""What was said under an entry, read once for everybody and drawn comment by comment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from circle.content.queries import CommentItem
from circle.core import display
from circle.core.fragments import fragments
from circle.core.i18n import current_locale
from circle.core.pieces import draw


@dataclass(frozen=True, slots=True)
class Said:
    """A comment with its first replies, the same to everybody; the words for their ages."""

    item: CommentItem
    ids: tuple[int, ...]
    ages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Discussion:
    """What was said under an entry, without what the reader added."""

    said: tuple[Said, ...]
    next: str | None

    @property
    def ids(self) -> list[int]:
        """Every comment and reply in it."""
        return [ident for one in self.said for ident in one.ids]


def discussion_of(items: Sequence[CommentItem], following: str | None) -> Discussion:
    """A page of comments as it is kept; `following` is the cursor of the next one."""
    return Discussion(tuple(_said(item) for item in items), following)


def draw_discussion(
    discussion: Discussion, states: Mapping[int, Iterable[str]], *, signed_in: bool,
    can_reply: bool, path: str,
) -> list[Markup]:
    """Its comments as HTML, in order; `states` are the reader's reactions by entry."""
    liked = frozenset(ident for ident, kinds in states.items() if "like" in kinds)
    place = (signed_in, can_reply, path, current_locale())
    return [_draw_said(one, liked.intersection(one.ids), place) for one in discussion.said]


def _said(item: CommentItem) -> Said:
    shown = (item, *item.replies)
    ages = tuple(display.ago(one.published_at) for one in shown)
    return Said(item, tuple(one.id for one in shown), ages)


def _draw_said(one: Said, liked: frozenset[int], place: tuple[Any, ...]) -> Markup:
    signed_in, can_reply, path, _locale = place
    return fragments.get((one, liked, place), lambda: draw(
        "_components/comment.html", "comment", _with_likes(one.item, liked), signed_in,
        can_reply, False, path,
    ))  # fmt: skip


def _with_likes(item: CommentItem, liked: frozenset[int]) -> CommentItem:
    if not liked:
        return item
    replies = tuple(replace(reply, liked=reply.id in liked) for reply in item.replies)
    return replace(item, liked=item.id in liked, replies=replies)
