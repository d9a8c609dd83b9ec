"""What members look for in vain: told to the owner in words, and never by whom."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from circle.circles import actions as circles
from circle.circles.models import Circle
from circle.core import clock as core_clock
from circle.core.db import session, transaction
from circle.search import jobs
from circle.search.actions import missed
from circle.search.models import MissedSearch
from circle.search.queries import missed as reads
from circle.wiring import SCHEDULE
from tests.factories import posts

API, PAGE, REPORT = "/api/v1/circles/tea/search/missed", "/c/tea/search", "/c/tea/search/missed"
WORDS = "玉兔毫盏"


def look(person, typed=WORDS, **more):
    """Somebody searches the circle on its page."""
    sent = person.client.get(PAGE, query_string={"q": typed, **more})
    assert sent.status_code == 200
    return sent.get_data(as_text=True)


def told(cast):
    """What the owner is told, and of how many."""
    return {one["words"]: one["people"] for one in cast.owner.client.get(API).json["items"]}


def kept(app):
    with app.app_context():
        return session().scalar(select(func.count()).select_from(MissedSearch))


def test_what_two_members_look_for_in_vain_is_told_to_the_owner(cast):
    look(cast.member)
    assert told(cast) == {}  # what one person looks for may be a secret
    look(cast.guest, "  玉兔  毫盏 ")
    look(cast.guest, "玉兔毫盞")
    assert told(cast) == {WORDS: 2}
    report = cast.owner.client.get(REPORT).get_data(as_text=True)
    assert WORDS in report and "2 人" in report
    assert cast.member.name not in report and cast.guest.name not in report


def test_who_looks_again_and_again_is_one_person(cast):
    for _ in range(3):
        look(cast.member)
    assert told(cast) == {}
    look(cast.guest)
    assert told(cast) == {WORDS: 2}


def test_the_report_is_for_owner_and_admins(cast, anyone):
    for who in ("owner", "admin"):
        assert cast[who].client.get(API).status_code == 200
        assert cast[who].client.get(REPORT).status_code == 200
    for who in ("moderator", "guest", "member", "outsider", "removed", "banned"):
        assert cast[who].client.get(API).status_code == 403
        assert cast[who].client.get(REPORT).status_code == 403
    assert anyone.get(API).status_code == 401
    assert anyone.get(REPORT).status_code == 303


def test_only_members_are_listened_to(app, cast, anyone):
    assert anyone.get(PAGE, query_string={"q": WORDS}).status_code == 200
    for who in (cast.outsider, cast.removed, cast.banned):
        look(who)
    assert kept(app) == 0
    look(cast.member)
    assert kept(app) == 1


def test_what_is_there_or_narrowed_or_is_no_word_is_not_noted(app, cast, index_all):
    with app.app_context():
        posts.publish(cast.owner, "今天的白茶很好喝。")
    index_all()
    look(cast.member, "白茶")
    look(cast.member, WORDS, kind="answer")
    look(cast.member, f"{WORDS} tag:白茶")
    look(cast.member, "？！")
    look(cast.member, "很长的一段话" * 9)
    assert kept(app) == 0
    look(cast.member, WORDS)
    assert kept(app) == 1


def test_rows_of_one_member_cannot_be_put_together(app, cast):
    look(cast.member, WORDS)
    look(cast.member, "兔毫")
    with app.app_context():
        rows = session().scalars(select(MissedSearch)).all()
        assert len({row.reader for row in rows}) == 2
        assert all(str(cast.member.user_id) != row.reader for row in rows)


def test_what_is_old_is_told_no_more_and_goes(app, cast, clock, monkeypatch):
    monkeypatch.setattr(missed, "MISSED_DAYS", 1)
    monkeypatch.setattr(reads, "MISSED_DAYS", 1)
    look(cast.member)
    look(cast.guest)
    clock.travel(hours=23)
    assert told(cast) == {WORDS: 2}
    with app.app_context():
        jobs.forget_missed({})
    assert kept(app) == 2
    clock.travel(hours=2)
    assert told(cast) == {}
    look(cast.member, "兔毫")
    with app.app_context():  # in any circle, whether or not anybody looks for anything there
        jobs.forget_missed({})
    assert kept(app) == 1
    assert SCHEDULE["search.forget_missed"] <= timedelta(days=1)


def test_one_member_does_not_fill_the_report(app, cast, monkeypatch):
    monkeypatch.setattr(missed, "NOTED_A_DAY", missed.Limit("missed_searches", 2, 86_400))
    for words in ("玉兔", "兔毫", "油滴"):
        assert "没有找到" in look(cast.member, words)
    assert kept(app) == 2
    look(cast.guest, "油滴")
    assert kept(app) == 3


def test_a_circle_that_is_cleared_away_takes_them_along(app, cast, clock):
    look(cast.member)
    with app.app_context():
        with transaction():
            circle = session().scalar(select(Circle).where(Circle.slug == "tea"))
            session().execute(
                update(Circle).where(Circle.id == circle.id).values(deleted_at=core_clock.now())
            )
        circle_id = circle.id
    clock.travel(days=31)
    with app.app_context():
        while circles.purge_circle(circle_id):
            pass
    assert kept(app) == 0


@pytest.fixture
def index_all(app):
    """Does what the worker does beside its jobs."""

    def index():
        with app.app_context():
            while jobs.index_waiting():
                pass

    return index
