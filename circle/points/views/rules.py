"""The rules of points and levels: read by members, changed and tried by staff."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Response, current_app, make_response, render_template

from circle.circles import policy as circle_policy
from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.core import clock
from circle.core.actor import Actor
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.core.web import (
    Form,
    blank_form,
    is_in_wechat,
    read_form,
    say,
    see_other,
    visitor,
    write,
)
from circle.points import actions, policy, queries, rules
from circle.points.schemas.rules import (
    MAX_LEVELS,
    LevelsForm,
    PointRulesForm,
)
from circle.points.views.blueprint import bp

REFRESH_SECONDS = 2  # how often the page of a what-if under way looks again


@bp.get("/c/<slug>/points/rules")
def show_rules(slug: str) -> str:
    """How points are earned here: every rule with its limits, and what levels open."""
    circle, here = circles.enter(visitor(), slug)
    current, announced = queries.rules_shown(here, circle)
    in_wechat, pages = is_in_wechat(), current_app.blueprints
    ways = [key for key in current.each
            if policy.is_way(key, circle, pages, in_wechat=in_wechat)]  # fmt: skip
    return render_template(
        "points/rules.html", ways=ways, in_wechat=in_wechat,
        circle=circle, here=here, rules=current, words=rules,
        announced=announced, levels=circle_policy.levels_of(circle), policy=circle_policy,
        can_edit=policy.can_edit_rules(here, circle),
    )  # fmt: skip


@bp.get("/c/<slug>/points/rules/history")
def show_rules_history(slug: str) -> str:
    """Who changed which rule, from when it counts, and what it said before."""
    circle, here = circles.enter(visitor(), slug)
    versions = queries.rules_history(here, circle)
    return render_template(
        "points/rules_history.html", circle=circle, here=here, versions=versions, words=rules,
        in_wechat=is_in_wechat(),
    )  # fmt: skip


@bp.get("/c/<slug>/settings/points")
def edit_rules(slug: str) -> str:
    """Every rule as a row with its value; open one to change it."""
    circle, here = circles.enter(visitor(), slug)
    require(here, policy.can_edit_rules(here, circle))
    newest = queries.newest_rules(circle.id)
    return _rules_page(circle, here, blank_form(PointRulesForm, _flat(newest)))


@bp.post("/c/<slug>/settings/points")
@write
def change_rules(slug: str) -> Response:
    """Save a new version of the rules."""
    circle, here = circles.enter(visitor(), slug)
    form = read_form(PointRulesForm)
    if form:
        with form:
            made = actions.change_rules(visitor(), circle.id, form.input)
            later = made.from_at > clock.now()
            say(lazy("Saved. It counts from the time you chose") if later else lazy("Saved"))
            return see_other(f"/c/{slug}/points/rules/history")
    return make_response(_rules_page(circle, here, form), form.status)


@bp.post("/c/<slug>/settings/points/what-if")
def try_rules(slug: str) -> Response:
    """See what the rules typed in would have made of the last 90 days; nothing is saved.

    Stands outside the repeatable write: counting must not keep everybody else from writing.
    """
    circle, here = circles.enter(visitor(), slug)
    form = read_form(PointRulesForm)
    if form:
        with form:
            asked = actions.try_rules(visitor(), circle.id, form.input)
            return see_other(f"/c/{slug}/settings/points/what-if/{asked.id}")
    return make_response(_rules_page(circle, here, form), form.status)


@bp.get("/c/<slug>/settings/points/what-if/<int:what_if_id>")
def show_what_if(slug: str, what_if_id: int) -> Response:
    """What came out, or how far it is; from here the rules can be saved."""
    circle, here, asked = queries.get_what_if(visitor(), slug, what_if_id)
    outcome = asked.outcome
    named = [each["user_id"] for side in ("winners", "losers") for each in outcome.get(side, ())]
    tried = rules.read(asked.rules, asked.change["version"])
    newest = queries.newest_rules(circle.id)
    page = make_response(
        render_template(
            "points/what_if.html", circle=circle, here=here, asked=asked, outcome=outcome,
            faces=circles.faces(circle.id, named), words=rules,
            hidden=_hidden(tried, asked.change.get("from_at")),
            changes=list(rules.differences(newest, tried)),
            stale=newest.version != asked.change["version"],
        )
    )  # fmt: skip
    if asked.state != "done":
        page.headers["Refresh"] = str(REFRESH_SECONDS)
    return page


@bp.get("/c/<slug>/settings/levels")
def edit_levels(slug: str) -> str:
    """The table of levels: growth level by level, and what each opens."""
    circle, here = circles.enter(visitor(), slug)
    require(here, policy.can_edit_rules(here, circle))
    return _levels_page(circle, here, blank_form(LevelsForm, _levels_typed(circle)))


@bp.post("/c/<slug>/settings/levels")
@write
def change_levels(slug: str) -> Response:
    """Keep the table of levels."""
    circle, here = circles.enter(visitor(), slug)
    form = read_form(LevelsForm)
    if form:
        with form:
            actions.change_levels(visitor(), circle.id, form.input)
            say(lazy("Saved. Who has the growth of a higher level rises in a moment"))
            return see_other(f"/c/{slug}/points/rules")
    return make_response(_levels_page(circle, here, form), form.status)


def _rules_page(circle: Circle, here: Actor, form: Form) -> str:
    require(here, policy.can_edit_rules(here, circle))
    current, announced = queries.rules_shown(here, circle)
    newest = rules.read(announced.rules, announced.version) if announced else current
    return render_template(
        "points/settings_points.html", circle=circle, here=here, form=form, words=rules,
        newest=newest, announced=announced,
    )  # fmt: skip


def _levels_page(circle: Circle, here: Actor, form: Form) -> str:
    require(here, policy.can_edit_rules(here, circle))
    return render_template(
        "points/settings_levels.html", circle=circle, here=here, form=form,
        policy=circle_policy, places=range(1, MAX_LEVELS + 1),
    )  # fmt: skip


def _flat(found: rules.Rules) -> Mapping[str, Any]:
    """The rules as the form's fields: `post.points` and so on, each setting by its name."""
    values: dict[str, Any] = {name: getattr(found, name) for name in rules.SETTINGS}
    for key, names in rules.FIELDS.items():
        values |= {f"{key}.{name}": getattr(found[key], name) for name in names}
    values["version"] = found.version
    return {name: value if value is True or value is False else str(value)
            for name, value in values.items()}  # fmt: skip


def _hidden(tried: rules.Rules, from_at: str | None) -> list[tuple[str, Any]]:
    """The fields that save exactly what was tried; a box that is not ticked is not sent."""
    fields = [(name, value) for name, value in _flat(tried).items() if value is not False]
    if from_at and datetime.fromisoformat(from_at).astimezone(UTC) > clock.now():
        fields.append(("from_at", from_at))
    return fields


def _levels_typed(circle: Circle) -> Mapping[str, Any]:
    levels = circle_policy.levels_of(circle)
    typed: dict[str, Any] = {
        "version": queries.levels_version(circle), "growth": [level.growth for level in levels],
    }  # fmt: skip
    for one in circle_policy.Privilege:
        opened = [number for number, level in enumerate(levels, 1) if one in level.privileges]
        typed[f"opens.{one.value}"] = opened[0] if opened else 0
    return typed
