"""Sanctions: who may give which, what they do at once, what undoing puts back."""

from datetime import timedelta

import pytest

from circle.accounts.models import User
from circle.circles.models import Circle, Membership
from circle.core import clock as core_clock
from circle.core.db import db, session
from circle.moderation.models import Case
from tests.cast import PASSWORD
from tests.factories.content import post
from tests.factories.moderation import last_act
from tests.factories.pages import text

pytestmark = pytest.mark.usefixtures("calm")


@pytest.fixture
def read(app):
    """Ask the database something, in a context of its own."""

    def ask(question):
        with app.app_context():
            found = question()
            db.session.remove()
        return found

    return ask


@pytest.fixture
def member(read, cast):
    """The membership of the member."""
    return read(lambda: cast.member.inside().membership_id)


def staffed(app, cast, name="outsider"):
    """Make somebody staff of the whole site."""
    with app.app_context():
        session().get_one(User, cast[name].user_id).is_staff = True
        session().commit()
        db.session.remove()
    return cast[name].client


def later(**span):
    """A time to come, as JSON says it."""
    return (core_clock.now() + timedelta(**span)).isoformat()


def state_of(read, member_id):
    """How a membership stands."""
    return read(lambda: session().get_one(Membership, member_id).state_now)


@pytest.mark.parametrize(("who", "kind", "expected"), [
    ("moderator", "warn", 201), ("moderator", "remove", 201), ("moderator", "ban", 403),
    ("admin", "ban", 201), ("guest", "warn", 403), ("member", "mute", 403),
    ("outsider", "warn", 403),
])  # fmt: skip
def test_who_may_give_which_sanction(cast, read, member, who, kind, expected):
    given = {"kind": kind, "reason": "刷屏", "until": later(days=1) if kind == "mute" else None}
    before = read(last_act).id
    answer = cast[who].client.call("POST", f"/members/{member}/sanctions", given)
    assert answer.status_code == expected
    assert (read(last_act).id == before) == (expected != 201)


def test_a_sanction_reaches_only_those_below(cast, read):
    admin = read(lambda: cast.admin.inside().membership_id)
    given = {"kind": "warn", "reason": "说话注意"}
    answer = cast.moderator.client.call("POST", f"/members/{admin}/sanctions", given)
    assert answer.status_code == 403


@pytest.mark.parametrize(("given", "field"), [
    ({"kind": "mute", "reason": "刷屏"}, "until"), ({"kind": "warn"}, "reason"),
    ({"kind": "boil", "reason": "刷屏"}, "kind"),
])  # fmt: skip
def test_a_sanction_says_what_why_and_until_when(cast, member, given, field):
    answer = cast.moderator.client.call("POST", f"/members/{member}/sanctions", given)
    assert answer.status_code == 422
    assert field in answer.json["errors"]
    place = f"/c/tea/members/{member}/sanction"
    assert cast.moderator.client.submit(place, given).status_code == 422


def test_a_mute_from_the_sheet_stops_writing_at_once_and_is_undone(cast, member, read):
    client = cast.moderator.client
    place = f"/c/tea/members/{member}/sanction"
    assert "警告" in text(client, place)
    sent = {"kind": "mute", "reason": "刷屏", "rule": "spam", "until": later(days=1)}
    assert client.submit(place, sent).status_code == 303
    act = read(last_act)
    assert (act.kind, act.rule, act.reason) == ("mute", "spam", "刷屏")
    refused = cast.member.client.call("POST", "/circles/tea/posts", {"body": "还能说吗"})
    assert refused.status_code == 403
    assert "刷屏" in text(cast.member.client, "/me/decisions")
    assert client.submit(f"/acts/{act.id}/undo").status_code == 303
    again = cast.member.client.call("POST", "/circles/tea/posts", {"body": "又能说了"})
    assert again.status_code == 201


@pytest.mark.parametrize("kind", ["remove", "ban"])
def test_who_was_taken_out_by_mistake_is_back_as_they_were(cast, read, member, kind):
    def members():
        return session().query(Circle).filter_by(slug="tea").one().members_count

    before = read(members)
    done = cast.admin.client.call(
        "POST", f"/members/{member}/sanctions", {"kind": kind, "reason": "认错人了"}
    )
    assert state_of(read, member) == {"remove": "removed", "ban": "banned"}[kind]
    assert read(members) == before - 1
    assert "认错人了" in text(cast.member.client, "/me/decisions")
    assert cast.admin.client.call("POST", f"/acts/{done.json['id']}/undo").status_code == 200
    assert (state_of(read, member), read(members)) == ("active", before)


