"""Lotteries: who may enter, what stands from the beginning, and a draw anybody can do again."""

import hashlib
from datetime import timedelta
from functools import partial

import pytest

from circle.accounts.models import LoginSession
from circle.accounts.queries.alike import CROWD
from circle.circles import actions as circles
from circle.circles import queries as circle_reads
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.content import queries as content_reads
from circle.core import clock as core_clock
from circle.core.actor import GUEST
from circle.core.db import db
from circle.core.errors import Conflict, Invalid, NotAllowed, NotFound, SignInNeeded
from circle.core.jobs import Job, enqueue_recurring, run_due_job
from circle.core.sealing import unseal
from circle.events import LotteryCancelled, LotteryDrawn, LotteryFrozen
from circle.topics import actions, queries
from circle.topics.models import Application, Entrant, Lottery, Trial
from circle.topics.models.lotteries import digest_of, drawing_order
from circle.wiring import EXPORTERS, JOBS
from tests.cast import make_person
from tests.factories.circles import join
from tests.factories.content import post
from tests.factories.topics import hold_lottery, offer_trial, open_topic, reply
from tests.races import at_once

# of the example in docs/lottery.md
DIGEST = "8ec15e3b019fd6974034d1d76cb26189d2ea9e30473d48eb7186f25ea4e5b43b"
ORDER = ["A", "E", "C", "B", "D"]

pytestmark = pytest.mark.usefixtures("calm", "inside")


@pytest.fixture
def lottery(cast, scene, calm):
    """One the owner holds, which whoever is in the circle may enter."""

    def make():
        topic = open_topic(cast.owner.inside())
        return hold_lottery(cast.owner.inside(), topic.id).id

    return scene("a draw of the owner's", make)


def crowd(app, number):
    """So many more members of `tea`."""
    people = [make_person(app, f"player_{count}") for count in range(number)]
    for person in people:
        join(person.actor, "tea")
    return people


def drawn_by_hand(seed, digest, uids):
    """The order of docs/lottery.md, written down a second time."""
    def rank(uid):
        return hashlib.sha256((seed + digest + uid).encode("ascii")).hexdigest()

    return sorted(uids, key=rank)


def told(monkeypatch, kind):
    """Every event of a kind that happens from now on."""
    seen = []
    for module in (actions.draws, actions.lotteries):
        real = module.emit

        def emit(event, real=real):
            seen.append(event)
            real(event)

        monkeypatch.setattr(module, "emit", emit)
    return lambda: [event for event in seen if isinstance(event, kind)]


def test_a_member_enters_once_and_leaves_while_it_is_open(cast, lottery):
    member = cast.member.inside()
    for _ in range(2):
        held = actions.enter_lottery(member, lottery)
    assert held.lottery.entrants == 1
    membership = circle_reads.get_membership(member.circle_id, member.user_id)
    assert held.mine.uid == membership.uid
    for _ in range(2):
        held = actions.leave_lottery(member, lottery)
    assert held.lottery.entrants == 0
    assert queries.find_entrant(lottery, member.user_id) is None


def test_the_seed_is_committed_to_and_sealed(cast, lottery):
    row = db.session.get(Lottery, lottery)
    seed = unseal(row.sealed_seed, f"lottery:{row.commitment}")
    assert hashlib.sha256(seed.encode()).hexdigest() == row.commitment
    assert (len(seed), seed in row.sealed_seed, row.seed) == (64, False, None)
    assert unseal(row.sealed_seed, "lottery:another") is None


def test_insiders_have_no_part_in_it(cast, lottery):
    for who in ("owner", "admin", "moderator"):
        with pytest.raises(NotAllowed) as refused:
            actions.enter_lottery(cast[who].inside(), lottery)
        assert refused.value.code == "insider", who
    actions.enter_lottery(cast.guest.inside(), lottery)


def test_the_host_of_the_topic_has_no_part_in_it(cast):
    topic = open_topic(cast.guest.inside())
    lottery = hold_lottery(cast.owner.inside(), topic.id).id
    with pytest.raises(NotAllowed) as refused:
        actions.enter_lottery(cast.guest.inside(), lottery)
    assert refused.value.code == "insider"
    actions.enter_lottery(cast.member.inside(), lottery)


def test_only_members_enter(cast, lottery):
    for who in ("outsider", "removed", "banned"):
        with pytest.raises(NotAllowed):
            actions.enter_lottery(cast[who].inside(), lottery)
    actions.enter_lottery(cast.member.inside(), lottery)


