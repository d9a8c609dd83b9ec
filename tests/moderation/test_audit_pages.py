"""The log is read by owner and admins, the site's by its staff; everybody reads bare numbers."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from circle import wiring
from circle.accounts.models import User
from circle.circles import actions as circles
from circle.core import clock as time
from circle.core.db import db, session, transaction
from circle.moderation import actions, queries
from circle.moderation.models import Act, Appeal, Case
from tests.factories.content import post
from tests.factories.pages import text
from tests.factories.qa import ask
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("calm")
PLACE = "/c/tea/audit"
JSON = "/circles/tea/audit"


@pytest.fixture
def kept(scene, cast):
    """A post and an unnamed question hidden, and a member given another role."""

    def make():
        told = {"post": post(cast.member.inside(), "普洱").id,
                "asked": ask(cast.member.inside(), "水温多少", anonymous=True).id}  # fmt: skip
        actions.hide_entry(cast.moderator.inside(), told["post"], "卖茶广告", "ad")
        actions.hide_entry(cast.moderator.inside(), told["asked"], "重复了")
        told["member"] = cast.member.inside().membership_id
        circles.change_role(cast.owner.inside(), told["member"], "guest")
        circles.change_role(cast.owner.inside(), told["member"], "member")
        return told

    return scene("three things staff did", make)


def test_owner_and_admins_read_who_did_what_and_why(cast, kept):
    for reader in (cast.owner, cast.admin):
        page = text(reader.client, PLACE)
        assert "卖茶广告" in page and "moderator_of_tea" in page and "调整身份" in page
    for other in (cast.moderator, cast.member, cast.guest):
        assert other.client.get(PLACE).status_code == 403
        assert other.client.call("GET", JSON).status_code == 403
    assert cast.outsider.client.get(PLACE).status_code == 403


def test_times_are_told_as_people_tell_them(app, cast):
    with app.app_context():
        tomorrow = time.now() + timedelta(days=1)
        circles.mute_member(cast.owner.inside(), cast.member.inside().membership_id, tomorrow)
        db.session.remove()
    page = text(cast.owner.client, f"{PLACE}?code=mute")
    assert "+00:00" not in page.split("<main")[1].split("datetime=")[-1].split("</article>")[0]


def test_nobody_reads_who_wrote_what_has_no_name(cast, kept):
    page = text(cast.owner.client, f"{PLACE}?code=hide")
    assert "重复了" in page and "member_of_tea" not in page
    page = text(cast.owner.client, f"{PLACE}?person=member_of_tea")
    assert "重复了" not in page and "调整身份" in page


def test_the_log_is_narrowed_by_person_kind_and_day(cast, kept):
    client, today = cast.owner.client, time.local_day()

    def codes(query):
        return [one["code"] for one in client.call("GET", f"{JSON}?{query}").json["items"]]

    assert codes("person=owner_of_tea&limit=2") == ["role_changed", "role_changed"]
    assert codes("person=moderator_of_tea") == ["hide", "hide", "role_changed"]  # as they began
    assert codes("person=nobody_at_all") == []
    assert set(codes("code=hide")) == {"hide"}
    assert codes(f"since={today}&until={today}&code=hide") == ["hide", "hide"]
    assert codes(f"until={today - timedelta(days=1)}") == []
    assert client.call("GET", f"{JSON}?since=never").status_code == 422
    assert client.get(f"{PLACE}?since=never").status_code == 422


def test_pages_of_the_log_follow_one_another(cast, kept):
    client = cast.owner.client
    whole = [one["seq"] for one in client.call("GET", JSON).json["items"]]
    first = client.call("GET", f"{JSON}?limit=2").json
    then = client.call("GET", f"{JSON}?limit=2&cursor={first['next']}").json
    assert [one["seq"] for one in first["items"] + then["items"]] == whole[:4]
    assert whole == sorted(whole, reverse=True)
    line = first["items"][0]
    assert line["subject"] == {"kind": "member", "id": kept["member"]}
    assert line["details"]["before"] == "guest" and len(line["hash"]) == 64


def test_a_page_of_the_log_asks_the_database_little(app, cast, kept):
    client = cast.owner.client
    client.get(PLACE)
    with statements(app) as sent:
        client.get(PLACE)
    assert len(sent) <= 12, sent


def test_the_log_of_the_site_is_for_its_staff(app, cast, kept):
    assert cast.owner.client.get("/site/audit").status_code == 404
    with app.app_context():
        with transaction():
            session().execute(update(User).where(User.id == cast.admin.user_id)
                              .values(is_staff=True))  # fmt: skip
        db.session.remove()
    assert "全站操作记录" in text(cast.admin.client, "/site/audit")


def long_ago(number, *, kind="hide", rule="ad", days=40):
    """So many decisions, and as many cases that took an hour each, some time ago."""
    then = time.ago(days=days)
    with transaction():
        for _ in range(number):
            act = Act(circle_id=1, kind=kind, rule=rule, at=then, undo_until=then, reason="x")
            session().add(act)
            session().flush()
            session().add(Case(
                circle_id=1, subject="circle", source="patrol", place=1, due_at=then,
                opened_at=then, closed_at=then + timedelta(hours=1), decision="hide",
            ))  # fmt: skip
    return act.id


def test_everybody_who_reads_the_circle_reads_numbers(app, cast, anyone):
    with app.app_context():
        act = long_ago(6)
        long_ago(2, kind="ban", rule="abuse")
        then = time.ago(days=40)
        with transaction():
            session().add(Appeal(circle_id=1, act_id=act, by_id=cast.member.user_id, text="x",
                                 decided_at=then, decided_by=cast.owner.user_id, upheld=True))
        db.session.remove()  # fmt: skip
    for reader in (anyone, cast.member.client):
        page = text(reader, "/c/tea/transparency")
        assert "已收起" in page and "少于 5" in page and "成立的申诉" in page
    month = months(app, cast)[0]
    assert month.kinds == {"ban": None, "hide": 5} and month.rules == {"abuse": None, "ad": 5}
    assert month.median == timedelta(hours=1) and month.appeals is None and month.upheld is None


def test_the_month_that_runs_is_not_told(app, cast):
    with app.app_context():
        long_ago(6, days=0)
        db.session.remove()
    assert all(month.is_quiet for month in months(app, cast))


def test_no_middle_is_told_of_a_few(app, cast):
    with app.app_context():
        long_ago(4)
        db.session.remove()
    assert [month.median for month in months(app, cast)] == [None] * 12


def months(app, cast):
    """What everybody reads of `tea`, month by month, of those with anything first."""
    with app.app_context():
        found = queries.transparency(cast.member.actor, "tea")[2]
        db.session.remove()
    return sorted(found, key=lambda month: month.is_quiet)


def test_a_private_circle_tells_its_numbers_to_members(app, cast):
    from circle.circles.schemas import SettingsChange

    with app.app_context():
        owner = cast.owner.inside()
        circles.change_settings(
            owner, owner.circle_id, SettingsChange(visibility="preview")
        )
        db.session.remove()
    assert cast.member.client.get("/c/tea/transparency").status_code == 200
    assert cast.outsider.client.get("/c/tea/transparency").status_code == 403


def test_ones_own_file_tells_what_was_decided_about_oneself(inside, cast, kept):
    told = list(wiring.EXPORTERS["log_about_me"](cast.member.user_id))
    assert [(each["what"], each["subject_id"]) for each in told] == [
        ("hide", kept["post"]), ("hide", kept["asked"]),
        ("role_changed", kept["member"]), ("role_changed", kept["member"]),
    ]  # fmt: skip
    assert told[0]["reason"] == "卖茶广告" and told[0]["rule"] == "ad"
    assert not any({"by", "actor_id"} & set(each) for each in told)
    assert list(wiring.EXPORTERS["log_about_me"](cast.outsider.user_id)) == []


def test_who_takes_a_table_of_people_along_leaves_a_line(cast):
    assert cast.owner.client.get("/c/tea/orders/desk.csv").status_code == 200
    (line,) = cast.owner.client.call("GET", f"{JSON}?code=exported").json["items"]
    assert line["by"] == cast.owner.user_id and line["details"]["name"] == "orders"
    assert cast.member.client.get("/c/tea/orders/desk.csv").status_code == 403
    assert len(cast.owner.client.call("GET", f"{JSON}?code=exported").json["items"]) == 1