def test_undo_of_a_mute_refuses_when_another_came_after(cast, member):
    client, path = cast.moderator.client, f"/members/{member}/sanctions"
    first = client.call("POST", path, {"kind": "mute", "reason": "一", "until": later(days=1)})
    client.call("POST", path, {"kind": "mute", "reason": "二", "until": later(days=7)})
    late = client.call("POST", f"/acts/{first.json['id']}/undo")
    assert (late.status_code, late.json["code"]) == (409, "changed")


def test_site_staff_silence_somebody_everywhere(app, cast, read):
    client = staffed(app, cast)
    user = cast.member.user_id
    given = {"kind": "silence", "reason": "到处打广告", "until": later(days=3)}
    assert cast.owner.client.call("POST", f"/users/{user}/sanctions", given).status_code == 404
    done = client.call("POST", f"/users/{user}/sanctions", given)
    assert done.status_code == 201
    refused = cast.member.client.call("POST", "/circles/tea/posts", {"body": "还能说吗"})
    assert (refused.status_code, refused.json["code"]) == (403, "silenced")
    assert client.call("POST", f"/acts/{done.json['id']}/undo").status_code == 200
    again = cast.member.client.call("POST", "/circles/tea/posts", {"body": "又能说了"})
    assert again.status_code == 201


def test_who_is_closed_out_is_out_with_the_next_request(app, cast, read):
    client, user = staffed(app, cast), cast.member.user_id
    assert cast.member.client.get("/me").status_code == 200
    done = client.call(
        "POST", f"/users/{user}/sanctions", {"kind": "close_out", "reason": "诈骗"}
    )
    assert done.status_code == 201
    assert cast.member.client.get("/me").status_code == 303
    assert cast.member.client.call("POST", "/circles/tea/posts", {"body": "x"}).status_code == 401
    other = client.call(
        "POST", f"/users/{user}/sanctions", {"kind": "close_out", "reason": "再来一次"}
    )
    assert other.status_code == 409
    client.call("POST", f"/acts/{done.json['id']}/undo")
    assert cast.member.client.get("/me").status_code == 200


def test_who_is_closed_out_reads_why_with_their_password_and_appeals(app, cast, anyone):
    staff, user = staffed(app, cast), cast.member.user_id
    given = {"kind": "close_out", "reason": "到处骗人"}
    done = staff.call("POST", f"/users/{user}/sanctions", given).json
    wrong = anyone.submit("/signin", {"name": "member_of_tea", "password": "not this one"})
    assert wrong.status_code == 422 and "/closed-out/" not in wrong.text
    mine = {"name": "member_of_tea", "password": PASSWORD}
    way = anyone.submit("/signin", mine).headers["Location"]
    assert way.startswith("/closed-out/")
    told = anyone.call("POST", "/session", mine)
    assert (told.status_code, told.json["code"]) == (403, "closed_out")
    assert anyone.get("/me").status_code == 303  # nobody is signed in by it
    assert "到处骗人" in text(anyone, way)
    for made_up in (way[:-1] + ("0" if way[-1] != "0" else "1"), "/closed-out/x"):
        assert anyone.get(made_up).status_code == 404
    sent = anyone.submit(way, {"sanction_id": done["id"], "text": "认错人了"})
    assert (sent.status_code, sent.headers["Location"]) == (303, way)
    assert "认错人了" in text(staffed(app, cast, "guest"), "/site/waiting")
    assert staff.call("POST", f"/acts/{done['id']}/undo").status_code == 200
    assert anyone.get(way).status_code == 404
    assert anyone.submit("/signin", mine).headers["Location"] == "/"


def test_site_staff_do_nothing_to_themselves_or_one_another(app, cast):
    client = staffed(app, cast)
    staffed(app, cast, "guest")
    for who in ("outsider", "guest"):
        path = f"/users/{cast[who].user_id}/sanctions"
        answer = client.call("POST", path, {"kind": "close_out", "reason": "不行"})
        assert answer.status_code == 403


