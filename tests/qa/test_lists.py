"""Lists of questions: what stands in which, in what order, page after page, by an index."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event, text

from circle.accounts.actions import block_user
from circle.circles import queries as circles
from circle.circles.actions import remove_member
from circle.content import actions as content
from circle.content.schemas import NewEntry
from circle.core.actor import SYSTEM
from circle.core.db import db, session, transaction
from circle.core.errors import BadRequest
from circle.qa import actions, queries
from circle.qa.actions import Brought
from circle.qa.queries import lists
from circle.qa.schemas import ORDERS, Assignment, QuestionChoice
from tests.factories import points as made
from tests.factories.qa import answer, ask

pytestmark = pytest.mark.usefixtures("calm")


def listed(actor, order="newest", **choice):
    """Every id of a list, page after page of three."""
    circle, here = circles.enter_by_id(actor, made.circle_id())
    found, cursor = [], None
    while True:
        wanted = QuestionChoice(order, cursor=cursor, limit=3, **choice)
        page = queries.questions_page(here, circle, wanted)
        found += [row.id for row in page.items]
        cursor = page.next
        if cursor is None:
            return found


def titled(number):
    return f"第 {number} 个关于茶的问题，大家怎么看？"


@pytest.fixture
def asked(inside, scene, cast, clock):
    """Seven questions by three people an hour apart, the oldest first."""

    def make():
        clock.travel(hours=-20)
        askers, ids = (cast.member, cast.guest, cast.owner), []
        for number in range(7):
            tags = ("岩茶",) if number % 3 == 0 else ("白茶",)
            ids.append(ask(askers[number % 3].inside(), titled(number), tags=tags).id)
            clock.travel(hours=1)
        return ids

    return scene("seven questions", make)


def test_newest_first_and_every_question_once(cast, asked):
    assert listed(cast.member.actor) == asked[::-1]


def test_open_ones_and_those_nobody_answered_the_longest_waiting_first(cast, asked):
    given = answer(cast.admin.inside(), asked[0]).id
    actions.accept_answer(cast.member.inside(), given)
    answer(cast.admin.inside(), asked[2])
    actions.close_question(cast.member.inside(), asked[3], "")
    assert listed(cast.guest.actor, "open") == [asked[n] for n in (6, 5, 4, 2, 1)]
    assert listed(cast.guest.actor, "unanswered") == [asked[n] for n in (1, 4, 5, 6)]
    assert listed(cast.guest.actor, state="answered") == [asked[0]]
    assert listed(cast.guest.actor, state="closed") == [asked[3]]
    assert listed(cast.guest.actor, answered=True) == [asked[2], asked[0]]
    assert listed(cast.guest.actor, answered=False) == [asked[n] for n in (6, 5, 4, 3, 1)]


def test_an_answer_that_goes_lets_a_question_wait_again(cast, asked):
    given = answer(cast.admin.inside(), asked[1]).id
    assert asked[1] not in listed(cast.guest.actor, "unanswered")
    content.hide_entry(cast.moderator.inside(), given, "看看")
    assert asked[1] in listed(cast.guest.actor, "unanswered")


def test_the_largest_bounty_first_while_it_is_to_be_had(cast, asked):
    made.fill(cast.member, 500)
    small, large, paid = (
        ask(cast.member.inside(), f"悬赏 {stake} 分的问题在这里", bounty=stake).id
        for stake in (20, 90, 200)
    )
    given = answer(cast.guest.inside(), paid).id
    actions.accept_answer(cast.member.inside(), given)
    assert listed(cast.guest.actor, "bounty") == [large, small]
    assert listed(cast.guest.actor, bounty=True) == [large, small]
    assert listed(cast.guest.actor, "hot", bounty=True, tag="没有") == []


def test_what_is_for_me_was_put_or_given_to_me_or_stands_under_my_tags(cast, asked):
    guest = made.standing(cast.guest).id
    mine = ask(cast.member.inside(), "想请嘉宾说说这款茶怎么泡", asked_of=guest).id
    actions.assign_question(cast.owner.inside(), asked[1], Assignment(member_id=guest))
    content.follow_tag(cast.guest.inside(), "tea", "岩茶")
    wanted = [mine, asked[6], asked[3], asked[1], asked[0]]
    assert listed(cast.guest.actor, "for_me") == wanted
    actions.close_question(cast.member.inside(), asked[0], "")
    assert listed(cast.guest.actor, "for_me", state="open") == wanted[:-1]
    assert listed(cast.admin.actor, "for_me") == []


def test_what_a_guest_answered_stands_out(cast, asked):
    answer(cast.guest.inside(), asked[0])
    answer(cast.admin.inside(), asked[2])
    assert listed(cast.member.actor, by_guest=True) == [asked[0]]
    (row,) = page(cast.member, by_guest=True)
    (item,) = queries.question_items(*place(cast.member), [row])
    assert item.by_guest and item.counts.answers == 1 and item.waiting_hours is None


def test_featured_and_hot_ones(cast, asked, run_jobs):
    content.feature_entry(cast.owner.inside(), asked[2])
    content.feature_entry(cast.owner.inside(), asked[4])
    assert listed(cast.member.actor, "featured") == [asked[4], asked[2]]
    assert sorted(listed(cast.member.actor, "hot")) == asked


def test_filters_go_together(cast, asked):
    answer(cast.guest.inside(), asked[3])
    answer(cast.guest.inside(), asked[1])
    assert listed(cast.owner.actor, tag="岩茶") == [asked[6], asked[3], asked[0]]
    assert listed(cast.owner.actor, tag="岩茶", answered=True) == [asked[3]]
    assert listed(cast.owner.actor, "unanswered", tag="岩茶") == [asked[0], asked[6]]
    assert listed(cast.owner.actor, tag="岩茶", by_guest=True, state="open") == [asked[3]]


def test_what_is_hidden_removed_or_by_somebody_blocked_stands_nowhere(cast, asked):
    content.hide_entry(cast.moderator.inside(), asked[0], "看看")
    content.remove_entry(cast.guest.inside(), asked[1])
    hidden = ask(cast.owner.inside(), "匿名的问题不会因为拉黑而消失", anonymous=True).id
    block_user(cast.member.actor, cast.owner.user_id)
    mine = [asked[6], asked[4], asked[3]]
    for order in ("newest", "open", "hot"):
        assert set(listed(cast.member.actor, order)) == {hidden, *mine}, order
    assert listed(cast.member.actor, "unanswered") == [*mine[::-1], hidden]
    assert set(listed(cast.admin.actor)) == {hidden, *asked[2:]}


def test_an_order_nobody_knows_is_refused(cast, asked):
    with pytest.raises(BadRequest):
        listed(cast.member.actor, "best")


def place(person):
    circle, here = circles.enter_by_id(person.actor, made.circle_id())
    return here, circle


def page(person, order="newest", **choice):
    return queries.questions_page(*place(person), QuestionChoice(order, **choice)).items


def test_a_card_says_how_it_stands(cast, asked, clock):
    made.fill(cast.member, 100)
    guest = made.standing(cast.guest).id
    entry = ask(cast.member.inside(), "这把壶值得买吗？", bounty=30, asked_of=guest)
    actions.join_question(cast.admin.inside(), entry.id)
    clock.travel(hours=5, minutes=10)
    item = card(cast.admin, entry.id)
    assert (item.bounty, item.waiting_hours, item.counts.me_too) == (30, 5, 1)
    assert (item.joined, item.asked_of.id, item.accepted_line) == (True, cast.guest.user_id, "")
    given = answer(cast.guest.inside(), entry.id, "值得。\n理由有三个。")
    actions.accept_answer(cast.member.inside(), given.id)
    item = card(cast.moderator, entry.id)
    assert (item.state, item.bounty, item.accepted_line[:3]) == ("answered", 0, "值得。")
    block_user(cast.admin.actor, cast.guest.user_id)
    assert card(cast.admin, entry.id).accepted_line == ""


def card(person, ident):
    rows = [row for row in page(person) if row.id == ident]
    return queries.question_items(*place(person), rows)[0]


def test_who_was_removed_answers_as_a_stranger_and_lists_stand(cast, asked):
    owner = cast.owner.inside()
    remove_member(owner, made.standing(cast.member).id)
    assert listed(cast.guest.actor) == asked[::-1]


# --- cost -------------------------------------------------------------------------------------


@pytest.fixture
def crowd(inside, cast, asked):
    """Six thousand questions more, written straight into the tables, a third of them open.

    A quarter has a guest's answer, a fifth a bounty: no index is so empty that its use is chance.
    """
    with transaction() as current:
        copy_rows(current, 6000, asked[0])
    with db.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()


def copy_rows(current, count, pattern):
    columns = {
        table: [column.name for column in db.metadata.tables[table].columns]
        for table in ("entries", "questions", "entry_tags")
    }
    given = {"id": "n", "entry_id": "n", "uid": "'crowd' || n",
             "published_at": "published_at - n", "asked_at": "asked_at - n",
             "state": "CASE WHEN n % 3 = 0 THEN 'open' ELSE 'closed' END",
             "unanswered": "n % 6 = 0", "hot_rank": "hot_rank - n", "answers_count": "n % 6",
             "guest_answered": "n % 4 = 1", "bounty": "10 + n % 490",
             "bounty_state": "CASE WHEN n % 5 = 0 THEN 'held' ELSE 'none' END"}  # fmt: skip
    numbers = (f"WITH RECURSIVE numbers(n) AS (SELECT 100001 UNION ALL SELECT n + 1 FROM numbers "
               f"WHERE n < {100_000 + count}) ")  # fmt: skip
    for table, key in (("entries", "id"), ("questions", "entry_id"), ("entry_tags", "entry_id")):
        names = ", ".join(columns[table])
        values = ", ".join(given.get(name, name) for name in columns[table])
        current.execute(text(
            f"INSERT INTO {table} ({names}) {numbers} SELECT {values} FROM {table}, numbers "
            f"WHERE {key} = {pattern}"
        ))


CHOICES = [(order, {}) for order in ORDERS if order != "for_me"] + [
    ("newest", {"state": "closed"}), ("newest", {"bounty": True}), ("newest", {"by_guest": True}),
    ("newest", {"tag": "岩茶"}), ("hot", {"state": "open"}), ("newest", {"answered": True}),
]  # fmt: skip


def test_no_list_sorts_or_reads_all_there_is(cast, crowd):
    here, circle = place(cast.member)
    for order, narrowed in CHOICES:
        choice = QuestionChoice(order, **narrowed)
        shape, values = lists._shape_of(here, circle, choice)
        plan = explained(lists._listing(shape), {**values, "limit": 21})
        for word in ("TEMP B-TREE", "Sort", "SCAN questions", "Seq Scan"):
            assert word not in plan, (choice, plan)


@contextmanager
def listening():
    """What the database is asked meanwhile: statements with their parameters."""
    said = []

    def listen(connection, cursor, sql, parameters, context, many):
        said.append((sql, parameters))

    engine = db.engine
    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", listen)


def explained(statement, values):
    """The plan of a statement as the database is asked it."""
    with listening() as said:
        session().execute(statement, values).all()
    sql, parameters = said[-1]
    how = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN "
    with db.engine.connect() as connection:
        rows = connection.exec_driver_sql(how + sql, parameters).all()
    return "\n".join(str(row[-1]) for row in rows)


def test_a_page_of_the_crowd_costs_few_queries(cast, crowd):
    browser = cast.member.client
    with listening() as said:
        answer = browser.get("/api/v1/circles/tea/questions?order=unanswered")
    assert len(answer.json["items"]) == 20
    assert len(said) <= 12, said


def test_a_question_with_hundreds_of_answers_opens_with_the_first_twenty(inside, cast, asked):
    circle, here = circles.enter_by_id(SYSTEM, made.circle_id())
    new = NewEntry(
        circle_id=circle.id, kind="question", source="", title="几百个回答的问题在这里",
        author_id=cast.member.user_id, origin="old", origin_id="q",
    )  # fmt: skip
    answers = [
        Brought(NewEntry(
            circle_id=circle.id, kind="answer", source=f"第 {n} 个办法。", helpful=n % 7,
            author_id=cast.guest.user_id, origin="old", origin_id=f"a{n}",
        ), accepted=n == 150)
        for n in range(220)
    ]  # fmt: skip
    entry = actions.bring_question(here, circle, new, answers)
    browser, path = cast.moderator.client, f"/api/v1/questions/{entry.id}/answers"
    with listening() as said:
        first = browser.get(path)
    assert len(said) <= 12, said
    assert [len(first.json["items"]), first.json["items"][0]["body"]] == [20, "第 150 个办法。"]
    found, cursor = [], ""
    while cursor is not None:
        body = browser.get(f"{path}?limit=100&cursor={cursor}").json
        found += [(item["counts"]["helpful"], item["id"]) for item in body["items"]]
        cursor = body["next"]
    assert len(set(found)) == 220
    assert found[1:] == sorted(found[1:], key=lambda pair: (-pair[0], pair[1]))
