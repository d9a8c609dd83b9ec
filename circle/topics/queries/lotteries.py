"""Lotteries: one with its topic, who is on its list, who won, what proves it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from circle.accounts import queries as accounts
from circle.accounts.models import User
from circle.circles import queries as circles
from circle.circles.models import Membership, state_at
from circle.circles.policy import STAFF
from circle.circles.queries import Face
from circle.content import policy as content_policy
from circle.content import queries as content
from circle.content.models import Entry
from circle.content.models.entries import COMMENT
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import lock_row, session
from circle.core.errors import BadRequest, NotFound
from circle.core.i18n import lazy
from circle.core.paging import Page
from circle.core.policy import Decision, require
from circle.topics import policy
from circle.topics.models import Entrant, Lottery, Topic
from circle.topics.policy import Record
from circle.topics.queries.threads import Hosted, find_topic, get_topic

Shape = dict[str, Any]
DUE_AT_ONCE = 100
NUMBER = re.compile(r"[0-9A-Z]{26}")  # an entrant's; a page of the list ends at one
BATCH = 500


@dataclass(frozen=True, slots=True)
class Held:
    """A lottery, the topic it hangs on, and the reader's place on its list."""

    lottery: Lottery
    hosted: Hosted
    mine: Entrant | None


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on a lottery's list; `face` is for members alone."""

    entrant: Entrant
    face: Face | None


def get_lottery(actor: Actor, lottery_id: int, *, lock: bool = False) -> Held:
    """A lottery; NotFound for who may not see its topic, refused to who may not read it.

    A topic its author took away takes neither what was drawn on it along nor the proof.

    With `lock` its row is read fresh and kept: who counts entrants holds it.
    """
    found = session().get(Lottery, lottery_id)
    if found is None:
        raise NotFound
    hosted = _hosted(actor, found.entry_id)
    require(hosted.here, content_policy.can_read(hosted.here, hosted.entry, hosted.circle))
    lottery = find_lottery(lottery_id, lock=True) if lock else found
    if lottery is None:
        raise NotFound
    return Held(lottery, hosted, find_entrant(lottery_id, hosted.here.user_id))


def get_lottery_on(actor: Actor, topic_id: int) -> int:
    """Which lottery hangs on a topic the actor sees; NotFound where there is none."""
    found = lottery_on(get_topic(actor, topic_id).entry.id)
    if found is None:
        raise NotFound
    return found.id


def find_lottery(lottery_id: int, *, lock: bool = False) -> Lottery | None:
    """The bare row, for jobs; None when its circle was cleared away."""
    statement = select(Lottery).where(Lottery.id == lottery_id)
    found: Lottery | None = session().scalar(lock_row(statement) if lock else statement)
    return found


def lottery_on(topic_id: int) -> Lottery | None:
    """What is drawn on a topic; one topic has one lottery at most."""
    return session().scalar(select(Lottery).where(Lottery.entry_id == topic_id))


def find_entrant(lottery_id: int, user_id: int | None) -> Entrant | None:
    """Somebody's place on a list, or None."""
    return session().get(Entrant, (lottery_id, user_id)) if user_id is not None else None


def record_of(held: Held) -> Record:
    """What the reader brings to a lottery, counted up to the moment it was made."""
    user_id, lottery = held.hosted.here.user_id or 0, held.lottery
    row = session().execute(
        select(User.created_at, _entries_before(lottery, user_id)).where(User.id == user_id)
    ).one()
    return Record(
        row[0], row[1], is_doubled=_is_doubled(lottery.id, user_id),
        beside_insiders=accounts.share_browser(user_id, _insiders(held)),
    )


def due_lotteries() -> Sequence[int]:
    """Those whose list is to be frozen or that are to be drawn, the earliest first."""
    now = clock.now()
    return session().scalars(
        select(Lottery.id)
        .where(Lottery.state.in_(("open", "frozen")), Lottery.freezes_at <= now)
        .where(or_(Lottery.state == "open", Lottery.draws_at <= now))
        .order_by(Lottery.freezes_at, Lottery.id)
        .limit(DUE_AT_ONCE)
    ).all()  # fmt: skip


def sorted_out(lottery: Lottery) -> tuple[list[str], list[int]]:
    """At the freeze: uids that stay on the list, and users who left, were banned or became staff.
    """
    rows = session().execute(
        select(
            Entrant.user_id, Entrant.uid, User.closed_at, User.banned_at, Topic,
            Membership.role, Membership.state, Membership.muted_until, Membership.expires_at,
        )
        .join(User, User.id == Entrant.user_id)
        .join(Topic, Topic.entry_id == lottery.entry_id)
        .outerjoin(
            Membership,
            (Membership.user_id == Entrant.user_id) & (Membership.circle_id == lottery.circle_id),
        )
        .where(Entrant.lottery_id == lottery.id)
    ).all()  # fmt: skip
    kept, dropped = [], []
    for row in rows:
        if _belongs(row, lottery):
            kept.append(row.uid)
        else:
            dropped.append(row.user_id)
    return sorted(kept), sorted(dropped)


