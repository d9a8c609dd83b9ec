"""Cleaning up: what it finds, that one step hides and brings back all, what it leaves alone."""

import pytest

from circle.circles.actions import change_role
from circle.content.models import Entry
from circle.core.db import db, session
from circle.moderation.actions import sprees
from tests.factories.content import comment, post
from tests.factories.moderation import case_of, last_act
from tests.factories.pages import text
from tests.factories.qa import ask

pytestmark = pytest.mark.usefixtures("calm")
PLACE = "/c/tea/clean-up"


@pytest.fixture
def spree(scene, cast):
    """Three posts and a comment of the member's, a question without a name, and others' words."""

    def make():
        member = cast.member.inside()
        first = post(cast.guest.inside(), "扫码领优惠的别信").id
        ids = [post(member, f"扫码领优惠 第{n}遍").id for n in range(3)]
        ids.append(comment(member, first, "真的可以扫码领优惠").id)
        return {
            "ids": ids, "guest": first, "unnamed": ask(member, anonymous=True).id,
            "member": member.membership_id,
            "staff": post(cast.owner.inside(), "公告：不要扫码领优惠").id,
        }  # fmt: skip

    return scene("a spree", make)


@pytest.fixture
def states(app):
    """How entries stand."""

    def ask_for(*ids):
        with app.app_context():
            found = [session().get_one(Entry, each).status for each in ids]
            db.session.remove()
        return found

    return ask_for


def test_a_look_tells_what_would_be_hidden_and_hides_nothing(cast, spree, states):
    page = text(cast.moderator.client, f"{PLACE}?member_id={spree['member']}&days=7")
    assert "4" in page.split("rows__title")[1][:80]
    assert "白茶存放" not in page.split("rows__title")[1]
    assert set(states(*spree["ids"], spree["unnamed"])) == {"published"}


def test_one_step_hides_what_somebody_signed_and_one_brings_it_back(
    app, cast, spree, states, run_jobs
):
    given = {"member_id": spree["member"], "days": 7, "reason": "刷屏"}
    done = cast.moderator.client.submit(PLACE, given)
    assert done.status_code == 303
    assert set(states(*spree["ids"])) == {"hidden"}
    assert states(spree["unnamed"], spree["guest"]) == ["published", "published"]
    with app.app_context():
        act = last_act()
        kept = (act.kind, act.touched, act.id)
        db.session.remove()
    assert kept[:2] == ("clean_up", 4)
    assert cast.moderator.client.submit(f"/acts/{kept[2]}/undo").status_code == 303
    run_jobs()
    assert set(states(*spree["ids"])) == {"published"}


def test_undoing_what_was_said_to_a_report_leaves_hidden_what_the_spree_hid(
    app, cast, spree, states
):
    reported = spree["ids"][0]
    cast.guest.client.call("POST", f"/entries/{reported}/reports", {"reason": "spam"})
    given = {"member_id": spree["member"], "days": 7, "reason": "刷屏"}
    cast.moderator.client.submit(PLACE, given)
    with app.app_context():
        case = case_of(reported).id
        db.session.remove()
    done = cast.moderator.client.call(
        "POST", f"/review/{case}/decision", {"decision": "remove", "reason": "刷屏"}
    )
    undone = cast.moderator.client.call("POST", f"/acts/{done.json['id']}/undo")
    assert undone.status_code == 200
    assert states(reported) == ["hidden"]
    assert cast.moderator.client.get(f"/api/v1/review/{case}").json["closed_at"] is None


def test_a_long_spree_goes_on_where_it_stopped(
    cast, spree, states, monkeypatch, run_jobs
):
    monkeypatch.setattr(sprees, "BATCH", 1)
    answer = cast.moderator.client.call(
        "POST", "/circles/tea/clean-ups", {"member_id": spree["member"], "reason": "刷屏"}
    )
    assert (answer.status_code, answer.json["touched"]) == (201, 4)
    assert sorted(states(*spree["ids"])) == ["hidden", "published", "published", "published"]
    run_jobs()
    assert set(states(*spree["ids"])) == {"hidden"}


def test_whose_words_it_took_does_not_undo_it_when_they_are_staff_later(app, cast, spree, states):
    sent = {"phrase": "扫码领优惠", "reason": "广告"}
    act = cast.owner.client.call("POST", "/circles/tea/clean-ups", sent).json["id"]
    with app.app_context():
        change_role(cast.owner.actor, spree["member"], "moderator")
        db.session.remove()
    assert cast.member.client.call("POST", f"/acts/{act}/undo").status_code == 404
    assert set(states(*spree["ids"])) == {"hidden"}
    assert cast.moderator.client.call("POST", f"/acts/{act}/undo").status_code == 200


def test_a_wave_of_the_same_words_spares_the_staff(cast, spree, states):
    answer = cast.moderator.client.call(
        "POST", "/circles/tea/clean-ups", {"phrase": "扫码领优惠", "reason": "广告"}
    )
    assert answer.json["touched"] == 5
    assert states(spree["staff"]) == ["published"]
    assert set(states(*spree["ids"], spree["guest"])) == {"hidden"}


def test_what_would_be_nearly_everything_is_refused(cast, spree, states):
    client = cast.moderator.client
    for given in ({}, {"phrase": "的"}, {"phrase": " "}, {"days": 3, "phrase": "扫码"}):
        answer = client.call("POST", "/circles/tea/clean-ups", given)
        assert answer.status_code == 422, given
        assert client.submit(PLACE, given).status_code == 422, given
    assert states(spree["guest"]) == ["published"]


def test_who_may_not_hide_cleans_up_nothing(cast, spree):
    given = {"member_id": spree["member"], "reason": "刷屏"}
    for who in ("member", "guest", "outsider", "removed", "admin"):
        client, may = cast[who].client, who == "admin"
        answer = client.call("POST", "/circles/tea/clean-ups", given)
        assert answer.status_code == (201 if may else 403), who
        assert client.get(PLACE).status_code == (200 if may else 403), who


def test_nobody_cleans_up_after_those_of_their_rank(app, cast, spree, states):
    with app.app_context():
        owner = cast.owner.inside().membership_id
        db.session.remove()
    answer = cast.moderator.client.call(
        "POST", "/circles/tea/clean-ups", {"member_id": owner, "reason": "不行"}
    )
    assert answer.status_code == 403
    assert states(spree["staff"]) == ["published"]
