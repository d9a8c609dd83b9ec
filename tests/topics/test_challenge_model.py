"""Challenges against a plain model: whatever comes and goes, the days are those of a table."""

import random
from datetime import timedelta

import pytest

from circle.content import actions as content
from circle.core import clock as now
from circle.core.errors import CircleError
from circle.topics import actions, queries
from tests.factories.points import fill
from tests.factories.topics import inside, open_topic, reply

pytestmark = pytest.mark.usefixtures("calm", "inside")
DAY = timedelta(days=1)


class Model:
    """One member in a challenge: logs by id as (local day, whether on show), and days made up."""

    def __init__(self, first):
        self.first, self.logs, self.made_up = first, {}, {}

    def days(self):
        """Every day that counts."""
        return sorted({day for day, shown in self.logs.values() if shown} | set(self.made_up))

    def can_make_up(self, day):
        """A past day not kept, at most two in a calendar month."""
        today = now.local_day()
        used = sum(made.replace(day=1) == today.replace(day=1) for made in self.made_up.values())
        return self.first <= day < today and day not in self.days() and used < 2

    def standing(self):
        """days, the streak up to the last one, the longest."""
        streak = longest = 0
        before = None
        for day in self.days():
            streak = streak + 1 if before is not None and day - before == DAY else 1
            longest, before = max(longest, streak), day
        return len(self.days()), streak, longest


@pytest.mark.parametrize("seed", [7, 19, 83])
def test_days_and_streaks_equal_a_plain_model_whatever_comes_and_goes(cast, clock, seed):
    chance = random.Random(seed)
    later = now.local_day().replace(day=20) + timedelta(days=31)  # so that a month ends on the way
    clock.be(now.day_start(later) + timedelta(hours=12))
    topic = open_topic(inside(cast.guest), "challenge", ends_at=now.now() + 40 * DAY).id
    model = Model(now.local_day())
    fill(cast.member, 2000)
    for _ in range(45):
        _one_step(cast, clock, chance, (topic, model))
        found = queries.get_standing(topic, cast.member.user_id)
        said = (found.days, found.streak, found.longest) if found else (0, 0, 0)
        kept = [row.day for row in queries.challenge_days(topic, cast.member.user_id)]
        assert (said, kept) == (model.standing(), model.days())
    assert list(queries.wrong_standings()) == []
    assert model.made_up
    assert len(model.days()) > 3


def _one_step(cast, clock, chance, place):
    topic, model = place
    twice = ["log", "make_up", "next_day"]
    step = chance.choice([*twice, *twice, "take", "back"])
    if step == "log":
        log = reply(inside(cast.member), topic)
        model.logs[log.id] = (now.local_day(), True)
    elif step == "next_day" and now.local_day() < model.first + 35 * DAY:
        clock.travel(days=1)
    elif step == "make_up":
        _make_up(cast, topic, model, now.local_day() - chance.randint(0, 6) * DAY)
    elif model.logs:
        ident = chance.choice(list(model.logs))
        day, shown = model.logs[ident]
        if (step == "take") == shown:
            verb = content.hide_entry if shown else content.unhide_entry
            verb(inside(cast.moderator), ident)
            model.logs[ident] = (day, not shown)


def _make_up(cast, topic, model, day):
    may = model.can_make_up(day)
    try:
        actions.make_up_day(inside(cast.member), topic, day)
    except CircleError:
        assert not may, day
    else:
        assert may, day
        model.made_up[day] = now.local_day()
