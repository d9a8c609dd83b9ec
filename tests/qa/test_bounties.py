"""What becomes of a bounty: every cell of docs/bounties.md, and many things at the same moment."""

import re
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from circle.accounts import actions as accounts
from circle.accounts import queries as account_queries
from circle.accounts.models import User
from circle.accounts.schemas import Browser
from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.content.models import Entry
from circle.content.schemas import Ruling
from circle.core import clock as core_clock
from circle.core.actor import Actor
from circle.core.db import db, dialect_name, session, transaction
from circle.core.errors import CircleError
from circle.points import actions as points
from circle.points import queries as ledger
from circle.points.models import Hold
from circle.qa import actions, queries
from tests.cast import PASSWORD
from tests.factories import points as made
from tests.factories.circles import more_members
from tests.factories.qa import answer, ask, expire_bounties
from tests.races import at_once

pytestmark = pytest.mark.usefixtures("calm")

TABLE = Path(__file__).parents[2] / "docs" / "bounties.md"
STAKE = 25
BEFORE = ("held", "paid", "divided", "returned")
ROW = re.compile(r"^\| (?P<event>[a-z].+?) \| (?P<cells>.+) \|$", re.M)


def cells():
    """Every (event, state before, result) of the table."""
    for row in ROW.finditer(TABLE.read_text()):
        if row["event"] != "what happens":
            results = row["cells"].split(" | ")
            assert len(results) == len(BEFORE), row["event"]
            yield from ((row["event"], *cell) for cell in zip(BEFORE, results, strict=True))


class Scene:
    """A question with a stake, an answer that shares, another that does not, and who is there."""

    def __init__(self, cast, clock, ids):
        self.cast, self.clock, self.ids = cast, clock, ids
        self.asked, self.given, self.other, self.own, self.hold = ids

    @classmethod
    def begun(cls, cast, clock, votes):
        """Asked and answered, by verbs."""
        made.fill(cast.member, 100)
        asked = ask(cast.member.inside(), bounty=STAKE).id
        given = answer(cast.guest.inside(), asked).id
        other = answer(cast.admin.inside(), asked, "我用锡罐，密封又避光。").id
        own = answer(cast.member.inside(), asked, "我后来自己试出来了：纸箱。").id
        for voter in (cast.owner, cast.moderator)[:votes]:
            actions.find_helpful(voter.inside(), given)
        hold = queries.find_question(asked).hold_id
        return cls(cast, clock, (asked, given, other, own, hold))

    @property
    def asker(self):
        return self.cast.member.inside()

    def bring_to(self, state):
        """Let the bounty end as it does in life."""
        if state == "paid":
            self.accept(self.given)
        elif state in ("divided", "returned"):
            self.time_is_over()
        assert self.state == state

    @property
    def state(self):
        return queries.find_question(self.asked).bounty_state

    def accept(self, ident, instead_of=None):
        actions.accept_answer(self.asker, ident, instead_of)

    def time_is_over(self):
        self.clock.travel(days=8, minutes=1)
        expire_bounties()

    def nearly_over(self):
        self.clock.travel(days=7, hours=23)
        expire_bounties()

    def hide(self, ident):
        content.hide_entry(self.cast.moderator.inside(), ident, "看看")

    def unhide(self, ident):
        content.unhide_entry(self.cast.moderator.inside(), ident)

    def close(self):
        actions.close_question(self.asker, self.asked, "不问了")

    def left_alone(self):
        for person, ident in ((self.cast.guest, self.given), (self.cast.admin, self.other)):
            content.remove_entry(person.inside(), ident)

    def duplicate(self):
        first = ask(self.cast.owner.inside(), title="白茶怎么存放最好？").id
        actions.mark_duplicate(self.cast.moderator.inside(), self.asked, first)

    def reopen(self):
        self.close()
        actions.reopen_question(self.asker, self.asked)

    def close_account(self, person):
        proof = account_queries.prove(person.actor, PASSWORD)
        accounts.close_account(person.actor, proof)

    def ban(self, person):
        member = made.standing(person).id
        circles.ban_member(self.cast.owner.inside(), member)

    def leave(self, person):
        circles.leave_circle(person.actor, made.circle_id())

    def shut_out(self, person):
        session().get(User, person.user_id).banned_at = core_clock.now()
        session().commit()

    def share_device(self):
        for person in (self.cast.member, self.cast.guest):
            accounts.open_session(person.user_id, "password", Browser(device="one-browser"))

    def pay_three_times(self):
        for _ in range(3):
            made.happen(self.cast.guest, "accepted", giver_id=self.cast.member.user_id)

    def unshare(self):
        for voter in (self.cast.owner, self.cast.moderator):
            actions.unfind_helpful(voter.inside(), self.given)

    def archive(self):
        circles.archive_circle(self.cast.owner.inside(), made.circle_id())

    def delete(self):
        circles.delete_circle(self.cast.owner.inside(), made.circle_id(), "一席茶")


