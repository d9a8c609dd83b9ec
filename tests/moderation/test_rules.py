"""Rules of words: who keeps them, what they are refused for, and that they hold at once."""

import pytest
from sqlalchemy import update

from circle.accounts.models import User
from circle.core.db import db, in_transaction, transaction
from circle.moderation.queries import rehearsal
from circle.screening import actions as screening
from circle.screening import queries as rules
from circle.screening.matching import Matcher
from circle.screening.schemas import NewRule
from tests.factories.pages import text

pytestmark = pytest.mark.usefixtures("calm")
HERE = "/circles/tea/keyword-rules"
SITE = "/site/keyword-rules"


@pytest.fixture
def site_staff(app, cast):
    """The outsider sits at the desk of the whole site."""
    with app.app_context():
        with transaction() as session:
            session.execute(
                update(User).where(User.id == cast.outsider.user_id).values(is_staff=True)
            )
        db.session.remove()
    return cast.outsider.client


def add(client, pattern, action="block", place=HERE, **more):
    return client.call("POST", place, {"pattern": pattern, "action": action, **more})


def post(client, body):
    return client.call("POST", "/circles/tea/posts", {"body": body})


def test_a_rule_holds_with_the_next_text_and_no_more_once_it_is_dropped(cast):
    admin, member = cast.admin.client, cast.member.client
    assert post(member, "出售云南古树茶枕").status_code == 201
    made = add(admin, "古树茶枕", name="不卖茶枕")
    assert made.status_code == 201 and made.json["name"] == "不卖茶枕"
    refused = post(member, "出售云南古树茶枕")
    assert refused.status_code == 422 and "不卖茶枕" in refused.json["detail"]
    changed = admin.call("PATCH", f"/keyword-rules/{made.json['id']}", {"pattern": "茶枕头套"})
    assert changed.status_code == 200 and changed.json["name"] == "不卖茶枕"
    assert post(member, "古树茶枕还有吗").status_code == 201
    assert post(member, "茶枕头套还有吗").status_code == 422
    gone = admin.call("DELETE", f"/keyword-rules/{made.json['id']}")
    assert gone.status_code == 200
    assert post(member, "茶枕头套还有吗").status_code == 201
    assert admin.call("GET", HERE).json["items"] == []


def test_a_dropped_rule_comes_back_for_ten_minutes(cast, clock):
    admin = cast.admin.client
    one = add(admin, "古树茶枕").json["id"]
    admin.call("DELETE", f"/keyword-rules/{one}")
    assert admin.call("POST", f"/keyword-rules/{one}/undo", {}).status_code == 200
    assert post(cast.member.client, "古树茶枕").status_code == 422
    admin.call("DELETE", f"/keyword-rules/{one}")
    clock.travel(minutes=11)
    late = admin.call("POST", f"/keyword-rules/{one}/undo", {})
    assert (late.status_code, late.json["code"]) == (409, "too_late")


def test_what_would_hit_nearly_everything_or_cannot_be_is_refused(cast):
    client, regex = cast.admin.client, {"kind": "regex"}
    for pattern, more in (("的", {}), ("。。", {}), ("", {}), ("(", regex), ("[a-z]", regex),
                          ("x*", regex), ("茶" * 201, {})):  # fmt: skip
        answer = add(client, pattern, **more)
        assert answer.status_code == 422, pattern
        assert list(answer.json["errors"]) == ["pattern"], pattern
    assert add(client, "茶枕").status_code == 201


def test_a_list_is_added_at_once_without_doubles(cast):
    admin = cast.admin.client
    add(admin, "茶枕")
    sent = {"words": "茶枕\n茶宠 黑店\n\n茶宠 黑店\n回收\n", "action": "block"}
    answer = admin.call("POST", f"{HERE}/list", sent)
    assert answer.status_code == 201
    assert [each["pattern"] for each in answer.json["added"]] == ["茶宠 黑店", "回收"]
    assert answer.json["left_out"] == 2
    short = admin.call("POST", f"{HERE}/list", {"words": "好的\n的", "action": "block"})
    assert list(short.json["errors"]) == ["words"]
    assert add(admin, "回收").status_code == 422


def test_there_is_room_for_so_many_rules(cast, monkeypatch):
    monkeypatch.setattr(screening, "MAX_RULES", 2)
    admin = cast.admin.client
    words = {"words": "一一\n二二\n三三", "action": "review"}
    assert admin.call("POST", f"{HERE}/list", words).status_code == 422
    assert add(admin, "一一").status_code == add(admin, "二二").status_code == 201
    assert add(admin, "三三").status_code == 422


