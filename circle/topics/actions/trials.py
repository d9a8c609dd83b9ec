"""Trial campaigns: offered, applied for, given out, reported on."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import update

from circle.circles import actions as circle_verbs
from circle.circles import queries as circles
from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, session
from circle.core.errors import Conflict, Invalid, NotAllowed, NotFound
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.events import TrialApplied, TrialDecided, TrialOffered, TrialReported
from circle.topics import policy, queries
from circle.topics.models import Application, SignUp, Trial
from circle.topics.queries import Applied, Tried
from circle.topics.schemas import NewTrial

LONGEST_TRIAL = timedelta(days=366)
OPEN = ("applied", "selected")  # may still be withdrawn
REPORTS = ("published", "pending")  # a report that waits for review was handed in


@action
def offer_trial(actor: Actor, topic_id: int, new: NewTrial) -> Trial:
    """Let members apply to try something; Conflict where the topic offers something already."""
    hosted = queries.get_topic(actor, topic_id, lock=True)
    here, circle = hosted.here, hosted.circle
    require(here, policy.can_offer_trial(here, hosted.entry, hosted.topic, circle))
    if queries.find_trial(topic_id) is not None:
        raise Conflict(lazy("This topic has its trial already"), code="has_trial")
    _check_times(new)
    circle_verbs.check_words(circle.id, offer=new.offer)
    trial = Trial(
        entry_id=topic_id, circle_id=circle.id, offer=new.offer, places=new.places, selected=0,
        apply_until=new.apply_until, report_until=new.report_until, min_level=new.min_level,
    )  # fmt: skip
    session().add(trial)
    session().flush()
    circle_verbs.mark_changed(circle.id)
    emit(TrialOffered(circle.id, topic_id))
    circle_verbs.tell_deed(here, "trial_offered", ("entry", topic_id))
    return trial


@action
def apply_for_trial(actor: Actor, topic_id: int, words: str) -> Tried:
    """Ask to try it, and say why; the words may change while it is open and nothing is decided.

    Who left the circle since they applied begins anew.
    """
    tried = queries.get_trial(actor, topic_id, lock=True)
    hosted, trial, mine = tried.hosted, tried.trial, tried.mine
    require(hosted.here, policy.can_apply(hosted.here, trial, hosted.topic, hosted.circle))
    circle_verbs.check_words(hosted.circle.id, words=words)
    if mine is not None and not _dropped_as_past(trial, mine):
        if mine.state != "applied":
            raise Conflict(lazy("This was decided already"), code="decided")
        mine.words = words
        return tried
    mine = Application(
        topic_id=topic_id, user_id=hosted.here.user_id, circle_id=hosted.circle.id, words=words,
        state="applied", applied_at=clock.now(),
    )  # fmt: skip
    session().add(mine)
    emit(TrialApplied(hosted.circle.id, topic_id, mine.user_id))
    return Tried(trial, hosted, mine)


@action
def withdraw_application(actor: Actor, topic_id: int) -> None:
    """Change one's mind; the place is free again. Not once it was declined or reported on."""
    tried = queries.get_trial(actor, topic_id, lock=True)
    mine = tried.mine
    if mine is None:
        return
    if mine.state not in OPEN:
        raise Conflict(lazy("This was decided already"), code="decided")
    _drop(tried.trial, mine)


@action
def decide_applications(
    actor: Actor, topic_id: int, member_ids: Sequence[int], state: str
) -> list[Applied]:
    """Host and staff select, decline or open again; all of them or, when places run out, none."""
    tried = queries.get_trial(actor, topic_id, lock=True)
    hosted, trial = tried.hosted, tried.trial
    require(hosted.here, policy.can_select(hosted.here, hosted.topic, hosted.circle))
    rows = queries.applications_of(topic_id, member_ids)
    changed = [row for row in rows if row.state != state]
    if state == "selected" and queries.any_gone(hosted.circle.id, changed):
        raise Conflict(lazy("They are not a member at the moment"), code="not_a_member")
    for row in changed:
        held = row.has_place
        row.decide(state, hosted.here.user_id)
        if held and not row.has_place:
            trial.free_place()
    for row in changed:
        if row.has_place:
            trial.take_place()
    if changed:
        circle_verbs.mark_changed(hosted.circle.id)
        circle_verbs.tell_deed(
            hosted.here, "trial_decided", ("entry", topic_id), how=state, members=member_ids
        )
        emit(
            TrialDecided(
                hosted.circle.id, topic_id, tuple(row.user_id for row in changed), state,
                hosted.here.user_id,
            )
        )  # fmt: skip
    return queries.applied(tried, rows)


