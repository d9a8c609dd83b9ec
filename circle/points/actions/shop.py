"""What staff do with the shop: rewards made, changed, closed, their pictures and their codes."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from circle.circles import queries as circles
from circle.circles.actions import tell_deed
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action, insert_into, session
from circle.core.errors import Conflict, Invalid
from circle.core.i18n import Text, lazy
from circle.core.jobs import enqueue
from circle.core.pictures import Picture
from circle.core.policy import require
from circle.core.storage import written
from circle.points import policy, queries
from circle.points.models import Reward, RewardCode
from circle.points.schemas.shop import MAX_CODE, MAX_CODES, NewReward, RewardChange
from circle.screening.queries import rules_of
from circle.screening.verdict import judge

CODES_AT_ONCE = 500  # in one statement
TAKEN = lazy("This code is here already")


@dataclass(frozen=True, slots=True)
class RefusedCode:
    """A line that did not go in, by its number from 1, and why."""

    line: int
    code: str
    reason: Text


@dataclass(frozen=True, slots=True)
class CodesAdded:
    """What became of a list of codes."""

    added: int
    stock: int
    refused: Sequence[RefusedCode]


@action
def create_reward(actor: Actor, circle_id: int, new: NewReward) -> Reward:
    """Put something into the shop; a reward of codes starts empty, its codes are its stock."""
    circle, here = circles.enter_by_id(actor, circle_id)
    require(here, policy.can_keep_shop(here, circle))
    _check_words(circle_id, name=new.name, intro=new.intro)
    _check_room(circle_id)
    reward = Reward(
        circle_id=circle_id, kind=new.kind, name=new.name, intro=new.intro, price=new.price,
        stock=0 if new.kind == "code" else new.stock or 0, per_member=new.per_member,
        min_level=new.min_level, from_at=new.from_at, until_at=new.until_at,
        created_by=here.user_id,
    )  # fmt: skip
    session().add(reward)
    session().flush()
    _tell_deed(here, reward, "made")
    return reward


@action
def change_reward(actor: Actor, reward_id: int, change: RewardChange) -> Reward:
    """Change what is given of a reward; it is another version from then on.

    Orders keep the name and price they were placed under. Who was shown an older version is
    refused, whether they change (`reward_changed`) or redeem (`price_changed`).
    """
    reward, circle, here = queries.get_reward(actor, reward_id, lock=True)
    require(here, policy.can_keep_shop(here, circle))
    if change.version is not None and change.version != reward.version:
        raise Conflict(
            lazy("Somebody changed this meanwhile. Look at it again"), code="reward_changed"
        )
    given = dict(change.given)
    _check_words(circle.id, **{k: given[k] for k in ("name", "intro") if k in given})
    if given.get("stock") is not None:
        given["stock"] = _new_stock(reward, given["stock"], change.stock_shown)
    else:
        given.pop("stock", None)
    _check_span(reward, given)
    for name, value in given.items():
        setattr(reward, name, value)
    reward.version += 1
    _tell_deed(here, reward, "changed")
    return reward


@action
def close_reward(actor: Actor, reward_id: int) -> Reward:
    """Take a reward out of the shop; orders already placed go on."""
    reward, circle, here = queries.get_reward(actor, reward_id, lock=True)
    require(here, policy.can_keep_shop(here, circle))
    if reward.closed_at is None:
        reward.closed_at = clock.now()
        reward.version += 1
        _tell_deed(here, reward, "closed")
    return reward


@action
def reopen_reward(actor: Actor, reward_id: int) -> Reward:
    """Put a reward back into the shop."""
    reward, circle, here = queries.get_reward(actor, reward_id, lock=True)
    require(here, policy.can_keep_shop(here, circle))
    if reward.closed_at is not None:
        _check_room(circle.id)
        reward.closed_at = None
        reward.version += 1
        _tell_deed(here, reward, "reopened")
    return reward


@action
def add_codes(actor: Actor, reward_id: int, lines: Sequence[str]) -> CodesAdded:
    """Put codes on a reward's list; a line that is no code or is there already is told, the rest
    goes in. At most 5,000 lines at once."""
    if len(lines) > MAX_CODES:
        raise Invalid(errors={"codes": [lazy("At most %(num)s codes at once", num=MAX_CODES)]})
    reward, circle, here = queries.get_reward(actor, reward_id, lock=True)
    require(here, policy.can_keep_shop(here, circle))
    if reward.kind != "code":
        raise Conflict(lazy("Only rewards given out as codes have codes"), code="not_codes")
    wanted, refused = _sorted_out(lines)
    added = _inserted(reward, list(wanted))
    refused += [
        RefusedCode(line, code, TAKEN) for code, line in wanted.items() if code not in added
    ]
    reward.stock += len(added)
    _tell_deed(here, reward, "codes", count=len(added))
    return CodesAdded(len(added), reward.stock, sorted(refused, key=lambda one: one.line))


def set_picture(actor: Actor, reward_id: int, picture: Picture | None) -> Reward:
    """Give a reward its picture, or take it away; the old file goes once this is kept."""
    with _file_of(actor, reward_id, picture) as key:
        return _show(actor, reward_id, key)


@contextmanager
def _file_of(actor: Actor, reward_id: int, picture: Picture | None) -> Iterator[str | None]:
    """The key of the new file, which stands on the disk before the transaction."""
    if picture is None:
        yield None
        return
    _reward, circle, here = queries.get_reward(actor, reward_id)
    require(here, policy.can_keep_shop(here, circle))
    key = f"rewards/{circle.uid.lower()}/{secrets.token_hex(8)}.webp"
    with written(
        {key: picture.medium.data}, lambda: queries.shows_picture(reward_id, key)
    ):
        yield key


@action
def _show(actor: Actor, reward_id: int, key: str | None) -> Reward:
    reward, circle, here = queries.get_reward(actor, reward_id, lock=True)
    require(here, policy.can_keep_shop(here, circle))
    if reward.picture:
        enqueue("circles.forget_file", {"key": reward.picture})
    reward.picture = key
    _tell_deed(here, reward, "picture")
    return reward


def _check_words(circle_id: int, **texts: str) -> None:
    """What a shop says of a reward may meet no rule of the circle."""
    for field, text in texts.items():
        verdict = judge(text, rules_of(circle_id))
        if verdict.action != "pass":
            reason = verdict.reason or lazy("This doesn't look right")
            raise Invalid(reason, errors={field: [reason]}, code="screened")


def _check_room(circle_id: int) -> None:
    if queries.count_open_rewards(circle_id) >= queries.MAX_OPEN:
        raise Conflict(
            lazy("A shop has room for %(num)s rewards. Close one first", num=queries.MAX_OPEN),
            code="too_many",
        )


def _check_span(reward: Reward, given: Mapping[str, Any]) -> None:
    start = given.get("from_at", reward.from_at)
    end = given.get("until_at", reward.until_at)
    if start is not None and end is not None and end <= start:
        raise Invalid(errors={"until": [lazy("The end comes after the beginning")]})


def _new_stock(reward: Reward, wanted: int, shown: int | None) -> int:
    """The stock meant: what was redeemed since it was shown stays gone."""
    if reward.kind == "code":
        if wanted in (shown, reward.stock):
            return reward.stock
        raise Invalid(errors={"stock": [lazy("Its codes are its stock. Add codes instead")]})
    meant = wanted if shown is None else reward.stock + wanted - shown
    if meant < 0:
        raise Invalid(errors={"stock": [lazy("Some of these were redeemed meanwhile")]})
    return meant


def _sorted_out(lines: Sequence[str]) -> tuple[dict[str, int], list[RefusedCode]]:
    """Codes with the line each stands on first, and the lines that are none; empty ones count."""
    wanted: dict[str, int] = {}
    refused: list[RefusedCode] = []
    for number, line in enumerate(lines, 1):
        code = line.strip()
        if not code:
            continue
        if len(code) > MAX_CODE or not code.isprintable():
            reason = lazy("A code has at most %(num)s characters, all to be seen", num=MAX_CODE)
            refused.append(RefusedCode(number, code[:MAX_CODE], reason))
        elif code in wanted:
            refused.append(RefusedCode(number, code, lazy("It stands in this list twice")))
        else:
            wanted[code] = number
    return wanted, refused


def _inserted(reward: Reward, codes: Sequence[str]) -> set[str]:
    """The codes that were new; the unique key decides, so nothing can come in twice."""
    added: set[str] = set()
    for start in range(0, len(codes), CODES_AT_ONCE):
        rows = [
            {
                "circle_id": reward.circle_id, "reward_id": reward.id, "code": code,
                "created_at": clock.now(),
            }
            for code in codes[start : start + CODES_AT_ONCE]
        ]  # fmt: skip
        kept = session().execute(
            insert_into(RewardCode).values(rows).on_conflict_do_nothing()
            .returning(RewardCode.code)
        )  # fmt: skip
        added.update(kept.scalars())
    return added


def _tell_deed(here: Actor, reward: Reward, how: str, **told: Any) -> None:
    tell_deed(
        here, "reward", ("reward", reward.id), how=how, name=reward.name, price=reward.price, **told
    )
