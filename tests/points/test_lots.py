"""Where the points of each award are now, also on an account of many years."""

import random

from circle.points.lots import Lots, Step

YEARS = 4000  # awards of a busy member: three a day and more


def award(number):
    return "post_paid", "entry", str(number)


def test_an_account_of_many_years_is_read_in_one_go():
    """Each award is of one point; every tenth day one lapses: the oldest there is."""
    lots = Lots()
    for number in range(YEARS):
        lots.take(Step(award(number), 1, number + 1))
        if number % 10 == 9:
            lots.take(Step(("lapsed", "day", str(number)), -1, number + 1))
    gone = YEARS // 10
    assert [lots.lapsed_of(award(number)) for number in (0, gone - 1, gone, YEARS - 1)] == [
        1, 1, 0, 0,
    ]  # fmt: skip


def test_points_go_and_come_back_as_single_coins_would():
    """A plain model keeps every point by itself: who brought it, and where it is."""
    for seed in range(40):
        chance, lots, coins, earned = random.Random(seed), Lots(), [], 0
        for step in range(30):
            there = [coin for coin in coins if coin["at"] == "there"]
            if not there or chance.random() < 0.5:
                brought = chance.randint(1, 5)
                coins += [{"of": award(step), "at": "there"} for _ in range(brought)]
                earned += brought
                lots.take(Step(award(step), brought, earned))
                continue
            going, out = chance.randint(1, len(there)), chance.choice(("lapsed", "redeem"))
            if chance.random() < 0.3:  # an award is taken back: its own first
                whose = chance.choice(there)["of"]
                there.sort(key=lambda coin: coin["of"] != whose)
                lots.take(Step(whose, -going, earned))
                out = "back"
            else:
                lots.take(Step((out, "day", str(step)), -going, earned))
            for coin in there[:going]:
                coin["at"] = out
        for step in range(30):
            lapsed = sum(coin["at"] == "lapsed" for coin in coins if coin["of"] == award(step))
            assert lots.lapsed_of(award(step)) == lapsed, (seed, step)
