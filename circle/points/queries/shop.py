"""Reads of the shop: what is offered, whether one can have it, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Executable, bindparam, func, select

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.core.actor import Actor
from circle.core.db import lock_row, session
from circle.core.errors import NotFound
from circle.core.paging import PAGE, Page, after, cut
from circle.core.policy import Decision, require
from circle.points import policy
from circle.points.models import Redemption, Reward, RewardCode

MAX_OPEN = 100  # rewards open in one circle: a shop one looks through, not a catalogue
STATES_HAD = ("placed", "sent", "done")


@dataclass(frozen=True, slots=True)
class Offer:
    """A reward as one member sees it: what they have, what they had, what is in the way."""

    reward: Reward
    circle: str
    points: int
    had: int
    decisions: tuple[Decision, ...]

    @property
    def missing(self) -> Decision | None:
        """The first thing in the way, or None."""
        return next((found for found in self.decisions if not found), None)

    @property
    def is_within_reach(self) -> bool:
        """It is there, and points alone decide."""
        return self.missing is None or self.missing.code == "not_enough_points"

    @property
    def progress(self) -> float:
        """How far one's points reach, from 0 to 1."""
        return max(0.0, min(1.0, self.points / self.reward.price))

    @property
    def picture_url(self) -> str | None:
        """Where the picture is served."""
        return picture_url(self.reward.picture)


def picture_url(key: str | None) -> str | None:
    """Where a reward's picture is served, by its storage key."""
    return f"/reward-media/{key.removeprefix('rewards/')}" if key else None


def reward_circle_id(reward_id: int) -> int:
    """The circle a reward belongs to; NotFound for none."""
    found: int | None = session().scalar(_place(), {"reward": reward_id})
    if found is None:
        raise NotFound
    return found


def get_reward(
    actor: Actor, reward_id: int, *, lock: bool = False
) -> tuple[Reward, Circle, Actor]:
    """A reward, its circle and the actor in it; NotFound where the circle may not be known."""
    statement = select(Reward).where(Reward.id == reward_id)
    reward = session().scalar(lock_row(statement) if lock else statement)
    if reward is None:
        raise NotFound
    circle, here = circles.enter_by_id(actor, reward.circle_id)
    return reward, circle, here


def lock_reward(reward_id: int) -> Reward:
    """The bare row, read fresh and kept until commit, for verbs that know who may."""
    found: Reward = session().scalars(_locking(), {"reward": reward_id}).one()
    return found


def get_offer(actor: Actor, reward_id: int) -> tuple[Offer, Circle, Actor]:
    """One reward as the actor sees it; for members, closed ones too."""
    reward, circle, here = get_reward(actor, reward_id)
    require(here, policy.can_see_points(here, circle))
    return _offers(here, circle, [reward])[0], circle, here


def list_offers(here: Actor, circle: Circle) -> Sequence[Offer]:
    """What is in the shop: first what one can have now, then the nearest, then what is not there.

    Members only. All at once: no circle has more than MAX_OPEN open.
    """
    require(here, policy.can_see_points(here, circle))
    rows = session().scalars(
        select(Reward)
        .where(Reward.circle_id == circle.id, Reward.closed_at.is_(None))
        .order_by(Reward.position, Reward.id)
        .limit(MAX_OPEN)
    ).all()
    offers = _offers(here, circle, rows)
    return sorted(offers, key=lambda offer: (
        offer.missing is not None, not offer.is_within_reach,
        offer.reward.price if offer.missing is not None else 0,
    ))  # fmt: skip


def offers_page(
    here: Actor, circle: Circle, *, closed: bool = False, cursor: str | None = None,
    limit: int = PAGE,
) -> Page[Offer]:  # fmt: skip
    """Rewards by id; with `closed` also those taken out of the shop, for who keeps it."""
    require(here, policy.can_see_points(here, circle))
    statement = select(Reward).where(Reward.circle_id == circle.id)
    if closed:
        require(here, policy.can_see_closed(here))
    else:
        statement = statement.where(Reward.closed_at.is_(None))
    ordered = after(statement, (Reward.id, Reward.id), cursor, descending=False)
    rows = session().scalars(ordered.limit(limit + 1)).all()
    page = cut(rows, limit, lambda reward: (reward.id, reward.id))
    return page.map(lambda found: _offers(here, circle, found))


