"""The table of powers is the behaviour: every verb of staff against everybody who might try it."""

import itertools
from datetime import timedelta

import pytest

from circle.accounts.models import User
from circle.circles import actions, policy, queries
from circle.circles.policy import LEVELS, POWERS, RANK, Power, Role
from circle.circles.schemas import NewInvite, OwnCard, SettingsChange, Term
from circle.core import clock as core_clock
from circle.core.actor import GUEST
from circle.core.db import abandon, transaction
from circle.core.errors import NotAllowed, NotFound, SignInNeeded
from tests.factories.circles import found_circle, join, member_id

INSIDE = ("owner", "admin", "moderator", "guest", "member")
OUTSIDE = ("outsider", "removed", "banned", "pending", "moderator_elsewhere", "signed_out")


@pytest.fixture
def actor_of(cast, inside):
    """Anybody of the cast by name, and those only this file needs."""

    def find(standing):
        if standing == "signed_out":
            return GUEST
        if standing == "pending":
            join(cast.removed.actor, "tea")
            return cast.removed.actor
        if standing == "moderator_elsewhere":
            found_circle(cast.outsider.actor, "elsewhere")
            return cast.outsider.actor
        return cast[standing].actor

    return find


def soon():
    return core_clock.now() + timedelta(days=3)


VERBS = {
    Power.INVITE: lambda actor, tea, target: actions.make_invite(actor, tea, NewInvite()),
    Power.SETTINGS: lambda actor, tea, target: actions.change_settings(
        actor, tea, SettingsChange(intro="水要开的")
    ),
    Power.MUTE: lambda actor, tea, target: actions.mute_member(actor, target, soon()),
    Power.REMOVE: lambda actor, tea, target: actions.remove_member(actor, target),
    Power.BAN: lambda actor, tea, target: actions.ban_member(actor, target),
    Power.SET_ROLES: lambda actor, tea, target: actions.change_role(actor, target, "guest"),
    Power.GRANT_TERM: lambda actor, tea, target: actions.set_term(actor, target, soon()),
    Power.ARCHIVE: lambda actor, tea, target: actions.archive_circle(actor, tea),
    Power.HAND_OVER: actions.pass_ownership,
    Power.DELETE: lambda actor, tea, target: actions.delete_circle(actor, tea, "一席茶"),
}
OVER_PEOPLE = (Power.MUTE, Power.REMOVE, Power.BAN, Power.SET_ROLES)


def allowed(verb, *asked):
    """Whether a verb does it; then nothing of it is kept, and the next begins as this one did."""
    try:
        with transaction():
            verb(*asked)
            abandon()
    except (NotAllowed, SignInNeeded, NotFound) as refusal:
        return type(refusal).__name__
    return "allowed"


@pytest.mark.parametrize("standing", INSIDE)
def test_a_role_may_exactly_what_the_table_says(cast, inside, standing):
    tea = queries.enter(cast.owner.actor, "tea")[0].id
    join(cast.outsider.actor, "tea")
    bystander = member_id(tea, cast.outsider.user_id)
    found = {power: allowed(VERBS[power], cast[standing].actor, tea, bystander) for power in VERBS}
    held = POWERS[Role(standing)]
    assert found == {power: "allowed" if power in held else "NotAllowed" for power in VERBS}


@pytest.mark.parametrize("standing", OUTSIDE)
def test_nobody_outside_has_any_power(cast, inside, actor_of, standing):
    tea = queries.enter(cast.owner.actor, "tea")[0].id
    target, actor = member_id(tea, cast.member.user_id), actor_of(standing)
    done = [power for power in VERBS if allowed(VERBS[power], actor, tea, target) == "allowed"]
    assert done == []


