"""The life of a circle: opened from a preset, changed, handed over, archived, deleted, purged."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from circle.circles import actions, queries
from circle.circles.jobs import purge_circles
from circle.circles.models import Circle, Follow, Invite, Membership
from circle.circles.presets import PRESETS, RESERVED_SLUGS
from circle.circles.schemas import NewCircle, NewCircleInput, OwnCard, SettingsChange
from circle.core.actor import GUEST
from circle.core.db import session, transaction
from circle.core.errors import Conflict, Invalid, NotAllowed, NotFound, SignInNeeded
from circle.core.i18n import speaking
from tests.cast import make_person
from tests.factories.circles import bring_in, found_circle, invite, join, member_id


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_gives_its_settings_and_everything_stays_editable(cast, inside, preset):
    chosen = PRESETS[preset]
    circle = actions.create_circle(cast.outsider.actor, NewCircle("first", "第一圈", preset))
    assert (circle.visibility, circle.join_policy) == (chosen.visibility, chosen.join_policy)
    assert circle.newcomer_review == (1 if circle.join_policy == "open" else 0)
    assert circle.kinds == list(chosen.kinds) and circle.hue == chosen.hue
    assert (circle.members_count, circle.rules_version) == (1, 1)
    assert cast.outsider.inside("first").role == "owner"
    actions.change_settings(
        cast.outsider.actor, circle.id,
        SettingsChange(kinds=["post"], categories=["ad"], ad_quota=4, newcomer_review=7, hue=0),
    )  # fmt: skip
    changed = queries.enter(cast.outsider.actor, "first")[0]
    assert (changed.kinds, changed.hue, changed.newcomer_review) == (["post"], 0, 7)


def test_rules_are_kept_in_the_language_of_who_opened_the_circle(cast, inside):
    with speaking("en"):
        english = actions.create_circle(cast.owner.actor, NewCircle("english", "Tea"))
    chinese = actions.create_circle(cast.owner.actor, NewCircle("chinese", "茶叶"))
    assert english.rules.startswith("1. Nobody was born")
    assert chinese.rules != english.rules and chinese.rules.startswith("1. ")


@pytest.mark.parametrize("slug", ["ab", "Tea", "-tea", "tea-", "te--a", "茶圈子", "api", "123",
                                  "a" * 41, "tea"])  # fmt: skip
def test_an_address_is_plain_free_and_not_the_sites_own(cast, inside, slug):
    with pytest.raises(Invalid) as refusal:
        actions.create_circle(cast.owner.actor, NewCircle(slug, "名字"))
    assert set(refusal.value.errors) == {"slug"}
    assert actions.create_circle(cast.owner.actor, NewCircle("te-a", "名字")).slug == "te-a"


def test_reserved_addresses_cover_the_sites_own_first_words(app):
    taken = {str(rule).split("/")[2] for rule in app.url_map.iter_rules()
             if str(rule).startswith("/circles/")}  # fmt: skip
    assert taken - {""} <= RESERVED_SLUGS


def test_two_who_want_one_address_at_once_get_one_circle(app, cast):
    def found(who):
        with app.app_context():
            try:
                actions.create_circle(cast[who].actor, NewCircle("wanted", "想要"))
            except Invalid:
                return 0
            return 1

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(found, ["owner", "admin", "member", "outsider"])) == 1


def test_opening_needs_somebody_signed_in(cast, inside):
    with pytest.raises(SignInNeeded):
        actions.create_circle(GUEST, NewCircle("mine", "我的"))
    assert actions.create_circle(cast.banned.actor, NewCircle("mine", "我的")).slug == "mine"


def test_handing_over_moves_ownership_and_open_invites_and_undo_brings_all_back(cast, inside):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    mine = invite(cast.owner.actor, "tea")
    other = invite(cast.moderator.actor, "tea")
    actions.pass_ownership(cast.owner.actor, tea.id, member_id(tea.id, cast.member.user_id))
    assert (cast.owner.inside().role, cast.member.inside().role) == ("admin", "owner")
    owners = {link.id: link.created_by for link in session().scalars(select(Invite))}
    assert owners == {mine.id: cast.member.user_id, other.id: cast.moderator.user_id}
    told = queries.handover_told(cast.guest.inside(), queries.enter(cast.guest.actor, "tea")[0])
    assert told.to_user_id == cast.member.user_id
    actions.undo_handover(cast.owner.actor, "tea")
    assert (cast.owner.inside().role, cast.member.inside().role) == ("owner", "member")
    assert session().get(Invite, mine.id, populate_existing=True).created_by == cast.owner.user_id
    circle, here = queries.enter(cast.guest.actor, "tea")
    assert queries.handover_told(here, circle) is None


def test_the_former_owner_takes_a_circle_back_even_after_being_thrown_out(cast, inside):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    actions.pass_ownership(cast.owner.actor, tea.id, member_id(tea.id, cast.admin.user_id))
    actions.change_settings(cast.admin.actor, tea.id, SettingsChange(visibility="private"))
    actions.ban_member(cast.admin.actor, member_id(tea.id, cast.owner.user_id))
    with pytest.raises(NotFound):
        queries.enter(cast.owner.actor, "tea")
    actions.undo_handover(cast.owner.actor, "tea")
    assert (cast.owner.inside().role, cast.admin.inside().role) == ("owner", "admin")
    counted = session().scalar(select(func.count()).select_from(Membership).where(
        Membership.circle_id == tea.id, Membership.state == "active"))  # fmt: skip
    assert queries.enter(cast.owner.actor, "tea")[0].members_count == counted


def test_within_a_day_the_new_owner_neither_deletes_nor_hands_on(cast, inside, clock):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    actions.pass_ownership(cast.owner.actor, tea.id, member_id(tea.id, cast.admin.user_id))
    with pytest.raises(Conflict):
        actions.delete_circle(cast.admin.actor, tea.id, "一席茶")
    with pytest.raises(Conflict):
        actions.pass_ownership(cast.admin.actor, tea.id, member_id(tea.id, cast.guest.user_id))
    clock.travel(hours=25)
    actions.pass_ownership(cast.admin.actor, tea.id, member_id(tea.id, cast.guest.user_id))
    assert cast.guest.inside().role == "owner"


def test_a_handover_cannot_be_undone_by_others_twice_or_too_late(cast, inside, clock):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    actions.pass_ownership(cast.owner.actor, tea.id, member_id(tea.id, cast.admin.user_id))
    for person in (cast.admin, cast.member, cast.outsider):
        with pytest.raises(NotFound):
            actions.undo_handover(person.actor, "tea")
    clock.travel(hours=25)
    with pytest.raises(NotFound):
        actions.undo_handover(cast.owner.actor, "tea")
    clock.travel(hours=-2)
    actions.undo_handover(cast.owner.actor, "tea")
    with pytest.raises(NotFound):
        actions.undo_handover(cast.owner.actor, "tea")


def test_handing_over_twice_at_once_happens_once(app, cast):
    with app.app_context():
        tea = queries.enter(cast.owner.actor, "tea")[0].id
        targets = [member_id(tea, cast[who].user_id) for who in ("admin", "member", "guest")]

    def give(target):
        with app.app_context():
            try:
                actions.pass_ownership(cast.owner.actor, tea, target)
            except (NotAllowed, Conflict):
                return 0
            return 1

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(give, targets)) == 1
    with app.app_context():
        owned = select(Membership.user_id).where(Membership.role == "owner")
        owners = session().scalars(owned.where(Membership.circle_id == tea)).all()
        assert len(owners) == 1 and owners != [cast.owner.user_id]


def test_the_tables_hold_one_owner_for_each_circle(cast, inside):
    tea = queries.enter(cast.owner.actor, "tea")[0].id
    with pytest.raises(IntegrityError), transaction() as current:
        current.add(Membership(circle_id=tea, user_id=cast.outsider.user_id, role="owner"))
    with transaction() as current:
        current.add(Membership(circle_id=tea, user_id=cast.outsider.user_id, role="member"))
    assert queries.get_membership(tea, cast.outsider.user_id).role == "member"


def test_a_circle_is_handed_only_to_a_member_of_it(cast, inside):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    elsewhere = found_circle(cast.outsider.actor, "elsewhere")
    for wrong in (member_id(elsewhere.id, cast.outsider.user_id),
                  member_id(tea.id, cast.owner.user_id),
                  member_id(tea.id, cast.removed.user_id)):  # fmt: skip
        with pytest.raises(Invalid):
            actions.pass_ownership(cast.owner.actor, tea.id, wrong)


def test_a_deletion_needs_the_name_and_can_be_taken_back_whole(cast, inside):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    with pytest.raises(Invalid):
        actions.delete_circle(cast.owner.actor, tea.id, "一席")
    actions.delete_circle(cast.owner.actor, tea.id, "一席茶")
    with pytest.raises(NotFound):
        queries.enter(cast.member.actor, "tea")
    actions.undelete_circle(cast.owner.actor, tea.id)
    assert cast.member.inside().is_member


def test_after_thirty_days_nothing_is_left_of_a_deleted_circle_and_nothing_else_is_touched(
    cast, inside, clock
):
    elsewhere = found_circle(cast.member.actor, "elsewhere")
    tea = queries.enter(cast.owner.actor, "tea")[0]
    invite(cast.owner.actor, "tea")
    actions.follow(cast.member.actor, tea.id, "member", cast.guest.user_id)
    actions.shorten(cast.owner.actor, tea.id, "/c/tea")
    actions.delete_circle(cast.owner.actor, tea.id, "一席茶")
    assert actions.purge_circle(tea.id) is False  # too early: nothing happens
    assert session().get(Circle, tea.id) is not None
    owner, member = cast.owner.actor, cast.member.actor
    clock.travel(days=31)
    with pytest.raises(Conflict):
        actions.undelete_circle(owner, tea.id)
    assert list(queries.list_purgeable()) == [tea.id]
    purge_circles({}, ())
    session().expire_all()
    assert session().get(Circle, tea.id) is None
    assert session().scalar(select(func.count()).select_from(Membership)) == 1
    assert session().scalar(select(func.count()).select_from(Follow)) == 0
    assert queries.enter(member, "elsewhere")[0].id == elsewhere.id


def test_an_archived_circle_can_be_read_but_not_changed(cast, inside):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    actions.archive_circle(cast.owner.actor, tea.id)
    with pytest.raises(NotAllowed) as refusal:
        actions.change_settings(cast.owner.actor, tea.id, SettingsChange(name="新名"))
    assert refusal.value.code == "archived"
    actions.reopen_circle(cast.owner.actor, tea.id)
    assert actions.change_settings(cast.owner.actor, tea.id, SettingsChange(name="新名")).name


def test_closing_an_account_ends_memberships_and_is_refused_to_an_owner(cast, inside):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    actions.change_own_card(
        cast.member.actor, tea.id, OwnCard(introduction="喝茶", interests=["岩茶"], listed=True)
    )
    with pytest.raises(Conflict):
        actions.release_account(cast.owner.user_id)
    actions.release_account(cast.member.user_id)
    left = queries.get_membership(tea.id, cast.member.user_id)
    assert (left.state, left.introduction, left.interests) == ("left", "", [])


def test_following_is_for_members_and_counts_once(cast, inside):
    tea = queries.enter(cast.owner.actor, "tea")[0]
    for _again in range(2):
        actions.follow(cast.member.actor, tea.id, "member", cast.guest.user_id)
    assert queries.followed_user_ids(cast.member.inside()) == {cast.guest.user_id}
    with pytest.raises(NotAllowed):
        actions.follow(cast.outsider.actor, tea.id, "member", cast.guest.user_id)
    with pytest.raises(NotFound):
        actions.follow(cast.member.actor, tea.id, "member", cast.banned.user_id)
    with pytest.raises(Invalid):
        actions.follow(cast.member.actor, tea.id, "member", cast.member.user_id)
    actions.unfollow(cast.member.actor, tea.id, "member", cast.guest.user_id)
    assert queries.followed_user_ids(cast.member.inside()) == frozenset()


def test_the_directory_lists_only_who_chose_to_be_listed(cast, inside):
    tea, here = queries.enter(cast.guest.actor, "tea")
    assert queries.directory_page(here, tea).items == []
    card = OwnCard(introduction="山上有两百亩", interests=["普洱", "山"], listed=True)
    actions.change_own_card(cast.member.actor, tea.id, card)
    assert [row.interests for row in queries.directory_page(here, tea).items] == [["普洱", "山"]]
    assert queries.directory_page(here, tea, interest="普洱").items
    assert queries.directory_page(here, tea, interest="普").items == []
    with pytest.raises(NotAllowed):
        queries.directory_page(cast.outsider.inside(), tea)
    actions.change_settings(cast.owner.actor, tea.id, SettingsChange(directory=False))
    with pytest.raises(NotFound):
        queries.directory_page(here, queries.enter(cast.guest.actor, "tea")[0])


def test_a_newcomer_has_three_steps_until_they_are_done(cast, inside):
    join(cast.outsider.actor, "tea", accept_rules=None)
    tea, here = queries.enter(cast.outsider.actor, "tea")
    assert [(step.key, step.done) for step in queries.checklist(here, tea)] == [
        ("introduce", False), ("rules", False), ("write", False),
    ]  # fmt: skip
    actions.accept_rules(cast.outsider.actor, tea.id, 1)
    actions.change_own_card(cast.outsider.actor, tea.id, OwnCard(introduction="刚来"))
    assert [step.done for step in queries.checklist(here, tea)] == [True, True, False]
    actions.count_entry(tea.id, cast.outsider.user_id, 1)
    session().expire_all()
    assert queries.checklist(here, tea) == ()


def test_the_checklist_can_be_put_away(cast, inside):
    tea, here = queries.enter(cast.member.actor, "tea")
    assert queries.checklist(here, tea)
    actions.close_checklist(cast.member.actor, tea.id)
    assert queries.checklist(here, tea) == ()


def test_a_short_link_is_one_per_page_and_counts_its_visits(cast, app, anyone):
    with app.app_context():
        tea = queries.enter(cast.owner.actor, "tea")[0]
        code = actions.shorten(cast.member.actor, tea.id, "/c/tea/about").code
        assert actions.shorten(cast.owner.actor, tea.id, "/c/tea/about").code == code
        tea_id = tea.id
        with pytest.raises(Invalid):
            actions.shorten(cast.owner.actor, tea.id, "https://elsewhere.example/")
    assert anyone.get(f"/s/{code}").headers["Location"] == "/c/tea/about"
    with app.app_context():
        assert queries.short_link_to(tea_id, "/c/tea/about").visits == 1
    assert anyone.get("/s/nothing").status_code == 404


def test_the_command_opens_a_circle(app, cast):
    from circle.circles.cli import create

    runner = app.test_cli_runner()
    words = ["reading", "--name", "读书会", "--owner", cast.outsider.name]
    made = runner.invoke(create, [*words, "--preset", "learning"])
    assert made.exit_code == 0, made.output
    again = runner.invoke(create, words)
    assert again.exit_code == 1
    with app.app_context():
        assert cast.outsider.inside("reading").role == "owner"


def test_nothing_can_be_slipped_into_a_new_circle(app):
    from marshmallow import ValidationError

    for bad in ({"slug": "tea", "name": "茶圈", "owner_id": 3}, {"slug": "tea"},
                {"slug": "tea", "name": "茶圈", "hue": 360}):  # fmt: skip
        with pytest.raises(ValidationError):
            NewCircleInput().load(bad)
    assert NewCircleInput().load({"slug": "tea", "name": "茶圈", "hue": 359}).hue == 359


def test_people_of_a_page_come_in_one_piece_and_closed_accounts_without_a_name(cast, app, inside):
    stranger = make_person(app, "stranger_one")
    tea = queries.enter(cast.owner.actor, "tea")[0]
    bring_in(cast.owner.actor, stranger.actor, "tea")
    found = queries.faces(tea.id, [cast.owner.user_id, stranger.user_id, cast.banned.user_id])
    assert found[cast.owner.user_id].role == "owner"
    assert found[cast.banned.user_id].role is None
    assert found[stranger.user_id].url == "/u/stranger_one"


def test_a_private_circle_has_no_open_door(cast, inside):
    owner = cast.owner.actor
    tea = queries.enter(owner, "tea")[0]
    opened = SettingsChange(visibility="private", join_policy="open")
    with pytest.raises(Invalid) as refusal:
        actions.change_settings(owner, tea.id, opened)
    assert set(refusal.value.errors) == {"join_policy"}
    with pytest.raises(Invalid):
        actions.create_circle(
            owner, NewCircle("den", "暗室", visibility="private", join_policy="open")
        )
    made = actions.create_circle(owner, NewCircle("den", "暗室", visibility="private"))
    hushed = actions.change_settings(owner, tea.id, SettingsChange(visibility="private"))
    assert (made.join_policy, hushed.join_policy) == ("invite", "invite")
    with pytest.raises(Invalid):
        actions.change_settings(owner, tea.id, SettingsChange(join_policy="open"))
    actions.change_settings(owner, tea.id, SettingsChange(join_policy="approval"))
    shown = SettingsChange(visibility="public", join_policy="open")
    assert actions.change_settings(owner, tea.id, shown).join_policy == "open"


@pytest.mark.parametrize("way", ["page", "json"])
def test_who_waits_takes_the_request_back_also_after_a_circle_turned_private(cast, app, way):
    client = cast.outsider.client
    with app.app_context():
        den = found_circle(cast.owner.actor, "den", name="暗室", join_policy="approval")
        asked = join(cast.outsider.actor, "den", answers=["喝茶"] * 3)
        actions.change_settings(cast.owner.actor, den.id, SettingsChange(visibility="private"))
        den_id, member = den.id, asked.id
    assert client.get("/c/den").status_code == 404
    own = client.get("/me").get_data(as_text=True)
    assert ('action="/c/den/leave"' in own, ">/c/den<" in own, "暗室" in own) == (True, True, False)
    if way == "page":
        answer = client.submit("/c/den/leave")
        assert answer.status_code == 303
        told = client.get("/me").get_data(as_text=True)
        assert "/c/den/leave" not in told
        assert "暗室" not in told
    else:
        assert client.call("DELETE", "/circles/den/membership").status_code == 204
    with app.app_context():
        assert session().get_one(Membership, member).state != "pending"
        with pytest.raises(NotFound):
            actions.leave_circle(cast.outsider.actor, den_id)


def test_only_living_circles_count_against_how_many_one_may_own(cast, inside, monkeypatch):
    monkeypatch.setattr("circle.circles.actions.circles.MAX_OWNED", 2)
    person = cast.outsider.actor
    first, second = (actions.create_circle(person, NewCircle(slug, "读书会"))
                     for slug in ("first", "second"))  # fmt: skip
    with pytest.raises(Conflict) as refusal:
        actions.create_circle(person, NewCircle("third", "读书会"))
    assert refusal.value.code == "too_many"
    actions.delete_circle(person, first.id, "读书会")
    third = actions.create_circle(person, NewCircle("third", "读书会"))
    with pytest.raises(Conflict):
        actions.undelete_circle(person, first.id)
    actions.delete_circle(person, third.id, "读书会")
    assert actions.undelete_circle(person, first.id).deleted_at is None
    assert second.is_open
