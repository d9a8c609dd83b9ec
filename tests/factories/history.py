"""A circle's life in points: weeks of happenings of every kind, some taken back, some waiting."""

import random

from circle.core.db import session
from circle.points import actions, jobs
from circle.points.actions import Happening
from circle.points.models import Occurrence, RuleSet
from circle.points.rules import DEFAULTS
from circle.screening.likeness import sketch
from tests.factories import points as made

WORDS = (
    "今天泡了一壶老白茶枣香很足", "武夷山的肉桂今年香气偏甜", "新买的紫砂壶怎么开壶",
    "水温和出汤时间怎么把握", "有没有人一起拼一饼熟茶", "这款单丛的蜜兰香特别明显",
)  # fmt: skip
OFTEN = ("post", "comment", "comment", "comment", "reply", "reply", "answer", "question", "liked",
         "liked", "liked", "liked", "topic", "check_in", "report")  # fmt: skip
SELDOM = ("featured", "accepted", "accepting", "invited", "purchase", "streak", "make_up")


class History:
    """Lets a circle live for some days; `travel` moves the clock."""

    def __init__(self, people, travel, seed) -> None:
        self._users = [person.user_id for person in people]
        self._travel, self._random = travel, random.Random(seed)
        self._number = 0

    def live(self, days, a_day=30):
        """So many days, with so many happenings on each."""
        for _ in range(days):
            for _ in range(a_day):
                self._happen()
                self._travel(seconds=self._random.choice((2, 9, 400, 3000)))
            self._undo_some()
            jobs.settle_due({})
            self._travel(hours=self._random.choice((4, 11)))

    def _happen(self):
        number = self._number = self._number + 1
        chance = self._random
        user, other = chance.sample(self._users, 2)
        rule = chance.choice(OFTEN if chance.random() < 0.9 else SELDOM)
        if rule in ("liked", "accepted") and chance.random() < 0.5:
            other = self._users[0]  # somebody who is fond of everybody, of themselves too
        thread = chance.randrange(1, 25)
        in_thread = rule in ("comment", "reply", "answer")
        with_giver = rule in ("liked", "accepted", "accepting", "invited")
        if number % 97 == 0:
            self._penalise(user, number)
            return
        actions.note(
            Happening(
                made.circle_id(), user, rule, "test", str(number), entry_id=number % 160 or None,
                thread_id=thread if in_thread else None, giver_id=other if with_giver else None,
                facts=self._facts(rule, thread if in_thread else None),
            )
        )  # fmt: skip
        if rule == "liked" and chance.random() < 0.4:
            actions.stop_waiting(made.circle_id(), user, "liked", ("test", str(number)))

    def _facts(self, rule, thread):
        chance = self._random
        if rule == "purchase":
            return {"amount": chance.randrange(0, 90)}
        if rule == "liked":
            return {"giver_level": chance.randrange(1, 4), "mutual": chance.random() < 0.3,
                    "same_cluster": chance.random() < 0.02}  # fmt: skip
        if rule == "invited":
            return {"active": chance.random() < 0.8, "in_wechat": chance.random() < 0.1}
        if rule in ("accepted", "accepting"):
            return {"anonymous": True} if rule == "accepting" and chance.random() < 0.3 else {}
        said = chance.choice(WORDS) + str(chance.randrange(10**9)) * chance.randrange(3)
        facts = {"characters": chance.choice((3, 9, 30, 30)), "sketch": list(sketch(said)),
                 "category": chance.choice(("none", "none", "none", "ad"))}  # fmt: skip
        if thread is not None:
            facts |= {"thread": thread, "root_author_id": chance.choice(self._users),
                      "idle_days": chance.choice((0, 0, 0, 40))}  # fmt: skip
        return facts

    def _penalise(self, user, number):
        actions.penalise(
            Happening(made.circle_id(), user, "removal", "entry", str(number), entry_id=number)
        )

    def _undo_some(self):
        here = made.circle_id()
        lately = [(self._number - back) % 160 for back in range(0, 6, 2)]
        for entry in [self._random.randrange(1, 160), *lately]:
            for user in self._users:
                actions.take_back(here, user, entry)
                if self._random.random() < 0.4:
                    actions.pay_again(here, user, entry)


def save_rules(from_at, **stored):
    """A version of the rules as the verb would write it at a time, from then on."""
    number = session().query(RuleSet).count() + 1
    session().add(
        RuleSet(
            circle_id=made.circle_id(), version=number, from_at=from_at, created_at=from_at,
            rules=stored,
        )
    )  # fmt: skip
    session().flush()


def occurrences():
    """Every occurrence, as it was ruled."""
    return session().query(Occurrence).order_by(Occurrence.at, Occurrence.id).all()


assert set(OFTEN) | set(SELDOM) <= set(DEFAULTS)
