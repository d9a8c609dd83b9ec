"""Labels as whom they name sees them: taken off by a tap, put back by nobody else."""

import pytest

from circle.circles import actions, queries
from circle.circles.queries.own import own_memberships
from circle.circles.schemas.labels import NewLabel
from circle.core.errors import Conflict, NotFound
from circle.notifications import actions as reaching
from circle.notifications import queries as telling
from circle.notifications.schemas.reach import NewBroadcast
from tests.factories.circles import join, member_id

AT = "/api/v1/me/labels"


@pytest.fixture
def tea(cast, app):
    with app.app_context():
        return queries.enter(cast.owner.actor, "tea")[0].id


@pytest.fixture
def person(cast, app, tea):
    with app.app_context():
        return member_id(tea, cast.member.user_id)


@pytest.fixture
def label(cast, app, tea, person):
    with app.app_context():
        return given(cast, tea, person)


def given(cast, tea, person, name="难缠的人"):
    made = actions.make_label(cast.owner.actor, tea, NewLabel(name)).id
    actions.give_label(cast.owner.actor, made, [person])
    return made


def carried(app, person):
    with app.app_context():
        return [label.name for label in queries.labels_of([person]).get(person, ())]


def mine(cast):
    return queries.own_labels_page(cast.member.actor, cursor=None, limit=20).items


def meant_for(cast, label):
    to_them = NewBroadcast("新茶", "新茶到了", "周五见。", labels=(label,))
    _circle, here = queries.enter(cast.owner.actor, "tea")
    message = reaching.write_broadcast(cast.owner.actor, "tea", to_them)
    return telling.forecast(here, message).meant_for


def test_who_is_labelled_sees_it_takes_it_off_and_puts_it_back(cast, label, person, app):
    me = cast.member.client
    shown = me.get("/me/labels").text
    assert "难缠的人" in shown and f"/me/labels/{label}/refuse" in shown
    assert me.submit(f"/me/labels/{label}/refuse", {}).status_code == 303
    again = me.get("/me/labels").text
    assert f'action="/me/labels/{label}/accept"' in again and "标签摘掉了" in again
    assert carried(app, person) == []
    assert me.submit(f"/me/labels/{label}/accept", {}).status_code == 303
    assert carried(app, person) == ["难缠的人"]


def test_the_same_as_json(cast, label, person, app):
    me = cast.member.client
    [one] = me.get(AT).json["items"]
    assert (one["id"], one["name"], one["circle"]) == (label, "难缠的人", "tea")
    assert (one["merged"], one["refused_at"]) == (False, None)
    for _twice in range(2):
        assert me.call("DELETE", f"/me/labels/{label}").status_code == 204
    assert me.get(AT).json["items"][0]["refused_at"] is not None
    assert me.call("PUT", f"/me/labels/{label}").status_code == 204
    assert carried(app, person) == ["难缠的人"]


def test_labels_of_others_are_not_there(cast, label, person, app):
    for other in ("moderator", "guest", "outsider", "owner"):
        client = cast[other].client
        assert client.get(AT).json["items"] == []
        assert "难缠的人" not in client.get("/me/labels").text
        assert client.call("DELETE", f"/me/labels/{label}").status_code == 404
        assert client.call("PUT", f"/me/labels/{label}").status_code == 404
    assert carried(app, person) == ["难缠的人"]


def test_also_in_a_circle_one_left_or_was_put_out_of(cast, tea, label, person, app, inside):
    actions.leave_circle(cast.member.actor, tea, "")
    assert [one.id for one in mine(cast)] == [label]
    actions.refuse_label(cast.member.actor, label)
    join(cast.member.actor, "tea")
    assert carried(app, person) == []
    other = given(cast, tea, person, "讲师")
    actions.ban_member(cast.owner.actor, person, "spam")
    actions.refuse_label(cast.member.actor, other)
    assert queries.labels_refused([person])[person] != []


