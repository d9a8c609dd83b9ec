"""Assignments: one submission each, looked at with a grade and a note, good ones held up."""

from circle.circles import actions as circle_verbs
from circle.content import policy as content_policy
from circle.content import queries as content
from circle.content.models import Entry
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, session
from circle.core.errors import Conflict
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.events import ReviewTakenBack, SubmissionReviewed
from circle.topics import policy, queries
from circle.topics.actions.kinds.taking import Taking
from circle.topics.models import Submission, Topic
from circle.topics.queries import Hosted
from circle.topics.schemas import NewReply, Review


class HandedIn(Conflict):
    """Who handed in changes that; a second one is taken once the first was removed."""

    code = "handed_in"
    title = lazy("You handed this in already. You can change what you handed in")


@action
def review_submission(actor: Actor, reply_id: int, given: Review) -> Submission:
    """Host and staff grade a submission with a note for its author alone; the last word counts."""
    hosted, floor, submission = _submission(actor, reply_id)
    circle_verbs.check_words(hosted.circle.id, note=given.note)
    is_news = submission.reviewed_at is None or (given.grade, given.note) != (
        submission.grade, submission.review_note
    )  # fmt: skip
    submission.review(given.grade, given.note, hosted.here.user_id)
    if given.show:
        submission.show()
    circle_verbs.mark_changed(hosted.circle.id)
    if is_news:
        emit(
            SubmissionReviewed(
                hosted.circle.id, hosted.entry.id, reply_id, floor.author_id, given.grade,
                hosted.here.user_id,
            )
        )  # fmt: skip
    return submission


@action
def unreview_submission(actor: Actor, reply_id: int) -> Submission:
    """Take grade and note back; it waits to be looked at again."""
    hosted, floor, submission = _submission(actor, reply_id)
    submission.unreview()
    circle_verbs.mark_changed(hosted.circle.id)
    emit(ReviewTakenBack(hosted.circle.id, hosted.entry.id, reply_id, floor.author_id))
    return submission


@action
def show_submission(actor: Actor, reply_id: int) -> Submission:
    """Hold a submission up as a good one: everybody sees it and its grade."""
    hosted, _floor, submission = _submission(actor, reply_id)
    submission.show()
    circle_verbs.mark_changed(hosted.circle.id)
    return submission


@action
def unshow_submission(actor: Actor, reply_id: int) -> Submission:
    """Hold it up no more."""
    hosted, _floor, submission = _submission(actor, reply_id)
    submission.shown_at = None
    circle_verbs.mark_changed(hosted.circle.id)
    return submission


@action
def hand_in_again(reply_id: int) -> None:
    """What was to be done again has new words on show: it waits to be looked at once more."""
    submission = session().get(Submission, reply_id, populate_existing=True)
    if submission is not None:
        submission.hand_in_again()


def _submission(actor: Actor, reply_id: int) -> tuple[Hosted, Entry, Submission]:
    """A submission to decide on, its topic locked."""
    hosted, floor = queries.get_reply(actor, reply_id, lock=True)
    submission = queries.get_submission(reply_id)
    require(hosted.here, policy.can_judge(hosted.here, hosted.topic, floor, hosted.circle))
    if floor.status != "published":
        raise Conflict(content_policy.NOT_SHOWN, code="not_shown")
    return hosted, floor, submission


def _admit(hosted: Hosted, new: NewReply) -> None:
    """One from each member; the host writes as often as there is something to say."""
    if policy.is_host(hosted.here, hosted.topic) or hosted.here.user_id is None:
        return
    earlier = queries.sent_floor(hosted.entry.id, hosted.here.user_id)
    if earlier is not None:
        where = content.entry_path(hosted.circle.slug, earlier)
        raise HandedIn(errors={"reply_id": [str(earlier.id)], "url": [where]})


def _keep(topic: Topic, floor: Entry) -> None:
    """What stands as handed in stays so, also while it is hidden, until another one is on show."""
    known = queries.submission_of(topic.entry_id, floor.author_id)
    if floor.author_id == topic.host_id or _is_shown(known):
        return
    first = queries.first_floor_of(topic.entry_id, floor.author_id)
    if first is None or (known is not None and known.entry_id == first.id):
        return
    if known is not None:
        session().delete(known)
        session().flush()
    session().add(
        Submission(
            entry_id=first.id, topic_id=topic.entry_id, circle_id=topic.circle_id,
            user_id=floor.author_id, handed_in_at=first.created_at, review_note="",
        )
    )  # fmt: skip


def _is_shown(submission: Submission | None) -> bool:
    if submission is None:
        return False
    return session().get_one(Entry, submission.entry_id).status == "published"


TAKING = Taking(admit=_admit, keep=_keep)
