"""Trial campaigns: offering one, applying, selecting, reporting back."""

from typing import Any

from circle.core.api import page_of
from circle.core.paging import read_limit
from circle.core.web import visitor, write
from circle.topics import actions, queries
from circle.topics.api.blueprint import blp
from circle.topics.schemas import (
    ApplicationChoice,
    ApplicationInput,
    ApplicationOutput,
    ApplicationsOutput,
    ApplicationsQuery,
    DecisionInput,
    DecisionsInput,
    NewTrial,
    TrialInput,
    TrialOutput,
)


@blp.post("/topics/<int:topic_id>/trial")
@write
@blp.arguments(TrialInput)
@blp.response(201, TrialOutput)
def offer_trial(new: NewTrial, topic_id: int) -> dict[str, Any]:
    """Offer something to be tried by a few members who report back."""
    actions.offer_trial(visitor(), topic_id, new)
    return _trial_now(topic_id)


@blp.get("/topics/<int:topic_id>/trial")
@blp.response(200, TrialOutput)
def get_trial(topic_id: int) -> dict[str, Any]:
    """What a topic offers to try, and what became of one's application."""
    return _trial_now(topic_id)


@blp.put("/topics/<int:topic_id>/application")
@write
@blp.arguments(ApplicationInput)
@blp.response(200, TrialOutput)
def apply_for_trial(given: dict[str, str], topic_id: int) -> dict[str, Any]:
    """Apply, or change one's words while it is open and nothing is decided."""
    return queries.trial_view(actions.apply_for_trial(visitor(), topic_id, given["words"]))


@blp.delete("/topics/<int:topic_id>/application")
@write
@blp.response(200, TrialOutput)
def withdraw_application(topic_id: int) -> dict[str, Any]:
    """Take one's application back; a place one had is free again."""
    actions.withdraw_application(visitor(), topic_id)
    return _trial_now(topic_id)


@blp.get("/topics/<int:topic_id>/applications")
@blp.arguments(ApplicationsQuery, location="query")
@blp.response(200, page_of(ApplicationOutput))
def list_applications(asked: dict[str, Any], topic_id: int) -> dict[str, Any]:
    """Applications, the earliest first, for host and staff; for staff also by label."""
    choice = ApplicationChoice(**{**asked, "limit": read_limit(asked["limit"])})
    page = queries.applications_page(queries.get_trial(visitor(), topic_id), choice)
    return {"items": [queries.application_view(one) for one in page.items], "next": page.next}


@blp.put("/topics/<int:topic_id>/applications/<int:member_id>")
@write
@blp.arguments(DecisionInput)
@blp.response(200, ApplicationOutput)
def decide_application(given: dict[str, str], topic_id: int, member_id: int) -> dict[str, Any]:
    """Select, decline, or open again; 409 `full` when no place is left."""
    done = actions.decide_applications(visitor(), topic_id, [member_id], given["state"])
    return queries.application_view(done[0])


@blp.put("/topics/<int:topic_id>/applications")
@write
@blp.arguments(DecisionsInput)
@blp.response(200, ApplicationsOutput)
def decide_applications(given: dict[str, Any], topic_id: int) -> dict[str, Any]:
    """The same for many: all of them or, when places run out, none."""
    done = actions.decide_applications(
        visitor(), topic_id, given["member_ids"], given["state"]
    )
    return {"items": [queries.application_view(one) for one in done]}


@blp.post("/replies/<int:reply_id>/report")
@write
@blp.response(200, TrialOutput)
def report_on_trial(reply_id: int) -> dict[str, Any]:
    """Name a floor of one's own the report of what one was selected to try."""
    return queries.trial_view(actions.report_on_trial(visitor(), reply_id))


def _trial_now(topic_id: int) -> dict[str, Any]:
    return queries.trial_view(queries.get_trial(visitor(), topic_id))
