"""Questions like one that is being typed: found in other words, and only what may be seen."""

import pytest
from sqlalchemy import select

from bench.similar import pairs
from circle.circles import actions as circles
from circle.circles import queries as circle_queries
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.content.schemas import EntryEdit
from circle.core.db import session, transaction
from circle.search import actions, queries
from circle.search.models import ALL, TermCount
from circle.search.text import terms_of
from tests.factories import circles as circles_made
from tests.factories import points as made
from tests.factories.qa import ask
from tests.races import at_once

ASKED = "白茶存放时要不要密封？"
AGAIN = "白茶怎么保存，需要密封吗"


@pytest.fixture(autouse=True)
def nobody_waits(inside, cast):
    """Questions show at once."""
    circles.change_settings(
        cast.owner.inside(), made.circle_id(), SettingsChange(newcomer_review=0)
    )


def index():
    while actions.index_circle(made.circle_id(), 0):
        pass


def found(person, text=AGAIN, slug="tea"):
    session().rollback()  # what the worker did meanwhile is seen
    circle, here = circle_queries.enter(person.actor, slug)
    return [one.title for one in queries.similar_questions(here, circle, text)]


def test_four_of_five_rephrased_questions_are_found(inside, cast):
    wanted, here = pairs(), cast.owner.inside()
    with transaction():
        for title, _ in wanted:
            ask(here, title)
    index()
    hits = sum(title in found(cast.member, again) for title, again in wanted)
    assert len(wanted) == 100 and hits >= 80


def test_the_worker_makes_a_new_question_findable(inside, cast, run_jobs):
    ask(cast.owner.inside(), ASKED)
    assert found(cast.member) == []
    run_jobs()
    assert found(cast.member) == [ASKED]


def test_an_edited_title_is_found_by_its_new_words_alone(inside, cast, run_jobs):
    asked = ask(cast.owner.inside(), ASKED)
    run_jobs()
    content.edit_entry(cast.owner.inside(), asked.id, EntryEdit(title="紫砂壶第一次怎么开壶？"))
    run_jobs()
    assert found(cast.member) == []
    assert found(cast.member, "新的紫砂壶开壶的办法") == ["紫砂壶第一次怎么开壶？"]


@pytest.mark.parametrize("gone", ["removed", "hidden"])
def test_what_is_out_of_sight_is_not_found_at_once(inside, cast, run_jobs, gone):
    asked = ask(cast.admin.inside(), ASKED)
    run_jobs()
    assert found(cast.member) == [ASKED]
    if gone == "removed":
        content.remove_entry(cast.admin.inside(), asked.id)
    else:
        content.hide_entry(cast.owner.inside(), asked.id, "看一下")
    assert found(cast.member) == []


def test_another_circles_questions_are_not_found_here(inside, cast, run_jobs):
    circles_made.found_circle(cast.owner.actor, "closed", visibility="private")
    ask(cast.owner.inside("closed"), ASKED)
    run_jobs()
    assert found(cast.owner, slug="closed") == [ASKED]
    assert found(cast.owner) == []


def test_a_question_that_waits_for_review_is_not_found(inside, cast, run_jobs):
    circles.change_settings(cast.owner.inside(), made.circle_id(), SettingsChange(pre_review=True))
    ask(cast.member.inside(), ASKED)
    run_jobs()
    actions.index_circle(made.circle_id(), 0)
    assert found(cast.admin) == [] and found(cast.member) == []


def test_width_case_and_traditional_characters_do_not_matter():
    assert set(terms_of("臺灣烏龍茶ＡＢＣ")) == set(terms_of("台湾乌龙茶abc"))
    assert set(terms_of("台湾乌龙茶")) != set(terms_of("台湾红茶"))


def test_two_who_write_a_title_at_once_count_each_term_once(app, cast, inside):
    here = cast.owner.inside()
    ask(here, ASKED)
    gone = ask(here, AGAIN).id
    at_once(app, [lambda: actions.index_question(gone)] * 6)
    index()
    assert set(counts().values()) == {1, 2} and counts()[ALL] == 2
    content.remove_entry(here, gone)
    session().rollback()
    at_once(app, [lambda: actions.index_question(gone)] * 6)
    session().rollback()
    assert {term for term, number in counts().items() if number} == {ALL, *terms_of(ASKED)}
    assert set(counts().values()) <= {0, 1}


def counts():
    """In how many questions each term is said to stand."""
    rows = session().execute(select(TermCount.term, TermCount.count))
    return {row[0]: row[1] for row in rows}