@pytest.mark.parametrize("mine", INSIDE)
def test_a_power_over_people_reaches_only_those_below(cast, inside, mine):
    here, rank = cast[mine].inside(), RANK[Role(mine)]
    wrong = []
    for power, theirs in itertools.product(OVER_PEOPLE, INSIDE):
        target = queries.get_membership(here.circle_id, cast[theirs].user_id)
        may = power in POWERS[Role(mine)] and rank > RANK[Role(theirs)]
        if bool(policy.can_act_on(here, target, power)) is not may:
            wrong.append((power, theirs))
    assert wrong == []


def test_nobody_acts_on_somebody_of_the_same_rank(cast, inside):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    colleague = member_id(tea.id, cast.member.user_id)
    actions.change_role(cast.owner.actor, colleague, "moderator")
    for power in (Power.MUTE, Power.REMOVE):
        with pytest.raises(NotAllowed):
            VERBS[power](cast.moderator.actor, tea.id, colleague)
        VERBS[power](cast.admin.actor, tea.id, colleague)


def test_nobody_gives_a_role_as_high_as_their_own(cast, inside):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    target = member_id(tea.id, cast.member.user_id)
    for role in ("owner", "admin"):
        with pytest.raises(NotAllowed):
            actions.change_role(cast.admin.actor, target, role)
    assert actions.change_role(cast.admin.actor, target, "moderator").role == "moderator"
    assert actions.change_role(cast.owner.actor, target, "admin").role == "admin"
    with pytest.raises(NotAllowed):
        actions.change_role(cast.owner.actor, target, "owner")


def test_in_an_archived_circle_roles_stay_until_it_is_reopened_and_people_can_be_removed(
    cast, inside
):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    target = member_id(tea.id, cast.member.user_id)
    page = f"/c/tea/members/{target}"
    actions.archive_circle(cast.owner.actor, tea.id)
    assert 'value="moderator"' not in cast.owner.client.get(page).text
    with pytest.raises(NotAllowed) as refusal:
        actions.change_role(cast.owner.actor, target, "moderator")
    assert refusal.value.code == "archived"
    actions.reopen_circle(cast.owner.actor, tea.id)
    assert 'value="moderator"' in cast.owner.client.get(page).text
    assert actions.change_role(cast.owner.actor, target, "moderator").role == "moderator"
    actions.archive_circle(cast.owner.actor, tea.id)
    assert actions.remove_member(cast.owner.actor, target).state == "removed"


@pytest.mark.parametrize("befall", ["archived", "muted"])
def test_who_may_not_write_says_nothing_new_of_themselves_but_takes_it_back(cast, inside, befall):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    member = cast.member.actor
    actions.change_own_card(member, tea.id, OwnCard(introduction="喝茶", interests=["岩茶"]))
    if befall == "archived":
        actions.archive_circle(cast.owner.actor, tea.id)
    else:
        target = member_id(tea.id, cast.member.user_id)
        actions.mute_member(cast.owner.actor, target, soon())
    louder = ({"introduction": "加我"}, {"interests": ["岩茶", "加我"]}, {"listed": True})
    for more in louder:
        with pytest.raises(NotAllowed) as refusal:
            actions.change_own_card(member, tea.id, OwnCard(**more))
        assert refusal.value.code == befall
    same = OwnCard(introduction="喝茶", interests=["岩茶"], listed=False, quiet=True)
    assert actions.change_own_card(member, tea.id, same).quiet
    less = actions.change_own_card(member, tea.id, OwnCard(introduction="", interests=[]))
    assert (less.introduction, less.interests) == ("", [])


def test_levels_open_privileges_to_members_alone():
    assert policy.privileges_of("member", 1) == frozenset()
    assert policy.privileges_of("member", 2) == {"links", "voice", "video"}
    assert policy.privileges_of("member", 9) == LEVELS[-1].privileges == policy.ALL_PRIVILEGES
    for role in ("owner", "admin", "moderator", "guest"):
        assert policy.privileges_of(role, 1) == policy.ALL_PRIVILEGES


def test_each_role_holds_what_the_one_below_holds_and_every_power_is_held_by_the_owner():
    ladder = [POWERS[role] for role in Role]
    assert all(lower <= higher for higher, lower in itertools.pairwise(ladder))
    assert POWERS[Role.OWNER] == set(Power)


