"""Assignments: what was handed in, what nobody looked at yet, and who is missing."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from circle.circles import queries as circles
from circle.circles.models import Membership
from circle.circles.queries import Face
from circle.content.models import Entry
from circle.core import clock
from circle.core.db import session
from circle.core.errors import NotFound
from circle.core.paging import PAGE, Page, after, cut
from circle.core.policy import require
from circle.topics import policy
from circle.topics.models import Submission
from circle.topics.queries.threads import Hosted

SENT = ("pending", "published")  # a floor that still is what its author handed in


def submission_of(topic_id: int, user_id: int) -> Submission | None:
    """What a member handed in, whether it can be seen now or not."""
    found: Submission | None = session().scalar(
        select(Submission).where(Submission.topic_id == topic_id, Submission.user_id == user_id)
    )
    return found


def get_submission(entry_id: int) -> Submission:
    """What a floor is as a submission; NotFound when it is none."""
    found = session().get(Submission, entry_id, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def count_sent(topic_id: int, user_id: int) -> int:
    """How many floors a member has in a topic that they did not take back."""
    return session().scalar(select(sent_of(topic_id, user_id))) or 0


def sent_of(topic_id: int, user_id: int) -> Any:
    """That number, as a part of another question."""
    return select(func.count()).where(
        Entry.parent_id == topic_id, Entry.author_id == user_id, Entry.kind == "reply",
        Entry.status.in_(SENT),
    ).correlate(None).scalar_subquery()  # fmt: skip


def sent_floor(topic_id: int, user_id: int) -> Entry | None:
    """The floor a member handed in, waiting or on show."""
    found: Entry | None = session().scalar(
        select(Entry).where(Entry.id == sent_by(topic_id, user_id).scalar_subquery())
    )
    return found


def sent_by(topic_id: int, user_id: int) -> Select[Any]:
    """The number of that floor, as a part of another question."""
    return (
        select(Entry.id)
        .where(Entry.parent_id == topic_id, Entry.author_id == user_id, Entry.kind == "reply")
        .where(Entry.status.in_(SENT))
        .order_by(Entry.id)
        .limit(1)
    )


def first_floor_of(topic_id: int, user_id: int) -> Entry | None:
    """The first floor of a member that others can see."""
    found: Entry | None = session().scalar(
        select(Entry)
        .where(Entry.parent_id == topic_id, Entry.author_id == user_id)
        .where(Entry.floor.is_not(None), Entry.status == "published")
        .order_by(Entry.floor)
        .limit(1)
    )
    return found


def to_review_page(
    hosted: Hosted, *, cursor: str | None = None, limit: int = PAGE
) -> Page[Entry]:
    """What host and staff have not looked at yet, the earliest first; never what is one's own."""
    require(hosted.here, policy.can_host(hosted.here, hosted.topic, hosted.circle))
    waiting = (
        select(Entry).join(Submission, Submission.entry_id == Entry.id)
        .where(to_review(hosted), Submission.user_id != (hosted.here.user_id or 0))
    )  # fmt: skip
    place = (Submission.entry_id, Submission.entry_id)
    rows = session().scalars(after(waiting, place, cursor, descending=False).limit(limit + 1))
    return cut(rows.all(), limit, lambda row: (row.id, row.id))


def count_to_review(hosted: Hosted) -> int:
    """How many wait to be looked at by this reader."""
    counted = (
        select(func.count()).select_from(Submission)
        .join(Entry, Entry.id == Submission.entry_id)
        .where(to_review(hosted), Submission.user_id != (hosted.here.user_id or 0))
    )  # fmt: skip
    return session().scalar(counted) or 0


def missing_page(hosted: Hosted, *, cursor: str | None = None, limit: int = PAGE) -> Page[Face]:
    """Members who have not handed in, for host and staff; who was here first comes first."""
    require(hosted.here, policy.can_host(hosted.here, hosted.topic, hosted.circle))
    if hosted.topic.kind != "assignment":
        raise NotFound
    people: Any = select(Membership.id, Membership.user_id).where(missing(hosted))
    place = (Membership.id, Membership.id)
    rows = session().execute(after(people, place, cursor, descending=False).limit(limit + 1))
    page = cut(rows.all(), limit, lambda row: (row.id, row.id))
    faces = circles.faces(hosted.circle.id, [row.user_id for row in page.items])
    return page.map(lambda found: [faces[row.user_id] for row in found if row.user_id in faces])


def count_missing(hosted: Hosted) -> int:
    """How many members have not handed in, for host and staff."""
    require(hosted.here, policy.can_host(hosted.here, hosted.topic, hosted.circle))
    counted = select(func.count()).select_from(Membership).where(missing(hosted))
    return session().scalar(counted) or 0


def missing(hosted: Hosted) -> ColumnElement[bool]:
    """Members of role member, here now, but for the host, without a submission on show."""
    handed_in = (
        select(Submission.entry_id).join(Entry, Entry.id == Submission.entry_id)
        .where(Submission.topic_id == hosted.entry.id, Submission.user_id == Membership.user_id)
        .where(Entry.status == "published")
        .correlate(Membership)
    )  # fmt: skip
    lasts = or_(Membership.expires_at.is_(None), Membership.expires_at > clock.now())
    return and_(
        Membership.circle_id == hosted.circle.id, Membership.role == "member",
        Membership.state.in_(("active", "muted")), lasts,
        Membership.user_id != hosted.topic.host_id, ~handed_in.exists(),
    )  # fmt: skip


def to_review(hosted: Hosted) -> ColumnElement[bool]:
    """Submissions on show that wait for a first look, or for another after they were changed."""
    return and_(
        Submission.topic_id == hosted.entry.id, Submission.reviewed_at.is_(None),
        Entry.status == "published",
    )


def good_ones(hosted: Hosted, floors: Select[Any]) -> Select[Any]:
    """Of the floors those that are held up."""
    return floors.join(Submission, Submission.entry_id == Entry.id).where(
        Submission.topic_id == hosted.entry.id, Submission.shown_at.is_not(None)
    )
