"""Events: signing up, who comes, how many may, who was there."""

from typing import Any

from flask import Response, make_response

from circle.content import queries as content
from circle.core.api import page_of
from circle.core.paging import read_limit
from circle.core.policy import require
from circle.core.web import visitor, write
from circle.topics import actions, policy, queries
from circle.topics.api.blueprint import blp, topic_now
from circle.topics.calendar import door_address
from circle.topics.models import SignUp
from circle.topics.queries.kinds.event import OFF
from circle.topics.schemas import TopicOutput
from circle.topics.schemas.event import (
    CapacityInput,
    CodeInput,
    DoorOutput,
    OffInput,
    PeopleQuery,
    PlaceInput,
    SignedUpOutput,
    SignUpOutput,
)


@blp.put("/topics/<int:entry_id>/sign-up")
@write
@blp.response(200, SignUpOutput)
def sign_up(entry_id: int) -> SignUp:
    """Take a place at an event, or wait for one; again changes nothing."""
    return actions.sign_up(visitor(), entry_id)


@blp.delete("/topics/<int:entry_id>/sign-up")
@write
@blp.response(204)
def cancel_sign_up(entry_id: int) -> Response:
    """Give one's place back; who waited longest moves up, unless one signs up again at once."""
    actions.cancel_sign_up(visitor(), entry_id)
    return make_response("", 204)


@blp.get("/topics/<int:entry_id>/people")
@blp.arguments(PeopleQuery, location="query")
@blp.response(200, page_of(SignedUpOutput))
def list_people(asked: dict[str, Any], entry_id: int) -> dict[str, Any]:
    """Who comes or who waits, in order, for members; whom the host took off, for host and staff."""
    hosted, _gathering = queries.get_gathering(visitor(), entry_id)
    require(hosted.here, policy.can_see_people(hosted.here))
    if asked["state"] == OFF:
        require(hosted.here, policy.can_host(hosted.here, hosted.topic, hosted.circle))
    page = queries.people_page(
        hosted, asked["state"], cursor=asked["cursor"], limit=read_limit(asked["limit"])
    )
    items = [
        {
            "member": content.author_view(row.face), "number": row.number, "state": row.state,
            "signed_up_at": row.signed_up_at, "checked_in_at": row.checked_in_at,
            "off_at": row.off_at, "off_reason": row.off_reason,
        }
        for row in page.items
    ]  # fmt: skip
    return {"items": items, "next": page.next}


@blp.put("/topics/<int:entry_id>/capacity")
@write
@blp.arguments(CapacityInput)
@blp.response(200, TopicOutput)
def change_capacity(given: dict[str, int | None], entry_id: int) -> dict[str, Any]:
    """Make room for more or fewer, not below who comes already; who waits moves up."""
    actions.change_capacity(visitor(), entry_id, given["capacity"])
    return topic_now(entry_id)


@blp.put("/topics/<int:entry_id>/place")
@write
@blp.arguments(PlaceInput)
@blp.response(200, TopicOutput)
def change_place(given: dict[str, str], entry_id: int) -> dict[str, Any]:
    """Say where an event is."""
    actions.change_place(visitor(), entry_id, given["place"])
    return topic_now(entry_id)


@blp.get("/topics/<int:entry_id>/door")
@blp.response(200, DoorOutput)
def get_door(entry_id: int) -> dict[str, str]:
    """The code at the door, for host and staff."""
    hosted, gathering = queries.get_gathering(visitor(), entry_id)
    require(hosted.here, policy.can_host(hosted.here, hosted.topic, hosted.circle))
    return {"code": gathering.door_code, "url": door_address(gathering)}


@blp.put("/topics/<int:entry_id>/arrival")
@write
@blp.arguments(CodeInput)
@blp.response(200, SignUpOutput)
def arrive(given: dict[str, str], entry_id: int) -> SignUp:
    """Say with the code at the door that one is there, from two hours before to the end."""
    return actions.arrive(visitor(), entry_id, given["code"])


@blp.put("/topics/<int:entry_id>/people/<int:member_id>/off")
@write
@blp.arguments(OffInput)
@blp.response(200, SignUpOutput)
def take_off(given: dict[str, str], entry_id: int, member_id: int) -> SignUp:
    """Take somebody off the list, with a reason they read; the place goes to who waits."""
    return actions.take_off(visitor(), entry_id, member_id, given["reason"])


@blp.delete("/topics/<int:entry_id>/people/<int:member_id>/off")
@write
@blp.response(200, SignUpOutput)
def put_back(entry_id: int, member_id: int) -> SignUp:
    """Put somebody back on the list: where they stood for a moment, then at its end."""
    return actions.put_back(visitor(), entry_id, member_id)


@blp.put("/topics/<int:entry_id>/people/<int:member_id>/presence")
@write
@blp.response(200, SignUpOutput)
def mark_present(entry_id: int, member_id: int) -> SignUp:
    """Note that somebody is there."""
    return actions.mark_present(visitor(), entry_id, member_id)


@blp.delete("/topics/<int:entry_id>/people/<int:member_id>/presence")
@write
@blp.response(200, SignUpOutput)
def unmark_present(entry_id: int, member_id: int) -> SignUp:
    """Take that back."""
    return actions.unmark_present(visitor(), entry_id, member_id)