def entrant_uids(lottery_id: int) -> Sequence[str]:
    """Everybody on the list, in the order the digest is made of."""
    return session().scalars(
        select(Entrant.uid).where(Entrant.lottery_id == lottery_id).order_by(Entrant.uid)
    ).all()  # fmt: skip


def entrants_by_uid(lottery_id: int, uids: Sequence[str]) -> dict[str, Entrant]:
    """Some of the list by uid."""
    rows = session().scalars(
        select(Entrant).where(Entrant.lottery_id == lottery_id, Entrant.uid.in_(uids))
    )
    return {row.uid: row for row in rows}


def entrants_page(held: Held, *, cursor: str | None, limit: int) -> Page[Listed]:
    """One page of the list in its order; outsiders get uids without names.

    A page goes on behind a number, whether it is on the list still or not.
    """
    statement = select(Entrant).where(Entrant.lottery_id == held.lottery.id)
    if cursor:
        if not NUMBER.fullmatch(cursor):
            raise BadRequest(lazy("This link to a further page is damaged"))
        statement = statement.where(Entrant.uid > cursor)
    rows = session().scalars(statement.order_by(Entrant.uid).limit(limit + 1)).all()
    kept = rows[:limit]
    further = kept[-1].uid if len(rows) > limit else None
    return Page(_listed(held, kept), further)


def winners_of(held: Held) -> Sequence[Listed]:
    """Who won, the first drawn first; a few hundred at most."""
    rows = session().scalars(
        select(Entrant)
        .where(Entrant.lottery_id == held.lottery.id, Entrant.place.is_not(None))
        .order_by(Entrant.place)
    ).all()  # fmt: skip
    return _listed(held, rows)


def can_enter(held: Held) -> Decision:
    """Whether the reader may enter, and why not: what they bring is looked at last."""
    hosted, lottery = held.hosted, held.lottery
    allowed = policy.can_enter(hosted.here, lottery, hosted.topic, hosted.circle)
    if not allowed or held.mine is not None:
        return allowed
    return policy.is_eligible(lottery, record_of(held))


def may_cancel(held: Held) -> bool:
    """Whether the reader may call it off."""
    hosted = held.hosted
    allowed = policy.can_cancel_lottery(hosted.here, held.lottery, hosted.topic, hosted.circle)
    return bool(allowed) and held.lottery.can_be_cancelled


def keeps_lottery(held: Held) -> bool:
    """Whether the reader reads the winners' names with what they were told."""
    return bool(policy.can_hand_out(held.hosted.here, held.lottery, held.hosted.topic))


def lottery_view(held: Held) -> Shape:
    """A lottery in the API's shape."""
    session().flush()
    lottery, mine = held.lottery, held.mine
    allowed = can_enter(held)
    return {
        **{name: getattr(lottery, name) for name in (
            "id", "circle_id", "sponsor", "rules", "freezes_at", "draws_at", "min_account_days",
            "min_entries", "state", "entrants", "chances", "commitment", "digest", "seed",
            "made_at", "frozen_at", "drawn_at", "cancelled_reason",
        )},
        "topic_id": lottery.entry_id,
        "prizes": prizes_shown(held),
        "viewer": {
            "entered": mine is not None, "place": mine.place if mine else None,
            "prize": mine.prize if mine else None,
            "can_enter": mine is None and bool(allowed), "reason": allowed.reason,
            "can_leave": mine is not None and lottery.takes_entries,
            "can_cancel": may_cancel(held),
        },
    }  # fmt: skip


def prizes_shown(held: Held) -> list[Shape]:
    """What there is to win; how winners get it stands with who won it and who hands it out."""
    sees_all = keeps_lottery(held)
    won = held.mine.prize if held.mine is not None else None
    return [
        {
            "name": prize["name"], "count": prize["count"], "worth": prize["worth"],
            **({"note": prize["note"]} if sees_all or number == won else {}),
        }
        for number, prize in enumerate(held.lottery.prizes)
    ]  # fmt: skip


def entrant_view(listed: Listed) -> Shape:
    """Somebody on a list in the API's shape."""
    one = listed.entrant
    return {
        "uid": one.uid, "member": content.author_view(listed.face), "place": one.place,
        "prize": one.prize,
    }  # fmt: skip


def proof_of(held: Held) -> Shape:
    """All it takes to draw once more: seed, digest, list and winners; no names."""
    lottery = held.lottery
    frozen = lottery.digest is not None
    winners = [one.entrant for one in winners_of(held)]
    return {
        "state": lottery.state, "commitment": lottery.commitment, "seed": lottery.seed,
        "digest": lottery.digest, "uids": entrant_uids(lottery.id) if frozen else [],
        "prizes": [prize["count"] for prize in lottery.prizes],
        "winners": [
            {"uid": one.uid, "place": one.place, "prize": one.prize} for one in winners
        ],
    }  # fmt: skip


