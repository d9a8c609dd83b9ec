"""A mute through an entry without a name is told of to staff, and never whom it is for."""

import pytest

from circle.accounts.models import User
from circle.content import actions as content
from circle.core.db import session
from tests.qa.looking import page
from tests.qa.sealed import WHY, lift, mute_by_name, put, writes

pytestmark = pytest.mark.usefixtures("calm")

def test_a_named_mute_and_a_sealed_one_know_nothing_of_each_other(app, cast, asked, clock):
    number = asked()

    def reading():
        lists = ("/api/v1/circles/tea/members?state=muted&limit=100",
                 "/api/v1/circles/tea/members?limit=100")  # fmt: skip
        return [cast.owner.client.get(path).json["items"] for path in lists]

    with app.app_context():
        mute_by_name(cast, days=1)
    before = reading()
    assert len(before[0]) == 1
    put(cast.moderator, number, days=7)
    assert reading() == before
    lift(cast.moderator, number)
    assert reading() == before and not writes(cast.member)
    put(cast.moderator, number, days=7)
    with app.app_context():
        mute_by_name(cast, days=0)
    assert reading()[0] == [] and not writes(cast.member)


def test_the_log_of_the_staff_says_who_did_what_and_never_to_whom(app, cast, asked):
    number = asked()
    assert "还没有这样禁言过" in page(cast.moderator.client, "/c/tea/author-mutes")
    put(cast.moderator, number)
    lift(cast.admin, number)
    lift(cast.admin, number)  # nothing stands any more
    told = cast.owner.client.get("/api/v1/circles/tea/author-mutes").json["items"]
    assert [(one["act"], one["by"], one["reason"], one["entry_id"]) for one in told] == [
        ("unmuted", "admin_of_tea", "", number), ("muted", "moderator_of_tea", WHY, number),
    ]  # fmt: skip
    shown = page(cast.moderator.client, "/c/tea/author-mutes")
    assert "禁言了“紫砂壶第一次怎么开？”的作者" in shown and "member_of_tea" not in shown
    assert "/c/tea/author-mutes" in page(cast.moderator.client, "/c/tea/manage")
    with app.app_context():
        content.remove_entry(cast.member.inside(), number)
    shown = page(cast.moderator.client, "/c/tea/author-mutes")
    assert "紫砂壶" not in shown and "已删除的内容" in shown


def test_what_its_author_took_away_is_there_to_lift_the_mute_and_no_other(app, cast, asked):
    number, other = asked(), asked(title="白茶放久了会不会发霉？")
    put(cast.moderator, number)
    with app.app_context():
        for one in (number, other):
            content.remove_entry(cast.member.inside(), one)
    assert "紫砂壶" not in page(cast.admin.client, f"/entries/{number}/mute-author")
    assert put(cast.admin, other).status_code == 404
    browser = cast.admin.client
    assert browser.submit(f"/entries/{number}/unmute-author").location == "/c/tea/author-mutes"
    assert writes(cast.member)


def test_site_staff_who_keep_no_circle_learn_who_by_looking_up_alone(app, cast, asked):
    number = asked()
    put(cast.moderator, number)
    with app.app_context():
        session().get_one(User, cast.outsider.user_id).is_staff = True
        session().commit()
    browser = cast.outsider.client
    assert browser.get("/api/v1/circles/tea/author-mutes").status_code == 403
    told = browser.call("POST", f"/entries/{number}/reveal", {"reason": "投诉要核实"})
    assert told.json["author"]["id"] == cast.member.user_id
