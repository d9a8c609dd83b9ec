"""Many at once: each thing is paid once, limits hold, and nobody is told of a conflict."""

import threading

import pytest
from sqlalchemy import func, select

from circle.circles import actions as circles
from circle.core.actor import Actor
from circle.core.db import action, db, session
from circle.core.errors import Unavailable
from circle.points import actions
from circle.points.actions.ledger import Draft, open_books, post
from circle.points.models import LedgerTransfer, Occurrence
from tests.factories import points as made
from tests.factories.content import post as write
from tests.points.test_ledger import balance, faults
from tests.races import at_once

TEXTS = (
    "白毫银针要用多少度的水来冲泡才好喝", "存了三年的寿眉受潮以后还能救回来吗",
    "武夷山肉桂今年的价格比去年高了不少", "老丛水仙的木质香和苔藓味怎么分辨",
    "勐海熟茶开汤第一泡要不要倒掉不喝呢", "龙井明前雨前差别真有那么大的吗",
    "碧螺春放冰箱冷藏会不会串了别的味道", "正山小种有松烟香的还买得到吗请推荐",
    "紫砂新壶开壶之后多久才能正常使用", "滇红配什么点心吃起来会比较舒服些",
)


pytestmark = pytest.mark.usefixtures("calm")


def prepared(app, build):
    """Build something in a context of its own; answers what it gives."""
    with app.app_context():
        given = build()
        db.session.remove()
    return given


def after(app, person):
    """What a race left a member, the books being right."""
    with app.app_context():
        assert faults() == []
        return made.standing(person).points


def happening(person, number, entry_id=None, rule="featured"):
    return actions.Happening(
        made.circle_id(), person.user_id, rule, "entry", str(number), entry_id=entry_id
    )


def test_the_same_cause_twenty_times_at_once_is_paid_once(app, cast):
    told = at_once(app, [lambda: actions.note(happening(cast.member, 1)).state] * 20)
    assert told == ["paid"] * 20 and after(app, cast.member) == 20
    with app.app_context():
        assert session().scalar(select(func.count()).select_from(LedgerTransfer)) == 1


def test_ten_posts_of_one_member_at_once_are_paid_three_times(app, cast):
    def writing(number):
        return lambda: write(cast.member.inside(), TEXTS[number]).id

    told = at_once(app, [writing(number) for number in range(10)])
    assert all(isinstance(ident, int) for ident in told)
    assert after(app, cast.member) == 9
    with app.app_context():
        rows = session().scalars(select(Occurrence.state)).all()
        assert sorted(rows) == ["paid"] * 3 + ["refused"] * 7


def test_the_last_points_are_set_aside_or_spent_and_not_both(app, cast):
    prepared(app, lambda: made.fill(cast.member, 30))
    here = prepared(app, made.circle_id), cast.member.user_id
    works = [
        (lambda n=n: actions.spend(*here, 30, made.cause("redeem")) and "spent")
        if n % 2 else
        (lambda n=n: actions.hold(*here, 30, made.cause("bounty")) and "held")
        for n in range(12)
    ]  # fmt: skip
    told = at_once(app, works)
    assert sorted(told)[:11] == ["NotEnough"] * 11
    with app.app_context():
        assert balance(cast.member, "spendable") == 0
        assert balance(cast.member, "held") == (30 if "held" in told else 0)
    assert after(app, cast.member) == 0


def test_a_hold_is_released_or_given_back_and_not_both(app, cast):
    prepared(app, lambda: made.fill(cast.member, 30))
    here = prepared(app, made.circle_id), cast.member.user_id
    kept = prepared(app, lambda: actions.hold(*here, 30, made.cause("bounty")).id)
    works = [lambda: actions.release(kept, cast.guest.user_id).state,
             lambda: actions.refund(kept).state] * 5  # fmt: skip
    told = at_once(app, works)
    assert told.count("Conflict") == 9
    assert after(app, cast.member) + after(app, cast.guest) == 30


def test_taken_back_while_it_is_paid_again_it_is_one_of_the_two(app, cast):
    prepared(app, lambda: actions.note(happening(cast.member, 1, entry_id=7)))
    here = prepared(app, made.circle_id), cast.member.user_id, 7
    works = [lambda: actions.take_back(*here), lambda: actions.pay_again(*here)] * 6
    assert at_once(app, works) == ["done"] * 12
    assert after(app, cast.member) in (0, 20)


def test_awards_across_each_other_wait_for_no_one_another(app, cast):
    def both(one, other, number):
        def work():
            actions.note_all([happening(one, f"{number}a"), happening(other, f"{number}b")])

        return work

    pairs = [(cast.member, cast.guest), (cast.guest, cast.member)] * 8
    told = at_once(app, [both(*pair, number) for number, pair in enumerate(pairs)])
    assert told == ["done"] * 16
    assert (after(app, cast.member), after(app, cast.guest)) == (320, 320)


def test_awards_of_different_members_at_once_keep_the_circles_own_accounts_right(app, cast):
    people = (cast.owner, cast.admin, cast.moderator, cast.guest, cast.member)

    def one(person, number):
        return lambda: actions.note(happening(person, f"{person.user_id}-{number}")).state

    works = [one(person, number) for number in range(4) for person in people]
    assert at_once(app, works) == ["paid"] * 20
    assert [after(app, person) for person in people] == [80] * 5


def test_muting_and_paying_at_once_disturb_nobody(app, cast):
    owner, refused = Actor(user_id=cast.owner.user_id), []
    number = prepared(app, lambda: made.standing(cast.member).id)

    def told(work):
        def run():
            try:
                return work()
            except Unavailable as error:
                refused.append(error)
                raise

        return run

    works = [told(lambda: circles.mute_member(owner, number, None) and "muted")] * 6
    works += [
        told(lambda n=n: actions.note(happening(cast.member, f"m{n}")).state) for n in range(6)
    ]
    assert at_once(app, works) == ["muted"] * 6 + ["paid"] * 6
    assert after(app, cast.member) == 120
    if db_name(app) == "postgresql":
        assert refused == []


def db_name(app):
    with app.app_context():
        return db.engine.dialect.name


def test_who_loses_a_deadlock_is_tried_again_and_nobody_hears_of_it(app, cast):
    """Two members' books opened crosswise, one after the other, in one circle each."""
    first, second = prepared(app, made.circle_id), prepared(app, lambda: other_circle(cast))
    met, tries = threading.Barrier(2, timeout=20), []

    @action
    def crosswise(one, other, number):
        tries.append(number)
        open_books(one, {cast.member.user_id})
        if tries.count(number) == 1 and db.engine.dialect.name == "postgresql":
            met.wait()  # now each holds what the other wants
        for circle_id in (one, other):
            books = open_books(circle_id, {cast.member.user_id})
            draft = Draft(books, cast.member.user_id)
            draft.credit(cast.member.user_id, 5, fresh=True)
            post(draft, made.cause(f"cross{number}"))
        return "done"

    told = at_once(
        app, [lambda: crosswise(first, second, 1), lambda: crosswise(second, first, 2)]
    )
    assert told == ["done", "done"]
    assert after(app, cast.member) == 10
    if db_name(app) == "postgresql":
        assert len(tries) == 3  # one of them lost once


def other_circle(cast):
    from tests.factories.circles import found_circle, join

    circle = found_circle(cast.owner.actor, "kiln", name="柴窑")
    join(cast.member.actor, "kiln")
    return circle.id
