"""Labels of members: staff sort people by them, and nobody else learns that there are any."""

import pytest
from sqlalchemy import select

from circle.circles import actions, queries
from circle.circles.models import LabelGiven, MemberLabel
from circle.circles.queries.own import own_memberships
from circle.circles.schemas.labels import MAX_LABELS, LabelChange, NewLabel
from circle.core.db import session
from circle.core.errors import Conflict, Invalid, NotAllowed, NotFound
from circle.screening.rules import Rule, RuleSet
from tests.factories.circles import found_circle, join, member_id

AT = "/circles/tea/labels"


@pytest.fixture
def tea(cast, inside):
    return queries.enter(cast.owner.actor, "tea")[0].id


def make(cast, tea, name="老客", **more):
    return actions.make_label(cast.moderator.actor, tea, NewLabel(name, **more))


def carriers(label):
    found = select(LabelGiven.member_id).where(LabelGiven.label_id == label.id)
    return set(session().scalars(found))


def test_staff_make_give_filter_and_take_a_label(cast, app):
    staff = cast.moderator.client
    made = staff.call("POST", AT, {"name": "  老  客 "}).json
    assert made == {"id": made["id"], "name": "老 客", "colour": 0}
    with app.app_context():
        person = cast.member.inside().membership_id
    label = f"/labels/{made['id']}/members"
    for new in ([person], []):  # again changes nothing
        assert staff.call("POST", label, {"member_ids": [person]}).json == {"member_ids": new}
    [listed] = staff.get(f"/api/v1{AT}").json["items"]
    assert (listed["name"], listed["members"]) == ("老 客", 1)
    found = staff.get(f"/api/v1/circles/tea/members?label={made['id']}").json["items"]
    assert [(one["id"], one["labels"]) for one in found] == [(person, [made])]
    assert staff.call("DELETE", f"{label}/{person}").status_code == 204
    assert staff.get(f"/api/v1/circles/tea/members?label={made['id']}").json["items"] == []
    assert staff.call("PUT", f"{label}/{person}").status_code == 204
    assert staff.get(f"/api/v1/members/{person}").json["labels"] == [made]


def test_nobody_but_staff_learns_of_labels(cast, app, anyone):
    with app.app_context():
        tea = queries.enter(cast.owner.actor, "tea")[0].id
        label = make(cast, tea, "难缠的人").id
        person = member_id(tea, cast.member.user_id)
        actions.give_label(cast.owner.actor, label, [person])
    paths = ("/c/tea/members", f"/c/tea/members/{person}", f"/api/v1/members/{person}",
             "/api/v1/circles/tea/members")  # fmt: skip
    refused = (401, 403)
    for standing in ("guest", "member", "outsider", "banned", "anyone"):
        client = anyone if standing == "anyone" else cast[standing].client
        assert client.get(f"/api/v1{AT}").status_code in refused, standing
        asked = f"members?label={label}"
        assert client.get(f"/api/v1/circles/tea/{asked}").status_code in refused, standing
        assert client.get(f"/c/tea/{asked}").status_code in (302, 303, *refused), standing
        assert client.get(f"/c/tea/labels/{label}").status_code == 404, standing
        for path in paths:
            shown = client.get(path).text
            told = [word for word in ("难缠", "/labels", '"labels"') if word in shown]
            assert told == [], (standing, path)
    assert cast.owner.client.get(f"/c/tea/labels/{label}").status_code == 200
    for path in paths:
        assert "难缠" in cast.moderator.client.get(path).text or "api" in path
    assert cast.moderator.client.get(f"/api/v1/members/{person}").json["labels"][0]["id"] == label


@pytest.mark.parametrize("standing", ["guest", "member", "outsider", "banned"])
def test_nobody_but_staff_changes_labels(cast, tea, standing):
    label, other = make(cast, tea), make(cast, tea, "讲师")
    person, actor = member_id(tea, cast.member.user_id), cast[standing].actor
    for verb in (
        lambda who: actions.give_label(who, label.id, [person]),
        lambda who: actions.take_label(who, label.id, [person]),
        lambda who: actions.merge_label(who, label.id, other.id),
        lambda who: actions.restore_label(who, label.id),
        lambda who: actions.remove_label(who, label.id),
    ):
        with pytest.raises(NotFound):
            verb(actor)
    assert actions.give_label(cast.moderator.actor, label.id, [person]) == (person,)