def count_had(reward_id: int, user_id: int) -> int:
    """How many orders of a reward somebody has that were neither cancelled nor refunded."""
    return session().scalar(_had_by(), {"reward": reward_id, "user": user_id}) or 0


def count_open_rewards(circle_id: int) -> int:
    """How many rewards are in a circle's shop."""
    return session().scalar(
        select(func.count()).where(Reward.circle_id == circle_id, Reward.closed_at.is_(None))
    ) or 0  # fmt: skip


def count_given_codes(reward_id: int) -> int:
    """How many of a reward's codes have found somebody."""
    return session().scalar(
        select(func.count()).where(
            RewardCode.reward_id == reward_id, RewardCode.redemption_id.is_not(None)
        )
    ) or 0  # fmt: skip


def named_pictures(keys: Sequence[str]) -> set[str]:
    """Of these storage keys, the ones that are some reward's picture."""
    found = session().scalars(select(Reward.picture).where(Reward.picture.in_(keys)))
    return {key for key in found if key}


def get_picture_key(actor: Actor, uid: str, name: str) -> str:
    """The storage key of a reward's picture, for members of the circle it is offered in."""
    circle = circles.media_circle(actor, uid.upper(), None)
    circle, here = circles.enter_by_id(actor, circle.id)
    key = f"rewards/{uid}/{name}"
    shown = select(Reward.id).where(Reward.circle_id == circle.id, Reward.picture == key)
    if not policy.can_see_points(here, circle) or session().scalar(shown.limit(1)) is None:
        raise NotFound
    return key


def shows_picture(reward_id: int, key: str) -> bool:
    """Whether a reward's picture is the file under this key."""
    shown = select(Reward.id).where(Reward.id == reward_id, Reward.picture == key)
    return session().scalar(shown) is not None


def points_of(here: Actor) -> int:
    """What the actor has to spend in the circle entered; below zero is owed."""
    if here.user_id is None:
        return 0
    member = circles.get_membership(here.circle_id or 0, here.user_id)
    return member.points if member else 0


def _offers(here: Actor, circle: Circle, rewards: Sequence[Reward]) -> Sequence[Offer]:
    points = points_of(here)
    had = _had(here, [reward.id for reward in rewards])
    return [
        Offer(
            reward, circle.slug, points, had.get(reward.id, 0),
            (
                policy.is_offered(reward, had.get(reward.id, 0)),
                policy.can_redeem(here, circle, reward),
                policy.can_pay(points, reward.price),
            ),
        )
        for reward in rewards
    ]  # fmt: skip


def _had(here: Actor, reward_ids: Sequence[int]) -> dict[int, int]:
    if here.user_id is None or not reward_ids:
        return {}
    rows = session().execute(
        select(Redemption.reward_id, func.count().label("had"))
        .where(Redemption.user_id == here.user_id, Redemption.reward_id.in_(reward_ids))
        .where(Redemption.state.in_(STATES_HAD))
        .group_by(Redemption.reward_id)
    )
    return {row.reward_id: row.had for row in rows}


@cache
def _place() -> Executable:
    return select(Reward.circle_id).where(Reward.id == bindparam("reward"))


@cache
def _locking() -> Executable:
    found: Executable = lock_row(select(Reward).where(Reward.id == bindparam("reward")))
    return found


@cache
def _had_by() -> Executable:
    return select(func.count()).where(
        Redemption.reward_id == bindparam("reward"), Redemption.user_id == bindparam("user"),
        Redemption.state.in_(STATES_HAD),
    )  # fmt: skip
