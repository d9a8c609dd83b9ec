"""Who hears of what becomes of topics, and of what they did there."""

from typing import Protocol

from circle.content import queries as content
from circle.core.paging import as_number
from circle.events import (
    CallDecided,
    IdeaStatusChanged,
    LotteryCancelled,
    LotteryDrawn,
    ReviewTakenBack,
    SignUpMovedUp,
    SignUpTakenOff,
    SubmissionReviewed,
    TopicReminded,
    TrialDecided,
)
from circle.notifications import actions
from circle.notifications.queries import Telling


def tell_of_place(event: SignUpMovedUp) -> None:
    """Who waited for an event hears that there is a place for them."""
    at = as_number(event.at)
    telling = _telling("moved_up", f"moved_up:{event.topic_id}:{at}", event)
    if event.people <= len(event.user_ids):
        actions.tell(event.user_ids, telling)
    else:
        actions.tell_audience(("moved_up", event.topic_id, at), telling)


def tell_of_lost_place(event: SignUpTakenOff) -> None:
    """Who was taken off the list of an event hears why."""
    if event.by_id != event.user_id:
        cause = f"taken_off:{event.topic_id}:{event.occurrence}"
        telling = _telling("taken_off", cause, event, {"reason": event.reason})
        actions.tell([event.user_id], telling)


def tell_of_grade(event: SubmissionReviewed) -> None:
    """Who handed something in hears how it was."""
    telling = Telling(
        "topic", "graded", f"graded:{event.entry_id}:{event.occurrence}", event.circle_id,
        event.entry_id, event.topic_id, facts={"grade": event.grade},
    )  # fmt: skip
    if event.author_id != event.by_id:
        actions.tell([event.author_id], telling)


def untell_grade(event: ReviewTakenBack) -> None:
    """What nobody has looked at after all was never told to be graded."""
    actions.recall_of_entry(event.entry_id, ("graded",))


def tell_of_result(event: CallDecided) -> None:
    """Whoever's entry was chosen hears of it, with the post that says so."""
    chosen = [entry for entry in map(content.find_entry, event.chosen_ids) if entry is not None]
    telling = Telling(
        "topic", "chosen", f"chosen:{event.topic_id}:{event.result_id}", event.circle_id,
        event.result_id, event.topic_id,
    )  # fmt: skip
    actions.tell_named(sorted({entry.author_id for entry in chosen}), telling)


def tell_of_idea(event: IdeaStatusChanged) -> None:
    """Everybody who contributed to an idea hears what becomes of it."""
    telling = Telling(
        "topic", "idea", f"idea:{event.entry_id}:{event.occurrence}", event.circle_id,
        event.entry_id, event.topic_id, facts={"status": event.status},
    )  # fmt: skip
    if event.people <= len(event.contributor_ids):
        actions.tell_named(event.contributor_ids, telling)
    else:
        actions.tell_audience(("contributors", event.entry_id), telling)


def tell_of_draw(event: LotteryDrawn) -> None:
    """Who won hears of it."""
    telling = _telling("won", f"won:{event.lottery_id}", event, {"lottery": event.lottery_id})
    actions.tell_named(event.winners, telling)


def tell_of_no_draw(event: LotteryCancelled) -> None:
    """Everybody on the list hears that there will be no draw, and why."""
    telling = _telling(
        "no_draw", f"no_draw:{event.lottery_id}", event, {"reason": event.reason}
    )
    actions.tell_audience(("entrants", event.lottery_id), telling)


def tell_of_trial(event: TrialDecided) -> None:
    """Who applied to try something hears whether they may."""
    if event.state in ("selected", "declined"):
        telling = _telling(event.state, f"trial:{event.topic_id}:{event.occurrence}", event)
        actions.tell_named(event.user_ids, telling)


def remind(event: TopicReminded) -> None:
    """Who comes to an event hears of it a day before, who keeps days that today is not kept yet."""
    until = as_number(event.until)
    if event.cause == "event":
        telling = _telling("event_soon", f"event_soon:{event.topic_id}:{until}", event)
        actions.tell_audience(("coming", event.topic_id), telling)
    elif event.cause == "day":
        telling = _telling("day_open", f"day_open:{event.topic_id}:{event.part}", event)
        actions.tell_audience(("not_kept", event.topic_id, event.part), telling)


class OfTopic(Protocol):
    """What happened in a topic."""

    @property
    def circle_id(self) -> int: ...

    @property
    def topic_id(self) -> int: ...


def _telling(
    code: str, cause: str, event: OfTopic, facts: dict[str, object] | None = None
) -> Telling:
    where = (event.circle_id, event.topic_id, event.topic_id)
    return Telling("topic", code, cause, *where, facts=facts)
