"""Letters at once: to whom, when, with what in them, how they end, and what comes back."""

import pytest
from click.testing import CliRunner

from circle.accounts.queries import get_user
from circle.core import mail
from circle.core.db import session
from circle.core.jobs import Job
from circle.moderation.actions import hide_entry
from circle.notifications import actions, cli, jobs, letters, queries
from circle.notifications.actions.letters import TURNED_DAYS
from circle.notifications.models import Notice
from tests.factories.content import comment, post
from tests.notifications.post_box import at_hour, confirm, let_arrive, link_in, text_of

SECRET = "一句后来藏起来的话"


@pytest.fixture
def named(calm, scene, cast, clock, run_jobs):
    """The guest names the member in a comment, at noon; answers what stands where."""

    def make():
        at_hour(clock, 11)
        for person in (cast.member, cast.owner):
            confirm(person)
        root = post(cast.owner.inside(), "今天的茶")
        said = comment(cast.guest.inside(), root.id, f"@member_of_tea {SECRET}")
        return {"root": root.id, "said": said.id}

    found = scene("the member is named", make)
    run_jobs()
    return found


def soon(clock, run_jobs):
    """Two minutes later, and the jobs that are due then."""
    clock.travel(minutes=3)
    return run_jobs()


def to_member(smtp):
    """The letters the member got."""
    return [one for one in smtp.letters if one["To"].startswith("member")]


def test_who_is_named_gets_one_letter_in_their_language(named, app, cast, clock, smtp, run_jobs):
    assert smtp.letters == []
    soon(clock, run_jobs)
    [letter] = to_member(smtp)
    assert letter["Subject"] and "\n" not in letter["Subject"]
    assert SECRET in text_of(letter) and SECRET in letter.get_body(("html",)).get_content()
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["List-Unsubscribe"].startswith("<http")
    with app.app_context():
        notice = session().query(Notice).filter_by(user_id=cast.member.user_id).one()
        jobs.mail_notice({"notice": notice.id})
    assert len(to_member(smtp)) == 1


def test_what_was_seen_or_hidden_meanwhile_is_not_sent(named, app, cast, clock, smtp, run_jobs):
    with app.app_context():
        hide_entry(cast.moderator.actor, named["said"], "不合适", "ad")
    soon(clock, run_jobs)
    assert to_member(smtp) == []


def test_in_quiet_hours_a_letter_waits_until_they_end(
    calm, app, cast, clock, smtp, run_jobs
):
    with app.app_context():
        at_hour(clock, 23)
        confirm(cast.member)
        root = post(cast.owner.inside(), "夜里的茶")
        comment(cast.guest.inside(), root.id, "@member_of_tea 睡了吗")
    soon(clock, run_jobs)
    assert smtp.letters == []
    clock.travel(hours=9, minutes=2)
    run_jobs()
    assert [one["To"] for one in smtp.letters] == ["member_of_tea@example.org"]


def test_beyond_a_few_an_hour_the_rest_stays_in_the_inbox(
    named, app, cast, clock, smtp, run_jobs
):
    with app.app_context():
        for number in range(6):
            comment(cast.guest.inside(), named["root"], f"@member_of_tea 第 {number} 次")
    soon(clock, run_jobs)
    assert len(to_member(smtp)) == jobs.MOST_AN_HOUR
    with app.app_context():
        assert queries.count_unread(cast.member.actor) == 7


def test_one_tap_ends_exactly_this_kind_without_signing_in(
    named, app, cast, anyone, clock, smtp, run_jobs
):
    soon(clock, run_jobs)
    [letter] = to_member(smtp)
    path, me = link_in(letter), cast.member.user_id
    page = anyone.get(path)
    assert page.status_code == 200 and "提到我，发到 m•••@example.org" in page.text
    assert "member_of_tea@" not in page.text
    with app.app_context():
        assert queries.choice_of(me, "mention").email == "now"
    assert anyone.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    with app.app_context():
        assert queries.choice_of(me, "mention").email == "off"
        assert queries.choice_of(me, "mention").inbox
        assert queries.choice_of(me, "answer").email == "now"


