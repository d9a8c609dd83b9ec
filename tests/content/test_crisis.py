"""In a crisis one tap lets only staff write, says why, and puts the statement on top."""

import pytest

from tests.factories.content import post

WHY = "正在核实一件事"
SAYS = "我们已经知道，今晚八点前答复。"
CRISIS, END = "/c/tea/crisis", "/c/tea/crisis/end"


@pytest.fixture
def talk(app, cast):
    """A post of the owner's that others talk under."""
    with app.app_context():
        return post(cast.owner.inside()).id


def freeze(person, **said):
    return person.client.submit(CRISIS, said)


def test_members_and_guests_of_a_frozen_circle_write_nothing_and_read_why(cast, anyone, talk):
    comments, posts = f"/entries/{talk}/comments", "/circles/tea/posts"
    assert freeze(cast.moderator, reason=WHY).status_code == 303
    for who in ("member", "guest"):
        browser = cast[who].client
        for method, path, body in (
            ("POST", comments, {"body": "怎么回事？"}), ("POST", posts, {"body": "怎么回事？"}),
            ("PUT", f"/entries/{talk}/like", None),
        ):
            told = browser.call(method, path, body)
            assert (told.status_code, told.json["code"]) == (403, "frozen"), (who, path)
            assert WHY in told.json["detail"]
    for who in ("moderator", "admin", "owner"):
        assert cast[who].client.call("POST", comments, {"body": who}).status_code == 201
    for reader in (anyone, cast.member.client):
        assert WHY in reader.get("/c/tea").text
        assert reader.get(f"/c/tea/posts/{talk}").status_code == 200
    assert anyone.call("GET", "/circles/tea").json["frozen_reason"] == WHY


def test_one_tap_lets_everybody_go_on_and_guests_pages_follow(cast, anyone, talk):
    comments = f"/entries/{talk}/comments"
    assert WHY not in anyone.get("/c/tea").text
    owner = cast.owner.client
    owner.submit(CRISIS, {"reason": WHY})
    assert f'formaction="{END}"' in owner.get("/c/tea").text  # the toast takes it back
    assert WHY in anyone.get("/c/tea").text
    assert cast.moderator.client.submit(END).status_code == 303
    assert WHY not in anyone.get("/c/tea").text
    assert cast.member.client.call("POST", comments, {"body": "谢谢说明。"}).status_code == 201


def test_the_statement_stands_on_top_though_the_top_is_full_until_it_is_over(app, cast, anyone):
    with app.app_context():
        full = [post(cast.owner.inside(), words).id for words in ("第一", "第二", "第三")]
    owner = cast.owner.client
    for entry_id in full:
        assert owner.call("PUT", f"/entries/{entry_id}/pin", {"days": 7}).status_code == 200
    answer = owner.call("PUT", "/circles/tea/freeze", {"reason": WHY, "statement": SAYS})
    assert answer.status_code == 200 and answer.json["frozen_reason"] == WHY
    page = anyone.get("/c/tea").text
    assert page.index(SAYS) < min(page.index(words) for words in ("第一", "第二", "第三"))
    pinned = [one for one in feed(anyone) if one["pinned"]]
    assert len(pinned) == 4
    thawed = owner.call("DELETE", "/circles/tea/freeze")
    assert thawed.json["frozen_at"] is None
    pinned = [one["body"] for one in feed(anyone) if one["pinned"]]
    assert sorted(pinned) == ["第一", "第三", "第二"]
    assert SAYS in [one["body"] for one in feed(anyone)]  # said once, it stays said


def feed(browser):
    return browser.call("GET", "/circles/tea/feed").json["items"]


@pytest.mark.parametrize("who", ["guest", "member", "outsider"])
def test_only_staff_freeze_and_thaw(cast, who):
    browser = cast[who].client
    assert browser.get(CRISIS).status_code == 403
    assert browser.submit(CRISIS, {"reason": WHY}).status_code == 403
    assert browser.submit(END).status_code == 403
    assert browser.call("PUT", "/circles/tea/freeze", {}).status_code == 403


def test_the_page_tells_how_it_stands(cast):
    owner = cast.owner.client
    assert f'action="{CRISIS}"' in owner.get(CRISIS).text
    freeze(cast.owner)
    stands = owner.get(CRISIS).text
    assert f'action="{END}"' in stands
    assert "暂时不能发言，圈主团队会在这里说明" in cast.member.client.get("/c/tea").text


def test_what_is_refused_of_a_statement_leaves_the_circle_as_it_was(cast):
    owner = cast.owner.client
    owner.call("PATCH", "/circles/tea", {"kinds": ["question", "topic"]})
    refused = freeze(cast.owner, statement=SAYS)
    assert refused.status_code == 422 and SAYS in refused.text
    assert owner.call("GET", "/circles/tea").json["frozen_at"] is None
