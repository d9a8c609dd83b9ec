"""Many at once: what is counted is what happened, on both databases."""

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from circle.content import actions, queries
from circle.content.models import Entry, Tag
from circle.content.schemas import EntryEdit, Pinning, Ruling
from circle.core.actor import Actor
from circle.core.db import db, session
from tests.factories.content import comment, drawn, post
from tests.races import at_once

pytestmark = pytest.mark.usefixtures("calm")


def made(app, build):
    with app.app_context():
        entry = build()
        number = entry.id
        db.session.remove()
    return number


def counted(app, entry_id):
    with app.app_context():
        entry = session().get_one(Entry, entry_id)
        assert not list(queries.check_counters())
        return entry.likes_count, entry.bookmarks_count, entry.comments_count


def test_twenty_likes_of_one_member_at_once_count_one(app, cast):
    number = made(app, lambda: post(cast.owner.inside()))
    actor = Actor(user_id=cast.member.user_id)
    at_once(app, [lambda: actions.like_entry(actor, number)] * 20)
    assert counted(app, number) == (1, 0, 0)
    at_once(app, [lambda: actions.unlike_entry(actor, number)] * 20)
    assert counted(app, number) == (0, 0, 0)


def test_sixteen_members_at_once_count_sixteen(app, cast, crowd):
    number = made(app, lambda: post(cast.owner.inside()))
    at_once(app, [lambda who=who: actions.like_entry(who, number) for who in crowd[:16]])
    assert counted(app, number) == (16, 0, 0)


def test_comments_likes_and_hiding_at_once_leave_exact_counters(app, cast, crowd):
    number = made(app, lambda: post(cast.owner.inside()))
    people = crowd[:6]
    first = made(app, lambda: comment(people[0], number))
    moderator = Actor(user_id=cast.moderator.user_id)
    works = [lambda who=who: comment(who, number, f"我是 {who.user_id}") for who in people]
    works += [lambda who=who: comment(who, first, "回") for who in people]
    works += [lambda: actions.hide_entry(moderator, first, act_id=5)]
    works += [lambda who=who: actions.bookmark_entry(who, number) for who in people]
    results = at_once(app, works)
    assert results[:6] == [result for result in results[:6] if not isinstance(result, str)]
    _likes, bookmarks, comments = counted(app, number)
    assert (bookmarks, comments) == (6, 6)


def test_one_picture_taken_by_two_posts_at_once_hangs_under_one(app, cast):
    actor = Actor(user_id=cast.member.user_id)
    picture = made(app, lambda: actions.keep_picture(actor, drawn()))

    def write():
        return post(cast.member.inside(), media=(picture,)).id

    results = at_once(app, [write] * 6)
    assert sorted(str(result) for result in results).count("Invalid") == 5


def test_four_pins_at_once_leave_three(app, cast):
    numbers = [made(app, lambda n=n: post(cast.member.inside(), f"第 {n} 篇")) for n in range(6)]
    owner = Actor(user_id=cast.owner.user_id)
    pin = Pinning(days=7)
    results = at_once(app, [lambda n=n: actions.pin_entry(owner, n, pin) for n in numbers])
    assert results.count("Conflict") == 3


def test_two_decisions_at_once_are_one(app, cast):
    with app.app_context():
        from circle.circles import actions as circles
        from circle.circles.schemas import SettingsChange

        owner = cast.owner.inside()
        circles.change_settings(owner, owner.circle_id, SettingsChange(pre_review=True))
    number = made(app, lambda: post(cast.member.inside()))
    staff = [Actor(user_id=cast[name].user_id) for name in ("owner", "admin", "moderator")]
    ruling = Ruling("approve")
    results = at_once(
        app, [lambda who=who: actions.apply_verdict(who, number, ruling) for who in staff]
    )
    assert results.count("Conflict") == 2


def test_two_entries_swapping_their_tags_at_once_do_not_wait_for_each_other(app, cast):
    """Old and new tags are held before either is counted: PostgreSQL tells who asks meanwhile."""
    one = made(app, lambda: post(cast.member.inside(), "一", tags=("红茶",)))
    two = made(app, lambda: post(cast.member.inside(), "二", tags=("白茶",)))
    member, held = Actor(user_id=cast.member.user_id), []
    with app.app_context():
        engine = db.engine
    new = select(Tag.id).where(Tag.name == "白茶").with_for_update(nowait=True, key_share=True)

    def ask_meanwhile(_conn, _cursor, statement, *_rest):
        if statement.startswith("UPDATE tags") and not held:
            with engine.connect() as other:
                try:
                    held.append(other.scalar(new) is None)
                except OperationalError:
                    held.append(True)

    event.listen(engine, "before_cursor_execute", ask_meanwhile)
    try:
        with app.app_context():
            actions.edit_entry(member, one, EntryEdit(tags=("白茶",)))
            db.session.remove()
    finally:
        event.remove(engine, "before_cursor_execute", ask_meanwhile)
    assert held == [engine.dialect.name == "postgresql"]  # SQLite has one writer at a time
    at_once(app, [lambda: actions.edit_entry(member, one, EntryEdit(tags=("红茶",))),
                  lambda: actions.edit_entry(member, two, EntryEdit(tags=("红茶",)))])
    with app.app_context():
        counted = session().execute(select(Tag.name, Tag.entries_count)).all()
        assert dict(map(tuple, counted)) == {"红茶": 2, "白茶": 0}
        assert session().get_one(Entry, one).tags == ["红茶"]
        db.session.remove()