@pytest.mark.one_database
def test_a_link_somebody_made_up_ends_nothing(calm, app, cast, anyone):
    with app.app_context():
        uid = get_user(cast.member.user_id).uid
        good = letters.ending_token(uid, "mention")
        other = letters.ending_token(get_user(cast.owner.user_id).uid, "mention")
    assert anyone.get(f"/unsubscribe/{good}").status_code == 200
    made_up = [good[:-1] + ("0" if good[-1] != "0" else "1"),
               good.replace("mention", "answer"),
               f"{uid}.{other.split('.', 1)[1]}", "x"]  # fmt: skip
    for token in made_up:
        assert anyone.get(f"/unsubscribe/{token}").status_code == 404
        assert anyone.post(f"/unsubscribe/{token}").status_code == 404




def test_a_box_that_is_not_there_is_written_to_no_more_until_it_is_confirmed_anew(
    named, app, cast, clock, smtp, run_jobs
):
    address, me = "member_of_tea@example.org", cast.member.client
    smtp.answers[address] = "550 5.1.1 no such box"
    soon(clock, run_jobs)
    assert "550 5.1.1 no such box" in me.get("/me/notices").text
    smtp.answers.clear()
    with app.app_context():
        comment(cast.guest.inside(), named["root"], "@member_of_tea 再来一杯")
    soon(clock, run_jobs)
    assert to_member(smtp) == []
    assert me.submit("/me/notices/confirm").status_code == 303
    run_jobs()
    [letter] = to_member(smtp)
    link = next(word for word in text_of(letter).split() if "/link/" in word)
    assert me.submit("/link/" + link.split("/link/")[1]).status_code == 303
    assert "no such box" not in me.get("/me/notices").text
    with app.app_context():
        comment(cast.guest.inside(), named["root"], "@member_of_tea 第三杯")
    soon(clock, run_jobs)
    assert len(to_member(smtp)) == 2


def test_what_a_server_says_of_us_or_of_today_stops_nobody(
    named, app, cast, clock, smtp, run_jobs
):
    address = "member_of_tea@example.org"
    for answer in ("550 5.7.1 relaying denied", "450 4.2.1 busy"):
        smtp.answers[address] = answer
        soon(clock, run_jobs)
        clock.travel(minutes=5)
    with app.app_context():
        assert queries.reached_by_letter([cast.member.user_id])
    smtp.answers.clear()
    clock.travel(minutes=10)
    run_jobs()
    assert len(to_member(smtp)) == 1


@pytest.fixture
def refused_on(named, app, cast, clock, smtp, run_jobs):
    """Write to the member on so many days, and have the server say this each time.

    On the first day it says so twice: it is one day all the same.
    """

    def on_days(days: int, answer: str | None, *, alone: bool = False) -> None:
        smtp.answers = {"member_of_tea@example.org": answer} if answer else {}
        for number in range(days):
            at_hour(clock, 11)
            with app.app_context():
                if not alone:
                    let_arrive(cast.owner)
                comment(cast.guest.inside(), named["root"], f"@member_of_tea 第 {number} 天")
            soon(clock, run_jobs)
            if number == 0:
                clock.travel(minutes=30)  # asked again the same day
                run_jobs()

    return on_days


def is_reached(app, person) -> bool:
    """Whether letters go to one of the cast."""
    with app.app_context():
        return bool(queries.reached_by_letter([person.user_id]))


def test_letters_end_when_they_are_refused_for_days_without_a_word_about_the_box(
    refused_on, app, cast
):
    refused_on(TURNED_DAYS - 1, "550 go away")
    assert is_reached(app, cast.member)
    refused_on(1, "552 5.2.2 the box is full")
    assert not is_reached(app, cast.member)
    assert "the box is full" in cast.member.client.get("/me/notices").text


