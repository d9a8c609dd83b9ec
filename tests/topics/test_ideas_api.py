"""Ideas as JSON: me too, what becomes of one, merging, thanks."""

import pytest

from tests.factories.topics import open_topic, reply

pytestmark = pytest.mark.usefixtures("calm")


@pytest.fixture
def ideas(scene, calm, cast):
    """(topic, two ideas of member and moderator); a guest of the circle hosts it."""
    def make():
        topic = open_topic(cast.guest.inside(), "ideas").id
        found = [reply(cast[name].inside(), topic).id for name in ("member", "moderator")]
        return topic, *found

    return scene("two ideas", make)


def test_me_too_is_put_and_taken_back(cast, ideas):
    _topic, ident, _other = ideas
    page = cast.admin.client
    for _ in range(2):
        said = page.call("PUT", f"/replies/{ident}/me-too").json
        assert (said["counts"]["me_too"], said["details"]["me_too"]) == (1, True)
    assert page.call("DELETE", f"/replies/{ident}/me-too").json["details"]["wanted"] == 0
    own = cast.member.client.call("PUT", f"/replies/{ident}/me-too")
    assert (own.status_code, own.json["code"]) == (403, "own")
    assert page.call("PUT", f"/replies/{10**12}/me-too").status_code == 404


def test_what_becomes_of_an_idea_and_who_is_thanked(cast, ideas):
    topic, ident, other = ideas
    host = cast.guest.client
    cast.admin.client.call("PUT", f"/replies/{other}/me-too")
    merged = host.call("PUT", f"/replies/{other}/merged-into", {"reply_id": ident}).json
    assert merged["details"]["merged_into"] == ident
    said = host.call("PUT", f"/replies/{ident}/status", {"status": "shipped", "note": "上架了"})
    assert said.json["details"]["credited"] == 3
    assert said.json["details"]["status_at"].endswith("Z")
    page = cast.outsider.client.call("GET", f"/replies/{ident}/credits?limit=2").json
    rest = cast.outsider.client.call("GET", f"/replies/{ident}/credits?cursor={page['next']}").json
    assert {one["part"] for one in page["items"] + rest["items"]} == {"author", "merged", "me_too"}
    refused = host.call("DELETE", f"/replies/{ident}/merged-into")
    assert (refused.status_code, refused.json["code"]) == (409, "not_merged")
    apart = host.call("DELETE", f"/replies/{other}/merged-into").json
    assert (apart["details"]["merged_into"], apart["details"]["wanted"]) == (None, 1)
    shown = cast.member.client.call("GET", f"/topics/{topic}").json["details"]["statuses"]
    assert (shown["shipped"], shown["collecting"]) == (1, 1)
    views = cast.member.client.call("GET", f"/topics/{topic}/replies?view=shipped").json["items"]
    assert [one["id"] for one in views] == [ident]


def test_only_host_and_staff_decide(cast, ideas):
    _topic, ident, other = ideas
    for path, body in (("status", {"status": "adopted"}), ("merged-into", {"reply_id": other})):
        said = cast.member.client.call("PUT", f"/replies/{ident}/{path}", body)
        assert said.status_code == 403
        assert cast.moderator.client.call(
            "PUT", f"/replies/{ident}/{path}", body
        ).status_code == 200  # fmt: skip
    for wrong in ({}, {"status": "perhaps"}, {"status": "adopted", "note": "长" * 301}):
        assert cast.guest.client.call(
            "PUT", f"/replies/{other}/status", wrong
        ).status_code == 422  # fmt: skip


def test_a_private_circles_thanks_are_nowhere(cast, ideas):
    _topic, ident, _other = ideas
    cast.guest.client.call("PUT", f"/replies/{ident}/status", {"status": "adopted"})
    cast.owner.client.call("PATCH", "/circles/tea", {"visibility": "private"})
    assert cast.outsider.client.call("GET", f"/replies/{ident}/credits").status_code == 404
    assert cast.member.client.call("GET", f"/replies/{ident}/credits").status_code == 200
    cast.owner.client.call("PATCH", "/circles/tea", {"visibility": "preview"})
    assert cast.outsider.client.call("GET", f"/replies/{ident}/credits").status_code == 403