@action
def report_on_trial(actor: Actor, reply_id: int) -> Tried:
    """Who was selected names a floor of theirs the report; another one replaces it."""
    hosted, entry = queries.get_reply(actor, reply_id, lock=True)
    trial = queries.find_trial(hosted.entry.id, lock=True)
    if trial is None:
        raise NotFound
    if entry.author_id != hosted.here.user_id or entry.status not in REPORTS:
        raise NotAllowed(lazy("A report is a floor of your own"), code="not_own")
    mine = queries.find_application(hosted.entry.id, hosted.here.user_id, lock=True)
    if mine is None:
        raise Conflict(lazy("Only who was selected reports"), code="not_selected")
    mine.report(reply_id)
    circle_verbs.mark_changed(hosted.circle.id)
    emit(TrialReported(hosted.circle.id, hosted.entry.id, mine.user_id, reply_id))
    return Tried(trial, hosted, mine)


@action
def recheck_report(topic_id: int, floor: Entry) -> None:
    """A floor went or is back: a report that is gone was not handed in."""
    mine = queries.find_application(topic_id, floor.author_id, lock=True)
    if mine is not None and mine.report_id == floor.id and mine.has_place:
        mine.state = "reported" if floor.status in REPORTS else "selected"


@action
def forget_applications(user_id: int) -> None:
    """An account is closed: what it wrote to be selected goes, and places not used are free.

    So does what was written of it when a host took it off a list.
    """
    off = update(SignUp).where(SignUp.user_id == user_id, SignUp.off_at.is_not(None))
    session().execute(off.values(off_reason=""))
    for trial, row in _applications(queries.topics_applied_for(user_id), user_id):
        row.words = ""
        if row.state in OPEN:
            _drop(trial, row)


@action
def withdraw_of_leaver(circle_id: int, user_id: int, left_at: datetime) -> None:
    """Who left the circle then applies for nothing there; places not used are free."""
    here = queries.topics_applied_for(user_id, circle_id)
    for trial, row in _applications(here, user_id):
        if row.state in OPEN and row.applied_at <= left_at:
            _drop(trial, row)


@action
def rebuild_trials() -> int:
    """Count anew the places given out where they count wrongly; answers how many did."""
    wrong = list(queries.wrong_trials())
    for topic_id, _what, _said, actual in wrong:
        trial = queries.find_trial(topic_id, lock=True)
        if trial is not None:
            trial.selected = actual
    return len(wrong)


def _applications(
    topic_ids: Sequence[int], user_id: int
) -> Iterator[tuple[Trial, Application]]:
    """Somebody's applications on these topics, each locked under its trial."""
    for topic_id in topic_ids:
        trial = queries.find_trial(topic_id, lock=True)
        row = queries.find_application(topic_id, user_id, lock=True)
        if trial is not None and row is not None:
            yield trial, row


def _dropped_as_past(trial: Trial, row: Application) -> bool:
    """What somebody applied for before they left the circle goes, as it would in the job."""
    member = circles.get_membership(row.circle_id, row.user_id)
    past = member is not None and member.has_left_since(row.applied_at)
    if past and row.state in OPEN:
        _drop(trial, row)
        session().flush()
        return True
    return False


def _drop(trial: Trial, row: Application) -> None:
    if row.has_place:
        trial.free_place()
    session().delete(row)


def _check_times(new: NewTrial) -> None:
    now, late = clock.now(), lazy("Choose a time ahead of now")
    if new.apply_until <= now:
        raise Invalid(late, errors={"apply_until": [late]})
    early = lazy("The reports come after the selection")
    if new.report_until < new.apply_until:
        raise Invalid(early, errors={"report_until": [early]})
    far = lazy("At most %(num)s days", num=LONGEST_TRIAL.days)
    if new.report_until > now + LONGEST_TRIAL:
        raise Invalid(far, errors={"report_until": [far]})
