"""Trial campaigns: one with its topic, who applied, who is late, what somebody may report with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from circle.circles import queries as circles
from circle.circles.models import Membership, state_at
from circle.circles.queries import Face
from circle.content import policy as content_policy
from circle.content import queries as content
from circle.content.models import Entry
from circle.core.actor import Actor
from circle.core.db import lock_row, session
from circle.core.errors import NotFound
from circle.core.paging import Page, after, cut
from circle.core.policy import require
from circle.topics import policy
from circle.topics.models import Application, Trial
from circle.topics.queries.threads import Hosted, get_topic
from circle.topics.schemas.trials import ApplicationChoice

Shape = dict[str, Any]
MAX_REPORTS = 5  # of one's latest floors, to name one of them the report
BATCH = 500


@dataclass(frozen=True, slots=True)
class Tried:
    """A trial campaign, the topic it hangs on, and the reader's application."""

    trial: Trial
    hosted: Hosted
    mine: Application | None


@dataclass(frozen=True, slots=True)
class Applied:
    """An application and who made it."""

    row: Application
    face: Face | None
    is_late: bool


def get_trial(actor: Actor, topic_id: int, *, lock: bool = False) -> Tried:
    """The trial offered on a topic; NotFound where there is none.

    With `lock` its row is read fresh and kept: who gives out places holds it.
    """
    hosted = get_topic(actor, topic_id)
    trial = find_trial(topic_id, lock=lock)
    if trial is None:
        raise NotFound
    require(hosted.here, content_policy.can_read(hosted.here, hosted.entry, hosted.circle))
    mine = find_application(topic_id, hosted.here.user_id, lock=lock)
    return Tried(trial, hosted, mine)


def find_trial(topic_id: int, *, lock: bool = False) -> Trial | None:
    """The bare row; None where nothing is offered."""
    statement = select(Trial).where(Trial.entry_id == topic_id)
    found: Trial | None = session().scalar(lock_row(statement) if lock else statement)
    return found


def find_application(
    topic_id: int, user_id: int | None, *, lock: bool = False
) -> Application | None:
    """Somebody's application, or None."""
    if user_id is None:
        return None
    statement = select(Application).where(
        Application.topic_id == topic_id, Application.user_id == user_id
    )
    found: Application | None = session().scalar(lock_row(statement) if lock else statement)
    return found


def applications_of(topic_id: int, member_ids: Sequence[int]) -> Sequence[Application]:
    """Those of some members, locked in the order of their users; NotFound when one has none."""
    statement = (
        select(Application)
        .join(
            Membership,
            (Membership.user_id == Application.user_id)
            & (Membership.circle_id == Application.circle_id),
        )
        .where(Application.topic_id == topic_id, Membership.id.in_(member_ids))
        .order_by(Application.user_id)
        .with_for_update(of=Application)
        .execution_options(populate_existing=True)
    )
    rows = session().scalars(statement).all()
    if len(rows) < len(set(member_ids)):
        raise NotFound
    return rows


def any_gone(circle_id: int, rows: Sequence[Application]) -> bool:
    """Whether one of those who applied is no longer in the circle."""
    people = {row.user_id for row in rows}
    known = session().execute(
        select(Membership.state, Membership.muted_until, Membership.expires_at)
        .where(Membership.circle_id == circle_id, Membership.user_id.in_(people))
    )  # fmt: skip
    here = [row for row in known if state_at(*row) in ("active", "muted")]
    return len(here) < len(people)


def topics_applied_for(user_id: int, circle_id: int | None = None) -> Sequence[int]:
    """Where somebody applied, anywhere or in one circle, in the order in which locks are taken."""
    statement = select(Application.topic_id).where(Application.user_id == user_id)
    if circle_id is not None:
        statement = statement.where(Application.circle_id == circle_id)
    return session().scalars(statement.order_by(Application.topic_id)).all()


