"""The doctor says what is wrong and how to mend it, and nothing when all is well."""

import pytest
from sqlalchemy import update

from circle.circles.models import Circle
from circle.content import actions as content
from circle.content.models import Media
from circle.core.db import session, transaction
from circle.core.jobs import Job, enqueue
from circle.core.pictures import Picture, PictureCopy
from circle.core.storage import files
from circle.doctor import doctor
from tests.factories import points as made

COPY = PictureCopy(1, 1, b"webp")
PICTURE = Picture("jpeg", 1, 1, COPY, COPY, COPY, "data:,", "#888888", "0" * 64, False, False)


@pytest.fixture
def examine(app):
    """Run the doctor; answers exit status and words."""

    def run(*options):
        answer = app.test_cli_runner().invoke(doctor, options)
        return answer.exit_code, answer.output

    return run


def test_a_sound_installation_has_one_line_for_each_check(examine):
    status, said = examine()
    assert (status, said.count(": ok")) == (0, 10), said


def test_a_wrong_counter_is_named_and_repaired(app, examine):
    with app.app_context(), transaction():
        session().execute(update(Circle).values(members_count=99, entries_count=7))
    status, said = examine()
    assert status == 1
    assert "counters: WRONG" in said
    assert "counts 99 members" in said and "--repair" in said
    status, said = examine("--repair")
    assert (status, "repaired: 2 counters" in said) == (0, True), said


@pytest.mark.every_row
def test_badges_a_membership_says_wrongly_are_named_and_repaired(app, cast, examine):
    with app.app_context():
        made.happen(cast.member)
        assert made.standing(cast.member).badges == ["featured_1"]
    assert examine()[0] == 0
    for wrong in ({"badges": []}, {"badges": ["featured_1", "streak_7"]}, {"badges_untold": 0}):
        with app.app_context(), transaction():
            member = made.standing(cast.member)
            for name, value in wrong.items():
                setattr(member, name, value)
        status, said = examine()
        assert status == 1 and "counters: WRONG" in said, wrong
        assert "the rows 1, 1 of them not told of" in said, wrong
        status, said = examine("--repair")
        assert (status, "repaired: 1 counters" in said) == (0, True), said
        with app.app_context():
            member = made.standing(cast.member)
            assert (member.badges, member.badges_untold) == (["featured_1"], 1), wrong


def test_a_missing_file_and_a_file_of_nobody_are_found(app, cast, examine):
    with app.app_context():
        kept = content.keep_picture(cast.member.actor, PICTURE)
        place = kept.storage_key
    assert examine()[0] == 0
    with app.app_context():
        files().delete(f"{place}/small.webp")
        files().put("media/zz/stray/small.webp", b"x")
    status, said = examine()
    assert status == 1
    assert f"lacks {place}/small.webp" in said
    assert "1 files belong to nothing" in said
    with app.app_context():
        for key in list(files().keys()):
            files().delete(key)
        with transaction():
            session().delete(session().get(Media, kept.id))


def test_buried_jobs_and_waiting_letters_are_told(app, examine):
    with app.app_context(), transaction():
        enqueue("core.send_letter", {})
        enqueue("content.rank_entry", {"entry_id": 1}, key="1")
    status, said = examine()
    assert (status, "1 letters wait for a mail server" in said) == (1, True)
    with app.app_context(), transaction():
        buried = update(Job).where(Job.kind == "content.rank_entry")
        session().execute(buried.values(dead_at=Job.due_at, last_error="boom"))
    assert "1 jobs content.rank_entry failed for good: boom" in examine()[1]


def test_books_that_do_not_agree_are_told_and_never_repaired(app, cast, examine):
    with app.app_context():
        made.fill(cast.member, 20)
    status, said = examine()
    assert (status, "ledger: ok" in said) == (0, True), said
    with app.app_context(), transaction():
        made.standing(cast.member).points = 21
    for asked in ((), ("--repair",)):
        status, said = examine(*asked)
        assert status == 1 and "ledger: WRONG" in said and "says 21 points" in said
    with app.app_context(), transaction():
        assert made.standing(cast.member).points == 21
