"""What tests of searching begin with: a question, its answer and two posts, in the index."""

import pytest

from tests.factories import posts
from tests.factories.qa import answer, ask
from tests.search.test_searching import change, follow


@pytest.fixture
def told(app, scene, cast):
    """A question of the member's with an answer of the guest's, and two posts: their numbers."""

    def write():
        change(cast, newcomer_review=0)
        question = ask(
            cast.member.inside(), "紫砂壶第一次怎么开？", tags=("养壶",), body="新买的段泥壶。"
        )
        given = answer(cast.guest.inside(), question.id, "先用开水煮一遍，再泡茶汤。")
        post = posts.publish(cast.owner, "今天的白茶很好喝，紫砂壶也在 & <b>旁边</b>。")
        other = posts.publish(cast.member, "Running late with Wuyi rock teas today")
        return question.id, given.id, post.id, other.id

    numbers = scene("what is searched", write)
    follow(app)
    return numbers