def test_who_is_muted_does_not_enter(cast, lottery):
    owner, member = cast.owner.inside(), cast.member.inside()
    circles.mute_member(owner, member.membership_id, core_clock.now() + timedelta(hours=1))
    with pytest.raises(NotAllowed) as refused:
        actions.enter_lottery(cast.member.inside(), lottery)
    assert refused.value.code == "muted"
    circles.mute_member(owner, member.membership_id, None)
    actions.enter_lottery(cast.member.inside(), lottery)


def test_a_fresh_account_waits(cast, clock):
    topic = open_topic(cast.owner.inside())
    lottery = hold_lottery(cast.owner.inside(), topic.id, min_account_days=7, days=20).id
    with pytest.raises(NotAllowed) as refused:
        actions.enter_lottery(cast.member.inside(), lottery)
    assert refused.value.code == "too_new"
    clock.travel(days=8)
    actions.enter_lottery(cast.member.inside(), lottery)


def test_words_from_before_it_was_made_count_and_no_others(cast, clock):
    member = cast.member.inside()
    topic = open_topic(cast.owner.inside())
    post(member, "广告：春茶到货，欢迎来选。", category="ad")
    clock.travel(minutes=1)
    lottery = hold_lottery(cast.owner.inside(), topic.id, min_entries=1).id
    other = hold_lottery(cast.owner.inside(), open_topic(cast.owner.inside()).id, min_entries=0)
    actions.enter_lottery(member, other.id)
    clock.travel(minutes=1)
    reply(member, topic.id)
    with pytest.raises(NotAllowed) as refused:
        actions.enter_lottery(member, lottery)
    assert refused.value.code == "too_few"
    later = hold_lottery(cast.owner.inside(), open_topic(cast.owner.inside()).id, min_entries=1)
    actions.enter_lottery(member, later.id)


def test_one_entry_to_a_household(app, cast, lottery):
    twin = make_person(app, "twin_of_member")
    join(twin.actor, "tea")
    for user_id in (cast.member.user_id, twin.user_id):
        db.session.query(LoginSession).filter_by(user_id=user_id).update({"device": "d" * 64})
    db.session.commit()
    actions.enter_lottery(cast.guest.inside(), lottery)
    actions.enter_lottery(cast.member.inside(), lottery)
    with pytest.raises(NotAllowed) as refused:
        actions.enter_lottery(twin.inside(), lottery)
    assert refused.value.code == "same_device"
    actions.leave_lottery(cast.member.inside(), lottery)
    actions.enter_lottery(twin.inside(), lottery)


def signed_in_with(people, **where):
    """These people used one browser, or one network."""
    ids = [person.user_id for person in people]
    db.session.query(LoginSession).filter(LoginSession.user_id.in_(ids)).update(where)
    db.session.commit()


def test_a_browser_is_told_in_a_crowd_that_shares_a_network(app, cast, lottery):
    people = crowd(app, CROWD + 2)
    one, twin, *others = people
    signed_in_with(people, network="n" * 64)
    for number, person in enumerate(others):
        signed_in_with([person], device=f"{number:064d}")
    signed_in_with([one, twin], device="d" * 64)
    for person in (*others, one):
        actions.enter_lottery(person.inside(), lottery)
    with pytest.raises(NotAllowed) as refused:
        actions.enter_lottery(twin.inside(), lottery)
    assert refused.value.code == "same_device"


def test_one_entry_to_a_home_of_few(app, cast, lottery):
    one, twin, neighbour = crowd(app, 3)
    for number, person in enumerate((one, twin, neighbour)):
        signed_in_with([person], device=f"{number:064d}", network="m" * 64)
    signed_in_with([one, twin], network="n" * 64)
    actions.enter_lottery(one.inside(), lottery)
    with pytest.raises(NotAllowed) as refused:
        actions.enter_lottery(twin.inside(), lottery)
    assert refused.value.code == "same_device"
    actions.enter_lottery(neighbour.inside(), lottery)


