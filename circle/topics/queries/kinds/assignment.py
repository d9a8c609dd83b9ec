"""What an assignment shows: one's own submission, counts for who looks at them, grades."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select, true, union

from circle.circles.models import Membership
from circle.content.models import Entry
from circle.core.db import session
from circle.core.i18n import lazy
from circle.topics import policy
from circle.topics.models import Submission, Topic
from circle.topics.queries.assignments import SENT, good_ones, missing, sent_by, to_review
from circle.topics.queries.kinds.showing import Showing, Shown
from circle.topics.queries.threads import Hosted

Shape = dict[str, Any]
COUNTED = ("handed_in", "good", "to_review", "missing")


def _read(hosted: Hosted, floors: Sequence[Entry]) -> Shown:
    """When it is due, what the reader handed in, for host and staff what is left to do; grades."""
    hosts = bool(policy.can_host(hosted.here, hosted.topic, hosted.circle))
    rows = session().execute(_rows(hosted, floors, hosts)).all()
    counts = {name: getattr(rows[0], name, None) for name in COUNTED}
    mine = _mine(hosted, rows)
    good = {"key": "good", "label": lazy("Good ones")}
    found = {row.id: row.Submission for row in rows if row.Submission is not None}
    return Shown({
        "due_at": hosted.topic.ends_at, "mine": mine, "enough": mine is not None, **counts,
        "tabs": [good] if counts["good"] else [],
    }, {
        floor.id: _mark(hosted, floor, found[floor.id], hosts)
        for floor in floors if floor.id in found and floor.status == "published"
    })  # fmt: skip


def _rows(hosted: Hosted, floors: Sequence[Entry], hosts: bool) -> Select[Any]:
    """These floors and the reader's own with what they are as submissions; the counts beside."""
    keys = [select(Entry.id).where(Entry.id.in_([floor.id for floor in floors]))]
    user_id = hosted.here.user_id
    if user_id is not None and not policy.is_host(hosted.here, hosted.topic):
        keys.append(select(sent_by(hosted.entry.id, user_id).subquery().c.id))
    shown = union(*keys).subquery()
    return (
        select(Entry.id, Entry.author_id, Entry.floor, Entry.status, Submission)
        .add_columns(*_counts(hosted, hosts))
        .select_from(Topic)
        .outerjoin(shown, true())
        .outerjoin(Entry, Entry.id == shown.c.id)
        .outerjoin(Submission, Submission.entry_id == Entry.id)
        .where(Topic.entry_id == hosted.entry.id)
        .order_by(Entry.id)
    )


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


def _mine(hosted: Hosted, rows: Sequence[Row[Any]]) -> Shape | None:
    """What the reader handed in, waiting or on show."""
    user_id = hosted.here.user_id
    if user_id is None or policy.is_host(hosted.here, hosted.topic):
        return None
    found = next((row for row in rows if row.author_id == user_id and row.status in SENT), None)
    if found is None:
        return None
    shape = {"reply_id": found.id, "floor": found.floor, "status": found.status}
    row: Submission | None = found.Submission
    if row is None:
        return {**shape, "late": False, "grade": None, "note": "", "shown": False}
    return {
        **shape, "late": row.is_late(hosted.topic.ends_at), "grade": row.grade,
        "note": row.review_note, "shown": row.shown_at is not None,
    }  # fmt: skip


def _counts(hosted: Hosted, hosts: bool) -> list[Any]:
    """How much there is of each; what is left to do for host and staff alone."""
    shown = (
        select(func.count()).select_from(Submission)
        .join(Entry, Entry.id == Submission.entry_id)
        .where(Submission.topic_id == hosted.entry.id, Entry.status == "published")
    )  # fmt: skip
    counted = {"handed_in": shown, "good": shown.where(Submission.shown_at.is_not(None))}
    if hosts:
        counted["to_review"] = shown.where(
            to_review(hosted), Submission.user_id != (hosted.here.user_id or 0)
        )
        counted["missing"] = (
            select(func.count()).select_from(Membership).where(missing(hosted))
        )
    return [one.correlate(None).scalar_subquery().label(name) for name, one in counted.items()]


SHOWING = Showing(read=_read, views={"good": good_ones})
