"""What a call shows: its result, how many may be entered, what is shortlisted and chosen."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, and_, select

from circle.content.models import Entry
from circle.core.db import session
from circle.core.i18n import lazy
from circle.topics import policy
from circle.topics.models import Pick, Topic
from circle.topics.queries.assignments import sent_of
from circle.topics.queries.calls import (
    LOST,
    Picked,
    chosen_ones,
    picked_of,
    result_shown,
    shortlisted_ones,
    stands,
)
from circle.topics.queries.kinds.showing import Showing, Shown
from circle.topics.queries.threads import Hosted

Shape = dict[str, Any]


def _read(hosted: Hosted, floors: Sequence[Entry]) -> Shown:
    """The result, the counts, how many more entries the reader may send; what was decided on each.
    """
    topic = hosted.topic
    rows = session().execute(_rows(hosted, floors)).all()
    counted, decided = rows[0], stands(rows[0].Entry)
    left, picked = _left(hosted, counted.sent), Picked(counted.shortlisted, counted.chosen)
    picks = {row.Pick.entry_id: row.Pick for row in rows if row.Pick is not None}
    return Shown({
        "floors_each": topic.settings.get("floors_each"), "left": left, "enough": left == 0,
        "shortlisted": picked.shortlisted, "chosen": picked.chosen,
        "result": result_shown(hosted, counted.Entry),
        "can_announce": not decided and picked.chosen > 0
        and bool(policy.can_host(hosted.here, topic, hosted.circle)),
        "tabs": _tabs(picked),
    }, {
        floor.id: _mark(hosted, floor, picks.get(floor.id), not decided)
        for floor in floors
    })  # fmt: skip


def _rows(hosted: Hosted, floors: Sequence[Entry]) -> Select[Any]:
    """The result and the counts, once for each of these floors that was picked."""
    mine = and_(
        Pick.topic_id == Topic.entry_id, Pick.entry_id.in_([floor.id for floor in floors])
    )
    sent = sent_of(hosted.entry.id, hosted.here.user_id or 0)
    return (
        select(Entry, Pick, *picked_of(hosted.entry.id), sent.label("sent"))
        .select_from(Topic)
        .outerjoin(Entry, Entry.id == Topic.result_id)
        .outerjoin(Pick, mine)
        .where(Topic.entry_id == hosted.entry.id)
    )


def _listed(topics: Sequence[Topic]) -> Mapping[int, Shape]:
    told = [topic.result_id for topic in topics if topic.result_id is not None]
    lost = select(Entry.id).where(Entry.id.in_(told), Entry.status.in_(LOST))
    gone = {None, *(session().scalars(lost) if told else ())}
    return {topic.entry_id: {"decided": topic.result_id not in gone} for topic in topics}


def _mark(hosted: Hosted, floor: Entry, pick: Pick | None, open_: bool) -> Shape:
    judges = policy.can_judge(hosted.here, hosted.topic, floor, hosted.circle)
    return {
        "shortlisted": pick is not None, "chosen": pick is not None and pick.chosen_at is not None,
        "can_pick": open_ and floor.status == "published" and bool(judges),
    }  # fmt: skip


def _left(hosted: Hosted, sent: int) -> int | None:
    each = hosted.topic.settings.get("floors_each")
    if each is None or hosted.here.user_id is None or policy.is_host(hosted.here, hosted.topic):
        return None
    return max(0, int(each) - sent)


def _tabs(picked: Picked) -> list[Shape]:
    tabs = []
    if picked.shortlisted:
        tabs.append({"key": "shortlist", "label": lazy("Shortlist")})
    if picked.chosen:
        tabs.append({"key": "chosen", "label": lazy("Chosen")})
    return tabs


SHOWING = Showing(
    read=_read, listed=_listed,
    views={"shortlist": shortlisted_ones, "chosen": chosen_ones},
)  # fmt: skip