@pytest.mark.parametrize("who", ["owner", "moderator", "guest"])
def test_second_accounts_of_insiders_have_no_part_in_it(app, cast, who):
    topic = open_topic(cast.guest.inside())
    lottery = hold_lottery(cast.owner.inside(), topic.id).id
    (second,) = crowd(app, 1)
    signed_in_with([second, cast[who]], device="e" * 64)
    with pytest.raises(NotAllowed) as refused:
        actions.enter_lottery(second.inside(), lottery)
    assert refused.value.code == "insider"
    signed_in_with([second], device="f" * 64)
    actions.enter_lottery(second.inside(), lottery)


def test_a_page_of_the_list_goes_on_when_its_last_entrant_leaves(app, cast, lottery):
    people = crowd(app, 4)
    for person in people:
        actions.enter_lottery(person.inside(), lottery)
    held = queries.get_lottery(people[0].inside(), lottery)
    page = queries.entrants_page(held, cursor=None, limit=2)
    last = page.items[-1].entrant.user_id
    (leaver,) = [person for person in people if person.user_id == last]
    actions.leave_lottery(leaver.inside(), lottery)
    assert len(queries.entrants_page(held, cursor=page.next, limit=2).items) == 2


def test_who_may_hold_one(cast):
    theirs = open_topic(cast.guest.inside())
    hold_lottery(cast.guest.inside(), theirs.id)
    topic = open_topic(cast.owner.inside())
    for who in ("guest", "moderator", "member", "outsider"):
        with pytest.raises(NotAllowed):
            hold_lottery(cast[who].inside(), topic.id)
    hold_lottery(cast.admin.inside(), topic.id)
    with pytest.raises(Conflict) as refused:
        hold_lottery(cast.owner.inside(), topic.id)
    assert refused.value.code == "has_lottery"


@pytest.mark.parametrize("ahead,after,field", [
    (timedelta(minutes=5), timedelta(hours=1), "freezes_at"),
    (timedelta(hours=1), -timedelta(minutes=1), "draws_at"),
    (timedelta(days=80), timedelta(days=11), "draws_at"),
])  # fmt: skip
def test_times_are_in_order_and_not_far(cast, ahead, after, field):
    topic = open_topic(cast.owner.inside())
    freezes = core_clock.now() + ahead
    with pytest.raises(Invalid) as refused:
        hold_lottery(
            cast.owner.inside(), topic.id, freezes_at=freezes, draws_at=freezes + after
        )
    assert list(refused.value.errors) == [field]


def test_nobody_enters_or_leaves_after_the_freeze_however_late_the_job_is(cast, clock, lottery):
    actions.enter_lottery(cast.member.inside(), lottery)
    clock.travel(days=1, minutes=1)
    with pytest.raises(NotAllowed) as refused:
        actions.enter_lottery(cast.guest.inside(), lottery)
    assert refused.value.code == "frozen"
    with pytest.raises(Conflict):
        actions.leave_lottery(cast.member.inside(), lottery)
    assert actions.freeze_lottery(lottery)
    assert db.session.get(Lottery, lottery).entrants == 1


def test_the_draw_is_what_anybody_works_out_from_what_is_public(app, cast, clock, lottery):
    for person in (cast.member, cast.guest, *crowd(app, 9)):
        actions.enter_lottery(person.inside(), lottery)
    clock.travel(days=1, minutes=1)
    JOBS["topics.run_lotteries"]({})
    frozen = queries.proof_of(queries.get_lottery(cast.outsider.inside(), lottery))
    assert (frozen["state"], frozen["seed"], frozen["winners"]) == ("frozen", None, [])
    clock.travel(days=1)
    JOBS["topics.run_lotteries"]({})
    proof = queries.proof_of(queries.get_lottery(cast.outsider.inside(), lottery))
    assert proof["uids"] == sorted(proof["uids"])
    assert len(proof["uids"]) == 11
    listed = "\n".join(proof["uids"]).encode("ascii")
    assert hashlib.sha256(listed).hexdigest() == proof["digest"] == frozen["digest"]
    assert hashlib.sha256(proof["seed"].encode("ascii")).hexdigest() == proof["commitment"]
    order = drawn_by_hand(proof["seed"], proof["digest"], proof["uids"])
    assert [one["uid"] for one in proof["winners"]] == order[:3]
    assert [(one["place"], one["prize"]) for one in proof["winners"]] == [(1, 0), (2, 1), (3, 1)]


