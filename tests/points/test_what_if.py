"""What-ifs: the same judgement over the same rows; nothing is saved, nobody is given away."""

import re
from datetime import timedelta

import pytest

from circle.core import clock as time
from circle.core.db import transaction
from circle.core.errors import NotAllowed, TooMany
from circle.points import actions, queries, rules
from circle.points.models import Occurrence, WhatIf
from circle.points.queries.record import GRANTED
from circle.points.schemas.rules import RulesChange
from tests.factories import points as made
from tests.factories.history import History, occurrences, save_rules

EVERYBODY = ("owner", "admin", "moderator", "guest", "member")


@pytest.fixture
def people(cast):
    return [cast[standing] for standing in EVERYBODY]


def live(history, days, a_day):
    """A transaction a day: in a longer one PostgreSQL reads past every version of a row."""
    for _ in range(days):
        with transaction():
            history.live(1, a_day=a_day)


def told(row, ruling):
    """One row as it stands, and as a replay ruled it."""
    granted = row.state in GRANTED
    return (
        (granted, row.points, row.growth, None if granted else row.refused),
        (ruling.refused is None, ruling.points, ruling.growth, ruling.refused),
    )  # fmt: skip


def differing(since):
    book = queries.RuleBook(made.circle_id())
    found = [(row, told(row, ruling)) for row, ruling
             in queries.replayed(made.circle_id(), since, book.at)]  # fmt: skip
    return found, [(row.rule, row.id, *pair) for row, pair in found if pair[0] != pair[1]]


@pytest.mark.parametrize("seed", [1, 2])
def test_replaying_under_the_rules_of_their_time_gives_exactly_what_was_ruled(
    inside, people, clock, seed
):
    start = time.now()
    with transaction():
        save_rules(start + timedelta(days=6), weekly_points=90, cooldown_seconds=60)
        save_rules(start + timedelta(days=15), weekly_points=0, daily_points=5, daily_growth=4,
                   each={"post": {"points": 9, "limit": 1}, "liked": {"limit": 4}})  # fmt: skip
    live(History(people, clock.travel, seed), 24, a_day=11)
    found, wrong = differing(start)
    assert wrong == []
    states = {row.state for row, _ in found}
    reasons = {row.refused for row, _ in found if row.state == "refused"}
    assert states >= {"paid", "taken", "refused", "void"}
    assert reasons >= {"limit", "too_short", "duplicate", "own", "idle", "giver", "budget", "ad"}
    assert len(found) > 240


