"""What leads elsewhere is looked at while somebody is new in a circle, and no longer."""

import pytest

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from tests.factories.content import post


@pytest.fixture
def thread(scene, cast):
    """A post of the owner's in a circle that looks at the first post of everybody."""

    def make():
        owner = cast.owner.inside()
        circles.change_settings(owner, owner.circle_id, SettingsChange(newcomer_review=1))
        return post(owner).id

    return scene("a post where first posts wait", make)


def comment(person, thread, body):
    sent = person.client.call("POST", f"/entries/{thread}/comments", {"body": body})
    assert sent.status_code == 201, sent.text
    return sent.json["status"]


@pytest.mark.parametrize(
    "body", ["便宜茶 http://tea.example/a", "打 13912345678 找我", "加微信 tea_88888"]
)
def test_who_is_new_leads_nowhere_before_somebody_looked(cast, thread, body):
    assert comment(cast.member, thread, "说得真好") == "published"
    assert comment(cast.member, thread, body) == "pending"
    up = cast.moderator.client.call("GET", "/circles/tea/review").json["items"]
    assert [one["source"] for one in up] == ["watched"]
    assert comment(cast.guest, thread, body) == "published"
    for said in ("喝的什么", "几度的水"):
        assert comment(cast.member, thread, said) == "published"
    assert comment(cast.member, thread, body) == "published"


def test_a_circle_that_looks_at_nobody_first_watches_nobody(app, cast, thread):
    with app.app_context():
        owner = cast.owner.inside()
        circles.change_settings(owner, owner.circle_id, SettingsChange(newcomer_review=0))
    assert comment(cast.member, thread, "便宜茶 http://tea.example/a") == "published"