def test_the_written_example_holds():
    seed = "0123456789abcdef" * 4
    uids = [f"01HV7Z0000000000000000000{letter}" for letter in "ABCDE"]
    digest = digest_of(uids)
    assert drawing_order(seed, digest, uids) == drawn_by_hand(seed, digest, uids)
    assert digest == DIGEST
    assert [uid[-1] for uid in drawing_order(seed, digest, uids)] == ORDER


def test_each_list_has_its_own_order_whoever_is_named_first():
    uids = [f"01HV7Z{number:020d}" for number in range(200)]
    for number in range(20):
        seed = hashlib.sha256(str(number).encode()).hexdigest()
        some = uids[number : number + 150]
        digest = digest_of(reversed(some))
        assert digest == hashlib.sha256("\n".join(some).encode()).hexdigest()
        assert drawing_order(seed, digest, reversed(some)) == drawn_by_hand(seed, digest, some)


def test_it_is_drawn_once_and_after_a_cut_off_the_same(cast, clock, lottery, monkeypatch):
    events = told(monkeypatch, LotteryDrawn)
    for person in (cast.member, cast.guest):
        actions.enter_lottery(person.inside(), lottery)
    clock.travel(days=3)
    assert actions.freeze_lottery(lottery)
    given = actions.draws._give_prizes
    monkeypatch.setattr(actions.draws, "_give_prizes", _cut_off(given))
    with pytest.raises(RuntimeError):
        actions.draw_lottery(lottery)
    assert db.session.get(Lottery, lottery, populate_existing=True).state == "frozen"
    monkeypatch.setattr(actions.draws, "_give_prizes", given)
    assert actions.draw_lottery(lottery)
    first = [row.user_id for row in _winners(lottery)]
    assert not actions.draw_lottery(lottery)
    assert not actions.freeze_lottery(lottery)
    assert first == [row.user_id for row in _winners(lottery)] == list(events()[0].winners)
    assert len(events()) == 1


def _cut_off(real):
    def give(lottery, seed):
        real(lottery, seed)
        raise RuntimeError("the worker was killed")

    return give


def _winners(lottery):
    rows = db.session.query(Entrant).filter(
        Entrant.lottery_id == lottery, Entrant.place.is_not(None)
    )
    return rows.order_by(Entrant.place).all()


def test_two_workers_draw_once(app, cast, clock, lottery):
    for person in (cast.member, cast.guest):
        actions.enter_lottery(person.inside(), lottery)
    clock.travel(days=3)
    db.session.remove()
    done = at_once(app, [partial(_freeze_and_draw, lottery) for _ in range(4)])
    assert sorted(done) == ["done", "done", "done", "drawn"]
    assert len(_winners(lottery)) == 2


def _freeze_and_draw(lottery):
    actions.freeze_lottery(lottery)
    return "drawn" if actions.draw_lottery(lottery) else None


def test_entrants_are_counted_exactly_when_all_come_at_once(app, cast, lottery):
    people = [cast.member, cast.guest, *crowd(app, 4)]
    db.session.remove()
    at_once(app, [
        partial(_enter, person, lottery) for person in people for _twice in range(2)
    ])  # fmt: skip
    row = db.session.get(Lottery, lottery)
    assert row.entrants == len(queries.entrant_uids(lottery)) == 6


def _enter(person, lottery):
    actions.enter_lottery(person.inside(), lottery)


def test_who_left_was_banned_or_became_staff_is_dropped_at_the_freeze_not_afterwards(
    app, cast, clock, lottery, monkeypatch
):
    events = told(monkeypatch, LotteryFrozen)
    leaver, bad, risen, late = crowd(app, 4)
    for person in (cast.member, leaver, bad, risen, late):
        actions.enter_lottery(person.inside(), lottery)
    owner = cast.owner.inside()
    circles.leave_circle(leaver.actor, owner.circle_id)
    circles.ban_member(owner, bad.inside().membership_id)
    circles.change_role(owner, risen.inside().membership_id, "moderator")
    clock.travel(days=1, minutes=1)
    actions.freeze_lottery(lottery)
    circles.leave_circle(late.actor, owner.circle_id)
    assert sorted(events()[0].dropped) == sorted(
        person.user_id for person in (leaver, bad, risen)
    )
    clock.travel(days=1)
    actions.draw_lottery(lottery)
    assert {row.user_id for row in _winners(lottery)} == {cast.member.user_id, late.user_id}


