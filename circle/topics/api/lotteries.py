"""Lotteries: holding one, entering, its list, its proof."""

from typing import Any

from circle.content.schemas import PageQuery
from circle.core.api import page_of
from circle.core.paging import read_limit
from circle.core.web import visitor, write
from circle.topics import actions, queries
from circle.topics.api.blueprint import blp
from circle.topics.schemas import (
    CancelInput,
    EntrantOutput,
    LotteryInput,
    LotteryOutput,
    NewLottery,
    ProofOutput,
)


@blp.post("/topics/<int:topic_id>/lottery")
@write
@blp.arguments(LotteryInput)
@blp.response(201, LotteryOutput)
def hold_lottery(new: NewLottery, topic_id: int) -> dict[str, Any]:
    """Hold a lottery on a topic; nothing of it can be changed, and its seed is committed to."""
    return _lottery_now(actions.hold_lottery(visitor(), topic_id, new).id)


@blp.get("/topics/<int:topic_id>/lottery")
@blp.response(200, LotteryOutput)
def lottery_of_topic(topic_id: int) -> dict[str, Any]:
    """The lottery of a topic."""
    return _lottery_now(queries.get_lottery_on(visitor(), topic_id))


@blp.get("/lotteries/<int:lottery_id>")
@blp.response(200, LotteryOutput)
def get_lottery(lottery_id: int) -> dict[str, Any]:
    """A lottery: rules, prizes, times, commitment, and what became of it."""
    return _lottery_now(lottery_id)


@blp.put("/lotteries/<int:lottery_id>/entry")
@write
@blp.response(200, LotteryOutput)
def enter_lottery(lottery_id: int) -> dict[str, Any]:
    """Go on the list; entering again changes nothing. 403 says what is missing (`code`)."""
    return queries.lottery_view(actions.enter_lottery(visitor(), lottery_id))


@blp.delete("/lotteries/<int:lottery_id>/entry")
@write
@blp.response(200, LotteryOutput)
def leave_lottery(lottery_id: int) -> dict[str, Any]:
    """Go off the list, until it is frozen."""
    return queries.lottery_view(actions.leave_lottery(visitor(), lottery_id))


@blp.put("/lotteries/<int:lottery_id>/cancellation")
@write
@blp.arguments(CancelInput)
@blp.response(200, LotteryOutput)
def cancel_lottery(given: dict[str, str], lottery_id: int) -> dict[str, Any]:
    """Call it off before the draw, or once that is ten minutes overdue, and say why."""
    return queries.lottery_view(actions.cancel_lottery(visitor(), lottery_id, given["reason"]))


@blp.get("/lotteries/<int:lottery_id>/entrants")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(EntrantOutput))
def list_entrants(asked: dict[str, Any], lottery_id: int) -> dict[str, Any]:
    """Who is on the list, in its order: uids for everybody, names for members."""
    held = queries.get_lottery(visitor(), lottery_id)
    page = queries.entrants_page(
        held, cursor=asked["cursor"], limit=read_limit(asked["limit"])
    )
    return {"items": [queries.entrant_view(one) for one in page.items], "next": page.next}


@blp.get("/lotteries/<int:lottery_id>/proof")
@blp.response(200, ProofOutput)
def get_proof(lottery_id: int) -> dict[str, Any]:
    """All it takes to draw once more: commitment, seed, digest, the whole list, the winners."""
    return queries.proof_of(queries.get_lottery(visitor(), lottery_id))


def _lottery_now(lottery_id: int) -> dict[str, Any]:
    return queries.lottery_view(queries.get_lottery(visitor(), lottery_id))
