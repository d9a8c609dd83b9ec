"""A circle by month: what there is, counted and read in bounded time, for who may see it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from circle.content import actions as content
from circle.content.models import Entry
from circle.core import clock as core_clock
from circle.core.db import transaction
from circle.search.queries import archive
from tests.factories import posts
from tests.factories.qa import ask
from tests.search.test_searching import change
from tests.statements import statements

API, PAGE = "/api/v1/circles/tea/archive", "/c/tea/archive"


@pytest.fixture
def months(cast, scene):
    """Two entries of one month and one of a later month: their numbers."""

    def make():
        change(cast, newcomer_review=0)
        first = [posts.publish(cast.member, "五月的第一篇。").id, ask(cast.owner.inside()).id]
        last = ask(cast.owner.inside(), "隔了一个月再问一次？").id
        with transaction() as current:  # as what is imported keeps its time
            for entry in current.scalars(select(Entry).where(Entry.id.in_(first))):
                entry.published_at -= timedelta(days=32)
        return [*first, last]

    return scene("entries of two months", make)


def listed(person):
    return [(one["month"], one["count"]) for one in person.get(API).json["items"]]


def of(person, month, **more):
    sent = person.get(f"{API}/{month}", query_string=more).json
    assert "items" in sent, sent
    return [one["id"] for one in sent["items"]], sent["next"]


def test_months_that_have_anything_are_listed_with_how_much(cast, anyone, months):
    latest, first = listed(anyone)
    assert (latest[1], first[1]) == (1, 2) and latest[0] > first[0]
    assert of(anyone, latest[0]) == ([months[2]], None)
    assert of(anyone, first[0]) == ([months[1], months[0]], None)
    assert of(anyone, "2001-01") == ([], None)
    page = anyone.get(f"{PAGE}/{first[0]}").get_data(as_text=True)
    assert "五月的第一篇。" in page and "隔了一个月" not in page
    assert f"{PAGE}/{first[0]}" in anyone.get(PAGE).get_data(as_text=True)


def test_a_month_is_read_page_by_page(anyone, months):
    month = listed(anyone)[1][0]
    ids, cursor = of(anyone, month, limit=1)
    assert ids == [months[1]] and cursor
    assert of(anyone, month, limit=1, cursor=cursor) == ([months[0]], None)


def test_what_is_hidden_is_in_no_month(app, cast, anyone, months):
    month = listed(anyone)[1][0]
    with app.app_context():
        content.hide_entry(cast.owner.inside(), months[0])
    assert of(anyone, month) == ([months[1]], None)
    assert listed(anyone)[1] == (month, 1)
    with app.app_context():
        change(cast, visibility="private")
    for path in (API, f"{API}/{month}", PAGE, f"{PAGE}/{month}"):
        for who in (anyone, cast.outsider.client, cast.removed.client, cast.banned.client):
            assert who.get(path).status_code == 404
        assert cast.member.client.get(path).status_code == 200


def test_months_there_are_not_are_not_found(anyone):
    for month in ("2026-13", "2026-00", "1-1", "99999-01"):
        assert anyone.get(f"{PAGE}/{month}").status_code == 404
        assert anyone.get(f"{API}/{month}").status_code == 404


def test_it_goes_on_beyond_the_months_of_a_page_and_over_years_without_a_word(
    app, cast, anyone, months, monkeypatch
):
    monkeypatch.setattr(archive, "MOST_MONTHS", 2)
    with app.app_context(), transaction() as current:
        current.get(Entry, months[0]).published_at -= timedelta(days=9_000)
    every = listed(anyone)
    following = anyone.get(API).json["next"]
    assert len(every) == 2 and following == every[-1][0]
    rest = anyone.get(API, query_string={"cursor": following}).json
    assert [one["count"] for one in rest["items"]] == [1] and rest["next"] is None
    page = anyone.get(PAGE).get_data(as_text=True)
    assert f"{PAGE}?cursor={following}" in page and rest["items"][0]["month"] not in page
    page = anyone.get(f"{PAGE}?cursor={following}").get_data(as_text=True)
    assert rest["items"][0]["month"] in page and "?cursor=" not in page
    for damaged in ("x", "2026-13", "99999-01"):
        assert anyone.get(PAGE, query_string={"cursor": damaged}).status_code == 400


def test_what_bears_a_day_to_come_is_in_no_month(app, anyone, months):
    with app.app_context(), transaction() as current:
        current.get(Entry, months[2]).published_at += timedelta(days=400)
    assert [count for _, count in listed(anyone)] == [2]
    with app.app_context(), transaction() as current:
        at = current.get(Entry, months[2]).published_at = core_clock.now() + timedelta(hours=1)
    assert months[2] not in of(anyone, f"{core_clock.local_day(at):%Y-%m}")[0]


def test_it_is_few_questions_to_the_database(app, cast, months):
    for path in (PAGE, f"{PAGE}/{listed(cast.member.client)[1][0]}"):
        with statements(app) as sent:
            assert cast.member.client.get(path).status_code == 200
        assert len(sent) <= 12