def test_only_who_may_change_settings_sees_or_keeps_the_rules(cast):
    one = add(cast.admin.client, "茶枕").json["id"]
    rule = f"/keyword-rules/{one}"
    for who in ("moderator", "guest", "member", "outsider", "removed", "banned"):
        client = cast[who].client
        assert client.call("GET", HERE).status_code in (403, 404), who
        assert add(client, "茶宠").status_code in (403, 404), who
        assert client.call("DELETE", rule).status_code == 404, who
        assert client.call("PATCH", rule, {"action": "ignore"}).status_code == 404, who
        assert client.call("GET", SITE).status_code == 404, who
    assert post(cast.member.client, "茶枕").status_code == 422


def test_a_circle_cannot_switch_off_a_rule_of_the_site(cast, site_staff):
    one = add(site_staff, "代开发票", place=SITE).json["id"]
    owner = cast.owner.client
    assert add(owner, "代开发票", "ignore").status_code == 201
    refused = post(cast.member.client, "这里代开发票")
    assert refused.status_code == 422 and "代开发票" in refused.json["detail"]
    assert owner.call("DELETE", f"/keyword-rules/{one}").status_code == 404
    assert site_staff.call("DELETE", f"/keyword-rules/{one}").status_code == 200
    assert post(cast.member.client, "这里代开发票").status_code == 201


def test_sets_are_kept_under_what_was_never_rolled_back(app, cast):
    with app.app_context():
        circle_id = cast.owner.inside().circle_id

        def try_it():
            with transaction():
                screening.add_rule(circle_id, NewRule("茶枕", "block"), None)
                assert rules.rules_of(circle_id).rules
                raise LookupError

        with pytest.raises(LookupError):
            try_it()
        assert rules.rules_of(circle_id).rules == ()
        with transaction():
            screening.add_rule(circle_id, NewRule("茶宠", "block"), None)
        assert [rule.pattern for rule in rules.rules_of(circle_id).rules] == ["茶宠"]
        assert rules.rules_of(circle_id) is rules.rules_of(circle_id)
        db.session.remove()


def test_a_set_of_the_site_is_made_ready_before_a_writer_begins(app, cast, site_staff, monkeypatch):
    made = []

    class Watched(Matcher):
        def __init__(self, wanted):
            made.append((len(wanted), in_transaction()))
            super().__init__(wanted)

    monkeypatch.setattr("circle.screening.rules.Matcher", Watched)
    for words in ("代开发票\n代写论文", "出租账号"):
        sent = {"words": words, "action": "block"}
        assert site_staff.call("POST", f"{SITE}/list", sent).status_code == 201
        assert post(cast.member.client, words[:4]).status_code == 422
        assert post(cast.member.client, words[-4:]).status_code == 422
    assert made == [(2, False), (3, False)]


PAGE = "/c/tea/rules-of-words"


def test_rules_are_kept_on_a_page_and_taken_back_from_it(cast):
    admin, member = cast.admin.client, cast.member.client
    form = {"pattern": "茶枕", "action": "block", "kind": "words", "name": "", "wide": "on"}
    assert admin.submit(PAGE, form).status_code == 303
    page = text(admin, PAGE)
    assert "茶枕" in page and "/drop" in page
    assert post(member, "茶枕").status_code == 422
    one = admin.call("GET", HERE).json["items"][0]["id"]
    at = f"/rules-of-words/{one}"
    assert "茶枕" in text(admin, at)
    change = {name: value for name, value in form.items() if name != "wide"}
    assert admin.submit(at, {**change, "pattern": "茶宠"}).status_code == 303
    assert post(member, "茶枕").status_code == 201
    told = admin.call("GET", HERE).json["items"][0]
    assert (told["pattern"], told["name"], told["wide"]) == ("茶宠", "茶宠", False)
    undo = f"{at}?pattern=茶枕&action=block&kind=words&name=&wide=on"
    assert admin.submit(undo, {}).status_code == 303
    told = admin.call("GET", HERE).json["items"][0]
    assert (told["pattern"], told["name"], told["wide"]) == ("茶枕", "茶枕", True)
    assert admin.submit(at, {**form, "pattern": "茶宠"}).status_code == 303
    wrong = admin.submit(PAGE, {**form, "pattern": "的"})
    assert wrong.status_code == 422 and "至少写两个字" in wrong.text
    assert admin.submit(f"{at}/drop", {}).status_code == 303
    assert post(member, "茶宠").status_code == 201
    assert admin.submit(f"{at}/restore", {}).status_code == 303
    assert post(member, "茶宠").status_code == 422