def test_labels_reach_members_of_their_own_circle_alone(cast, tea):
    label = make(cast, tea)
    elsewhere = found_circle(cast.outsider.actor, "elsewhere").id
    stranger = member_id(elsewhere, cast.outsider.user_id)
    person = member_id(tea, cast.member.user_id)
    with pytest.raises(NotFound):
        actions.give_label(cast.owner.actor, label.id, [person, stranger])
    with pytest.raises(NotFound):
        actions.take_label(cast.owner.actor, label.id, [stranger])
    with pytest.raises(NotFound):
        actions.give_label(cast.outsider.actor, label.id, [stranger])
    theirs = actions.make_label(cast.outsider.actor, elsewhere, NewLabel("邻居"))
    with pytest.raises(Invalid):
        join(cast.outsider.actor, "tea")
        actions.change_role(cast.owner.actor, member_id(tea, cast.outsider.user_id), "moderator")
        actions.merge_label(cast.outsider.actor, label.id, theirs.id)
    assert carriers(label) == set()
    answer = cast.owner.client.get(f"/api/v1/circles/tea/members?label={theirs.id}")
    assert answer.status_code == 404


def test_names_that_only_look_different_are_one_label(cast, tea):
    first = make(cast, tea, "VIP")
    other = make(cast, tea, "讲师")
    with pytest.raises(Invalid):
        make(cast, tea, "ｖｉｐ")
    rename = actions.change_label
    with pytest.raises(Invalid):
        rename(cast.owner.actor, other.id, LabelChange(name="Vip"))
    assert rename(cast.owner.actor, first.id, LabelChange("vip", 7)).colour == 7
    actions.remove_label(cast.owner.actor, first.id)
    assert make(cast, tea, "VIP").id != first.id
    with pytest.raises(Invalid):
        actions.restore_label(cast.owner.actor, first.id)


def test_a_circle_has_fifty_labels_and_no_more(cast, tea):
    made = [make(cast, tea, f"第{number}号") for number in range(MAX_LABELS)]
    assert [label.colour for label in made[:9]] == [*range(8), 0]
    with pytest.raises(Invalid):
        make(cast, tea, "再来一个")
    actions.remove_label(cast.owner.actor, made[0].id)
    make(cast, tea, "再来一个")
    with pytest.raises(Invalid):
        actions.restore_label(cast.owner.actor, made[0].id)


def test_a_merge_is_taken_back_with_what_it_gave_and_nothing_more(cast, tea):
    old, kept = make(cast, tea, "常客"), make(cast, tea, "老客")
    both, one, later = (
        member_id(tea, cast[name].user_id) for name in ("member", "guest", "admin")
    )
    give = actions.give_label
    give(cast.owner.actor, old.id, [both, one, later])
    give(cast.owner.actor, kept.id, [both])
    actions.merge_label(cast.owner.actor, old.id, kept.id)
    assert carriers(kept) == {both, one, later}
    assert [each.id for each in queries.labels_of([one])[one]] == [kept.id]
    give(cast.owner.actor, kept.id, [later])  # by hand: theirs, whatever becomes of the merge
    actions.restore_label(cast.owner.actor, old.id)
    assert (carriers(kept), carriers(old)) == ({both, later}, {both, one, later})


def test_a_removed_label_comes_back_whole_for_a_day_and_is_forgotten_then(cast, tea, clock):
    label, into = make(cast, tea), make(cast, tea, "讲师")
    person = member_id(tea, cast.member.user_id)
    actions.give_label(cast.owner.actor, label.id, [person])
    actions.merge_label(cast.owner.actor, label.id, into.id)
    assert queries.labels_of([person])[person] == [into]
    assert actions.forget_labels() == 0
    actions.restore_label(cast.owner.actor, label.id)
    assert queries.labels_of([person])[person] == [label]
    actions.merge_label(cast.owner.actor, label.id, into.id)
    clock.travel(hours=25, minutes=1)
    with pytest.raises(NotFound):
        actions.restore_label(cast.owner.actor, label.id)
    while actions.forget_labels():
        pass
    left = select(MemberLabel.id).where(MemberLabel.circle_id == tea)
    assert session().scalars(left).all() == [into.id]
    assert carriers(into) == {person}


def test_who_leaves_keeps_a_label_and_gets_no_new_one_until_they_are_back(cast, tea):
    label, other = make(cast, tea), make(cast, tea, "讲师")
    person = member_id(tea, cast.member.user_id)
    actions.give_label(cast.owner.actor, label.id, [person])
    actions.leave_circle(cast.member.actor, tea, "")
    with pytest.raises(Conflict):
        actions.give_label(cast.owner.actor, other.id, [person])
    circle, here = queries.enter(cast.owner.actor, "tea")
    assert [one.members for one in queries.count_labelled(here, circle)] == [0, 0]
    join(cast.member.actor, "tea")
    assert [one.members for one in queries.count_labelled(here, circle)] == [1, 0]
    assert actions.give_label(cast.owner.actor, other.id, [person]) == (person,)


def test_in_an_archived_circle_labels_stay_as_they_are(cast, tea):
    label, person = make(cast, tea), member_id(tea, cast.member.user_id)
    actions.archive_circle(cast.owner.actor, tea)
    for refused in (
        lambda: make(cast, tea, "讲师"), lambda: actions.remove_label(cast.owner.actor, label.id),
        lambda: actions.give_label(cast.owner.actor, label.id, [person]),
    ):  # fmt: skip
        with pytest.raises(NotAllowed, match="已归档"):
            refused()
    actions.reopen_circle(cast.owner.actor, tea)
    assert actions.give_label(cast.owner.actor, label.id, [person]) == (person,)


