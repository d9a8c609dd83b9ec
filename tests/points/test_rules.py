"""The rules of a circle change by version, within bounds, in the open; levels only ever rise."""

import re
from datetime import timedelta

import pytest

from circle.circles import queries as circles
from circle.circles.policy import Privilege
from circle.core import clock as time
from circle.core.db import session
from circle.core.errors import Conflict, Invalid, NotAllowed
from circle.events import LevelRaised
from circle.points import actions, queries
from circle.points.models import RuleSet
from circle.points.schemas.rules import LevelsChange, PointRulesInput, RulesChange
from tests.factories import points as made
from tests.factories.circles import found_circle

STEPS = ({"growth": 0, "privileges": []}, {"growth": 10, "privileges": ["links"]},
         {"growth": 15, "privileges": ["topics"]})  # fmt: skip


def change(person, version=None, **given):
    """New rules, by somebody who saw this version."""
    if version is None:
        version = queries.newest_rules(made.circle_id()).version
    return actions.change_rules(
        person.actor, made.circle_id(), RulesChange(version=version, **given)
    )


def change_levels(person, levels=STEPS, version=None):
    """A new table of levels."""
    circle, _here = entered(person)
    version = version or queries.levels_version(circle)
    return actions.change_levels(person.actor, circle.id, LevelsChange(version, levels))


def entered(person):
    return circles.enter(person.actor, "tea")


def test_a_new_version_counts_from_now_and_what_was_paid_stays(inside, cast):
    made.happen(cast.member)
    change(cast.owner, each={"featured": {"points": 50}})
    made.happen(cast.member)
    assert made.standing(cast.member).points == 70


def test_a_change_can_be_announced_and_counts_when_its_time_has_come(inside, cast, clock):
    change(cast.owner, each={"featured": {"points": 50}}, from_at=time.now() + timedelta(days=3))
    assert made.happen(cast.member).points == 20
    clock.travel(days=4)
    assert made.happen(cast.member).points == 50


def test_a_limit_of_nothing_pays_nothing_and_is_no_way_to_earn(inside, cast):
    facts = {"characters": 40}
    assert made.happen(cast.member, "post", facts=facts).state == "paid"
    change(cast.owner, each={"post": {"limit": 0}, "make_up": {"limit": 0}})
    assert made.happen(cast.guest, "post", facts=facts).refused == "limit"
    circle, here = entered(cast.member)
    assert not {"post", "make_up"} & {way.key for way in queries.my_points(here, circle).ways}
    assert not queries.calendar(here, circle).make_ups.offered
    assert made.happen(cast.member).state == "paid"  # what has no limit goes on


def test_nothing_is_announced_more_than_90_days_ahead(inside, cast):
    with pytest.raises(Invalid):
        change(cast.owner, each={"featured": {"points": 50}},
               from_at=time.now() + timedelta(days=91))  # fmt: skip
    change(cast.owner, each={"featured": {"points": 50}}, from_at=time.now() + timedelta(days=89))


def test_a_newer_version_takes_the_place_of_an_announced_one(inside, cast, clock):
    change(cast.owner, each={"featured": {"points": 50}}, from_at=time.now() + timedelta(days=3))
    change(cast.admin, each={"featured": {"points": 30}})
    clock.travel(days=5)
    assert made.happen(cast.member).points == 30
    circle, here = entered(cast.owner)
    told = queries.rules_history(here, circle)
    assert [one.state for one in told] == ["current", "replaced"]


def test_a_version_announced_for_later_takes_the_place_of_one_announced_for_sooner(
    inside, cast, clock
):
    book = queries.RuleBook
    change(cast.owner, each={"featured": {"points": 50}}, from_at=time.now() + timedelta(days=3))
    change(cast.owner, each={"featured": {"points": 30}}, from_at=time.now() + timedelta(days=9))
    for days, points, states in (
        (5, 20, ["announced", "replaced"]), (5, 30, ["current", "replaced"]),
    ):  # fmt: skip
        clock.travel(days=days)
        assert made.happen(cast.member).points == points
        assert book(made.circle_id()).at(time.now())["featured"].points == points
        circle, here = entered(cast.owner)
        assert [one.state for one in queries.rules_history(here, circle)] == states


def test_two_editors_of_the_same_version_do_not_overwrite_each_other(inside, cast):
    change(cast.owner, version=0, each={"post": {"points": 5}})
    with pytest.raises(actions.ChangedMeanwhile):
        change(cast.admin, version=0, each={"answer": {"points": 5}})
    change(cast.admin, version=1, each={"answer": {"points": 5}})
    now = queries.rules_at(made.circle_id())
    assert (now["post"].points, now["answer"].points, now.version) == (5, 5, 2)


