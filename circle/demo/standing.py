"""The standing of the people of the story: check-ins, rules that changed, what came of invitations.

What members earn follows from what they do, by the rules of its time; here is what they do for it
alone, and the work that time brings while a worker would have been running.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from zlib import crc32

from circle.circles import queries as circles
from circle.core import clock
from circle.demo.posts import END
from circle.demo.stage import Stage
from circle.demo.story import Story, Table, moment
from circle.points import actions as points
from circle.points import jobs
from circle.points import queries as point_queries
from circle.points.schemas.news import Told
from circle.points.schemas.rules import LevelsChange, RulesChange

CHECK, MEND, CHANGE, COUNT, TELL = range(END + 2, END + 7)
ONE_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7, minutes=1)
SPREAD = 25  # minutes a day's check-in is off the usual time
LOOKED = timedelta(hours=5)  # since when the fan has not looked in


def plan_standing(stage: Stage, story: Story, fan: tuple[str, str]) -> None:
    """Everything that raises and shows standing besides what is written.

    `fan` (circle, name) has not looked in for some hours: what they reached is still to be told.
    """
    for each in story.standing.get("check_ins", ()):
        _plan_check_ins(stage, each)
    for change in story.standing.get("rules", ()):
        stage.plan(moment(change["at"], stage.now), CHANGE, partial(_change_rules, stage, change))
    for change in story.standing.get("levels", ()):
        stage.plan(moment(change["at"], stage.now), CHANGE, partial(_change_levels, stage, change))
    for circle in story.circles:
        _plan_members(stage, circle, fan)
    _plan_settling(stage, story)


def _plan_check_ins(stage: Stage, each: Table) -> None:
    for day, at in _mornings(stage, each):
        stage.plan(at, CHECK, partial(_check_in, stage, each, day))
    for missed in each.get("mended", ()):
        at = moment(f"{missed - 1}d 21:30", stage.now)
        stage.plan(at, MEND, partial(_mend, stage, each, missed))


def _mornings(stage: Stage, each: Table) -> Iterator[tuple[int, datetime]]:
    """The days somebody was there, so many days ago, and when on each."""
    for day in range(each["since"], each.get("until", 0) - 1, -1):
        chance = crc32(f"{each['circle']} {each['by']} {day}".encode())
        kept = chance % 100 < each.get("of_100", 100) and day not in each.get("missed", ())
        at = moment(f"{day}d {each['at']}", stage.now) + timedelta(minutes=chance // 100 % SPREAD)
        if kept and at < stage.now:
            yield day, at


def _plan_members(stage: Stage, circle: Table, fan: tuple[str, str]) -> None:
    for member in circle["members"]:
        joined = moment(member["at"], stage.now)
        if member["role"] != "owner" and joined + A_WEEK < stage.now:
            judge = partial(_judge_invite, stage, circle, member["name"])
            stage.plan(joined + A_WEEK, COUNT, judge)
        looked = LOOKED if (circle["slug"], member["name"]) == fan else timedelta()
        tell = partial(_tell, stage, circle, member["name"])
        stage.plan(stage.now - looked, TELL, tell)


def _plan_settling(stage: Stage, story: Story) -> None:
    """Every morning what waited a day is paid."""
    began = min(moment(circle["opened"], stage.now) for circle in story.circles)
    day = clock.day_start(clock.local_day(began) + 2 * ONE_DAY) + timedelta(hours=4)
    while day < stage.now:
        stage.plan(day, COUNT, partial(jobs.settle_due, {}))
        day += ONE_DAY
    stage.plan(stage.now, COUNT, partial(jobs.settle_due, {}))


def _check_in(stage: Stage, each: Table, day: int) -> None:
    points.check_in(stage.actor(each["by"]), stage.circles[each["circle"]])


def _mend(stage: Stage, each: Table, missed: int) -> None:
    day = clock.local_day(stage.now) - missed * ONE_DAY
    points.make_up(stage.actor(each["by"]), stage.circles[each["circle"]], day)


def _change_rules(stage: Stage, change: Table) -> None:
    circle_id = stage.circles[change["circle"]]
    given = {name: change[name] for name in ("cooldown_seconds", "daily_points") if name in change}
    begins = moment(change["from"], stage.now, ahead=True) if "from" in change else None
    version = point_queries.newest_rules(circle_id).version
    new = RulesChange(version=version, each=change.get("each", {}), from_at=begins, **given)
    points.change_rules(stage.actor(change["by"]), circle_id, new)


def _change_levels(stage: Stage, change: Table) -> None:
    circle_id = stage.circles[change["circle"]]
    version = point_queries.levels_version(circles.lock_circle(circle_id))
    points.change_levels(
        stage.actor(change["by"]), circle_id, LevelsChange(version, change["levels"])
    )
    jobs.relevel({"circle_id": circle_id})


def _judge_invite(stage: Stage, circle: Table, name: str) -> None:
    member = circles.get_membership(stage.circles[circle["slug"]], stage.users[name])
    if member is not None and member.invited_by is not None:
        points.judge_invite(member.id, member.invited_by)


def _tell(stage: Stage, circle: Table, name: str) -> None:
    circle_id = stage.circles[circle["slug"]]
    member = circles.get_membership(circle_id, stage.users[name])
    if member is not None and member.is_member:
        told = Told(member.level, tuple(member.badges))
        points.note_told(stage.actor(name), circle_id, told)
