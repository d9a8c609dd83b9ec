"""What a call shows: its result, how many may be entered, what is shortlisted and chosen."""

from collections.abc import Mapping, Sequence
from typing import Any

from circle.content.models import Entry
from circle.core.i18n import lazy
from circle.topics import policy
from circle.topics.models import Pick, Topic
from circle.topics.queries.assignments import count_sent
from circle.topics.queries.calls import (
    Picked,
    chosen_ones,
    count_picks,
    picks_of,
    result_of,
    shortlisted_ones,
)
from circle.topics.queries.kinds.showing import Showing
from circle.topics.queries.threads import Hosted

Shape = dict[str, Any]


def _progress(hosted: Hosted) -> Mapping[str, Any]:
    """The result, the counts, and how many more entries the reader may send."""
    topic, picked = hosted.topic, count_picks(hosted.entry.id)
    result, left = result_of(hosted), _left(hosted)
    return {
        "floors_each": topic.settings.get("floors_each"), "left": left, "enough": left == 0,
        "shortlisted": picked.shortlisted, "chosen": picked.chosen, "result": result,
        "can_announce": topic.result_id is None and picked.chosen > 0
        and bool(policy.can_host(hosted.here, topic, hosted.circle)),
        "tabs": _tabs(picked),
    }  # fmt: skip


def _listed(topics: Sequence[Topic]) -> Mapping[int, Shape]:
    return {topic.entry_id: {"decided": topic.result_id is not None} for topic in topics}


def _marks(hosted: Hosted, floors: Sequence[Entry]) -> Mapping[int, Shape]:
    """What the host decided, for everybody; what host and staff may decide, for them."""
    picks = picks_of(floor.id for floor in floors)
    open_ = hosted.topic.result_id is None
    return {floor.id: _mark(hosted, floor, picks.get(floor.id), open_) for floor in floors}


def _mark(hosted: Hosted, floor: Entry, pick: Pick | None, open_: bool) -> Shape:
    judges = policy.can_judge(hosted.here, hosted.topic, floor, hosted.circle)
    return {
        "shortlisted": pick is not None, "chosen": pick is not None and pick.chosen_at is not None,
        "can_pick": open_ and floor.status == "published" and bool(judges),
    }  # fmt: skip


def _left(hosted: Hosted) -> int | None:
    each = hosted.topic.settings.get("floors_each")
    if each is None or hosted.here.user_id is None or policy.is_host(hosted.here, hosted.topic):
        return None
    return max(0, int(each) - count_sent(hosted.entry.id, hosted.here.user_id))


def _tabs(picked: Picked) -> list[Shape]:
    tabs = []
    if picked.shortlisted:
        tabs.append({"key": "shortlist", "label": lazy("Shortlist")})
    if picked.chosen:
        tabs.append({"key": "chosen", "label": lazy("Chosen")})
    return tabs


SHOWING = Showing(
    progress=_progress, listed=_listed, marks=_marks,
    views={"shortlist": shortlisted_ones, "chosen": chosen_ones},
)  # fmt: skip