def test_the_page_of_powers_shows_the_table_itself(cast, anyone):
    page = anyone.get("/c/tea/powers", headers={"Cookie": "lang=en"}).get_data(as_text=True)
    for power in Power:
        for role in Role:
            mark = f'data-cell="{power.value}-{role.value}" data-has="'
            has = "yes" if power in POWERS[role] else "no"
            assert f'{mark}{has}"' in page


def test_a_muted_member_reads_but_does_not_write_until_it_is_over(cast, inside, clock):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    target = member_id(tea.id, cast.member.user_id)
    assert policy.can_write(cast.member.inside(), tea)
    actions.mute_member(cast.moderator.actor, target, core_clock.now() + timedelta(hours=2))
    here = cast.member.inside()
    assert here.is_member and policy.can_write(here, tea).code == "muted"
    clock.travel(hours=3)
    assert policy.can_write(cast.member.inside(), tea)


def test_a_silenced_person_writes_nowhere_until_it_is_over(cast, inside, clock):
    with transaction() as current:
        current.get(User, cast.member.user_id).silenced_until = soon()
    tea, here = queries.enter(cast.member.actor, "tea")
    assert here.is_member and policy.can_write(here, tea).code == "silenced"
    assert policy.can_create(cast.member.actor).code == "silenced"
    assert policy.can_write(cast.guest.inside(), tea) and policy.can_create(cast.guest.actor)
    clock.travel(days=4)
    assert policy.can_write(cast.member.inside(), tea)


def test_a_mute_is_lifted_by_staff(cast, inside):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    target = member_id(tea.id, cast.member.user_id)
    actions.mute_member(cast.moderator.actor, target, core_clock.now() + timedelta(hours=2))
    actions.mute_member(cast.moderator.actor, target, None)
    assert policy.can_write(cast.member.inside(), tea)


@pytest.mark.parametrize("standing", [*INSIDE, *OUTSIDE])
def test_writing_is_for_members(cast, inside, actor_of, standing):
    actor = actor_of(standing)
    tea, here = queries.enter(actor, "tea")
    assert bool(policy.can_write(here, tea)) is (standing in INSIDE)
    actions.archive_circle(cast.owner.actor, tea.id)
    tea, here = queries.enter(actor, "tea")
    assert not policy.can_write(here, tea)


def test_the_owner_can_be_neither_muted_nor_removed_nor_given_an_end(cast, inside):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    owner = member_id(tea.id, cast.owner.user_id)
    for verb in (actions.remove_member, actions.ban_member):
        with pytest.raises(NotAllowed):
            verb(cast.admin.actor, owner)
    with pytest.raises(NotAllowed):
        actions.mute_member(cast.admin.actor, owner, soon())
    with pytest.raises(NotAllowed):
        actions.set_term(cast.owner.actor, owner, soon())


def test_a_removed_moderator_takes_open_invites_along(cast, inside):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    link = actions.make_invite(cast.moderator.actor, tea.id, NewInvite())
    assert queries.get_invitation(link.code)
    actions.remove_member(cast.owner.actor, member_id(tea.id, cast.moderator.user_id))
    with pytest.raises(NotFound):
        queries.get_invitation(link.code)


def test_a_term_is_for_somebody_who_exists_and_for_a_time_to_come(cast, inside):
    from circle.core.errors import Invalid

    tea = queries.enter(cast.owner.actor, "tea")[0]
    with pytest.raises(Invalid) as nobody:
        actions.grant_term(cast.admin.actor, tea.id, Term("nobody_here", soon()))
    with pytest.raises(Invalid) as past:
        actions.grant_term(
            cast.admin.actor, tea.id, Term(cast.outsider.name, core_clock.ago(days=1))
        )
    assert set(nobody.value.errors) == {"name"} and set(past.value.errors) == {"until"}
    assert actions.grant_term(cast.admin.actor, tea.id, Term(cast.outsider.name, soon())).is_member
