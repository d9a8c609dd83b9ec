"""What one person, or a wave of the same words, has left in a circle lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, select

from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.circles.models import Circle, Membership
from circle.content import queries as content
from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import NotFound
from circle.core.policy import require
from circle.moderation.models import Act, ActEntry
from circle.moderation.schemas import Spree

MOST = 2000  # entries of one step; a longer spree takes another
LOOKED_THROUGH = 20_000  # latest entries among which words are looked for
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Found:
    """What a clean-up would take out of sight: all of it by id, and the latest to look at."""

    ids: Sequence[int]
    latest: Sequence[Entry]
    more: bool


def enter_for_cleaning(
    actor: Actor, slug: str, spree: Spree
) -> tuple[Circle, Actor, Membership | None]:
    """The circle, and whose entries are meant; refused for whoever may not hide theirs."""
    circle, here = circles.enter(actor, slug)
    require(here, circles_policy.holds(here, circles_policy.Power.HIDE))
    if spree.member_id is None:
        return circle, here, None
    member = circles.find_membership(spree.member_id)
    if member is None or member.circle_id != circle.id:
        raise NotFound
    require(here, circles_policy.can_act_on(here, member, circles_policy.Power.HIDE))
    return circle, here, member


def find_spree(circle: Circle, member: Membership | None, spree: Spree) -> Found:
    """Signed entries on show, of one member or with the same words in them, latest first.

    What bears no name is left out: hiding it with the rest would tell who wrote it. Words of the
    circle's staff are not spam.
    """
    rows = session().execute(
        select(Entry.id).where(*_which(circle, member, spree))
        .order_by(Entry.id.desc()).limit(MOST + 1)
    ).all()  # fmt: skip
    ids = [row[0] for row in rows[:MOST]]
    latest = session().scalars(
        select(Entry).where(Entry.id.in_(ids[:SHOWN])).order_by(Entry.id.desc())
    ).all()
    return Found(ids, latest, len(rows) > MOST)


def left_of(act: Act, limit: int) -> Sequence[int]:
    """Entries of a clean-up still to be taken out of sight, or to be brought back, by thread."""
    state = (
        Entry.hidden_by_act == act.id if act.is_undone
        else Entry.hidden_by_act.is_(None) & content.shown()
    )
    found = (
        select(Entry.id).join(ActEntry, ActEntry.entry_id == Entry.id)
        .where(ActEntry.act_id == act.id, state)
        .order_by(Entry.id).limit(limit)
    )  # fmt: skip
    return session().scalars(found).all()


def _which(
    circle: Circle, member: Membership | None, spree: Spree
) -> Sequence[ColumnElement[bool]]:
    which = [Entry.circle_id == circle.id, content.shown(), Entry.anonymous.is_(False)]
    if spree.days:
        which.append(Entry.published_at >= clock.now() - timedelta(days=spree.days))
    if member is not None:
        which.append(Entry.author_id == member.user_id)
    if spree.phrase:
        newest = (
            select(Entry.id).where(Entry.circle_id == circle.id)
            .order_by(Entry.id.desc()).limit(LOOKED_THROUGH)
        )  # fmt: skip
        staff = select(Membership.user_id).where(
            Membership.circle_id == circle.id, Membership.role.in_(circles_policy.STAFF)
        )
        which += [
            Entry.id.in_(newest), Entry.source.contains(spree.phrase, autoescape=True),
            Entry.author_id.not_in(staff),
        ]  # fmt: skip
    return which
