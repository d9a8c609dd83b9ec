"""Who wrote anonymously is named nowhere, to nobody; who signed is named everywhere."""

import pytest

from circle.accounts.actions import block_user
from circle.accounts.models import User
from circle.circles import queries as circles
from circle.content.actions import write_entry
from circle.content.schemas import NewEntry
from circle.core.db import session

PLACES = ("/c/tea", "/c/tea?order=hot", "/c/tea/posts/{post}", "/c/tea/feed.atom", "/")


def write(app, person, *, anonymous):
    """A post by somebody with a name and a region nobody else has."""
    with app.app_context():
        circle, here = circles.enter(person.actor, "tea")
        new = NewEntry(circle_id=circle.id, kind="post", source="一壶闲话。", anonymous=anonymous)
        entry = write_entry(here, new)
        entry.ip_region = "琼州"
        session().get_one(User, person.user_id).display_name = "白鹭"
        session().commit()
        return entry.id


@pytest.mark.parametrize("anonymous", [True, False])
def test_a_name_and_a_region_go_together(app, cast, anonymous):
    post, client = write(app, cast.owner, anonymous=anonymous), cast.member.client
    for place in PLACES:
        page = client.get(place.format(post=post)).text
        assert "一壶闲话。" in page, place
        assert ("白鹭" in page) is not anonymous, place
        if place.startswith("/c/tea/posts") or place == "/c/tea":
            assert ("琼州" in page) is not anonymous, place


def test_blocking_does_not_unmask(app, cast):
    hidden = write(app, cast.owner, anonymous=True)
    signed = write(app, cast.owner, anonymous=False)
    with app.app_context():
        block_user(cast.member.actor, cast.owner.user_id)
    page = cast.member.client.get("/c/tea").text
    assert f'id="e{hidden}"' in page and f'id="e{signed}"' not in page