@pytest.fixture
def bounty(scene, calm, cast, clock):
    """A bounty that is held, paid, divided or returned: `bounty("paid")`."""

    def stand(state="held"):
        def make():
            begun = Scene.begun(cast, clock, votes=0 if state == "returned" else 2)
            begun.bring_to(state)
            return begun.ids

        return Scene(cast, clock, scene(f"a bounty that is {state}", make))

    return stand


def then(*steps):
    """Several things one after the other."""
    def run(scene):
        for step in steps:
            step(scene)
    return run


over, accepts = Scene.time_is_over, lambda s: s.accept(s.given)
hides, shows = lambda s: s.hide(s.asked), lambda s: s.unhide(s.asked)
takes_answer = lambda s: content.remove_entry(s.cast.guest.inside(), s.given)  # noqa: E731
takes_question = lambda s: content.remove_entry(s.asker, s.asked)  # noqa: E731
hides_answer = lambda s: s.hide(s.given)  # noqa: E731
asker_banned, leaves = lambda s: s.ban(s.cast.member), lambda s: s.close_account(s.cast.guest)

brings_back = lambda s: content.restore_entry(s.cast.member.actor, s.asked)  # noqa: E731
staff_close = lambda s: actions.close_question(  # noqa: E731
    s.cast.moderator.inside(), s.asked, "好了"
)
hides_and_takes = then(hides_answer, takes_answer)
shut_out = lambda s: s.shut_out(s.cast.guest)  # noqa: E731


EVENTS = {
    "the asker accepts an answer": accepts,
    "the asker accepts another answer instead": lambda s: s.accept(s.other, s.given),
    "the asker accepts an answer of their own": lambda s: s.accept(s.own),
    "the asker takes the choice back": lambda s: actions.unaccept_answer(s.asker, s.given),
    "its time is over": over,
    "its time is over and no answer shares": then(Scene.unshare, over),
    "its time is not quite over": Scene.nearly_over,
    "the asker closes the question": Scene.close,
    "the asker closes it and its time is over": then(Scene.close, over),
    "the asker closes it and accepts an answer": then(Scene.close, accepts),
    "it is closed and opened again": Scene.reopen,
    "it is closed and opened again, and an answer accepted": then(Scene.reopen, accepts),
    "staff close the question": staff_close,
    "staff close it and its time is over": then(staff_close, over),
    "staff close it and the asker accepts an answer": then(staff_close, accepts),
    "staff call it a duplicate": Scene.duplicate,
    "it is a duplicate and its time is over": then(Scene.duplicate, over),
    "it is a duplicate and the asker accepts an answer": then(Scene.duplicate, accepts),
    "it is closed, and no answer shares when its time is over": then(
        Scene.close, Scene.unshare, over
    ),
    "nobody else's answer is left and the asker closes it": then(Scene.left_alone, Scene.close),
    "nobody else's answer is left and staff close it": then(Scene.left_alone, staff_close),
    "nobody else's answer is left and staff call it a duplicate": then(
        Scene.left_alone, Scene.duplicate
    ),
    "nobody else's answer is left and the asker takes it away": then(
        Scene.left_alone, takes_question
    ),
    "the asker takes the question away": takes_question,
    "the asker takes it away and its time is over": then(takes_question, over),
    "the asker takes it away and brings it back": then(takes_question, brings_back),
    "the asker takes it away, brings it back and accepts": then(
        takes_question, brings_back, accepts
    ),
    "staff hide the question, it is taken away, its time is over": then(
        hides, takes_question, over
    ),
    "staff hide the question": hides,
    "staff hide the question and its time is over": then(hides, over),
    "staff hide the question and bring it back": then(hides, shows),
    "the author takes the answer away": takes_answer,
    "the author takes the answer away and its time is over": then(takes_answer, over),
    "staff hide the answer": hides_answer,
    "staff hide the answer and bring it back": then(hides_answer, lambda s: s.unhide(s.given)),
    "staff hide the answer and the asker accepts another": then(
        hides_answer, lambda s: s.accept(s.other)
    ),
    "staff hide the answer and its author takes it away": hides_and_takes,
    "the same, and staff bring it back": then(
        hides_and_takes, lambda s: content.unhide_entry(s.cast.moderator.inside(), s.given)
    ),
    "the asker leaves the circle": lambda s: s.leave(s.cast.member),
    "the asker leaves the circle and its time is over": then(
        lambda s: s.leave(s.cast.member), over
    ),
    "who answered leaves the circle and is accepted": then(
        lambda s: s.leave(s.cast.guest), accepts
    ),
    "who answered leaves the circle and its time is over": then(
        lambda s: s.leave(s.cast.guest), over
    ),
    "the asker is banned from the site": lambda s: s.shut_out(s.cast.member),
    "the asker is banned from the site and its time is over": then(
        lambda s: s.shut_out(s.cast.member), over
    ),
    "who answered is banned from the site and is accepted": then(shut_out, accepts),
    "who answered is banned from the site and its time is over": then(shut_out, over),
    "the asker closes the account": lambda s: s.close_account(s.cast.member),
    "the asker is banned from the circle": asker_banned,
    "the asker is banned and its time is over": then(asker_banned, over),
    "who answered is banned and is accepted": then(lambda s: s.ban(s.cast.guest), accepts),
    "who answered closes the account and is accepted": then(leaves, accepts),
    "who answered closes the account and its time is over": then(leaves, over),
    "both seem to be one person's accounts and it is accepted": then(Scene.share_device, accepts),
    "both seem to be one person's accounts and its time is over": then(Scene.share_device, over),
    "the same two were paid three times this month and it is accepted": then(
        Scene.pay_three_times, accepts
    ),
    "the same two were paid three times this month and its time is over": then(
        lambda s: s.clock.travel(days=8, minutes=1), Scene.pay_three_times,
        lambda s: expire_bounties(),
    ),
    "the circle is archived and its time is over": then(Scene.archive, over),
    "the circle is deleted and its time is over": then(Scene.delete, over),
}


