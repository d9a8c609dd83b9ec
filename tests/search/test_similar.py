"""Questions like one that is being typed: found in other words, and only what may be seen."""

import pytest

from bench.similar import pairs
from circle.accounts import actions as accounts
from circle.circles import actions as circles
from circle.circles import queries as circle_queries
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.content.schemas import EntryEdit
from circle.core.db import session, transaction
from circle.search import actions, queries
from circle.search.text import terms_of
from tests.factories import circles as circles_made
from tests.factories import points as made
from tests.factories import posts
from tests.factories.qa import answer, ask
from tests.factories.topics import open_topic
from tests.search.test_search_pages import HOSTILE

ASKED = "白茶存放时要不要密封？"
AGAIN = "白茶怎么保存，需要密封吗"


@pytest.fixture(autouse=True)
def nobody_waits(inside, cast, scene):
    """Questions show at once."""

    def make():
        circles.change_settings(
            cast.owner.inside(), made.circle_id(), SettingsChange(newcomer_review=0)
        )

    scene("tea without newcomer review", make)


def index():
    while actions.index_waiting():
        pass


def found(person, text=AGAIN, slug="tea"):
    session().rollback()  # what the worker did meanwhile is seen
    circle, here = circle_queries.enter(person.actor, slug)
    return [one.title for one in queries.similar_questions(here, circle, text)]


def likenesses(person, text):
    circle, here = circle_queries.enter(person.actor, "tea")
    return [one.likeness for one in queries.similar_questions(here, circle, text)]


def test_four_of_five_rephrased_questions_are_found(inside, cast):
    wanted, here = pairs(), cast.owner.inside()
    with transaction():
        for title, _ in wanted:
            ask(here, title)
    index()
    hits = sum(title in found(cast.member, again) for title, again in wanted)
    assert len(wanted) == 100 and hits >= 80


def test_the_worker_makes_a_new_question_findable(inside, cast):
    ask(cast.owner.inside(), ASKED)
    assert found(cast.member) == []
    index()
    assert found(cast.member) == [ASKED]


def test_an_edited_title_is_found_by_its_new_words_alone(inside, cast):
    asked = ask(cast.owner.inside(), ASKED)
    index()
    content.edit_entry(cast.owner.inside(), asked.id, EntryEdit(title="紫砂壶第一次怎么开壶？"))
    index()
    assert found(cast.member) == []
    assert found(cast.member, "新的紫砂壶开壶的办法") == ["紫砂壶第一次怎么开壶？"]


@pytest.mark.parametrize("gone", ["removed", "hidden"])
def test_what_is_out_of_sight_is_not_found_at_once(inside, cast, gone):
    asked = ask(cast.admin.inside(), ASKED)
    index()
    assert found(cast.member) == [ASKED]
    if gone == "removed":
        content.remove_entry(cast.admin.inside(), asked.id)
    else:
        content.hide_entry(cast.owner.inside(), asked.id, "看一下")
    for person in (cast.member, cast.admin, cast.owner):
        assert found(person) == []


def test_another_circles_questions_are_not_found_here(inside, cast):
    circles_made.found_circle(cast.owner.actor, "closed", visibility="private")
    ask(cast.owner.inside("closed"), ASKED)
    index()
    assert found(cast.owner, slug="closed") == [ASKED]
    assert found(cast.owner) == []


def test_nothing_but_questions_is_like_a_question(inside, cast):
    asked = ask(cast.owner.inside(), ASKED)
    answer(cast.guest.inside(), asked.id, AGAIN)
    posts.publish(cast.owner, AGAIN)
    open_topic(cast.owner.inside(), title=AGAIN)
    index()
    assert found(cast.member) == [ASKED]


def test_whom_one_blocked_asked_nothing(inside, cast):
    ask(cast.owner.inside(), ASKED)
    index()
    assert found(cast.guest) == [ASKED]
    accounts.block_user(cast.guest.actor, cast.owner.user_id)
    assert found(cast.guest) == []


def test_a_word_that_stands_where_one_does_not_look_changes_nothing(inside, cast):
    circles_made.found_circle(cast.owner.actor, "closed", visibility="private")
    ask(cast.owner.inside(), ASKED)
    ask(cast.owner.inside("closed"), "麒麟怎么样？")
    index()
    assert likenesses(cast.member, f"{AGAIN} 麒麟") == likenesses(cast.member, f"{AGAIN} 貔貅")
    assert likenesses(cast.member, f"{AGAIN} 麒麟") < likenesses(cast.member, AGAIN)


def test_nothing_one_types_is_too_strange(inside, cast):
    ask(cast.owner.inside(), ASKED)
    index()
    strange = [text for text in HOSTILE if isinstance(text, str)]
    for text in ("\ud800", *strange):
        assert found(cast.member, text[:200]) == [], text
    assert found(cast.member, AGAIN + "\x00\x01") == [ASKED]


def test_what_is_alike_without_an_index_is_so_by_all_its_words_alike():
    assert queries.is_alike(ASKED, AGAIN)
    assert not queries.is_alike(ASKED, "相机镜头发霉了怎么办？")


def test_a_question_that_waits_for_review_is_not_found(inside, cast):
    circles.change_settings(cast.owner.inside(), made.circle_id(), SettingsChange(pre_review=True))
    ask(cast.member.inside(), ASKED)
    index()
    assert found(cast.admin) == [] and found(cast.member) == []


def test_width_case_and_traditional_characters_do_not_matter():
    assert set(terms_of("臺灣烏龍茶ＡＢＣ")) == set(terms_of("台湾乌龙茶abc"))
    assert set(terms_of("台湾乌龙茶")) != set(terms_of("台湾红茶"))