def test_a_list_that_was_tampered_with_is_not_drawn(cast, clock, lottery):
    for person in (cast.member, cast.guest):
        actions.enter_lottery(person.inside(), lottery)
    clock.travel(days=3)
    actions.freeze_lottery(lottery)
    db.session.delete(queries.find_entrant(lottery, cast.member.user_id))
    db.session.commit()
    JOBS["topics.run_lotteries"]({})
    with pytest.raises(Conflict):
        JOBS["topics.draw_lottery"]({"lottery_id": lottery})
    assert db.session.get(Lottery, lottery, populate_existing=True).state == "frozen"


@pytest.fixture
def stuck(cast, clock, lottery):
    """One whose seed nobody can read any more, at the time of its draw."""
    actions.enter_lottery(cast.member.inside(), lottery)
    db.session.get(Lottery, lottery).sealed_seed = "1." + "A" * 48
    db.session.commit()
    clock.travel(days=2)
    JOBS["topics.run_lotteries"]({})
    return lottery


def test_one_that_cannot_be_drawn_is_called_off_once_its_draw_is_overdue(cast, clock, stuck):
    other = hold_lottery(cast.owner.inside(), open_topic(cast.owner.inside()).id).id
    clock.travel(minutes=9)
    assert not queries.may_cancel(queries.get_lottery(cast.owner.inside(), stuck))
    with pytest.raises(Conflict):
        actions.cancel_lottery(cast.owner.inside(), stuck, "开不出来")
    clock.travel(minutes=1)
    assert queries.may_cancel(queries.get_lottery(cast.owner.inside(), stuck))
    held = actions.cancel_lottery(cast.owner.inside(), stuck, "开不出来")
    assert (held.lottery.state, held.lottery.cancelled_reason) == ("cancelled", "开不出来")
    JOBS["topics.draw_lottery"]({"lottery_id": stuck})
    assert db.session.get(Lottery, stuck, populate_existing=True).state == "cancelled"
    assert db.session.get(Lottery, other).state == "open"


def test_one_that_cannot_be_drawn_fails_one_job_however_often_it_is_tried(
    app, clock, stuck, caplog
):
    caplog.set_level("CRITICAL", logger="circle.jobs")
    handlers = {name: JOBS[name] for name in ("topics.run_lotteries", "topics.draw_lottery")}
    for _ in range(4):
        clock.travel(minutes=1)
        enqueue_recurring({"topics.run_lotteries": timedelta(minutes=1)})
        while run_due_job(handlers):
            pass
    (left,) = db.session.query(Job).filter(Job.kind.in_(handlers)).all()
    assert (left.kind, left.payload) == ("topics.draw_lottery", {"lottery_id": stuck})
    assert left.attempts > 1
    assert "种子" in left.last_error
    left.dead_at = core_clock.now()
    db.session.commit()
    JOBS["topics.run_lotteries"]({})
    assert db.session.query(Job).filter(Job.kind == "topics.draw_lottery").count() == 1


def test_a_topic_stays_while_its_lottery_is_to_be_drawn(cast):
    guest, free = cast.guest.inside(), open_topic(cast.guest.inside()).id
    topic = open_topic(guest).id
    lottery = hold_lottery(cast.owner.inside(), topic).id
    with pytest.raises(Conflict) as refused:
        content.remove_entry(guest, topic)
    assert refused.value.code == "lottery_stands"
    assert content_reads.get_entry(cast.member.inside(), topic)[0].status == "published"
    content.remove_entry(guest, free)
    actions.cancel_lottery(guest, lottery, "不办了")
    content.remove_entry(guest, topic)
    held = queries.get_lottery(cast.member.inside(), lottery)
    assert held.lottery.cancelled_reason == "不办了"


def test_the_draw_stays_readable_when_its_topic_is_taken_away(cast, clock):
    guest = cast.guest.inside()
    topic = open_topic(guest).id
    lottery = hold_lottery(cast.owner.inside(), topic).id
    actions.enter_lottery(cast.member.inside(), lottery)
    clock.travel(days=3)
    JOBS["topics.run_lotteries"]({})
    content.remove_entry(cast.guest.inside(), topic)
    for who in ("member", "outsider", "owner"):
        proof = queries.proof_of(queries.get_lottery(cast[who].inside(), lottery))
        assert len(proof["winners"]) == 1
    owner = cast.owner.inside()
    circles.change_settings(owner, owner.circle_id, SettingsChange(visibility="private"))
    with pytest.raises(NotFound):
        queries.get_lottery(cast.outsider.inside(), lottery)
    queries.get_lottery(cast.member.inside(), lottery)