def test_only_what_differs_from_the_defaults_is_stored(inside, cast):
    change(cast.owner, each={"post": {"points": 5, "growth": 3}}, daily_points=60, lapse_months=12)
    stored = session().query(RuleSet).one()
    assert stored.rules == {"lapse_months": 12, "each": {"post": {"points": 5}}}
    with pytest.raises(Invalid):
        change(cast.owner, each={"post": {"points": 5}})  # nothing new


def test_the_history_tells_who_changed_what(inside, cast):
    change(cast.owner, each={"post": {"points": 5}})
    change(cast.admin, each={"post": {"points": 4, "on": False}}, daily_points=80)
    circle, here = entered(cast.member)
    newest, first = queries.rules_history(here, circle)
    assert newest.by.name == "admin_of_tea" and first.by.name == "owner_of_tea"
    assert [(one.rule, one.name, one.before, one.after) for one in newest.changes] == [
        ("post", "points", 5, 4), ("post", "on", True, False), (None, "daily_points", 60, 80),
    ]  # fmt: skip


@pytest.mark.parametrize(("rule", "given"), [
    ("post", {"points": 201}), ("post", {"points": -1}), ("post", {"limit": 51}),
    ("purchase", {"growth": 1}), ("check_in", {"limit": 5}), ("nothing", {"points": 1}),
])  # fmt: skip
def test_rules_stay_within_their_bounds(rule, given):
    found = PointRulesInput().validate({"version": 0, "each": {rule: given}})
    assert found
    assert PointRulesInput().validate({"version": 0, "each": {"post": {"points": 200}}}) == {}


@pytest.mark.parametrize("standing", ["moderator", "guest", "member", "outsider"])
def test_only_who_changes_settings_changes_rules_and_levels(inside, cast, standing):
    with pytest.raises(NotAllowed):
        change(cast[standing], each={"post": {"points": 5}})
    with pytest.raises(NotAllowed):
        change_levels(cast[standing])
    change(cast.admin, each={"post": {"points": 5}})
    change_levels(cast.admin)


def test_when_thresholds_fall_members_rise_and_are_told_in_batches(
    app, cast, run_jobs, monkeypatch
):
    raised = []
    monkeypatch.setattr("circle.points.actions.rules.RAISED_AT_ONCE", 1)
    monkeypatch.setattr("circle.points.actions.standing.emit", raised.append)
    with app.app_context():
        made.happen(cast.member)
        made.happen(cast.guest)
        assert made.standing(cast.member).level == 1
        raised.clear()
        change_levels(cast.owner)
    run_jobs()
    with app.app_context():
        assert made.standing(cast.member).level == made.standing(cast.guest).level == 3
        assert made.standing(cast.moderator).level == 1
    assert {(one.user_id, one.level) for one in raised if isinstance(one, LevelRaised)} == {
        (cast.member.user_id, 3), (cast.guest.user_id, 3),
    }  # fmt: skip


def test_when_thresholds_rise_nobody_falls(app, cast, run_jobs):
    with app.app_context():
        change_levels(cast.owner)
        made.happen(cast.member)
        assert made.standing(cast.member).level == 3
        change_levels(cast.owner, [{"growth": by, "privileges": []} for by in (0, 500, 900)])
    run_jobs()
    with app.app_context():
        assert made.standing(cast.member).level == 3


def test_privileges_add_up_from_level_to_level(inside, cast):
    circle = change_levels(cast.owner)
    assert [level["privileges"] for level in circle.levels] == [
        [], ["links"], ["links", "topics"],
    ]  # fmt: skip


@pytest.mark.parametrize("growth", [
    (0, 10), (1, 10, 20), (0, 20, 20), (0, 30, 20), tuple(range(0, 110, 10)),
])  # fmt: skip
def test_levels_are_three_to_ten_and_rise_from_nothing(inside, cast, growth):
    with pytest.raises(Invalid):
        change_levels(cast.owner, [{"growth": by, "privileges": []} for by in growth])
    change_levels(cast.owner, [{"growth": by, "privileges": []} for by in range(0, 100, 10)])


def test_no_level_gives_more_votes(app, cast):
    assert not any("vote" in one.value for one in Privilege)
    seen = cast.owner.client.get("/api/v1/circles/tea/levels").json["version"]
    levels = [{"growth": by, "privileges": ["votes"] if by else []} for by in (0, 5, 9)]
    body = {"levels": levels, "version": seen}
    assert cast.owner.client.call("PUT", "/circles/tea/levels", body).status_code == 422
    body["levels"][1]["privileges"] = body["levels"][2]["privileges"] = ["polls"]
    answer = cast.owner.client.call("PUT", "/circles/tea/levels", body)
    assert answer.status_code == 200 and answer.json["levels"][2]["privileges"] == ["polls"]


