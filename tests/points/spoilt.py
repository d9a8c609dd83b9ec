"""What a soak left, to be spoilt: one way for each kind of fault, and the words that name it."""

from datetime import timedelta

from bench import ledger, ledger_journal
from bench.ledger_check import Check
from bench.ledger_journal import REFUSAL


def find(rows, **known):
    """The first row that says so."""
    return next(row for row in rows if known.items() <= row.items())


class Result:
    """What a small soak left: its journal and its rows, to be spoilt."""

    def __init__(self, lines, kept):
        self.operations, self.kept = ledger_journal.read(lines), kept

    @property
    def wrong(self):
        return Check(self.operations, self.kept, ledger.STOCK).wrong

    def asked(self, name, fits=lambda operation: True):
        """The first such operation that was done, by one hand."""
        return next(each for each in self.operations if each.name == name
                    and len(each.done) == len(each.answers) == 1 and fits(each))  # fmt: skip

    def transfer(self, *cause):
        """The transfer of a cause: rule, kind, id, sequence."""
        return next(row for row in self.kept.transfers if cause == (
            row["rule"], row["cause_kind"], row["cause_id"], row["sequence"]))  # fmt: skip

    def lose(self, *cause):
        """A transfer is not there."""
        self.kept.transfers.remove(self.transfer(*cause))

    def double(self, row, **changed):
        """A transfer is there once more."""
        self.kept.transfers.append({**row, "id": 10**9, **changed})

    def occurrence(self, operation, rule=None):
        rule = rule or operation.asked["rule"]
        return next(row for row in self.kept.occurrences
                    if (row["cause_id"], row["rule"]) == (operation.key, rule))  # fmt: skip

    def steps(self, operation):
        """How often an award was taken back and paid again."""
        return sum(each.asked.get("award") == operation.key for each in self.operations)

    def award(self, granted=True, steps=0):
        def fits(operation):
            is_granted = operation.done[0]["refused"] is None
            return is_granted == granted and self.steps(operation) == steps

        return self.asked("award", fits)

    def settled(self, how):
        """A settling and its stake."""
        operation = self.asked("settle", lambda each: each.asked["how"] == how)
        return operation, next(r for r in self.kept.holds if r["id"] == operation.asked["hold"])

    def order(self, state="cancelled"):
        """An order and what it is known by."""
        found = next(row for row in self.kept.orders if row["state"] == state)
        return found, ("redeem", "order", str(found["id"]))


def lost_award(result):
    operation = result.award()
    row = result.occurrence(operation)
    result.kept.occurrences.remove(row)
    result.lose(row["rule"], "entry", operation.key, 0)
    return f"award {operation.key} is lost"


def lost_refusal(result):
    operation = result.award(granted=False)
    result.kept.occurrences.remove(result.occurrence(operation))
    return f"award {operation.key} is lost"


def award_without_its_points(result):
    operation = result.award()
    result.lose(operation.asked["rule"], "entry", operation.key, 0)
    return f"transfer .*{operation.key}.* is lost"


def award_paid_twice(result):
    operation = result.award()
    result.double(result.transfer(operation.asked["rule"], "entry", operation.key, 0))
    return f"transfer .*{operation.key}.* is there 2 times"


def award_paid_twice_under_another_number(result):
    operation = result.award()
    row = result.transfer(operation.asked["rule"], "entry", operation.key, 0)
    result.double(row, sequence=1)
    return f"transfer .*{operation.key}.* follows from nothing"


def award_of_somebody_else(result):
    operation = result.award()
    result.transfer(operation.asked["rule"], "entry", operation.key, 0)["user_id"] += 1
    return f"transfer .*{operation.key}.* says"


def award_noted_twice(result):
    row = result.occurrence(result.award())
    result.kept.occurrences.append({**row, "id": 10**9})
    return f"occurrence .*{row['cause_id']}.* is there 2 times"


def award_nobody_asked_for(result):
    operation = result.award()
    result.operations.remove(operation)
    return f"occurrence .*{operation.key}.* follows from nothing"


def award_answered_otherwise(result):
    operation = result.award()
    operation.done[0]["points"] += 1
    return f"award {operation.key} was answered"


def award_answered_in_two_ways(result):
    operation = result.award()
    operation.answers = [operation.done[0], {**operation.done[0], "points": 99}]
    return f"award {operation.key} was answered .* and .*99"


def award_of_another_day(result):
    operation = result.award()
    result.occurrence(operation)["at"] += timedelta(days=1)
    return f"award {operation.key} is there as"


def award_in_the_wrong_state(result):
    operation = result.award()
    result.occurrence(operation)["state"] = "taken"
    return f"award {operation.key} is taken after 0 steps"