def test_every_row_of_the_table_is_an_event_here():
    assert {event for event, _before, _result in cells()} == set(EVENTS)


@pytest.mark.parametrize("before", BEFORE)
def test_a_bounty_ends_as_the_table_says(inside, bounty, before):
    wrong = []
    for event, was, result in cells():
        if was == before:
            scene = bounty(before)
            ended = result_of(event, scene)
            sums = sums_of(scene.hold)
            if ended != result or sums != due_sums(scene.state):
                wrong.append(f"{event}: {ended}, not {result}; {sums}")
    assert not wrong, "\n".join(wrong)


def result_of(event, scene):
    """How the bounty stands after an event, or that the event was refused and it is as before."""
    before = scene.state
    try:
        EVENTS[event](scene)
    except CircleError:
        return "refused" if scene.state == before else f"refused and {scene.state}"
    return scene.state


def check_sums(hold_id, state):
    """Paid and given back make up the stake; nothing in the books is wrong."""
    assert sums_of(hold_id) == due_sums(state)


def sums_of(hold_id):
    """Of a stake: how much, how much of it was paid, whether it is settled; what is wrong."""
    hold = session().get_one(Hold, hold_id)
    wrong = [*ledger.wrong_lines(), *ledger.wrong_transfers(), *ledger.wrong_members()]
    return hold.amount, hold.paid, hold.settled_at is not None, wrong


