"""What was asked and answered, held against what is there: lost, doubled, half, or never asked for.

Every operation that was answered has to be found with all its consequences, once; one that was not
is there wholly or not at all; and a row that follows from no operation is wrong as well.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bench.ledger_books import Kept, Row
from bench.ledger_journal import Operation
from bench.ledger_limits import OUTSIDE, Award, wrong_limits

Key = tuple[Any, ...]
POOR = {"not_enough_points", "points_owed"}
REFUSED_WITH = {"hold": POOR, "redeem": POOR}  # anything else asked for here is due
SECOND = {"hold": "hold_exists", "settle": "hold_settled", "cancel": "ended"}  # the slower hand's
SETTLED = {"refund": "refunded", "divide": "divided"}  # any other way: released
CAUSE = ("circle_id", "rule", "cause_kind", "cause_id")


class Check:
    """One comparison: `wrong` names what it found, `counts` says how much it looked at."""

    def __init__(self, operations: list[Operation], kept: Kept, stock: int) -> None:
        self.wrong: list[str] = []
        self.counts: Counter[str] = Counter()
        self._kept, self._stock, self._awards = kept, stock, list[Award]()
        self._asked: dict[str, list[Operation]] = defaultdict(list)
        for operation in operations:
            self._asked[operation.name].append(operation)
            self.counts[f"{operation.name} {operation.fate}"] += 1
            self.counts[operation.fate] += 1
        self._transfers = self._by("transfer", kept.transfers, *CAUSE, "sequence")
        self._occurrences = self._by("occurrence", kept.occurrences, *CAUSE)
        self._holds = self._by("hold", kept.holds, "circle_id", "cause_kind", "cause_id")
        self._orders = self._by("order", kept.orders, "id")
        self._check()

    def _check(self) -> None:
        for operations in self._asked.values():
            for operation in operations:
                self._check_answers(operation)
        self._check_awards()
        self._check_holds()
        self._check_orders()
        self._check_nothing_else()
        self._check_shop()
        self._check_balances()
        self.wrong += wrong_limits(self._awards)
        limited = [award for award in self._awards if award.rule not in OUTSIDE]
        self.counts["limited"] = len(limited)
        self.counts["limited granted"] = sum(award.granted for award in limited)

    def _by(self, what: str, rows: list[Row], *names: str) -> dict[Key, Row]:
        keys = Counter(tuple(row[name] for name in names) for row in rows)
        self.wrong += [f"{what} {key} is there {n} times" for key, n in keys.items() if n > 1]
        return {tuple(row[name] for name in names): row for row in rows}

    def _claim(self, key: Key, user: int, points: int, growth: int = 0) -> None:
        """A transfer has to be there and say so much; it is nobody else's then."""
        row = self._transfers.pop(key, None)
        if row is None:
            self.wrong.append(f"transfer {key} is lost")
            return
        says = row["user_id"], row["points"], row["growth"]
        if says != (user, points, growth):
            self.wrong.append(f"transfer {key} says {says}, due is {(user, points, growth)}")

    def _check_answers(self, operation: Operation) -> None:
        """Nothing that was due was refused, and of two hands one had it."""
        name, answers = operation.name, operation.answers
        fair = REFUSED_WITH.get(name, set()) | ({SECOND.get(name)} if len(answers) > 1 else set())
        self.wrong += [f"{operation} was refused: {code}"
                       for code in operation.refusals if code not in fair]  # fmt: skip
        if name in SECOND and len(operation.done) > 1:
            self.wrong.append(f"{operation} was done twice, and answered twice")
        if name not in SECOND and len(answers) > 1 and answers[0] != answers[1]:
            self.wrong.append(f"{operation} was answered {answers[0]} and {answers[1]}")

    def _check_awards(self) -> None:
        steps = defaultdict(list)
        for name in ("take_back", "pay_again"):
            for operation in self._asked[name]:
                steps[operation.asked["award"]].append(operation)
        for operation in self._asked["award"]:
            asked = operation.asked
            cause = asked["circle"], asked["rule"], "entry", operation.key
            row = self._occurrences.pop(cause, None)
            if row is not None:
                self._check_award(operation, row, steps[operation.key])
            elif operation.fate != "unknown":
                self.wrong.append(f"{operation} is lost")

    def _check_award(self, operation: Operation, row: Row, steps: list[Operation]) -> None:
        asked = operation.asked
        outcome = self._judged(row, asked, asked["who"])
        same = (row["user_id"], row["entry_id"], row["at"])
        if same != (asked["who"], asked["entry"], datetime.fromisoformat(asked["at"])):
            self.wrong.append(f"{operation} is there as {same}")
        names = "points", "growth", "refused"
        if operation.done and tuple(operation.done[0][name] for name in names) != outcome:
            self.wrong.append(f"{operation} was answered {operation.done[0]}, it is {outcome}")
        sure = sum(step.fate == "done" for step in steps)
        if outcome[2] is not None:
            gone = bool(row["facts"].get("gone"))
            if gone not in {sure % 2 == 1, len(steps) % 2 == 1}:
                self.wrong.append(f"{operation}: gone is {gone} after {_names(steps)}")
            return
        there = row["sequence"] - 1
        if not sure <= there <= len(steps):
            self.wrong.append(f"{operation}: {there} of {_names(steps)} are there, {sure} answered")
        if row["state"] != ("taken" if there % 2 else "paid"):
            self.wrong.append(f"{operation} is {row['state']} after {there} steps")
        self._claim_steps(row)

    def _claim_steps(self, row: Row) -> None:
        """Paid, taken back, paid again …: each of them to the point."""
        for step in range(row["sequence"]):
            sign = -1 if step % 2 else 1
            key = *(row[name] for name in CAUSE), step
            self._claim(key, row["user_id"], sign * row["points"], sign * row["growth"])

    def _judged(self, row: Row, asked: dict[str, Any], who: int) -> tuple[int, int, str | None]:
        """Keep what an award brought, for the limits; answers it."""
        granted = row["state"] in ("paid", "taken")
        outcome = row["points"], row["growth"], None if granted else row["refused"]
        known = {name: asked[name] for name in ("characters", "thread") if name in asked}
        if row["rule"] == "purchase":
            known["amount"] = asked["amount"]
        at, giver = datetime.fromisoformat(asked["at"]), asked.get("giver")
        if row["cause_kind"] == "question":
            giver = asked["who"] if who == asked["to"] else asked["to"]
        self._awards.append(
            Award(row["id"], row["circle_id"], who, row["rule"], at, outcome, giver=giver, **known)
        )
        return outcome

    def _check_holds(self) -> None:
        settling = {operation.asked["hold"]: operation for operation in self._asked["settle"]}
        for operation in self._asked["hold"]:
            asked = operation.asked
            row = self._holds.pop((asked["circle"], "soak", operation.key), None)
            if row is not None and operation.fate == "refused":
                self.wrong.append(f"{operation} was refused and is there")
            if row is None:
                self.wrong += [f"{operation} is lost"] if operation.done else []
                continue
            if operation.done and operation.done[0]["hold"] != row["id"]:
                self.wrong.append(f"{operation} was answered {operation.done[0]}")
            if (row["user_id"], row["amount"]) != (asked["who"], asked["amount"]):
                self.wrong.append(f"{operation} set {row['amount']} of {row['user_id']} aside")
            key = asked["circle"], "bounty", "soak", operation.key, 0
            self._claim(key, asked["who"], -asked["amount"])
            self._check_settled(row, settling.get(row["id"]))

    def _check_settled(self, row: Row, operation: Operation | None) -> None:
        """A stake is held, or was settled once in the way that was asked for, to the last point."""
        if operation is None or operation.fate == "refused":
            if row["state"] != "held":
                self.wrong.append(f"hold {row['id']} is {row['state']}, nobody was told to")
            return
        if row["state"] == "held":
            if operation.done:
                self.wrong.append(f"{operation} is lost: hold {row['id']} is still held")
            return
        asked = operation.asked
        paid = {"refund": 0, "divide": asked.get("share")}.get(asked["how"], row["amount"])
        due = SETTLED.get(asked["how"], "released"), paid
        if (row["state"], row["paid"]) != due:
            self.wrong.append(f"{operation} left hold {row['id']} {row['state']}, due is {due}")
        if paid:
            key = row["circle_id"], "release", "hold", f"{row['id']}:{asked['to']}", 0
            self._claim(key, asked["to"], paid)
        if row["amount"] - paid:
            key = row["circle_id"], "refund", "hold", str(row["id"]), 0
            self._claim(key, row["user_id"], row["amount"] - paid)
        if asked["how"] == "accept":
            self._check_accepted(operation)

    def _check_accepted(self, operation: Operation) -> None:
        """Both are awarded together with the stake, or the acceptance is only half there."""
        asked = operation.asked
        for rule, who in (("accepted", asked["to"]), ("accepting", asked["who"])):
            row = self._occurrences.pop((asked["circle"], rule, "question", operation.key), None)
            if row is None or row["user_id"] != who:
                self.wrong.append(f"{operation} is half there: {rule} is lost")
                continue
            granted = self._judged(row, asked, who)[2] is None
            if (row["state"], row["sequence"]) != (("paid", 1) if granted else ("refused", 0)):
                self.wrong.append(f"{operation}: {rule} is {row['state']}")
            self._claim_steps(row)

    def _check_orders(self) -> None:
        unknown = Counter(_wanted(operation.asked) for operation in self._asked["redeem"]
                          if operation.fate == "unknown")  # fmt: skip
        known = {}
        for operation in self._asked["redeem"]:
            for answer in operation.done:
                known[answer["order"]] = operation
                if (answer["order"],) not in self._orders:
                    self.wrong.append(f"{operation} is lost: there is no order {answer['order']}")
        ending = {operation.asked["order"]: operation for operation in self._asked["cancel"]}
        for row in self._orders.values():
            made = row["circle_id"], row["user_id"], row["reward_id"], row["price"]
            if row["id"] in known:
                if made != _wanted(known[row["id"]].asked):
                    self.wrong.append(f"{known[row['id']]} made order {made}")
            elif unknown[made] > 0:
                unknown[made] -= 1
            else:
                self.wrong.append(f"order {row['id']} was asked for by nobody")
            self._check_order(row, ending.get(row["id"]))

    def _check_order(self, row: Row, ending: Operation | None) -> None:
        """Paid for once; ended once where that was asked for, and its points back once."""
        key = row["circle_id"], "redeem", "order", str(row["id"])
        self._claim((*key, 0), row["user_id"], -row["price"])
        fate = ending.fate if ending else "refused"
        due = {
            "done": {ending.asked["ends"]} if ending else set(), "refused": {"placed"},
            "unknown": {ending.asked["ends"], "placed"} if ending else set(),
        }[fate]  # fmt: skip
        if row["state"] not in due:
            self.wrong.append(
                f"{f'{ending} is lost: ' if ending else ''}order {row['id']} is {row['state']}"
            )
        if row["state"] != "placed":
            self._claim((*key, 1), row["user_id"], row["price"])

    def _check_nothing_else(self) -> None:
        for what, rows in (
            ("transfer", self._transfers), ("occurrence", self._occurrences), ("hold", self._holds)
        ):  # fmt: skip
            self.wrong += [f"{what} {key} follows from nothing that was asked" for key in rows]

    def _check_shop(self) -> None:
        had = Counter(row["reward_id"] for row in self._kept.orders
                      if row["state"] not in ("cancelled", "refunded"))  # fmt: skip
        for row in self._kept.rewards:
            says = row["stock"], row["redeemed_count"]
            due = self._stock - had[row["id"]], had[row["id"]]
            if says != due:
                self.wrong.append(f"reward {row['id']} has stock and count {says}, due is {due}")

    def _check_balances(self) -> None:
        """What stands on the accounts is the sum of what happened; nobody owes and has at once.

        Nothing lapses while a soak runs, so nothing is taken back from there either.
        """
        for row in self._kept.accounts:
            if row["user_id"] is None and row["kind"] == "lapsed" and row["balance"]:
                self.wrong.append(f"circle {row['circle_id']} says {row['balance']} points lapsed")
        due: dict[Key, Counter[str]] = defaultdict(Counter)
        for row in self._kept.transfers:
            due[row["circle_id"], row["user_id"]].update(
                points=row["points"], growth=row["growth"]
            )
        for row in self._kept.holds:
            if row["state"] == "held":
                due[row["circle_id"], row["user_id"]]["held"] += row["amount"]
        there: dict[Key, Counter[str]] = defaultdict(Counter)
        for row in self._kept.accounts:
            if row["user_id"] is not None:
                there[row["circle_id"], row["user_id"]][row["kind"]] += row["balance"]
        for member in sorted(due.keys() | there.keys()):
            self.wrong += _unlike(member, due[member], there[member])


def _unlike(member: Key, due: Counter[str], there: Counter[str]) -> Iterator[str]:
    says = there["spendable"] - there["owed"], there["growth"], there["held"]
    adds_up = due["points"], due["growth"], due["held"]
    if says != adds_up:
        yield f"member {member} has points, growth and held {says}, they add up to {adds_up}"
    if min(there["spendable"], there["owed"]) != 0 or min(there.values(), default=0) < 0:
        yield f"member {member} has {dict(there)}"


def _wanted(asked: dict[str, Any]) -> Key:
    return asked["circle"], asked["who"], asked["reward"], asked["price"]


def _names(steps: list[Operation]) -> str:
    return f"{len(steps)} steps" if steps else "no steps"
