"""Labels of members as JSON: for staff, and one's own."""

from collections.abc import Sequence
from typing import Any

from circle.circles import actions, queries
from circle.circles.api.blueprint import blp
from circle.circles.models import MemberLabel
from circle.circles.schemas import (
    LabelChange,
    LabelChangeInput,
    LabelCountOutput,
    LabelInput,
    LabelledInput,
    LabelledOutput,
    LabelOutput,
    ListQuery,
    MergeInput,
    NewLabel,
    OwnLabelOutput,
)
from circle.core.actor import Actor
from circle.core.api import page_of
from circle.core.errors import SignInNeeded
from circle.core.gate import needs_scope
from circle.core.paging import read_limit
from circle.core.web import visitor, write


@blp.get("/circles/<slug>/labels")
@needs_scope("moderate")
@blp.response(200, page_of(LabelCountOutput))
def list_labels(slug: str) -> dict[str, Any]:
    """All labels of members, the oldest first, with how many carry each; for staff."""
    circle, here = queries.enter(visitor(), slug)
    return {"items": queries.count_labelled(here, circle), "next": None}


@blp.post("/circles/<slug>/labels")
@needs_scope("moderate")
@write
@blp.arguments(LabelInput)
@blp.response(201, LabelOutput)
def make_label(new: NewLabel, slug: str) -> MemberLabel:
    """Make a label; without `colour` it gets the next of eight."""
    circle, _here = queries.enter(visitor(), slug)
    return actions.make_label(visitor(), circle.id, new)


@blp.patch("/labels/<int:label_id>")
@needs_scope("moderate")
@write
@blp.arguments(LabelChangeInput)
@blp.response(200, LabelOutput)
def change_label(change: LabelChange, label_id: int) -> MemberLabel:
    """Another name or colour."""
    return actions.change_label(visitor(), label_id, change)


@blp.delete("/labels/<int:label_id>")
@needs_scope("moderate")
@write
@blp.response(204)
def remove_label(label_id: int) -> None:
    """Remove a label from everybody; for a day it can be restored."""
    actions.remove_label(visitor(), label_id)


@blp.put("/labels/<int:label_id>/merge")
@needs_scope("moderate")
@write
@blp.arguments(MergeInput)
@blp.response(200, LabelOutput)
def merge_label(chosen: dict[str, int], label_id: int) -> MemberLabel:
    """Who carries this label carries `into`, which is answered; this one is removed."""
    return actions.merge_label(visitor(), label_id, chosen["into"])


@blp.post("/labels/<int:label_id>/restore")
@needs_scope("moderate")
@write
@blp.response(200, LabelOutput)
def restore_label(label_id: int) -> MemberLabel:
    """Bring back a label removed or merged within a day, with everybody who carried it."""
    return actions.restore_label(visitor(), label_id)


@blp.post("/labels/<int:label_id>/members")
@needs_scope("moderate")
@write
@blp.arguments(LabelledInput)
@blp.response(200, LabelledOutput)
def give_label(chosen: dict[str, Sequence[int]], label_id: int) -> dict[str, Sequence[int]]:
    """Label up to 100 members, all or none; answers who did not carry it before."""
    return {"member_ids": actions.give_label(visitor(), label_id, chosen["member_ids"])}


@blp.put("/labels/<int:label_id>/members/<int:member_id>")
@needs_scope("moderate")
@write
@blp.response(204)
def give_label_to_one(label_id: int, member_id: int) -> None:
    """Label one member; again changes nothing."""
    actions.give_label(visitor(), label_id, [member_id])


@blp.delete("/labels/<int:label_id>/members/<int:member_id>")
@needs_scope("moderate")
@write
@blp.response(204)
def take_label(label_id: int, member_id: int) -> None:
    """Take a label from one member; also one they do not carry."""
    actions.take_label(visitor(), label_id, [member_id])


@blp.get("/me/labels")
@blp.arguments(ListQuery, location="query")
@blp.response(200, page_of(OwnLabelOutput))
def list_own_labels(asked: dict[str, Any]) -> dict[str, Any]:
    """The labels staff of any circle gave to oneself, the latest first; taken off or not."""
    actor, limit = _person(), read_limit(asked["limit"])
    page = queries.own_labels_page(actor, cursor=asked["cursor"], limit=limit)
    return {"items": page.items, "next": page.next}


@blp.delete("/me/labels/<int:label_id>")
@write
@blp.response(204)
def refuse_label(label_id: int) -> None:
    """Take a label off oneself; nobody else puts it back."""
    actions.refuse_label(_person(), label_id)


@blp.put("/me/labels/<int:label_id>")
@write
@blp.response(204)
def accept_label(label_id: int) -> None:
    """Put a label one took off back on; one that was not given to oneself is not found."""
    actions.accept_label(_person(), label_id)


def _person() -> Actor:
    actor = visitor()
    if actor.user_id is None:
        raise SignInNeeded
    return actor