def test_two_editors_of_levels_do_not_overwrite_each_other(inside, cast):
    circle, _here = entered(cast.owner)
    seen = queries.levels_version(circle)
    change_levels(cast.owner, version=seen)
    with pytest.raises(Conflict):
        change_levels(cast.admin, version=seen)
    assert queries.levels_version(entered(cast.owner)[0]) != seen


def test_the_rules_are_there_to_be_read_and_to_be_changed_as_json(app, cast):
    client = cast.owner.client
    answer = client.call("PUT", "/circles/tea/point-rules",
                         {"version": 0, "each": {"post": {"points": 5}}})  # fmt: skip
    assert answer.status_code == 200 and answer.json["each"]["post"]["points"] == 5
    read = cast.member.client.get("/api/v1/circles/tea/point-rules").json
    assert (read["version"], read["in_force"]) == (1, 1)
    history = cast.member.client.get("/api/v1/circles/tea/point-rules/history").json["items"]
    assert history[0]["changes"] == [
        {"rule": "post", "name": "points", "before": 3, "after": 5}
    ]
    stale = client.call("PUT", "/circles/tea/point-rules",
                        {"version": 0, "each": {"post": {"points": 6}}})  # fmt: skip
    assert (stale.status_code, stale.json["code"]) == (409, "rules_changed")


def test_the_form_saves_what_it_shows_and_keeps_what_was_typed_when_refused(app, cast):
    client = cast.owner.client
    page = client.get("/c/tea/settings/points").text
    assert 'name="post.points"' in page and 'name="purchase.growth"' not in page
    form = {"version": "0", "post.points": "999", "post.on": "on"}
    refused = client.submit("/c/tea/settings/points", form)
    assert refused.status_code == 422 and 'value="999"' in refused.text
    form["post.points"] = "7"
    assert client.submit("/c/tea/settings/points", form).status_code == 303
    with app.app_context():
        assert queries.rules_at(made.circle_id())["post"].points == 7
    stale = client.submit("/c/tea/settings/points", form)
    assert stale.status_code == 409 and 'value="7"' in stale.text


def test_what_was_tried_is_saved_from_its_page(app, cast):
    client = cast.owner.client
    tried = client.submit("/c/tea/settings/points/what-if",
                          {"version": "0", "post.points": "6", "post.on": "on"})  # fmt: skip
    page = client.get(tried.location).text
    fields = dict(found for found in _hidden(page))
    saved = client.submit("/c/tea/settings/points", fields)
    assert saved.status_code == 303
    with app.app_context():
        now = queries.rules_at(made.circle_id())
        assert now["post"].points == 6 and now["answer"].on is False  # as the form had it


def _hidden(page):
    return [(name, value) for name, value in
            re.findall(r'type="hidden" name="([a-z_.]+)" value="([^"]*)"', page)
            if name not in ("csrf_token", "_key")]  # fmt: skip


def test_the_levels_form_opens_privileges_where_it_says(app, cast):
    client = cast.owner.client
    with app.app_context():
        version = queries.levels_version(entered(cast.owner)[0])
    form = {"version": version, "growth": ["0", "20", "90", ""], "opens.polls": "2"}
    assert client.submit("/c/tea/settings/levels", form).status_code == 303
    levels = client.get("/api/v1/circles/tea/levels").json["levels"]
    assert [(one["growth"], one["privileges"]) for one in levels] == [
        (0, []), (20, ["polls"]), (90, ["polls"]),
    ]  # fmt: skip


@pytest.mark.parametrize("path", ["points/rules", "points/rules/history"])
def test_members_of_a_private_circle_alone_read_its_rules(app, cast, path):
    with app.app_context():
        found_circle(cast.owner.actor, "closed", visibility="private")
    assert cast.owner.client.get(f"/c/closed/{path}").status_code == 200
    assert cast.outsider.client.get(f"/c/closed/{path}").status_code == 404
    assert cast.member.client.get(f"/c/tea/{path}").status_code == 200


def test_settings_lead_to_points_and_levels(app, cast):
    page = cast.owner.client.get("/c/tea/manage").text
    assert "/c/tea/settings/points" in page and "/c/tea/settings/levels" in page
    for path in ("points", "levels"):
        assert cast.member.client.get(f"/c/tea/settings/{path}").status_code == 403
        assert cast.owner.client.get(f"/c/tea/settings/{path}").status_code == 200