def test_a_label_taken_off_finds_nobody_any_more(cast, tea, label, person, app, inside):
    circle, here = queries.enter(cast.owner.actor, "tea")
    listed = queries.MemberFilter(None, None, "", label)
    assert len(queries.members_page(here, circle, listed, cursor=None, limit=9).items) == 1
    assert meant_for(cast, label) == 1
    actions.refuse_label(cast.member.actor, label)
    assert queries.members_page(here, circle, listed, cursor=None, limit=9).items == []
    assert [one.members for one in queries.count_labelled(here, circle)] == [0]
    [mine] = [one for one in own_memberships(cast.member.user_id) if one["circle"] == "tea"]
    assert mine["labels_by_staff"] == [] and mine["labels_taken_off"] == ["难缠的人"]
    assert meant_for(cast, label) == 0


def test_nobody_else_puts_it_back(cast, tea, label, person, app, inside):
    guest = member_id(tea, cast.guest.user_id)
    actions.refuse_label(cast.member.actor, label)
    with pytest.raises(Conflict, match="本人"):
        actions.give_label(cast.owner.actor, label, [person])
    assert actions.give_label(cast.owner.actor, label, [person, guest]) == (guest,)
    assert actions.take_label(cast.owner.actor, label, [person]) == ()
    with pytest.raises(Conflict):
        actions.give_by_name(cast.owner.actor, person, NewLabel("难缠的人"))
    assert carried(app, person) == []


def test_merging_and_taking_a_merge_back_puts_nothing_back(cast, tea, label, person, app, inside):
    other = given(cast, tea, person, "常客")
    actions.refuse_label(cast.member.actor, label)
    actions.merge_label(cast.owner.actor, other, label)
    assert carried(app, person) == []
    actions.restore_label(cast.owner.actor, other)
    third = actions.make_label(cast.owner.actor, tea, NewLabel("讲师")).id
    actions.merge_label(cast.owner.actor, label, third)
    assert carried(app, person) == ["常客"]


def test_what_came_by_a_merge_goes_with_what_it_came_from(cast, tea, label, person, app, inside):
    into = actions.make_label(cast.owner.actor, tea, NewLabel("常客")).id
    actions.merge_label(cast.owner.actor, label, into)
    [one] = mine(cast)
    assert (one.id, one.merged) == (into, True)
    actions.refuse_label(cast.member.actor, into)
    actions.restore_label(cast.owner.actor, label)
    assert carried(app, person) == []
    with pytest.raises(Conflict):
        actions.give_label(cast.owner.actor, into, [person])
    actions.merge_label(cast.owner.actor, label, into)
    assert carried(app, person) == []


def test_staff_see_what_somebody_took_off_and_others_do_not(cast, label, person, app):
    with app.app_context():
        actions.refuse_label(cast.member.actor, label)
    page = f"/c/tea/members/{person}"
    shown = cast.moderator.client.get(page).text
    assert "本人摘掉的" in shown and f"/labels/{label}/give" not in shown
    assert "本人摘掉的" not in cast.member.client.get(page).text
    told = cast.moderator.client.get(f"/api/v1/members/{person}").json
    assert [one["id"] for one in told["labels_refused"]] == [label] and told["labels"] == []
    assert "labels_refused" not in cast.guest.client.get(f"/api/v1/members/{person}").json


def test_a_label_removed_by_staff_or_of_a_deleted_circle_is_gone(cast, tea, label, app, inside):
    actions.remove_label(cast.owner.actor, label)
    assert mine(cast) == []
    with pytest.raises(NotFound):
        actions.refuse_label(cast.member.actor, label)
    actions.restore_label(cast.owner.actor, label)
    assert len(mine(cast)) == 1
    name = queries.enter(cast.owner.actor, "tea")[0].name
    actions.delete_circle(cast.owner.actor, tea, name)
    assert mine(cast) == []
