"""What time brings to a lottery: its list is frozen, its winners are drawn; each happens once."""

from circle.circles import actions as circle_verbs
from circle.core.bus import emit
from circle.core.db import action, session
from circle.core.errors import Conflict
from circle.core.i18n import lazy
from circle.core.jobs import enqueue, has_job
from circle.core.sealing import unseal
from circle.events import LotteryDrawn, LotteryFrozen
from circle.topics import queries
from circle.topics.actions.lotteries import place_of
from circle.topics.models import Entrant, Lottery
from circle.topics.models.lotteries import digest_of, drawing_order, prizes_in_order


@action
def freeze_lottery(lottery_id: int) -> bool:
    """The list stands from here on and its digest is published; False when there is nothing to do.

    Who left, was banned or came to look after the circle is dropped now, and never afterwards.
    """
    lottery = queries.find_lottery(lottery_id, lock=True)
    if lottery is None or lottery.state != "open":
        return False
    kept, dropped = queries.sorted_out(lottery)
    if not lottery.freeze(kept):
        return False
    for user_id in dropped:
        session().delete(session().get_one(Entrant, (lottery_id, user_id)))
    circle_verbs.mark_changed(lottery.circle_id)
    emit(
        LotteryFrozen(
            lottery.circle_id, lottery.entry_id, lottery_id, len(kept), tuple(dropped)
        )
    )
    return True


@action
def draw_lottery(lottery_id: int) -> bool:
    """Publish the seed, which settles who won what; False when there is nothing to do.

    The same list and the same seed give the same winners, so a draw that was cut off and done again
    is the same draw. Conflict when the seed or the list is not what was published.
    """
    lottery = queries.find_lottery(lottery_id, lock=True)
    if lottery is None or lottery.state != "frozen":
        return False
    seed = unseal(lottery.sealed_seed, place_of(lottery.commitment))
    if seed is None:
        raise Conflict(lazy("The seed can't be read with this site's key"), code="seed")
    if not lottery.publish(seed):
        return False
    winners = _give_prizes(lottery, seed)
    circle_verbs.mark_changed(lottery.circle_id)
    emit(LotteryDrawn(lottery.circle_id, lottery.entry_id, lottery_id, tuple(winners)))
    return True


@action
def set_aside(lottery_id: int) -> None:
    """One that could not be drawn is tried by a job of its own from here on: one, ever."""
    payload = {"lottery_id": lottery_id}
    if not has_job("topics.draw_lottery", payload):
        enqueue("topics.draw_lottery", payload, key=f"lottery:{lottery_id}")


@action
def rebuild_lotteries() -> int:
    """Count anew the entrants of lotteries that count wrongly; answers how many did."""
    wrong = list(queries.wrong_lotteries())
    for topic_id, _what, _said, _actual in wrong:
        found = queries.lottery_on(topic_id)
        lottery = queries.find_lottery(found.id, lock=True) if found is not None else None
        if lottery is not None:
            lottery.entrants = len(queries.entrant_uids(lottery.id))
    return len(wrong)


def _give_prizes(lottery: Lottery, seed: str) -> list[int]:
    """The first of the order win, as long as there are prizes; answers the winners."""
    uids, digest = queries.entrant_uids(lottery.id), lottery.digest or ""
    if digest_of(uids) != digest:
        raise Conflict(lazy("The list is not the one that was frozen"), code="list")
    prizes = prizes_in_order(lottery.prizes)
    drawn = drawing_order(seed, digest, uids)[: len(prizes)]
    rows = queries.entrants_by_uid(lottery.id, drawn)
    winners = []
    for place, uid in enumerate(drawn, 1):
        rows[uid].place, rows[uid].prize = place, prizes[place - 1]
        winners.append(rows[uid].user_id)
    return winners