def due_sums(state):
    paid = {"held": 0, "paid": STAKE, "divided": STAKE // 2, "returned": 0}[state]
    return STAKE, paid, state != "held", []


def test_a_question_that_is_turned_down_gives_its_stake_back(inside, cast):
    owner = cast.owner.inside()
    circles.change_settings(owner, owner.circle_id, SettingsChange(newcomer_review=10))
    made.fill(cast.member, 100)
    entry = ask(cast.member.inside(), bounty=STAKE)
    assert entry.status == "pending" and made.standing(cast.member).points == 100 - STAKE
    content.apply_verdict(cast.moderator.inside(), entry.id, Ruling("reject", "不合适"))
    question = queries.find_question(entry.id)
    assert question.bounty_state == "returned" and made.standing(cast.member).points == 100
    check_sums(question.hold_id, "returned")


def test_a_bountys_days_begin_when_others_can_see_the_question(inside, cast, clock):
    owner = cast.owner.inside()
    circles.change_settings(owner, owner.circle_id, SettingsChange(newcomer_review=10))
    made.fill(cast.member, 100)
    asked = ask(cast.member.inside(), bounty=STAKE).id
    question = queries.find_question(asked)
    assert question.bounty_ends_at is None
    clock.travel(days=9)
    assert expire_bounties() == 0
    staff = Actor(user_id=cast.moderator.user_id)
    content.apply_verdict(staff, asked, Ruling("approve"))
    assert question.bounty_ends_at == question.asked_at + timedelta(days=8)
    clock.travel(days=7, hours=23)
    assert expire_bounties() == 0 and question.bounty_state == "held"
    clock.travel(hours=2)
    assert expire_bounties() == 1


def test_nobody_pays_themselves(inside, cast, bounty):
    scene = bounty()
    with pytest.raises(CircleError):
        scene.accept(scene.own)
    scene.accept(scene.other)
    assert scene.state == "paid"


def test_a_closed_account_is_paid_nothing(inside, cast, bounty):
    scene = bounty()
    scene.close_account(cast.guest)
    scene.accept(scene.given)
    check_sums(scene.hold, "returned")


def test_the_next_best_answer_shares_where_the_best_is_of_the_askers_own_household(
    inside, cast, bounty
):
    scene = bounty()
    for voter in (cast.owner, cast.moderator):
        actions.find_helpful(voter.inside(), scene.other)
    scene.share_device()
    before = made.standing(cast.guest).points, made.standing(cast.admin).points
    scene.time_is_over()
    after = made.standing(cast.guest).points, made.standing(cast.admin).points
    assert (after[0] - before[0], after[1] - before[1]) == (0, 12)


def test_the_same_two_pass_three_bounties_a_month_where_accepting_pays_nothing(
    inside, cast, bounty, clock
):
    scene = bounty()
    for number in range(3):
        kept = points.hold(made.circle_id(), cast.guest.user_id, 1, made.cause("bounty"))
        points.release(kept.id, cast.member.user_id)
        allowed = ledger.may_pay(made.circle_id(), cast.member.user_id, cast.guest.user_id)
        assert allowed is (number < 2)
    assert ledger.may_pay(made.circle_id(), cast.member.user_id, cast.admin.user_id)
    scene.accept(scene.given)
    check_sums(scene.hold, "returned")
    clock.travel(days=31)
    assert ledger.may_pay(made.circle_id(), cast.member.user_id, cast.guest.user_id)


def test_who_asked_reads_that_the_points_came_back_and_of_nobodys_accounts(app, cast, bounty):
    with app.app_context():
        scene = bounty()
        scene.share_device()
    client = cast.member.client
    client.submit(f"/answers/{scene.given}/accept", {})
    with client.session_transaction() as kept:
        assert [one["text"] for one in kept["toasts"]] == [
            "已采纳；这次悬赏不在你们两位之间发放，25 积分已退回给你"
        ]


def test_a_hidden_questions_stake_goes_back_whole(inside, cast, bounty):
    scene = bounty()
    scene.hide(scene.asked)
    scene.time_is_over()
    check_sums(scene.hold, "returned")


def test_ties_go_to_the_earlier_answer_and_odd_stakes_round_down(inside, cast, bounty):
    scene = bounty()
    for voter in (cast.owner, cast.moderator):
        actions.find_helpful(voter.inside(), scene.other)
    before = made.standing(cast.guest).points, made.standing(cast.admin).points
    scene.time_is_over()
    after = made.standing(cast.guest).points, made.standing(cast.admin).points
    assert (after[0] - before[0], after[1] - before[1]) == (12, 0)


def test_a_bounty_has_its_bounds_and_its_points(inside, cast):
    made.fill(cast.member, 100)
    for amount in (103, 102, 101):  # asking itself brings 2, which nobody can stake beforehand
        with pytest.raises(CircleError):
            ask(cast.member.inside(), bounty=amount)
    assert made.standing(cast.member).points == 100
    assert session().query(Entry).filter_by(kind="question").count() == 0
    ask(cast.member.inside(), bounty=100)


# --- at the same moment ---------------------------------------------------------------------------


@pytest.fixture
def staged(bounty):
    """A scene made before the threads begin."""
    return bounty()


def actor_of(person):
    return Actor(user_id=person.user_id)


def settle_down(app, scene, allowed):
    """After everything at once: one of the allowed ends, and the sums are the stake."""
    with app.app_context():
        assert scene.state in allowed
        check_sums(scene.hold, scene.state)
        found = scene.state
        db.session.remove()
    return found


def test_thirty_six_acceptances_of_different_answers_settle_one(app, cast, staged):
    with app.app_context():
        people = more_members(36)
        ids = [answer(person, staged.asked, f"第 {n} 个办法，亲测有效。").id
               for n, person in enumerate(people)]  # fmt: skip
        db.session.remove()
    asker = actor_of(cast.member)
    works = [lambda ident=ident: actions.accept_answer(asker, ident) and "won" for ident in ids]
    results = at_once(app, works)
    assert results.count("won") == 1 and results.count("AlreadyAccepted") == 35
    assert settle_down(app, staged, {"paid"}) == "paid"
    with app.app_context():
        winner = people[results.index("won")]
        assert queries.find_question(staged.asked).accepted_id == ids[results.index("won")]
        assert made.standing(winner).points == 3 + STAKE + 15


def test_accepting_twice_at_once_pays_once(app, cast, staged):
    asker = actor_of(cast.member)
    results = at_once(app, [lambda: actions.accept_answer(asker, staged.given) and "won"] * 12)
    assert results.count("won") == 1
    settle_down(app, staged, {"paid"})


# what happens meanwhile: how the bounty may stand afterwards, and how many acceptances went through
ONE_WAY = {
    "expiry": {"paid": 1, "divided": 1}, "removal": {"paid": 1, "held": 0},
    "hiding": {"paid": 1, "held": 0}, "closing": {"paid": 1},
    "leaving": {"paid": 1, "divided": 0}, "banned": {"paid": 1, "held": 0},
    "answerer leaves": {"paid": 1, "returned": 1}, "taken away": {"paid": 1, "held": 0},
}  # fmt: skip


@pytest.mark.every_row
@pytest.mark.parametrize("meanwhile", ONE_WAY)
def test_accepting_while_something_else_happens_ends_one_way(
    app, cast, clock, staged, meanwhile
):
    asker = actor_of(cast.member)
    staff = actor_of(cast.moderator)

    def leave(person):
        proof = account_queries.prove(actor_of(person), PASSWORD)
        accounts.close_account(actor_of(person), proof)

    def ban():
        staged.ban(cast.member)

    other = {
        "expiry": expire_bounties,
        "removal": lambda: content.remove_entry(actor_of(cast.guest), staged.given),
        "hiding": lambda: content.hide_entry(staff, staged.given, "看看"),
        "closing": lambda: actions.close_question(asker, staged.asked, "好了"),
        "leaving": lambda: leave(cast.member), "banned": ban,
        "answerer leaves": lambda: leave(cast.guest),
        "taken away": lambda: content.remove_entry(asker, staged.asked),
    }[meanwhile]  # fmt: skip
    if meanwhile == "expiry":
        clock.travel(days=8, minutes=1)
    works = [lambda: actions.accept_answer(asker, staged.given) and "won"] * 3 + [other] * 3
    results = at_once(app, works)
    found = settle_down(app, staged, set(ONE_WAY[meanwhile]))
    assert results[:3].count("won") == ONE_WAY[meanwhile][found]


def test_whoever_closes_their_account_at_that_moment_is_paid_nothing(app, cast, staged):
    """On SQLite whoever writes first is alone: the other begins when it is done."""
    begun, seen = threading.Event(), []

    def accept():
        with app.app_context():
            begun.set()
            actions.accept_answer(actor_of(cast.member), staged.given)
            db.session.remove()

    accepting = threading.Thread(target=accept)
    with app.app_context():
        with transaction():
            session().get_one(User, cast.guest.user_id).closed_at = core_clock.now()
            session().flush()
            accepting.start()
            begun.wait(10)
            while accepting.is_alive() and not seen:
                seen = waiting_backends()
        accepting.join(20)
        db.session.remove()
    settle_down(app, staged, {"returned"})


def waiting_backends():
    """Connections to this database that wait for a lock; on SQLite all do, while one writes."""
    if dialect_name() != "postgresql":
        return ["whoever else writes"]
    with db.engine.connect() as connection:
        return connection.execute(text(
            "SELECT pid FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )).all()  # fmt: skip


def test_a_bounty_that_cannot_end_stops_no_other_and_is_tried_by_itself(
    inside, cast, clock, bounty, run_jobs, monkeypatch
):
    scene = bounty()
    other = ask(cast.member.inside(), title="有没有适合办公室的小盖碗推荐？", bounty=10).id
    with monkeypatch.context() as broken:
        broken.setattr(queries, "best_answers", lambda entry: 1 // (entry.id - scene.asked) * ())
        clock.travel(days=8, minutes=1)
        assert expire_bounties() == 2
        assert (scene.state, queries.find_question(other).bounty_state) == ("held", "returned")
        assert expire_bounties() == 0
    run_jobs()
    session().rollback()
    assert scene.state == "divided"
    assert queries.find_question(scene.asked).set_aside_at is None
    check_sums(scene.hold, "divided")


def test_expiring_at_once_divides_once(app, cast, clock, staged):
    clock.travel(days=8, minutes=1)
    at_once(app, [expire_bounties] * 8)
    settle_down(app, staged, {"divided"})