def test_a_letter_that_is_taken_begins_the_days_anew(refused_on, app, cast, smtp):
    refused_on(TURNED_DAYS - 1, "550 go away")
    refused_on(1, None)
    assert to_member(smtp)
    refused_on(TURNED_DAYS - 1, "550 go away")
    assert is_reached(app, cast.member)


def test_while_nobodys_letters_arrive_nobodys_end(refused_on, app, cast):
    refused_on(TURNED_DAYS, "550 relay access denied", alone=True)
    assert is_reached(app, cast.member)


def test_who_confirmed_the_address_anew_has_all_the_days_again(refused_on, app, cast):
    refused_on(TURNED_DAYS - 1, "550 go away")
    with app.app_context():
        confirm(cast.member)
    refused_on(TURNED_DAYS - 1, "550 go away")
    assert is_reached(app, cast.member)
    refused_on(1, "550 go away")
    assert not is_reached(app, cast.member)


def test_operators_have_letters_go_again_where_they_were_ended(named, app, cast):
    run = CliRunner()
    with app.app_context():
        actions.stop_mail("member_of_tea@example.org", "a mistake")
        assert not is_reached(app, cast.member)
        assert run.invoke(cli.restore, ["Member_of_Tea@example.org"]).exit_code == 0
        assert run.invoke(cli.restore, ["nobody@example.org"]).exit_code == 1
    assert is_reached(app, cast.member)
    assert "a mistake" not in cast.member.client.get("/me/notices").text


def test_a_dead_mail_server_is_asked_once_a_minute_and_delays_nobody(
    named, app, cast, clock, monkeypatch, run_jobs
):
    monkeypatch.setattr(mail, "_resting", {})
    monkeypatch.setitem(app.config, "SMTP_URL", "smtp://127.0.0.1:9")
    monkeypatch.setitem(app.config, "MAIL_FROM", "circle@example.org")
    with app.app_context():
        comment(cast.guest.inside(), named["root"], "@member_of_tea @owner_of_tea 都来")
    assert cast.member.client.submit(
        f"/entries/{named['root']}/comments", {"body": "@owner_of_tea 我照样能说话"}
    ).status_code == 303
    clock.travel(minutes=3)
    clock.hold()
    run_jobs()
    with app.app_context():
        waiting = session().query(Job).filter_by(kind="notifications.mail_notice").all()
        assert len(waiting) >= 3
        assert sum(job.attempts for job in waiting) == 1  # the others wait without having asked


def test_a_returned_letter_stops_only_who_it_was_for(named, app, cast, clock, smtp, run_jobs):
    soon(clock, run_jobs)
    [letter] = to_member(smtp)
    ending = letter["List-Unsubscribe"]
    run = CliRunner()

    def pipe(ending, address, status="5.1.1"):
        said = RETURN.format(ending=ending, address=address, status=status)
        with app.app_context():
            return run.invoke(cli.returned, input=said, obj=None)

    for told in (("<http://localhost/unsubscribe/x>", "member_of_tea@example.org"),
                 (ending, "owner_of_tea@example.org"),
                 (ending, "member_of_tea@example.org", "4.2.2")):  # fmt: skip
        assert pipe(*told).exit_code == 0
    with app.app_context():
        both = {cast.member.user_id, cast.owner.user_id}
        assert queries.reached_by_letter(both) == both
    assert pipe(ending, "member_of_tea@example.org").exit_code == 0
    with app.app_context():
        assert queries.reached_by_letter(both) == {cast.owner.user_id}


RETURN = """From: MAILER-DAEMON@example.net
To: circle@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

It could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; {address}
Action: failed
Status: {status}
Diagnostic-Code: smtp; 550 no such box

--B
Content-Type: text/rfc822-headers

List-Unsubscribe: {ending}

--B--
"""
