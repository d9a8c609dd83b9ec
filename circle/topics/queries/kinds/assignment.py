"""What an assignment shows: one's own submission, counts for who looks at them, grades."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from circle.circles.models import Membership
from circle.content.models import Entry
from circle.core.db import session
from circle.core.i18n import lazy
from circle.topics import policy
from circle.topics.models import Submission
from circle.topics.queries.assignments import (
    good_ones,
    missing,
    sent_by,
    submissions_of,
    to_review,
)
from circle.topics.queries.kinds.showing import Showing
from circle.topics.queries.threads import Hosted

Shape = dict[str, Any]


def _progress(hosted: Hosted) -> Mapping[str, Any]:
    """When it is due, what the reader handed in; for host and staff what is left to do."""
    hosts = bool(policy.can_host(hosted.here, hosted.topic, hosted.circle))
    counts, mine = _counts(hosted, hosts), _mine(hosted)
    good = {"key": "good", "label": lazy("Good ones")}
    return {
        "due_at": hosted.topic.ends_at, "mine": mine, "enough": mine is not None, **counts,
        "tabs": [good] if counts["good"] else [],
    }  # fmt: skip


def _marks(hosted: Hosted, floors: Sequence[Entry]) -> Mapping[int, Shape]:
    """Grades: of what is held up for everybody, of one's own, of all for host and staff."""
    found = submissions_of(floor.id for floor in floors)
    hosts = bool(policy.can_host(hosted.here, hosted.topic, hosted.circle))
    return {
        floor.id: _mark(hosted, floor, found[floor.id], hosts)
        for floor in floors if floor.id in found and floor.status == "published"
    }  # fmt: skip


def _mark(hosted: Hosted, floor: Entry, row: Submission, hosts: bool) -> Shape:
    own = hosted.here.user_id is not None and hosted.here.user_id == row.user_id
    knows = own or hosts
    graded = knows or row.shown_at is not None
    return {
        "late": row.is_late(hosted.topic.ends_at), "shown": row.shown_at is not None,
        "grade": row.grade if graded else None, "note": row.review_note if knows else None,
        "reviewed": row.reviewed_at is not None if knows else None,
        "can_review": hosts and not own,
    }  # fmt: skip


def _mine(hosted: Hosted) -> Shape | None:
    """What the reader handed in, waiting or on show."""
    if hosted.here.user_id is None or policy.is_host(hosted.here, hosted.topic):
        return None
    found = sent_by(hosted.entry.id, hosted.here.user_id)
    if found is None:
        return None
    floor, row = found
    shape = {"reply_id": floor.id, "floor": floor.floor, "status": floor.status}
    if row is None:
        return {**shape, "late": False, "grade": None, "note": "", "shown": False}
    return {
        **shape, "late": row.is_late(hosted.topic.ends_at), "grade": row.grade,
        "note": row.review_note, "shown": row.shown_at is not None,
    }  # fmt: skip


def _counts(hosted: Hosted, hosts: bool) -> Shape:
    """How much there is of each, in one query; what is left to do for host and staff alone."""
    shown = (
        select(func.count()).select_from(Submission)
        .join(Entry, Entry.id == Submission.entry_id)
        .where(Submission.topic_id == hosted.entry.id, Entry.status == "published")
    )  # fmt: skip
    columns = [
        shown.scalar_subquery().label("handed_in"),
        shown.where(Submission.shown_at.is_not(None)).scalar_subquery().label("good"),
    ]
    if hosts:
        waits = shown.where(to_review(hosted), Submission.user_id != (hosted.here.user_id or 0))
        away = select(func.count()).select_from(Membership).where(missing(hosted))
        columns += [
            waits.scalar_subquery().label("to_review"), away.scalar_subquery().label("missing")
        ]  # fmt: skip
    counted = session().execute(select(*columns)).one()._asdict()
    return {"to_review": None, "missing": None, **counted}


SHOWING = Showing(progress=_progress, marks=_marks, views={"good": good_ones})
