"""Coming in, going out, invites, requests, terms: by every standing a person can have."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from circle.circles import actions, policy, queries
from circle.circles.jobs import end_terms
from circle.circles.schemas import JoinRequest, NewInvite, SettingsChange, Term
from circle.core import clock as core_clock
from circle.core.db import transaction
from circle.core.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from circle.events import MemberJoined
from tests.cast import make_person
from tests.factories.circles import bring_in, found_circle, invite, join, member_id


def test_an_outsider_joins_an_open_circle_and_counts_once(cast, inside):
    before = queries.enter(cast.owner.actor, "tea")[0].members_count
    first = join(cast.outsider.actor, "tea")
    again = join(cast.outsider.actor, "tea")
    assert first.id == again.id and first.state == "active"
    assert queries.enter(cast.owner.actor, "tea")[0].members_count == before + 1


def test_joining_twice_at_once_makes_one_membership(app, cast):
    def come(_number):
        with app.app_context():
            return join(cast.outsider.actor, "tea").id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(come, range(8)))) == 1
    with app.app_context():
        assert queries.enter(cast.owner.actor, "tea")[0].members_count == 6


def test_rules_must_be_the_ones_in_force(cast, inside):
    from tests.factories.circles import actions as verbs

    tea = queries.enter(cast.owner.actor, "tea")[0]
    verbs.change_settings(cast.owner.actor, tea.id, SettingsChange(rules="1. 只谈茶"))
    with pytest.raises(Conflict) as stale:
        actions.join_circle(cast.outsider.actor, tea.id, JoinRequest(accept_rules=1))
    assert stale.value.code == "rules_changed"
    assert join(cast.outsider.actor, "tea", accept_rules=2).rules_version == 2


def test_new_rules_are_accepted_again_by_members_but_not_asked_of_who_wrote_them(cast, inside):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    assert not queries.rules_due(cast.member.inside(), tea)
    actions.change_settings(cast.owner.actor, tea.id, SettingsChange(rules="1. 只谈茶"))
    assert queries.rules_due(cast.member.inside(), tea)
    assert not queries.rules_due(cast.owner.inside(), tea)
    with pytest.raises(Conflict):
        actions.accept_rules(cast.member.actor, tea.id, 1)
    actions.accept_rules(cast.member.actor, tea.id, 2)
    assert not queries.rules_due(cast.member.inside(), tea)


def test_who_was_removed_asks_and_who_was_banned_may_not(cast, inside):
    assert join(cast.removed.actor, "tea").state == "pending"
    with pytest.raises(NotAllowed) as refusal:
        join(cast.banned.actor, "tea")
    assert refusal.value.code == "banned"


def test_a_ban_holds_against_an_invite_and_ends_when_lifted(cast, inside):
    link = invite(cast.owner.actor, "tea")
    with pytest.raises(NotAllowed):
        join(cast.banned.actor, "tea", invite=link.code)
    tea = queries.enter(cast.owner.actor, "tea")[0]
    actions.lift_ban(cast.owner.actor, member_id(tea.id, cast.banned.user_id))
    assert join(cast.banned.actor, "tea", invite=link.code).state == "active"


def test_leaving_and_coming_back_keeps_what_was_earned(cast, inside):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    actions.leave_circle(cast.member.actor, tea.id, "太忙了")
    left = queries.get_membership(tea.id, cast.member.user_id)
    assert (left.state, left.leave_reason) == ("left", "太忙了")
    assert not cast.member.inside().is_member
    assert join(cast.member.actor, "tea").id == left.id
    assert cast.member.inside().is_member


def test_the_owner_hands_over_before_leaving(cast, inside):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    with pytest.raises(NotAllowed) as refusal:
        actions.leave_circle(cast.owner.actor, tea.id)
    assert refusal.value.code == "owner_stays"


def test_an_approval_circle_wants_answers_and_a_yes(cast, inside):
    book = found_circle(cast.owner.actor, "book", join_policy="approval",
                        join_questions=["读过什么", "为什么来"])  # fmt: skip
    with pytest.raises(Invalid) as refusal:
        join(cast.member.actor, "book", answers=["红楼梦"])
    assert refusal.value.code == "answers_needed"
    asked = join(cast.member.actor, "book", answers=["红楼梦", "想找人聊"])
    assert asked.state == "pending" and book.members_count == 1
    waiting = queries.requests_page(cast.owner.inside("book"), book).items
    assert [row.answers for row in waiting] == [["红楼梦", "想找人聊"]]
    actions.decide_request(cast.owner.actor, asked.id, True)
    assert cast.member.inside("book").is_member
    assert queries.enter(cast.owner.actor, "book")[0].members_count == 2
    with pytest.raises(Conflict):
        actions.decide_request(cast.owner.actor, asked.id, False)


def test_a_declined_or_withdrawn_request_can_be_made_again(cast, inside):
    book = found_circle(cast.owner.actor, "book", join_policy="approval")
    asked = join(cast.member.actor, "book")
    actions.decide_request(cast.owner.actor, asked.id, False)
    assert join(cast.member.actor, "book").state == "pending"
    actions.leave_circle(cast.member.actor, book.id)
    assert cast.member.inside("book").state == "left"


@pytest.mark.parametrize("standing", ["guest", "member", "outsider"])
def test_requests_are_for_staff(cast, inside, standing):
    asked = join(cast.removed.actor, "tea")
    with pytest.raises((NotAllowed, NotFound)):
        actions.decide_request(cast[standing].actor, asked.id, True)
    actions.decide_request(cast.moderator.actor, asked.id, True)


def test_nobody_answers_their_own_request(cast, inside):
    asked = join(cast.removed.actor, "tea")
    with pytest.raises(NotAllowed):
        actions.decide_request(cast.removed.actor, asked.id, True)
    assert not cast.removed.inside().is_member
    assert actions.decide_request(cast.moderator.actor, asked.id, True).is_member


def test_an_invite_circle_opens_only_to_an_invite(cast, inside):
    found_circle(cast.owner.actor, "den", join_policy="invite")
    with pytest.raises(NotAllowed) as refusal:
        join(cast.member.actor, "den")
    assert refusal.value.code == "invite_needed"
    assert bring_in(cast.owner.actor, cast.member.actor, "den").invited_by == cast.owner.user_id


def test_an_invite_opens_its_own_circle_alone(cast, inside):
    found_circle(cast.owner.actor, "den", join_policy="invite")
    with pytest.raises(NotFound):
        join(cast.outsider.actor, "den", invite=invite(cast.owner.actor, "tea").code)
    own = invite(cast.owner.actor, "den")
    assert join(cast.outsider.actor, "den", invite=own.code).state == "active"


def test_an_invite_for_guests_makes_a_guest_and_only_admins_make_one(cast, inside):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    wanted = NewInvite(role="guest")
    with pytest.raises(NotAllowed):
        actions.make_invite(cast.moderator.actor, tea.id, wanted)
    assert bring_in(cast.admin.actor, cast.outsider.actor, "tea", role="guest").role == "guest"


@pytest.mark.parametrize("standing", ["guest", "member", "outsider", "removed", "banned"])
def test_only_staff_make_invites(cast, inside, standing):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    with pytest.raises(NotAllowed):
        actions.make_invite(cast[standing].actor, tea.id, NewInvite())
    assert actions.make_invite(cast.moderator.actor, tea.id, NewInvite()).is_valid


def test_an_invite_ends_by_uses_by_time_and_by_being_revoked(cast, inside, clock):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    spent = invite(cast.owner.actor, "tea", max_uses=1)
    join(cast.outsider.actor, "tea", invite=spent.code)
    revoked = invite(cast.owner.actor, "tea")
    actions.revoke_invite(cast.moderator.actor, tea.id, revoked.id)
    late = invite(cast.owner.actor, "tea", days=1)
    assert queries.get_invitation(late.code)[1].id == tea.id
    clock.travel(days=2)
    for link in (spent, revoked, late):
        with pytest.raises(NotFound):
            queries.get_invitation(link.code)


def test_the_last_use_of_an_invite_admits_exactly_one(app, cast):
    with app.app_context():
        found_circle(cast.owner.actor, "den", visibility="private", join_policy="invite")
        code = invite(cast.owner.actor, "den", max_uses=1).code
        den = queries.enter(cast.owner.actor, "den")[0].id
        people = [make_person(app, f"guest_{n}") for n in range(6)]

    def come(person):
        with app.app_context():
            try:
                actions.join_circle(person.actor, den, JoinRequest(invite=code))
            except NotFound:
                return 0
            return 1

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(come, people)) == 1
    with app.app_context():
        assert queries.enter(cast.owner.actor, "den")[0].members_count == 2


def test_who_comes_while_an_invite_is_being_used_waits_for_what_is_left_of_it(
    app, cast, monkeypatch
):
    with app.app_context():
        found_circle(cast.owner.actor, "den", visibility="private", join_policy="invite")
        code = invite(cast.owner.actor, "den", max_uses=1).code
        den = queries.enter(cast.owner.actor, "den")[0].id
        first, second = (make_person(app, f"guest_{n}") for n in range(2))
    lock_circle, came = queries.lock_circle, []

    def come(person):
        with app.app_context(), transaction(wait_ms=50):
            return actions.join_circle(person.actor, den, JoinRequest(invite=code)).state

    def another_comes_first(circle_id):
        if not came:
            came.append(other.submit(come, second))
            came[0].exception()  # is over before the first goes on
        return lock_circle(circle_id)

    monkeypatch.setattr(queries, "lock_circle", another_comes_first)
    with ThreadPoolExecutor(1) as other:
        assert come(first) == "active"
    with pytest.raises(Unavailable):
        came[0].result()
    with pytest.raises(NotFound):
        come(second)
    with app.app_context():
        assert queries.enter(cast.owner.actor, "den")[0].members_count == 2


def test_a_term_ends_by_itself_and_the_job_clears_it_away(cast, inside, clock):
    course = found_circle(cast.owner.actor, "course", join_policy="term", visibility="preview")
    until = core_clock.now() + timedelta(days=30)
    actions.grant_term(cast.owner.actor, course.id, Term(cast.member.name, until))
    assert cast.member.inside("course").is_member
    member, owner = cast.member.actor, cast.owner.actor
    clock.travel(days=31)
    here = queries.enter(member, "course")[1]
    assert (here.state, here.is_member, here.powers) == ("expired", False, frozenset())
    end_terms({})
    assert queries.enter(owner, "course")[0].members_count == 1
    assert join(member, "course").state == "pending"


def test_a_term_does_not_lift_a_ban(cast, inside):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    term = Term(cast.banned.name, core_clock.now() + timedelta(days=3))
    with pytest.raises(Conflict) as refusal:
        actions.grant_term(cast.admin.actor, tea.id, term)
    assert refusal.value.code == "banned"
    actions.lift_ban(cast.admin.actor, member_id(tea.id, cast.banned.user_id))
    assert actions.grant_term(cast.admin.actor, tea.id, term).is_member


def test_a_term_ends_nobody_of_ones_own_rank_or_above(cast, inside):
    tea, until = queries.enter(cast.owner.actor, "tea")[0], core_clock.now() + timedelta(days=3)
    guest = member_id(tea.id, cast.guest.user_id)
    actions.change_role(cast.owner.actor, guest, "admin")
    for name in (cast.guest.name, cast.admin.name):
        with pytest.raises(NotAllowed):
            actions.grant_term(cast.admin.actor, tea.id, Term(name, until))
    assert queries.get_membership(tea.id, cast.guest.user_id).expires_at is None
    ended = actions.grant_term(cast.admin.actor, tea.id, Term(cast.moderator.name, until))
    assert ended.expires_at == until


def test_a_term_that_ended_a_moment_ago_is_not_counted_twice(cast, inside, clock):
    course = found_circle(cast.owner.actor, "course", join_policy="term", visibility="preview")
    until = core_clock.now() + timedelta(days=1)
    actions.grant_term(cast.owner.actor, course.id, Term(cast.member.name, until))
    clock.travel(days=2)
    again = core_clock.now() + timedelta(days=5)
    actions.grant_term(cast.owner.actor, course.id, Term(cast.member.name, again))
    assert queries.enter(cast.owner.actor, "course")[0].members_count == 2
    assert actions.end_terms() == 0


def test_a_request_to_a_circle_with_terms_is_granted_until_a_time(cast, inside):
    found_circle(cast.owner.actor, "course", join_policy="term", visibility="preview")
    asked = join(cast.member.actor, "course")
    until = core_clock.now() + timedelta(days=10)
    assert actions.decide_request(cast.owner.actor, asked.id, True, until).expires_at == until


def test_joining_is_announced_with_who_invited(cast, inside, monkeypatch):
    told = []
    monkeypatch.setattr("circle.circles.actions.joining.emit", told.append)
    link = invite(cast.moderator.actor, "tea")
    join(cast.outsider.actor, "tea", invite=link.code)
    assert [e.invited_by for e in told if isinstance(e, MemberJoined)] == [cast.moderator.user_id]


def test_a_guest_of_the_site_is_asked_to_sign_in(anyone):
    answer = anyone.call("PUT", "/circles/tea/membership", {})
    assert (answer.status_code, answer.json["code"]) == (401, "sign_in_needed")


def test_an_archived_circle_takes_nobody(cast, inside):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    link = invite(cast.owner.actor, "tea")
    actions.archive_circle(cast.owner.actor, tea.id)
    with pytest.raises(NotAllowed):
        join(cast.outsider.actor, "tea")
    with pytest.raises(NotFound):
        join(cast.outsider.actor, "tea", invite=link.code)
    actions.reopen_circle(cast.owner.actor, tea.id)
    assert join(cast.outsider.actor, "tea").is_member


def test_a_mute_is_not_shed_by_leaving_and_coming_back(cast, inside, clock):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    until = core_clock.now() + timedelta(hours=5)
    actions.mute_member(cast.owner.actor, member_id(tea.id, cast.member.user_id), until)
    actions.leave_circle(cast.member.actor, tea.id)
    actions.leave_circle(cast.guest.actor, tea.id)
    assert join(cast.member.actor, "tea").state_now == "muted"
    assert join(cast.guest.actor, "tea").state_now == "active"
    here = cast.member.inside()
    assert here.state == "muted" and not policy.can_write(here, tea)
    clock.travel(hours=6)
    actions.leave_circle(cast.guest.actor, tea.id)
    actions.leave_circle(cast.member.actor, tea.id)
    assert join(cast.member.actor, "tea").muted_until is None
    assert policy.can_write(cast.member.inside(), tea)


def test_asking_and_withdrawing_does_not_undo_a_removal(cast, inside):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    assert join(cast.removed.actor, "tea").state == "pending"
    assert join(cast.removed.actor, "tea").state == "pending"
    actions.leave_circle(cast.removed.actor, tea.id)
    assert cast.removed.inside().state == "removed"
    assert queries.asks_staff(cast.removed.inside(), tea)
    asked = join(cast.removed.actor, "tea")
    assert asked.state == "pending"
    actions.decide_request(cast.moderator.actor, asked.id, True)
    actions.leave_circle(cast.removed.actor, tea.id)
    assert not queries.asks_staff(cast.removed.inside(), tea)
    assert join(cast.removed.actor, "tea").state == "active"


def test_who_was_declined_asks_again_though_the_door_opened_meanwhile(cast, inside):
    book = found_circle(cast.owner.actor, "book", join_policy="approval")
    declined, withdrew = (join(cast[who].actor, "book") for who in ("member", "outsider"))
    actions.decide_request(cast.owner.actor, declined.id, False)
    actions.leave_circle(cast.outsider.actor, book.id)
    actions.change_settings(cast.owner.actor, book.id, SettingsChange(join_policy="open"))
    assert join(cast.member.actor, "book").state == "pending"
    actions.leave_circle(cast.member.actor, book.id)
    assert cast.member.inside("book").state == "left"
    assert join(cast.member.actor, "book").state == "pending"
    assert join(cast.outsider.actor, "book").id == withdrew.id
    assert cast.outsider.inside("book").is_member


def test_a_removed_member_needs_an_invite_where_everybody_does(cast, inside):
    den = found_circle(cast.owner.actor, "den", join_policy="invite")
    came = bring_in(cast.owner.actor, cast.member.actor, "den")
    actions.remove_member(cast.owner.actor, came.id)
    assert not queries.asks_staff(cast.member.inside("den"), den)
    with pytest.raises(NotAllowed) as refusal:
        join(cast.member.actor, "den")
    assert refusal.value.code == "invite_needed"
    assert bring_in(cast.owner.actor, cast.member.actor, "den").state == "active"


def test_who_leaves_takes_open_invites_along_and_others_keep_theirs(cast, inside):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    gone, kept = invite(cast.moderator.actor, "tea"), invite(cast.admin.actor, "tea")
    actions.leave_circle(cast.moderator.actor, tea.id)
    with pytest.raises(NotFound):
        queries.get_invitation(gone.code)
    assert queries.get_invitation(kept.code)[1].id == tea.id


def test_a_demotion_closes_the_links_the_new_role_could_not_make(cast, inside):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    admin = member_id(tea.id, cast.admin.user_id)
    plain, special = (invite(cast.admin.actor, "tea", role=role) for role in ("member", "guest"))
    actions.change_role(cast.owner.actor, admin, "moderator")
    assert queries.get_invitation(plain.code)[1].id == tea.id
    with pytest.raises(NotFound):
        queries.get_invitation(special.code)
    actions.change_role(cast.owner.actor, admin, "member")
    with pytest.raises(NotFound):
        queries.get_invitation(plain.code)


def test_a_handover_taken_back_closes_the_links_made_meanwhile(cast, inside):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    moved = invite(cast.owner.actor, "tea")
    actions.pass_ownership(cast.owner.actor, tea.id, member_id(tea.id, cast.member.user_id))
    made = invite(cast.member.actor, "tea")
    actions.undo_handover(cast.owner.actor, "tea")
    assert queries.get_invitation(moved.code)[1].id == tea.id
    with pytest.raises(NotFound):
        queries.get_invitation(made.code)