def test_what_staff_hid_does_not_come_back_with_its_lottery(cast, clock):
    topic = open_topic(cast.guest.inside()).id
    lottery = hold_lottery(cast.owner.inside(), topic).id
    clock.travel(days=3)
    JOBS["topics.run_lotteries"]({})
    queries.get_lottery(cast.member.inside(), lottery)
    content.hide_entry(cast.owner.inside(), topic, "不合适")
    content.remove_entry(cast.guest.inside(), topic)
    with pytest.raises(NotFound):
        queries.get_lottery(cast.member.inside(), lottery)


def test_it_is_called_off_with_a_reason_before_the_draw_and_not_after(
    cast, clock, lottery, monkeypatch
):
    events = told(monkeypatch, LotteryCancelled)
    with pytest.raises(NotAllowed):
        actions.cancel_lottery(cast.member.inside(), lottery, "不想办了")
    other = hold_lottery(cast.owner.inside(), open_topic(cast.owner.inside()).id).id
    held = actions.cancel_lottery(cast.owner.inside(), lottery, "奖品没有到货")
    assert (held.lottery.state, held.lottery.cancelled_reason) == ("cancelled", "奖品没有到货")
    assert [event.reason for event in events()] == ["奖品没有到货"]
    clock.travel(days=3)
    JOBS["topics.run_lotteries"]({})
    assert db.session.get(Lottery, lottery, populate_existing=True).state == "cancelled"
    assert db.session.get(Lottery, other, populate_existing=True).state == "drawn"
    with pytest.raises(Conflict):
        actions.cancel_lottery(cast.owner.inside(), other, "后悔了")


def test_with_fewer_entrants_than_prizes_the_rest_stays(cast, clock, lottery):
    actions.enter_lottery(cast.member.inside(), lottery)
    clock.travel(days=3)
    JOBS["topics.run_lotteries"]({})
    assert [(row.place, row.prize) for row in _winners(lottery)] == [(1, 0)]


def test_own_export_tells_of_draws_entered_and_held(cast, clock, lottery):
    actions.enter_lottery(cast.member.inside(), lottery)
    clock.travel(days=3)
    JOBS["topics.run_lotteries"]({})
    (mine,) = EXPORTERS["lotteries"](cast.member.user_id)
    assert (mine["lottery"], mine["place"], mine["prize"]) == (lottery, 1, "茶壶")
    assert list(EXPORTERS["lotteries"](cast.guest.user_id)) == []
    (held,) = EXPORTERS["lotteries_held"](cast.owner.user_id)
    assert (held["id"], held["entrants"]) == (lottery, 1)


def test_a_guest_signs_in_before_entering(lottery):
    with pytest.raises(SignInNeeded):
        actions.enter_lottery(GUEST, lottery)


def test_a_purged_circle_takes_its_lotteries_and_trials_along(cast, clock, lottery):
    topic = open_topic(cast.owner.inside()).id
    offer_trial(cast.owner.inside(), topic)
    actions.apply_for_trial(cast.member.inside(), topic, "我想试试")
    actions.enter_lottery(cast.member.inside(), lottery)
    circle_id = cast.owner.inside().circle_id
    circles.delete_circle(cast.owner.inside(), circle_id, "一席茶")
    clock.travel(days=31)
    JOBS["circles.purge_circles"]({})
    for table in (Lottery, Entrant, Trial, Application):
        assert db.session.query(table).count() == 0


def test_the_doctor_finds_and_mends_counts_that_are_wrong(cast, lottery):
    topic = open_topic(cast.owner.inside()).id
    offer_trial(cast.owner.inside(), topic)
    actions.enter_lottery(cast.member.inside(), lottery)
    assert [*queries.wrong_lotteries(), *queries.wrong_trials()] == []
    db.session.get(Lottery, lottery).entrants = 7
    db.session.get(Trial, topic).selected = 1
    db.session.commit()
    assert [row[1:] for row in queries.wrong_lotteries()] == [("entrants", 7, 1)]
    assert [row[1:] for row in queries.wrong_trials()] == [("selected", 1, 0)]
    assert (actions.rebuild_lotteries(), actions.rebuild_trials()) == (1, 1)
    assert [*queries.wrong_lotteries(), *queries.wrong_trials()] == []
