"""Pages of ideas: me too, how they stand, merging, thanks."""

import pytest

from circle.core.db import db
from circle.topics import actions
from tests.factories.topics import open_topic, reply

pytestmark = pytest.mark.usefixtures("calm")


@pytest.fixture
def ideas(scene, calm, cast):
    """(topic, two ideas of member and moderator); a guest of the circle hosts it."""
    def make():
        topic = open_topic(cast.guest.inside(), "ideas").id
        words = {"member": "想要小包装", "moderator": "能不能小包一点"}
        found = [reply(cast[name].inside(), topic, said).id for name, said in words.items()]
        return topic, *found

    return scene("ideas for small packets", make)


def test_me_too_on_the_page_and_taken_back(cast, ideas):
    topic, ident, _other = ideas
    page = cast.admin.client
    tap = f"/replies/{ident}/me-too"
    assert tap in page.get(f"/c/tea/topics/{topic}").text
    said = page.submit(tap, follow_redirects=True).text
    assert 'aria-pressed="true"' in said[said.index(f'formaction="{tap}"') :][:300]
    said = page.submit(tap, follow_redirects=True).text
    assert 'aria-pressed="false"' in said[said.index(f'formaction="{tap}"') :][:300]
    assert cast.member.client.submit(tap).status_code == 403


def test_the_host_says_what_becomes_of_an_idea_and_thanks_people(cast, ideas):
    topic, ident, other = ideas
    host = cast.guest.client
    cast.admin.client.submit(f"/replies/{ident}/me-too")
    assert f"/replies/{ident}/idea" in host.get(f"/c/tea/topics/{topic}").text
    assert f"/replies/{ident}/idea" not in cast.member.client.get(f"/c/tea/topics/{topic}").text
    assert host.get(f"/replies/{ident}/idea").status_code == 200
    wrong = host.submit(f"/replies/{ident}/status", {"status": "perhaps"})
    assert wrong.status_code == 422
    host.submit(f"/replies/{other}/merge", {"floor": "1"})
    host.submit(f"/replies/{ident}/status", {"status": "adopted", "note": "春天就做"})
    page = cast.outsider.client.get(f"/c/tea/topics/{topic}").text
    for words in ("春天就做", "感谢 member_of_tea、moderator_of_tea 等 3 人", "和 #1 是同一个想法"):
        assert words in page
    named = cast.outsider.client.get(f"/replies/{ident}/credits").text
    assert all(name in named for name in ("member_of_tea", "moderator_of_tea", "admin_of_tea"))
    assert "member_of_tea" in cast.outsider.client.get(f"/replies/{ident}/credits?limit=1").text


def test_merging_by_floor_is_taken_back(cast, ideas):
    topic, ident, other = ideas
    host = cast.guest.client
    for floor in ("9", "0", ""):
        refused = host.submit(f"/replies/{other}/merge", {"floor": floor})
        assert refused.status_code == 422
    same = host.submit(f"/replies/{other}/merge", {"floor": "2"})
    assert same.status_code == 409
    said = host.submit(f"/replies/{other}/merge", {"floor": "1"}, follow_redirects=True).text
    assert f"/replies/{other}/unmerge" in said
    assert "和 #1 是同一个想法" in said
    host.submit(f"/replies/{other}/unmerge")
    assert "和 #1 是同一个想法" not in host.get(f"/c/tea/topics/{topic}").text
    for path in ("idea", "merge", "unmerge", "status"):
        answer = (cast.member.client.get(f"/replies/{ident}/{path}") if path == "idea" else
                  cast.member.client.submit(f"/replies/{ident}/{path}",
                                            {"floor": "2", "status": "adopted"}))  # fmt: skip
        assert answer.status_code == 403


def test_views_lead_through_what_became_of_them(app, cast, ideas):
    topic, ident, other = ideas
    with app.app_context():
        actions.want_idea(cast.admin.inside(), other)
        actions.set_idea_status(cast.guest.inside(), ident, "shipped")
        db.session.remove()
    base = f"/c/tea/topics/{topic}"
    page = cast.outsider.client
    assert "?view=wanted" in page.get(base).text
    wanted = page.get(f"{base}?view=wanted").text
    assert wanted.index(f'id="e{other}"') < wanted.index(f'id="e{ident}"')
    shipped = page.get(f"{base}?view=shipped").text
    assert f'id="e{ident}"' in shipped
    assert f'id="e{other}"' not in shipped


def test_guests_read_how_many_want_it_and_are_led_to_sign_in(anyone, cast, ideas):
    topic, ident, _other = ideas
    before = anyone.get(f"/c/tea/topics/{topic}").text
    assert f"/replies/{ident}/me-too" not in before
    assert "/signin?next=" in before
    cast.guest.client.submit(f"/replies/{ident}/status", {"status": "adopted", "note": "做"})
    assert "感谢 member_of_tea" in anyone.get(f"/c/tea/topics/{topic}").text
