"""What a circle's page tells everybody first: new rules, a new owner, an end."""

from circle.circles import actions
from circle.circles import queries as circles
from circle.circles.schemas import SettingsChange
from tests.factories.circles import member_id


def test_members_are_asked_once_to_accept_new_rules(app, anyone, cast):
    member = cast.member.client
    assert "圈规更新了" not in member.get("/c/tea").text
    with app.app_context():
        owner = cast.owner.inside()
        rules = SettingsChange(rules="先喝茶，再说话。")
        version = actions.change_settings(owner, owner.circle_id, rules).rules_version
    assert "圈规更新了" in member.get("/c/tea").text
    assert "圈规更新了" not in cast.owner.client.get("/c/tea").text
    assert "圈规更新了" not in cast.outsider.client.get("/c/tea").text
    assert "圈规更新了" not in anyone.get("/c/tea").text
    answer = member.submit("/c/tea/rules", {"accept_rules": version})
    assert answer.status_code == 303
    assert "圈规更新了" not in member.get("/c/tea").text


def test_a_former_owner_can_take_the_circle_back_from_its_page(app, anyone, cast):
    with app.app_context():
        tea = circles.enter(cast.owner.actor, "tea")[0]
        actions.pass_ownership(cast.owner.actor, tea.id, member_id(tea.id, cast.admin.user_id))
    undo = 'action="/c/tea/handover/undo"'
    assert undo in cast.owner.client.get("/c/tea").text
    told = cast.member.client.get("/c/tea").text
    assert "新圈主" in told and undo not in told
    assert "新圈主" not in anyone.get("/c/tea").text
    assert cast.owner.client.submit("/c/tea/handover/undo").status_code == 303
    assert "新圈主" not in cast.member.client.get("/c/tea").text


def test_an_owner_brings_a_deleted_circle_back_from_its_page(app, cast, anyone):
    with app.app_context():
        tea = circles.enter(cast.owner.actor, "tea")[0]
        actions.delete_circle(cast.owner.actor, tea.id, tea.name)
    undelete = "/c/tea/settings/undelete"
    assert f'action="{undelete}"' in cast.owner.client.get("/c/tea").text
    assert cast.member.client.get("/c/tea").status_code == 404
    assert anyone.get("/c/tea").status_code == 404
    assert cast.owner.client.submit(undelete).status_code == 303
    assert cast.member.client.get("/c/tea").status_code == 200
