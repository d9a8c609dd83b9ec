"""The weekly letter: what is in it, who gets it, and that it comes once."""

import pytest

from circle.accounts.models import LoginSession
from circle.content import actions as content
from circle.core import clock as core_clock
from circle.core.db import session, transaction
from circle.core.jobs import enqueue
from circle.notifications import actions, jobs, queries
from circle.notifications.schemas.choices import ChoicesChange, Times
from tests.factories import qa
from tests.factories.content import post
from tests.notifications.post_box import at_hour, confirm, text_of

BEST, HIDDEN, MINE = "一款值得再泡的白茶", "后来藏起来的一帖", "自己写的一帖"


@pytest.fixture
def week(calm, scene, cast, clock, run_jobs):
    """Something is featured, something hidden, something asked; it is nine in the morning."""

    def make():
        at_hour(clock, 9)
        confirm(cast.member)
        owner = cast.owner.inside()
        found = {"best": post(owner, BEST).id, "hidden": post(owner, HIDDEN).id,
                 "mine": post(cast.member.inside(), MINE).id}  # fmt: skip
        for entry_id in found.values():
            content.feature_entry(cast.owner.actor, entry_id)
        content.hide_entry(cast.moderator.actor, found["hidden"])
        qa.ask(cast.guest.inside(), title="盖碗烫手怎么办")
        return found

    made = scene("a week with a few good things", make)
    run_jobs()
    return made


def of_member(cast):
    """The member's digest."""
    return queries.digest_of(cast.member.actor)


def test_it_tells_what_others_wrote_that_stayed_and_may_be_read(week, app, cast):
    with app.app_context():
        found = of_member(cast)
    titles = [one.title for part in found.parts for one in part.lines]
    assert BEST in titles and HIDDEN not in titles and MINE not in titles
    assert [one.title for one in found.questions] == ["盖碗烫手怎么办"]
    page = cast.member.client.get("/me/digest").text
    assert BEST in page and HIDDEN not in page


def test_what_is_muted_is_not_in_it(week, app, cast):
    with app.app_context():
        actions.mute(cast.member.actor, "thread", week["best"], "good")
        titles = [one.title for part in of_member(cast).parts for one in part.lines]
        assert BEST not in titles
        actions.mute(cast.member.actor, "circle", cast.member.inside().circle_id, "good")
        assert of_member(cast).questions == []


def test_it_comes_once_a_week_however_often_the_job_runs(
    week, app, cast, clock, smtp, run_jobs
):
    for _again in range(2):
        with app.app_context(), transaction():
            enqueue("notifications.begin_digests", {})
        run_jobs()
    with app.app_context():
        jobs.mail_digest({"user": cast.member.user_id, "week": this_week()})
    [letter] = smtp.letters
    assert letter["To"] == "member_of_tea@example.org" and BEST in letter["Subject"]
    assert BEST in text_of(letter) and "/unsubscribe/" in text_of(letter)
    with app.app_context():
        jobs.mail_digest({"user": cast.member.user_id, "week": this_week() + 1})
    assert len(smtp.letters) == 2


def this_week() -> int:
    return int(core_clock.now().timestamp() // actions.letters.WEEK_SECONDS)


def test_who_does_not_want_it_or_was_not_here_for_long_is_passed_over(week, app, cast, clock):
    me = cast.member.user_id
    with app.app_context():
        assert queries.digest_readers(0, 10, "digest:1") == [me]
        actions.switch_off(me, "digest")
        assert queries.digest_readers(0, 10, "digest:1") == []
        actions.choose(cast.member.actor, ChoicesChange(times=Times(digest="weekly")))
        assert queries.digest_readers(0, 10, "digest:1") == [me]
        with transaction():
            long_ago = core_clock.ago(days=181)
            session().query(LoginSession).filter_by(user_id=me).update({"seen_at": long_ago})
        assert queries.digest_readers(0, 10, "digest:1") == []


@pytest.mark.usefixtures("week")
def test_what_stayed_in_a_circle_is_a_page_for_everybody_who_may_read_it(cast, anyone):
    for client in (anyone, cast.member.client):
        page = client.get("/c/tea/digest")
        assert page.status_code == 200
        assert BEST in page.text
        assert HIDDEN not in page.text