def test_the_desk_of_the_site_is_for_its_staff_alone(app, cast, anyone):
    anyone.call("POST", "/users/member_of_tea/reports", {"reason": "abuse", "note": "冒充客服"})
    for client in (anyone, cast.owner.client, cast.member.client):
        assert client.get("/site/waiting").status_code in (303, 404)
        assert client.get("/u/member_of_tea/sanction").status_code == 404
    client = staffed(app, cast)
    page = text(client, "/site/waiting")
    assert "冒充客服" in page
    assert "/u/member_of_tea/sanction" in page
    given = {"kind": "silence", "reason": "冒充", "until": later(days=1)}
    assert client.submit("/u/member_of_tea/sanction", given).status_code == 303
    assert "冒充客服" not in text(client, "/site/waiting")


def test_an_appeal_is_decided_by_somebody_else_and_takes_it_back(app, cast, read):
    with app.app_context():
        entry = post(cast.member.inside(), "其实没问题").id
        db.session.remove()
    hid = cast.moderator.client.call("PUT", f"/entries/{entry}/hide", {"reason": "看错了"})
    assert hid.status_code == 200
    asked = cast.member.client.call("POST", "/appeals", {"entry_id": entry, "text": "请再看看"})
    assert asked.status_code == 201
    twice = cast.member.client.call("POST", "/appeals", {"entry_id": entry, "text": "再再看看"})
    assert (twice.status_code, twice.json["code"]) == (409, "appealed")
    page = cast.moderator.client.get("/api/v1/circles/tea/review?source=appeal").json
    case = page["items"][0]["id"]
    same = cast.moderator.client.call(
        "POST", f"/review/{case}/decision", {"decision": "restore", "reason": ""}
    )
    assert (same.status_code, same.json["code"]) == (403, "own")
    assert "请再看看" in text(cast.admin.client, "/c/tea/waiting")
    other = cast.admin.client.call(
        "POST", f"/review/{case}/decision", {"decision": "restore", "reason": "是我们错了"}
    )
    assert other.status_code == 200
    assert cast.outsider.client.get(f"/api/v1/entries/{entry}").status_code == 200
    assert "是我们错了" in text(cast.member.client, "/me/decisions")


def test_an_appeal_that_is_turned_down_leaves_things_as_they_are(cast, read, member):
    done = cast.moderator.client.call(
        "POST", f"/members/{member}/sanctions",
        {"kind": "mute", "reason": "刷屏", "until": later(days=3)},
    )  # fmt: skip
    sent = cast.member.client.submit(
        "/me/decisions", {"sanction_id": done.json["id"], "text": "我没有"}
    )
    assert sent.status_code == 303
    case = cast.admin.client.get("/api/v1/circles/tea/review?source=appeal").json["items"][0]
    cast.admin.client.call(
        "POST", f"/review/{case['id']}/decision", {"decision": "reject", "reason": "记录很清楚"}
    )
    assert state_of(read, member) == "muted"
    page = text(cast.member.client, "/me/decisions")
    assert "记录很清楚" in page
    assert "申诉" not in page.split("记录很清楚")[1].split("</article>")[0]


def test_nobody_appeals_for_somebody_else(cast, member):
    done = cast.moderator.client.call(
        "POST", f"/members/{member}/sanctions", {"kind": "warn", "reason": "注意"}
    )
    given = {"sanction_id": done.json["id"], "text": "替他说"}
    assert cast.guest.client.call("POST", "/appeals", given).status_code == 404
    assert cast.member.client.call("POST", "/appeals", given).status_code == 201


def test_where_there_is_nobody_else_the_site_decides(app, cast, read, member):
    done = cast.owner.client.call(
        "POST", f"/members/{member}/sanctions", {"kind": "remove", "reason": "不合适"}
    )
    with app.app_context():
        for name in ("admin", "moderator"):
            session().get_one(Membership, cast[name].inside().membership_id).role = "member"
        session().commit()
        db.session.remove()
    given = {"sanction_id": done.json["id"], "text": "请主持公道"}
    assert cast.member.client.call("POST", "/appeals", given).status_code == 201
    assert "请主持公道" not in text(cast.owner.client, "/c/tea/waiting")
    client = staffed(app, cast)
    assert "请主持公道" in text(client, "/site/waiting")
    found = read(lambda: session().query(Case).filter_by(subject="appeal").one().id)
    client.submit(
        "/site/waiting", {"case_ids": found, "decision": "restore", "reason": "让他回来"}
    )
    assert state_of(read, member) == "active"
