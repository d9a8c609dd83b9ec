"""What tests of content begin with."""

import pytest

from circle.content import actions as content
from circle.content.schemas import CollectionDetails
from circle.core.actor import Actor
from tests.factories.circles import more_members
from tests.factories.content import comment, post


@pytest.fixture
def crowd(scene, calm):
    """Twenty more members of the circle, for races."""

    def make():
        return [one.user_id for one in more_members(20)]

    return [Actor(user_id=ident) for ident in scene("twenty more members", make)]


@pytest.fixture
def made(request, scene, cast):
    """A post with a comment and a reply, a collection with the post in it; their numbers."""

    def make():
        entry = post(cast.member.inside(), "今天的茶很好", title="第一泡")
        first = comment(cast.guest.inside(), entry.id, "我也要喝")
        reply = comment(cast.member.inside(), first.id, "来吧")
        shelf = content.create_collection(
            cast.owner.inside(), "tea", CollectionDetails("从这里开始", "给新来的人")
        )
        content.collect_entry(cast.owner.inside(), shelf.id, entry.id)
        return {"post": entry.id, "comment": first.id, "reply": reply.id, "shelf": shelf.id}

    review = "reviewed" if "calm" not in request.fixturenames else "calm"
    return scene(f"a post in a collection, {review}", make)