def test_labels_are_in_the_export_of_whom_they_name_and_go_with_the_account(cast, tea):
    label = make(cast, tea, "爱喝岩茶")
    gone = make(cast, tea, "已经删掉")
    person = member_id(tea, cast.member.user_id)
    for one in (label, gone):
        actions.give_label(cast.owner.actor, one.id, [person])
    actions.remove_label(cast.owner.actor, gone.id)
    [mine] = [one for one in own_memberships(cast.member.user_id) if one["circle"] == "tea"]
    assert mine["labels_by_staff"] == ["爱喝岩茶"]
    actions.release_account(cast.member.user_id)
    assert carriers(label) == carriers(gone) == set()


def test_words_that_meet_a_rule_are_no_label(cast, tea, monkeypatch):
    found = RuleSet((Rule("加群", "加群", "review"),))
    monkeypatch.setattr("circle.circles.actions.words.rules_of", lambda circle_id: found)
    with pytest.raises(Invalid, match="加群"):
        make(cast, tea, "加群的")
    label = make(cast, tea)
    with pytest.raises(Invalid, match="加群"):
        actions.change_label(cast.owner.actor, label.id, LabelChange("加群的"))


@pytest.mark.one_database
def test_a_label_has_a_short_name_and_one_of_eight_colours(cast):
    staff = cast.owner.client
    for wrong in ({"name": ""}, {"name": "字" * 21}, {"name": "色", "colour": 8}, {"name": 1}):
        assert staff.call("POST", AT, wrong).status_code == 422
    assert staff.call("POST", AT, {"name": "字" * 20, "colour": 7}).status_code == 201


def test_on_the_pages_labels_are_made_given_to_many_and_taken_back(cast, app):
    staff = cast.moderator.client
    assert "还没有标签" in staff.get("/c/tea/labels").text
    assert staff.submit("/c/tea/labels", {"name": "老客", "colour": "3"}).status_code == 303
    again = staff.submit("/c/tea/labels", {"name": "老客"})
    assert again.status_code == 422 and "已经有这个名字的标签了" in again.text
    with app.app_context():
        circle, here = queries.enter(cast.owner.actor, "tea")
        [label] = queries.list_labels(here, circle)
        people = [member_id(circle.id, cast[name].user_id) for name in ("member", "guest")]
        label_id = label.id
    choosing = staff.get("/c/tea/members?choose=1").text
    assert choosing.count('name="member_ids"') == 5
    assert 'name="member_ids"' not in cast.member.client.get("/c/tea/members?choose=1").text
    nobody = staff.submit("/c/tea/members/labels", {"label_id": label_id, "way": "give"})
    assert nobody.status_code == 422 and "先勾选成员" in nobody.text
    given = {"label_id": label_id, "way": "give", "member_ids": people}
    assert staff.submit("/c/tea/members/labels", given).status_code == 303
    shown = staff.get("/c/tea/members").text
    undo = f"/c/tea/labels/{label_id}/take?member_ids={people[1]}&amp;member_ids={people[0]}"
    back = f"/c/tea/labels/{label_id}/take?member_ids={people[0]}&amp;member_ids={people[1]}"
    assert undo in shown or back in shown
    assert "老客" in staff.get(f"/c/tea/members/{people[0]}").text
    assert staff.submit(back.replace("&amp;", "&"), {}).status_code == 303
    with app.app_context():
        assert queries.labels_of(people) == {}


def test_on_a_members_page_a_word_is_enough_to_label_them(cast, app):
    staff = cast.owner.client
    with app.app_context():
        tea = queries.enter(cast.owner.actor, "tea")[0].id
        people = [member_id(tea, cast[name].user_id) for name in ("member", "guest")]
    for person in people:
        assert staff.submit(f"/c/tea/members/{person}/labels", {"name": "讲师"}).status_code == 303
    refused = staff.submit(f"/c/tea/members/{people[0]}/labels", {"name": "字" * 21})
    assert refused.status_code == 422 and "最多 20 个字" in refused.text
    [label] = staff.get(f"/api/v1{AT}").json["items"]
    assert label["members"] == 2
    change = f"/c/tea/labels/{label['id']}"
    assert staff.submit(change, {"name": "老师", "colour": "5"}).status_code == 303
    assert f"{change}?name=%E8%AE%B2%E5%B8%88&amp;colour=0" in staff.get("/c/tea/labels").text
    assert staff.submit(f"{change}?name=讲师&colour=0", {}).status_code == 303
    assert staff.get(f"/api/v1{AT}").json["items"][0]["name"] == "讲师"
