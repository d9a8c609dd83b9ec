"""What people choose to hear, and what they mute, on pages and in JSON."""

import pytest

from circle.notifications import queries
from circle.notifications.queries import Telling
from tests.factories.content import comment, post

REPLY = Telling("reply", "replied", "entry:1", circle_id=1)


def wishes(cast, telling=REPLY):
    """Whether and how the member hears of it."""
    return {one.user_id: one.email for one in queries.who_wants([cast.member.user_id], telling)}


def test_a_kind_reaches_me_as_i_chose_here_else_everywhere_else_as_usual(calm, app, cast):
    me, browser = cast.member.user_id, cast.member.client
    with app.app_context():
        here = Telling("reply", "replied", "entry:1", circle_id=cast.member.inside().circle_id)
        assert wishes(cast, here) == {me: "digest"}
    assert browser.submit("/me/notices/reply", {"way": "none"}).status_code == 303
    with app.app_context():
        assert wishes(cast, here) == {}
    assert browser.submit("/c/tea/notices/reply", {"way": "now"}).status_code == 303
    with app.app_context():
        assert wishes(cast, here) == {me: "now"}
    assert "22:00 – 8:00" in browser.get("/me/notices").text
    assert "和其他圈子一样" in browser.get("/c/tea/notices").text
    assert browser.submit("/c/tea/notices/reply", {"way": "same"}).status_code == 303
    with app.app_context():
        assert wishes(cast, here) == {}


def test_what_decides_about_me_stays_in_the_inbox(calm, app, cast):
    browser = cast.member.client
    body = {"kinds": [{"kind": "moderation", "inbox": False, "email": "now"}]}
    changed = browser.call("PATCH", "/me/notice-choices", body)
    told = {one["kind"]: one for one in changed.json["kinds"]}
    assert told["moderation"]["inbox"] is True
    assert "none" not in browser.get("/me/notices/moderation").text.split("name=\"way\"")[-1]


def test_times_are_chosen_and_refused_when_there_is_no_such_hour(calm, cast):
    browser = cast.member.client
    times = {"quiet_from": 23, "quiet_until": 7, "digest": "off", "reach_per_day": 0,
             "reach_per_week": 1}  # fmt: skip
    assert browser.submit("/me/notices/times", times).status_code == 303
    known = browser.call("GET", "/me/notice-choices").json["times"]
    assert {name: known[name] for name in times} == times
    body = {"times": {"quiet_from": 24}}
    assert browser.call("PATCH", "/me/notice-choices", body).status_code == 422


@pytest.mark.parametrize("kind", ["circle", "thread", "person"])
def test_what_i_mute_is_silent_until_its_time_is_over(calm, app, cast, clock, kind):
    with app.app_context():
        here = cast.owner.inside()
        root = post(here)
        said = comment(cast.guest.inside(), root.id)
        circle_id, root_id, comment_id = here.circle_id, root.id, said.id
    about = Telling("reply", "replied", f"entry:{comment_id}", circle_id, comment_id, root_id,
                    cast.guest.user_id)  # fmt: skip
    target = {"circle": circle_id, "thread": comment_id, "person": cast.guest.user_id}[kind]
    browser = cast.member.client
    assert browser.submit(f"/me/mutes/{kind}/{target}", {"lasts": "8h"}).status_code == 303
    with app.app_context():
        assert wishes(cast, about) == {}
    [item] = browser.call("GET", "/me/mutes").json["items"]
    assert item["kind"] == kind and item["name"] and item["name"] in browser.get("/me/mutes").text
    clock.travel(hours=9)
    with app.app_context():
        assert list(wishes(cast, about)) == [cast.member.user_id]
    browser.submit(f"/me/mutes/{kind}/{target}")
    assert browser.call("DELETE", f"/me/mutes/{kind}/{item['id']}").status_code == 204
    with app.app_context():
        assert list(wishes(cast, about)) == [cast.member.user_id]


def test_what_i_cannot_see_is_neither_muted_nor_named(calm, app, cast):
    with app.app_context():
        root = post(cast.owner.inside(), "谁都看得到的一句话")
    browser = cast.member.client
    assert browser.call("PUT", f"/me/mutes/thread/{root.id}", {}).status_code == 204
    assert cast.owner.client.submit(f"/entries/{root.id}/remove").status_code == 303
    assert browser.call("PUT", f"/me/mutes/thread/{root.id}", {}).status_code == 404
    [item] = browser.call("GET", "/me/mutes").json["items"]
    assert item["name"] is None
    assert "谁都看得到" not in browser.get("/me/mutes").text


def test_who_is_not_in_the_circle_chooses_nothing_there(calm, cast):
    body = {"circle": "tea", "kinds": [{"kind": "reply", "inbox": False}]}
    assert cast.outsider.client.call("PATCH", "/me/notice-choices", body).status_code == 403
    assert cast.member.client.call("PATCH", "/me/notice-choices", body).status_code == 200


def test_followed_and_muted_stand_together_with_the_way_out(calm, app, cast):
    with app.app_context():
        root = post(cast.owner.inside(), "关注我试试")
    browser = cast.member.client
    browser.submit(f"/entries/{root.id}/follow")
    page = browser.get("/me/mutes").text
    assert "关注我试试" in page and f"/entries/{root.id}/unfollow" in page