def test_a_pasted_list_goes_as_one(cast):
    admin, member = cast.admin.client, cast.member.client
    assert "<textarea" in text(admin, f"{PAGE}/list")
    kept = add(admin, "茶宠").json["id"]
    sent = {"words": "茶枕\n回收旧茶", "action": "block", "wide": "on", "name": ""}
    assert admin.submit(f"{PAGE}/list", sent).status_code == 303
    ids = [each["id"] for each in admin.call("GET", HERE).json["items"]]
    undo = f"{PAGE}/list/drop?first={min(ids) + 1}&last={max(ids)}"
    assert undo.replace("&", "&amp;") in text(admin, PAGE)
    assert post(member, "回收旧茶").status_code == 422
    assert admin.submit(undo, {}).status_code == 303
    assert post(member, "回收旧茶").status_code == 201
    assert [each["id"] for each in admin.call("GET", HERE).json["items"]] == [kept]


def test_the_rules_of_the_site_have_a_page_for_its_staff_alone(cast, site_staff):
    assert cast.owner.client.get("/site/rules").status_code == 404
    assert cast.owner.client.get("/site/rules/list").status_code == 404
    assert cast.member.client.get(PAGE).status_code == 403
    form = {"pattern": "代开发票", "action": "block", "kind": "words", "name": "", "wide": "on"}
    assert site_staff.submit("/site/rules", form).status_code == 303
    assert "代开发票" in text(site_staff, "/site/rules")
    assert "<textarea" in text(site_staff, "/site/rules/list")
    assert post(cast.member.client, "代开发票").status_code == 422


def test_a_rule_is_tried_on_what_was_written_before_it_is_added(cast, monkeypatch):
    member, admin = cast.member.client, cast.admin.client
    written = ("出售古树茶枕一个", "买古树 茶 枕 吗", "别人说「古树茶枕」", "今天的白茶", "古树茶")
    for said in written:
        assert post(cast.owner.client, said).status_code == 201
    sent = {"pattern": "古树茶枕", "action": "block"}
    told = admin.call("POST", f"{HERE}/rehearsal", sent).json
    assert (told["looked_at"], told["certain"] + told["uncertain"]) == (5, 3)
    assert told["whole"] is True and told["uncertain"] >= 1
    first = next(one for one in told["examples"] if one["before"] == "出售")
    assert (first["hit"], first["after"], first["certain"]) == ("古树茶枕", "一个", True)
    assert "author" not in str(told) and "owner_of_tea" not in str(told)
    assert admin.call("GET", HERE).json["items"] == []
    page = text(admin, f"{PAGE}/try?pattern=古树茶枕&action=block&kind=words&wide=on&name=")
    assert "出售<b>古树茶枕</b>一个" in page and "只是相像" in page
    assert 'action="/c/tea/rules-of-words"' in page
    bad = admin.get(f"{PAGE}/try?pattern=的&action=block&kind=words")
    assert bad.status_code == 422
    assert member.get(f"{PAGE}/try?pattern=古树茶枕&action=block").status_code == 403
    assert member.call("POST", f"{HERE}/rehearsal", sent).status_code == 403
    assert member.call("POST", f"{SITE}/rehearsal", sent).status_code == 404
    monkeypatch.setattr(rehearsal, "SECONDS", -1)
    cut_off = admin.call("POST", f"{HERE}/rehearsal", sent).json
    assert (cut_off["looked_at"], cut_off["whole"]) == (0, False)


def test_a_rehearsal_shows_at_most_twenty_of_the_newest(cast, monkeypatch):
    monkeypatch.setattr(rehearsal, "MOST", 3)
    monkeypatch.setattr(rehearsal, "AT_ONCE", 2)
    monkeypatch.setattr(rehearsal, "SHOWN", 2)
    for number in range(4):
        post(cast.owner.client, f"出售古树茶枕第{number}个")
    told = cast.admin.client.call(
        "POST", f"{HERE}/rehearsal", {"pattern": "古树茶枕", "action": "review"}
    ).json
    assert (told["looked_at"], told["certain"], told["whole"]) == (3, 3, False)
    assert [one["after"] for one in told["examples"]] == ["第3个", "第2个"]