def wrong_lotteries() -> Iterator[tuple[int, str, int, int]]:
    """Lotteries (topic, "entrants", says, is) whose count is not the length of their list."""
    listed = select(func.count()).where(Entrant.lottery_id == Lottery.id).correlate(Lottery)
    actual = listed.scalar_subquery()
    rows = session().execute(
        select(Lottery.entry_id, Lottery.entrants, actual).where(Lottery.entrants != actual)
    )
    for entry_id, said, found in rows:
        yield entry_id, "entrants", said, found


def own_lotteries(user_id: int) -> Iterator[Shape]:
    """Where somebody entered a draw and what they won, for their own export."""
    rows = session().execute(
        select(Entrant, Lottery.sponsor, Lottery.state, Lottery.prizes, Lottery.entry_id)
        .join(Lottery, Lottery.id == Entrant.lottery_id)
        .where(Entrant.user_id == user_id)
        .order_by(Entrant.lottery_id)
        .execution_options(yield_per=BATCH)
    )
    for row in rows:
        one = row.Entrant
        yield {
            "lottery": one.lottery_id, "topic": row.entry_id, "sponsor": row.sponsor,
            "state": row.state, "uid": one.uid, "entered_at": one.entered_at, "place": one.place,
            "prize": row.prizes[one.prize]["name"] if one.prize is not None else None,
        }  # fmt: skip


def own_lotteries_held(user_id: int) -> Iterator[Shape]:
    """The draws somebody held, for their own export."""
    rows = session().scalars(
        select(Lottery)
        .where(Lottery.made_by == user_id)
        .order_by(Lottery.id)
        .execution_options(yield_per=BATCH)
    )
    for row in rows:
        yield {
            name: getattr(row, name) for name in (
                "id", "entry_id", "sponsor", "rules", "prizes", "freezes_at", "draws_at",
                "min_account_days", "min_entries", "state", "entrants", "made_at", "drawn_at",
                "cancelled_reason",
            )
        }  # fmt: skip


def _listed(held: Held, rows: Sequence[Entrant]) -> list[Listed]:
    circle = held.hosted.circle
    known = {}
    if held.hosted.here.is_member:
        known = circles.faces(circle.id, {row.user_id for row in rows})
    return [Listed(row, known.get(row.user_id)) for row in rows]


def _belongs(row: Any, lottery: Lottery) -> bool:
    """A member at this moment, not banned from the site, and no insider."""
    if row.state is None or row.closed_at is not None or row.banned_at is not None:
        return False
    if state_at(row.state, row.muted_until, row.expires_at) not in ("active", "muted"):
        return False
    return not policy.is_insider(row.user_id, row.role, lottery, row.Topic)


def _entries_before(lottery: Lottery, user_id: int) -> Any:
    """Own entries that were on show before it was made and still are; counted no further."""
    some = (
        select(Entry.id)
        .where(Entry.author_id == user_id, Entry.circle_id == lottery.circle_id)
        .where(Entry.published_at < lottery.made_at, Entry.kind != COMMENT)
        .where(Entry.status == "published", Entry.root_visible.is_(True))
        .where(Entry.anonymous.is_(False), Entry.category != "ad")
        .limit(lottery.min_entries)
    )
    return select(func.count()).select_from(some.subquery()).scalar_subquery()


def _is_doubled(lottery_id: int, user_id: int) -> bool:
    """Somebody on the list signs in with the same browser or from the same home."""
    listed = select(Entrant.user_id).where(Entrant.lottery_id == lottery_id)
    return accounts.share_browser(user_id, listed) or accounts.share_home(user_id, listed)


def _insiders(held: Held) -> Any:
    """Who holds it, hosts its topic or looks after the circle."""
    lottery, topic = held.lottery, held.hosted.topic
    staff = select(Membership.user_id).where(
        Membership.circle_id == lottery.circle_id, Membership.role.in_(STAFF),
        Membership.state.in_(("active", "muted")),
    )
    named = or_(User.id.in_((lottery.made_by, topic.host_id)), User.id.in_(staff))
    return select(User.id).where(named)


def _hosted(actor: Actor, topic_id: int) -> Hosted:
    """The topic of a lottery, also one its author took away."""
    entry = content.find_entry(topic_id)
    topic = find_topic(topic_id) if entry is not None and entry.status == "removed" else None
    if entry is None or topic is None:
        return get_topic(actor, topic_id)
    circle, here = content.placed(actor, entry)
    if not policy.can_look_up(here, entry, circle):
        raise NotFound
    return Hosted(entry, topic, circle, here)
