"""Questions that words lead to: found from both sides, and only by who may see them."""

import pytest

from circle.accounts import actions as accounts
from circle.circles import actions as circles
from circle.circles import queries as circles_read
from circle.content import actions as content
from circle.content.schemas import EntryEdit
from circle.core.db import session
from circle.core.errors import Invalid
from circle.qa import actions, queries
from circle.qa.models import QuestionLink
from tests.factories import points as made
from tests.factories.circles import found_circle
from tests.factories.content import comment
from tests.factories.qa import answer, ask

pytestmark = pytest.mark.usefixtures("inside", "calm")


@pytest.fixture
def two(inside, scene, calm, cast):
    """Two questions about different things."""

    def make():
        one = ask(cast.member.inside(), "白茶存放时要不要密封？").id
        return one, ask(cast.member.inside(), "盖碗烫手怎么办？").id

    return scene("two questions", make)


def mentioned(person, ident):
    """The ids a page lists as linked."""
    asked = queries.get_question(person.inside(), ident)
    return [line.id for line in queries.linked_questions(asked).mentioned]


@pytest.mark.parametrize("words", [
    "先看 /c/tea/questions/{there} 吧", "看这里：https://example.org/c/tea/questions/{there}。",
    "见/questions/{there}", "[这里](https://circle.test/c/tea/questions/{there}?order=hot)",
])  # fmt: skip
def test_an_address_in_an_answer_links_two_questions_both_ways(cast, two, words):
    here, there = two
    assert mentioned(cast.guest, here) == []
    answer(cast.guest.inside(), here, words.format(there=there))
    assert mentioned(cast.admin, here) == [there] and mentioned(cast.admin, there) == [here]


def test_short_links_answers_and_comments_lead_there_too(cast, two):
    here, there = two
    given = answer(cast.guest.inside(), there).id
    short = circles.shorten(cast.guest.inside(), made.circle_id(), f"/c/tea/questions/{there}")
    comment(cast.admin.inside(), here, f"短链 https://circle.test/s/{short.code} 里有")
    assert mentioned(cast.admin, here) == [there]
    other = ask(cast.member.inside(), "紫砂壶怎么开壶？", body=f"和 /answers/{given} 有关").id
    assert mentioned(cast.admin, other) == [there]


def test_what_is_no_address_of_this_circle_links_nothing(cast, two):
    here, there = two
    coffee = found_circle(cast.owner.actor, "coffee", name="咖啡")
    foreign = ask(cast.owner.inside("coffee"), "手冲用多少度的水？").id
    assert coffee.id != made.circle_id()
    answer(cast.guest.inside(), here, f"https://stackoverflow.com/questions/{there}/tea"
           f" /c/coffee/questions/{foreign} /questions/{foreign} /questions/{here}"
           f" /questions/999999 /questions/{there}99999999999999999999")  # fmt: skip
    assert mentioned(cast.owner, here) == [] and session().query(QuestionLink).count() == 0
    answer(cast.guest.inside(), here, f"/questions/{there}")
    assert mentioned(cast.owner, here) == [there]


def test_links_go_with_the_words_and_with_what_they_lead_to(cast, two):
    here, there = two
    given = answer(cast.guest.inside(), here, f"/questions/{there}").id
    content.hide_entry(cast.moderator.inside(), given, "看看")
    assert mentioned(cast.admin, here) == [] == mentioned(cast.admin, there)
    content.unhide_entry(cast.moderator.inside(), given)
    assert mentioned(cast.admin, here) == [there]
    content.hide_entry(cast.moderator.inside(), there, "看看")
    assert mentioned(cast.admin, here) == []
    content.unhide_entry(cast.moderator.inside(), there)
    content.edit_entry(cast.guest.inside(), given, EntryEdit(source="没有了。"))
    assert mentioned(cast.admin, here) == [] and session().query(QuestionLink).count() == 0


def test_who_blocked_somebody_meets_neither_their_links_nor_their_questions(cast, two):
    here, there = two
    answer(cast.guest.inside(), here, f"/questions/{there}")
    assert mentioned(cast.owner, here) == [there]
    accounts.block_user(cast.owner.actor, cast.guest.user_id)
    assert mentioned(cast.owner, here) == []


def led(person, ident):
    """Where a question's page leads, and which duplicates it names."""
    linked = queries.linked_questions(queries.get_question(person.inside(), ident))
    return linked.original and linked.original.id, [line.id for line in linked.duplicates]


def test_a_chain_of_duplicates_leads_to_its_end_and_back_when_one_of_them_opens_again(cast, two):
    first, second = two
    third = ask(cast.member.inside(), "紫砂壶怎么开壶？").id
    staff = cast.moderator.inside()
    actions.mark_duplicate(staff, first, second)
    actions.mark_duplicate(staff, second, third)
    assert [led(cast.guest, one)[0] for one in (first, second, third)] == [third, third, None]
    assert led(cast.guest, third)[1] == [second, first]
    with pytest.raises(Invalid):
        actions.mark_duplicate(staff, third, first)  # no way round
    _circle, here = circles_read.enter(cast.guest.inside(), "tea")
    shapes = queries.question_views(here, _circle, [first, second, third])
    assert [shape["duplicate_of"] for shape in shapes] == [third, third, None]
    actions.reopen_question(staff, second)
    assert [led(cast.guest, one)[0] for one in (first, second, third)] == [second, None, None]


def test_a_chain_leads_to_the_last_that_is_on_show_and_says_so_where_none_is(app, cast, two):
    first, second = two
    third = ask(cast.member.inside(), "紫砂壶怎么开壶？").id
    staff = cast.moderator.inside()
    actions.mark_duplicate(staff, first, second)
    actions.mark_duplicate(staff, second, third)
    path, gone = f"/c/tea/questions/{first}", "现在看不到了"
    for hidden, leads in ((third, second), (second, None)):
        content.hide_entry(staff, hidden, "看看")
        assert led(cast.guest, first)[0] == leads
        told = cast.guest.client.get(f"/api/v1/questions/{first}").json["duplicate_of"]
        assert told == leads
        assert (gone in cast.guest.client.get(path).text) == (leads is None)
    content.unhide_entry(staff, third)
    assert led(cast.guest, first)[0] == third


def test_where_words_led_is_forgotten_with_them(cast, two, clock):
    here, there = two
    given = answer(cast.guest.inside(), here, f"/questions/{there}").id
    content.hide_entry(cast.moderator.inside(), given, "看看")
    assert session().query(QuestionLink).count() == 1
    clock.travel(days=185)
    assert content.forget_gone() == 1
    assert session().query(QuestionLink).count() == 0


def test_no_question_leads_to_one_that_is_not_on_show(cast, two):
    here, there = two
    staff = cast.moderator.inside()
    content.hide_entry(staff, there, "看看")
    with pytest.raises(Invalid) as refused:
        actions.mark_duplicate(staff, here, there)
    assert "duplicate_of" in refused.value.errors
    content.unhide_entry(staff, there)
    actions.mark_duplicate(staff, here, there)
    assert led(cast.guest, here)[0] == there
