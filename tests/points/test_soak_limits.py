"""The soak's own limits of earning: each one allows what it should and names what passes it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bench.ledger_limits import EARNS, Award, wrong_limits

NOON = datetime(2024, 3, 4, 4, tzinfo=UTC)
ME, OTHERS = 1, tuple(range(2, 14))


def earning(rule, *, days=0, seconds=0, **more):
    """Something that earned all there is for it."""
    points, growth, _times = EARNS[rule]
    at = NOON + timedelta(days=days, seconds=seconds)
    more.setdefault("outcome", (points, growth, None))
    return Award(0, 1, more.pop("who", ME), rule, at, characters=20, **more)


def liked(giver, days=0):
    return earning("liked", giver=giver, days=days)


def of_two(one, other, days=0, rule="accepted"):
    return earning(rule, who=one, giver=other, days=days)


# forty points and growth; the day has room for twenty points more, which only some rules bring
FULL = [
    *[earning("post")] * 3, *[earning("question")] * 3, *[earning("answer")] * 5,
    earning("topic"), *[liked(giver) for giver in OTHERS[:7]],
]  # fmt: skip
REST = [
    *[earning("report")] * 5,
    *[earning("comment", thread=n, seconds=60 * n, outcome=(1, 0, None)) for n in range(5)],
]  # fmt: skip
PAST = [*[liked(giver) for giver in OTHERS[:3]] * 3]  # nine from three
CASES = {
    "too_short": ([], replace(earning("comment", thread=1), characters=5)),
    "limit": ([earning("question")] * 3, earning("question")),
    "once a day": ([earning("topic")], earning("topic")),
    "thread": ([earning("comment", thread=7, days=-50)], earning("comment", thread=7)),
    "thread of a day": ([earning("reply", thread=7)], earning("reply", thread=7, seconds=60)),
    "cooldown": ([earning("comment", thread=1)], earning("reply", thread=2, seconds=14)),
    "pair": ([of_two(1, 2), of_two(2, 1), of_two(1, 2)], of_two(2, 1)),
    "pair of likes": ([liked(2)] * 5, liked(2)),
    "ring": (PAST, liked(2, days=20)),
    "ceiling": ([*FULL, *REST], earning("comment", thread=9, seconds=900)),
}  # fmt: skip
FREE = {
    "a picture's worth of words": ([], earning("post")),
    "the next day": ([earning("question", days=-1)] * 3, earning("question")),
    "another member": ([earning("question", who=2)] * 3, earning("question")),
    "another rule": ([earning("question")] * 3, earning("post")),
    "no limit": ([earning("featured")] * 9, earning("featured")),
    "another thread": ([earning("comment", thread=7)], earning("comment", thread=8, seconds=60)),
    "the topic's next day": ([earning("reply", thread=7, days=-1)], earning("reply", thread=7)),
    "a breath later": ([earning("comment", thread=1)], earning("reply", thread=2, seconds=15)),
    "another pair": ([of_two(1, 2)] * 3, of_two(1, 3)),
    "the next month": ([of_two(1, 2, days=-10)] * 3, of_two(1, 2)),
    "likes of last month": ([liked(2, days=-10)] * 5, liked(2)),
    "somebody new": (PAST, liked(9, days=20)),
    "somebody old after a month": (PAST, liked(2, days=31)),
}


def numbered(before, last):
    return [replace(award, number=n) for n, award in enumerate([*before, last])]


@pytest.mark.parametrize("name", CASES)
def test_what_a_limit_refuses_is_wrong_when_it_was_paid(name):
    before, last = CASES[name]
    refused = replace(last, outcome=(0, 0, name.split(" of ")[0].replace("once a day", "limit")))
    assert wrong_limits(numbered(before, refused)) == []
    assert len(wrong_limits(numbered(before, last))) == 1


@pytest.mark.parametrize("name", FREE)
def test_what_no_limit_refuses_is_wrong_when_it_was_not_paid(name):
    before, last = FREE[name]
    assert wrong_limits(numbered(before, last)) == []
    starved = replace(last, outcome=(0, 0, "limit"))
    assert len(wrong_limits(numbered(before, starved))) == 1


def test_what_passes_a_ceiling_is_paid_in_part():
    assert [sum(award.outcome[n] for award in FULL) for n in (0, 1)] == [40, 40]
    for outcome, wrong in (((2, 0, None), 0), ((2, 2, None), 1), ((1, 0, None), 1)):
        last = earning("reply", thread=1, outcome=outcome)
        assert len(wrong_limits(numbered(FULL, last))) == wrong
    before = [*FULL, *REST[:-1]]
    for outcome, wrong in (((1, 0, None), 0), ((2, 0, None), 1), ((0, 0, "ceiling"), 1)):
        last = earning("reply", thread=1, seconds=900, outcome=outcome)
        assert len(wrong_limits(numbered(before, last))) == wrong


def test_an_order_of_awards_is_the_ledgers_not_the_clocks():
    third, fourth = earning("question", seconds=9), earning("question", seconds=5)
    refused = replace(fourth, outcome=(0, 0, "limit"))
    before = [earning("question")] * 2
    assert wrong_limits(numbered([*before, third], refused)) == []
    assert len(wrong_limits(numbered([*before, refused], third))) == 1