def lost_take_back(result):
    operation = result.award(steps=1)
    result.occurrence(operation).update(state="paid", sequence=1, refused=None)
    result.lose(operation.asked["rule"], "entry", operation.key, 1)
    return f"award {operation.key}: 0 of 1 steps are there, 1 answered"


def lost_take_back_of_what_earned_nothing(result):
    row = result.occurrence(result.award(granted=False, steps=1))
    row["facts"] = {}
    return f"award {row['cause_id']}: gone is False"


def take_back_done_twice(result):
    operation = result.award(steps=1)
    row = result.transfer(operation.asked["rule"], "entry", operation.key, 1)
    result.double(row, sequence=2)
    result.occurrence(operation)["sequence"] = 3
    return f"award {operation.key}: 2 of 1 steps are there"


def take_back_of_too_little(result):
    operation = result.award(steps=1)
    result.transfer(operation.asked["rule"], "entry", operation.key, 1)["points"] += 1
    return f"transfer .*{operation.key}.* says"


def lost_paying_again(result):
    operation = result.award(steps=2)
    result.occurrence(operation).update(state="taken", sequence=2, refused="gone")
    result.lose(operation.asked["rule"], "entry", operation.key, 2)
    return f"award {operation.key}: 1 of 2 steps are there, 2 answered"


def lost_stake(result):
    _operation, row = result.settled("release")
    held = next(each for each in result.operations if each.key == row["cause_id"])
    result.kept.holds.remove(row)
    result.lose("bounty", "soak", row["cause_id"], 0)
    return f"hold {held.key} is lost"


def stake_of_another_size(result):
    _operation, row = result.settled("release")
    row["amount"] += 1
    return f"hold {row['cause_id']} set {row['amount']} of"


def stake_answered_with_another_number(result):
    row = next(row for row in result.kept.holds if row["state"] == "held")
    result.asked("hold", lambda each: each.key == row["cause_id"]).done[0]["hold"] = 0
    return f"hold {row['cause_id']} was answered"


def stake_settled_in_another_way(result):
    operation, row = result.settled("divide")
    row["state"] = "released"
    return f"settle {operation.key} left hold {row['id']} released"


def stake_taken_twice(result):
    _operation, row = result.settled("release")
    result.double(result.transfer("bounty", "soak", row["cause_id"], 0), sequence=1)
    return f"transfer .*{row['cause_id']}.* follows from nothing"


def lost_release(result):
    operation, row = result.settled("release")
    row.update(state="held", paid=0)
    result.lose("release", "hold", f"{row['id']}:{operation.asked['to']}", 0)
    return f"settle {operation.key} is lost: hold {row['id']} is still held"


def released_and_given_back(result):
    operation, row = result.settled("release")
    paid = result.transfer("release", "hold", f"{row['id']}:{operation.asked['to']}", 0)
    result.double(paid, rule="refund", cause_id=str(row["id"]), user_id=row["user_id"])
    return f"transfer .*'refund', 'hold', '{row['id']}'.* follows from nothing"


def release_to_somebody_else(result):
    operation, row = result.settled("release")
    cause = f"{row['id']}:{operation.asked['to']}"
    result.transfer("release", "hold", cause, 0)["user_id"] = row["user_id"]
    return f"transfer .*'{cause}'.* says"


def division_without_its_rest(result):
    _operation, row = result.settled("divide")
    result.lose("refund", "hold", str(row["id"]), 0)
    return f"transfer .*'refund', 'hold', '{row['id']}'.* is lost"


def refund_of_too_little(result):
    _operation, row = result.settled("refund")
    result.transfer("refund", "hold", str(row["id"]), 0)["points"] -= 1
    return f"transfer .*'refund', 'hold', '{row['id']}'.* says"


def stake_settled_unasked(result):
    operation, row = result.settled("refund")
    result.operations.remove(operation)
    return f"hold {row['id']} is refunded, nobody was told to"


def half_an_acceptance(result):
    operation, _row = result.settled("accept")
    row = result.occurrence(operation, "accepting")
    result.kept.occurrences.remove(row)
    if row["sequence"]:
        result.lose("accepting", "question", operation.key, 0)
    operation.answers = []  # not even an answer is needed to see it
    return f"settle {operation.key} is half there: accepting is lost"


def lost_order(result):
    row, cause = result.order("placed")
    result.kept.orders.remove(row)
    result.lose(*cause, 0)
    return f"redeem .* is lost: there is no order {row['id']}"


def order_placed_twice(result):
    row, cause = result.order("placed")
    result.kept.orders.append({**row, "id": 10**9})
    result.double(result.transfer(*cause, 0), cause_id=str(10**9))
    return f"order {10**9} was asked for by nobody"