def test_a_replay_begins_with_the_limits_where_they_stood(inside, people, clock):
    live(History(people, clock.travel, 7), 34, a_day=6)
    middle = occurrences()[len(occurrences()) * 3 // 4]
    found, wrong = differing(middle.at)
    assert wrong == [] and len(found) > 40


def test_other_rules_show_what_they_would_have_issued_and_to_whom(inside, cast):
    for _ in range(2):
        made.happen(cast.member)
    made.happen(cast.guest)
    outcome = tried(cast.owner, featured={"points": 30})
    assert outcome["before"] == {"points": 60, "growth": 60}
    assert outcome["after"] == {"points": 90, "growth": 60}
    assert [each["user_id"] for each in outcome["winners"]] == [
        cast.member.user_id, cast.guest.user_id,
    ]  # fmt: skip
    assert outcome["winners"][0]["points"] == 20 and outcome["losers"] == []
    assert outcome["affected"] == 2
    assert outcome["cost"]["outstanding_after"] == 90


def test_what_was_taken_back_brings_nothing_under_any_rules_yet_counts_for_limits(inside, cast):
    for number in range(3):
        made.happen(cast.member, "post", entry_id=number + 1, facts={"characters": 40})
    made.happen(cast.member, "post", entry_id=9, facts={"characters": 40})  # the fourth: refused
    for entry in (1, 9):
        actions.take_back(made.circle_id(), cast.member.user_id, entry)
    outcome = tried(cast.owner, post={"limit": 2, "points": 5})
    assert outcome["before"]["points"] == 6
    assert outcome["after"]["points"] == 5  # of the first two the first is gone
    more = tried(cast.owner, post={"limit": 10})
    assert more["after"]["points"] == 6  # the fourth would have been paid, and taken


def test_levels_and_losers_show_when_growth_falls(inside, cast):
    for _ in range(3):
        made.happen(cast.member)
    outcome = tried(cast.owner, featured={"growth": 10})
    second = outcome["levels"][1]
    assert (second["before"], second["after"]) == (1, 0)
    assert outcome["losers"][0]["growth"] == -30


def test_who_asked_without_a_name_stands_in_no_line_of_a_what_if(inside, cast):
    made.happen(cast.member, "question", facts={"characters": 40, "anonymous": True})
    hidden = tried(cast.owner, question={"points": 9})
    assert (hidden["winners"], hidden["affected"]) == ([], 0)
    assert hidden["after"]["points"] - hidden["before"]["points"] == 7
    made.happen(cast.guest, "question", facts={"characters": 40})
    assert [one["user_id"] for one in tried(cast.owner, question={"points": 9})["winners"]] == [
        cast.guest.user_id
    ]


def test_trying_saves_no_rules_and_pays_nobody(inside, cast):
    made.happen(cast.member)
    tried(cast.owner, featured={"points": 100})
    assert queries.rules_at(made.circle_id()).version == 0
    assert made.standing(cast.member).points == 20


@pytest.mark.parametrize("standing", ["moderator", "guest", "member"])
def test_only_who_changes_settings_may_try(inside, cast, standing):
    with pytest.raises(NotAllowed):
        tried(cast[standing], featured={"points": 30})
    assert tried(cast.admin, featured={"points": 30})["days"] == 90


def test_a_large_circle_is_counted_by_the_worker_and_says_how_far_it_is(
    app, cast, run_jobs, monkeypatch
):
    monkeypatch.setattr("circle.points.actions.what_if.AT_ONCE", 0)
    with app.app_context():
        made.happen(cast.member)
    page = cast.owner.client.submit(
        "/c/tea/settings/points/what-if", {"version": "0", "featured.points": "30",
                                           "featured.on": "on"}
    )  # fmt: skip
    assert page.status_code == 303
    waiting = cast.owner.client.get(page.location)
    assert waiting.status_code == 200 and waiting.headers.get("Refresh")
    run_jobs()
    done = cast.owner.client.get(page.location)
    assert "Refresh" not in done.headers and "member_of_tea" in done.text


def test_each_level_shows_who_stands_at_it_and_together_they_are_all_members(app, cast, run_jobs):
    with app.app_context():
        for _ in range(3):
            made.happen(cast.member)
        asked = actions.try_rules(
            cast.owner.actor, made.circle_id(), RulesChange(0, {"featured": {"growth": 10}})
        )
        everybody = asked.outcome["levels"][0]["before"]
    page = cast.owner.client.get(f"/c/tea/settings/points/what-if/{asked.id}").text
    rows = re.findall(r">Lv(\d)</th><td>(\d+)(?: → <b>(\d+)</b>)?</td>", page)
    told = {level: (int(now), int(then or now)) for level, now, then in rows}
    assert told["2"] == (1, 0) and told["1"] == (everybody - 1, everybody)
    assert sum(now for now, _then in told.values()) == everybody


def test_a_what_if_of_another_circle_is_not_there(app, cast):
    with app.app_context():
        asked = actions.try_rules(
            cast.owner.actor, made.circle_id(), RulesChange(0, {"featured": {"points": 30}})
        ).id
    path = f"/c/tea/settings/points/what-if/{asked}"
    assert cast.owner.client.get(path).status_code == 200
    assert cast.member.client.get(path).status_code == 403
    assert cast.owner.client.get(path.replace("tea", "nowhere")).status_code == 404


def test_one_person_tries_so_often_an_hour(inside, cast, clock):
    clock.hold()  # an hour that begins meanwhile is another hour
    for _ in range(30):
        tried(cast.owner, featured={"points": 30})
    with pytest.raises(TooMany):
        tried(cast.owner, featured={"points": 30})


def test_what_ifs_are_forgotten_after_a_week(inside, cast, clock):
    tried(cast.owner, featured={"points": 30})
    clock.travel(days=6)
    actions.forget_what_ifs()
    assert count(WhatIf) == 1
    clock.travel(days=2)
    actions.forget_what_ifs()
    assert count(WhatIf) == 0


def test_the_api_answers_with_the_comparison_and_refuses_an_old_version(app, cast):
    with app.app_context():
        made.happen(cast.member)
    body = {"version": 0, "each": {"featured": {"points": 30}}}
    answer = cast.owner.client.call("POST", "/circles/tea/point-rules/what-if", body)
    assert answer.status_code == 200 and answer.json["state"] == "done"
    assert answer.json["outcome"]["after"]["points"] == 30
    again = cast.owner.client.call("GET", f"/circles/tea/point-rules/what-if/{answer.json['id']}")
    assert again.json["outcome"] == answer.json["outcome"]
    stale = cast.owner.client.call(
        "POST", "/circles/tea/point-rules/what-if", {**body, "version": 3}
    )
    assert (stale.status_code, stale.json["code"]) == (409, "rules_changed")


def count(model):
    from circle.core.db import session

    return session().query(model).count()


def tried(person, **each):
    """The outcome of other rules."""
    version = queries.newest_rules(made.circle_id()).version
    asked = actions.try_rules(person.actor, made.circle_id(), RulesChange(version, each))
    assert asked.state == "done"
    return asked.outcome


assert rules.WHAT_IF_DAYS == 90 and Occurrence.__tablename__ == "occurrences"