def applications_page(tried: Tried, choice: ApplicationChoice) -> Page[Applied]:
    """One page of applications, the earliest first; for host and staff, by label for staff."""
    hosted, trial = tried.hosted, tried.trial
    require(hosted.here, policy.can_select(hosted.here, hosted.topic, hosted.circle))
    late = choice.state == "late"
    if late and not trial.is_late:
        return Page(())
    statement = select(Application).where(
        Application.topic_id == trial.entry_id,
        Application.state == ("selected" if late else choice.state),
    )
    if choice.level > 1 or choice.role or choice.label:
        mine = Membership.user_id == Application.user_id
        statement = statement.join(
            Membership, mine & (Membership.circle_id == trial.circle_id)
        ).where(Membership.level >= choice.level)
    if choice.role:
        statement = statement.where(Membership.role == choice.role)
    if choice.label:
        statement = statement.where(circles.carries(hosted.here, hosted.circle, choice.label))
    place = (Application.applied_at, Application.user_id)
    ordered = after(statement, place, choice.cursor, descending=False).limit(choice.limit + 1)
    rows = session().scalars(ordered).all()
    page = cut(rows, choice.limit, lambda row: (row.applied_at, row.user_id))
    return page.map(lambda found: applied(tried, found))


def applied(tried: Tried, rows: Sequence[Application]) -> list[Applied]:
    """Applications with who made them."""
    faces = circles.faces(tried.trial.circle_id, [row.user_id for row in rows])
    late = tried.trial.is_late
    return [Applied(row, faces.get(row.user_id), late and row.state == "selected") for row in rows]


def own_reports(tried: Tried) -> Sequence[Entry]:
    """The latest floors of somebody who was selected: one of them may be their report."""
    if tried.mine is None or not tried.mine.has_place:
        return ()
    return session().scalars(
        select(Entry)
        .where(Entry.parent_id == tried.trial.entry_id, Entry.author_id == tried.mine.user_id)
        .where(Entry.floor.is_not(None), Entry.status == "published")
        .order_by(Entry.floor.desc())
        .limit(MAX_REPORTS)
    ).all()  # fmt: skip


def trial_view(tried: Tried) -> Shape:
    """A trial campaign in the API's shape."""
    session().flush()
    trial, mine, hosted = tried.trial, tried.mine, tried.hosted
    allowed = policy.can_apply(hosted.here, trial, hosted.topic, hosted.circle)
    return {
        **{name: getattr(trial, name) for name in (
            "circle_id", "offer", "places", "selected", "apply_until", "report_until",
            "min_level", "is_open",
        )},
        "topic_id": trial.entry_id,
        "viewer": {
            "state": mine.state if mine else None, "words": mine.words if mine else "",
            "report_id": mine.report_id if mine else None,
            "can_apply": bool(allowed) and (mine is None or mine.state == "applied"),
            "reason": allowed.reason,
            "can_decide": bool(policy.can_select(hosted.here, hosted.topic, hosted.circle)),
        },
    }  # fmt: skip


def application_view(one: Applied) -> Shape:
    """An application in the API's shape."""
    row = one.row
    return {
        "member": content.author_view(one.face), "words": row.words, "state": row.state,
        "applied_at": row.applied_at, "decided_at": row.decided_at, "report_id": row.report_id,
        "is_late": one.is_late,
    }  # fmt: skip


def wrong_trials() -> Iterator[tuple[int, str, int, int]]:
    """Trials (topic, "selected", says, is) whose count is not how many have a place."""
    having = select(func.count()).where(
        Application.topic_id == Trial.entry_id, Application.state.in_(("selected", "reported"))
    )
    actual = having.correlate(Trial).scalar_subquery()
    rows = session().execute(
        select(Trial.entry_id, Trial.selected, actual).where(Trial.selected != actual)
    )
    for entry_id, said, found in rows:
        yield entry_id, "selected", said, found


def own_applications(user_id: int) -> Iterator[Shape]:
    """What somebody wanted to try, for their own export."""
    rows = session().execute(
        select(Application, Trial.offer)
        .join(Trial, Trial.entry_id == Application.topic_id)
        .where(Application.user_id == user_id)
        .order_by(Application.topic_id)
        .execution_options(yield_per=BATCH)
    )
    for row in rows:
        one = row.Application
        yield {
            "topic": one.topic_id, "offer": row.offer, "words": one.words, "state": one.state,
            "applied_at": one.applied_at, "decided_at": one.decided_at, "report": one.report_id,
        }  # fmt: skip