def order_at_another_price(result):
    row, _cause = result.order("placed")
    row["price"] += 1
    return f"redeem .* made order .*, {row['price']}\\)"


def order_nobody_paid_for(result):
    row, cause = result.order("placed")
    result.lose(*cause, 0)
    return f"transfer .*'order', '{row['id']}', 0.* is lost"


def lost_cancel(result):
    row, cause = result.order()
    row.update(state="placed", ended_at=None)
    result.lose(*cause, 1)
    return f"cancel .* is lost: order {row['id']} is placed"


def lost_refund(result):
    row, cause = result.order("refunded")
    row.update(state="placed", ended_at=None)
    result.lose(*cause, 1)
    return f"cancel .* is lost: order {row['id']} is placed"


def cancel_without_its_points(result):
    row, cause = result.order()
    result.lose(*cause, 1)
    return f"transfer .*'order', '{row['id']}', 1.* is lost"


def cancel_paid_back_twice(result):
    row, cause = result.order()
    result.double(result.transfer(*cause, 1), sequence=2)
    return f"transfer .*'order', '{row['id']}', 2.* follows from nothing"


def cancelled_unasked(result):
    row, _cause = result.order("placed")
    row["state"] = "cancelled"
    return f"order {row['id']} is cancelled"


def stock_not_put_back(result):
    result.kept.rewards[0]["stock"] -= 1
    return "reward .* has stock"


def balance_off_by_one(result):
    next(row for row in result.kept.accounts if row["kind"] == "spendable")["balance"] += 1
    return "member .* they add up to"


def debt_beside_points(result):
    row = next(r for r in result.kept.accounts if r["kind"] == "spendable" and r["balance"])
    row["balance"] += 1
    result.kept.accounts.append({**row, "id": 10**9, "kind": "owed", "balance": 1})
    return f"member .*{row['user_id']}.* has .*'owed': 1"


def more_than_a_limit(result):
    row = next(row for row in result.kept.occurrences if row["refused"] == "limit")
    row.update(state="paid", refused=None, points=3, growth=3, sequence=1)
    return f"award {row['id']} .* its limits allow .*'limit'"


def more_than_a_ceiling(result):
    row = next(row for row in result.kept.occurrences if row["refused"] == "ceiling")
    row.update(state="paid", refused=None, points=1, growth=1, sequence=1)
    return f"award {row['id']} .* its limits allow .*'ceiling'"


def less_than_the_limits_allow(result):
    row = next(row for row in result.kept.occurrences
               if row["state"] == "paid" and row["rule"] == "answer")  # fmt: skip
    row.update(state="refused", refused="limit", points=0, growth=0, sequence=0)
    return f"award {row['id']} .*'limit'.* its limits allow .*None"


def refused_and_done(result):
    operation = result.asked("hold")
    operation.answers = [{REFUSAL: "not_enough_points"}]
    return f"hold {operation.key} was refused and is there"


def refused_without_reason(result):
    operation = result.asked("take_back")
    operation.answers = [{REFUSAL: "conflict"}]
    return f"take_back {operation.key} was refused: conflict"


def two_hands_had_it(result):
    operation = result.asked("cancel")
    operation.answers *= 2
    return f"cancel {operation.key} was done twice"


def taken_back_from_what_lapsed(result):
    circle = result.kept.accounts[0]["circle_id"]
    result.kept.accounts.append({"circle_id": circle, "user_id": None, "kind": "lapsed",
                                 "balance": -5})  # fmt: skip
    return "says -5 points lapsed"


FAULTS = (
    lost_award, lost_refusal, award_without_its_points, award_paid_twice,
    award_paid_twice_under_another_number, award_of_somebody_else, award_noted_twice,
    award_nobody_asked_for, award_answered_otherwise, award_answered_in_two_ways,
    award_of_another_day, award_in_the_wrong_state, lost_take_back,
    lost_take_back_of_what_earned_nothing, take_back_done_twice, take_back_of_too_little,
    lost_paying_again, lost_stake, stake_of_another_size, stake_answered_with_another_number,
    stake_settled_in_another_way, stake_taken_twice, lost_release, released_and_given_back,
    release_to_somebody_else, division_without_its_rest, refund_of_too_little,
    stake_settled_unasked, half_an_acceptance, lost_order, order_placed_twice,
    order_at_another_price, order_nobody_paid_for, lost_cancel, lost_refund,
    cancel_without_its_points, cancel_paid_back_twice, cancelled_unasked, stock_not_put_back,
    balance_off_by_one, debt_beside_points, more_than_a_limit, more_than_a_ceiling,
    less_than_the_limits_allow, refused_and_done, refused_without_reason, two_hands_had_it,
    taken_back_from_what_lapsed,
)  # fmt: skip
