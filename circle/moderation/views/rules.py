"""Rules of words: a circle's for its admins, the site's for staff of the site."""

from typing import Any

from flask import Response, make_response, render_template, request, url_for

from circle.circles.models import Circle
from circle.core.actor import Actor
from circle.core.i18n import Text, lazy, ngettext
from circle.core.web import Form, blank_form, page_limit, read_form, say, see_other, visitor, write
from circle.moderation import actions, queries
from circle.moderation.views.blueprint import bp, person
from circle.screening.actions import require_usable
from circle.screening.models import MAX_NAME, KeywordRule
from circle.screening.schemas import KeywordRuleForm, WordListForm

ASKED: tuple[tuple[str, Text, Text], ...] = (
    ("block", lazy("Refuse"), lazy("Whoever writes it is told the rule and changes it")),
    ("review", lazy("Look at it first"), lazy("It waits for the staff; its author sees it")),
    ("replace", lazy("Cover the words"), lazy("The words become ＊, the rest shows")),
    ("ignore", lazy("Leave alone"), lazy("Words inside which no rule of the circle is met")),
)
KINDS: tuple[tuple[str, Text], ...] = (
    ("words", lazy("Words")), ("regex", lazy("A pattern (regular expression)")),
)  # fmt: skip


@bp.get("/site/rules", defaults={"slug": None})
@bp.get("/c/<slug>/rules-of-words")
def rules_of_words(slug: str | None) -> str:
    """The rules, the newest first, and a form for one more."""
    return _page(slug, blank_form(KeywordRuleForm, {"wide": "on"}))


@bp.post("/site/rules", defaults={"slug": None})
@bp.post("/c/<slug>/rules-of-words")
@write
def add_rule(slug: str | None) -> Response:
    """Add a rule."""
    form = read_form(KeywordRuleForm)
    if form:
        with form:
            rule = actions.add_rule(person(), _place(slug), form.input)
            said = lazy("“%(name)s” holds from now on", name=rule.name)
            say(said, undo=f"/rules-of-words/{rule.id}/drop")
            return see_other(_home(slug))
    return make_response(_page(slug, form), form.status)


@bp.get("/site/rules/try", defaults={"slug": None})
@bp.get("/c/<slug>/rules-of-words/try")
def try_rule(slug: str | None) -> Response:
    """What a new rule would have hit in the last 30 days, before it is added."""
    circle, here = queries.rules_place(visitor(), slug)
    return _tried(circle, here, _home(slug))


@bp.get("/rules-of-words/<int:rule_id>/try")
def try_change(rule_id: int) -> Response:
    """The same for a rule that is changed."""
    _rule, circle, here = queries.get_rule(visitor(), rule_id)
    return _tried(circle, here, f"/rules-of-words/{rule_id}")


@bp.get("/site/rules/list", defaults={"slug": None})
@bp.get("/c/<slug>/rules-of-words/list")
def word_list(slug: str | None) -> str:
    """Where a list of words is pasted."""
    return _list_page(slug, blank_form(WordListForm, {"wide": "on"}))


@bp.post("/site/rules/list", defaults={"slug": None})
@bp.post("/c/<slug>/rules-of-words/list")
@write
def add_words(slug: str | None) -> Response:
    """Add a rule for each line."""
    form = read_form(WordListForm)
    if form:
        with form:
            done = actions.add_words(person(), _place(slug), form.input)
            number = len(done.added)
            undo = None
            if number:
                undo = url_for(
                    "moderation.drop_words", slug=slug, first=done.added[0].id,
                    last=done.added[-1].id,
                )  # fmt: skip
            say(ngettext("%(num)s new rule", "%(num)s new rules", number), undo=undo)
            return see_other(_home(slug))
    return make_response(_list_page(slug, form), form.status)


@bp.post("/site/rules/list/drop", defaults={"slug": None})
@bp.post("/c/<slug>/rules-of-words/list/drop")
@write
def drop_words(slug: str | None) -> Response:
    """Take back a list that was just added."""
    first, last = (request.args.get(name, 0, type=int) for name in ("first", "last"))
    number = actions.drop_rules(person(), _place(slug), first, last)
    say(ngettext("%(num)s rule is gone", "%(num)s rules are gone", number))
    return see_other(_home(slug))


@bp.get("/rules-of-words/<int:rule_id>")
def rule_of_words(rule_id: int) -> str:
    """One rule, to be changed or dropped."""
    rule, _circle, _here = queries.get_rule(visitor(), rule_id)
    return _rule_page(rule_id, blank_form(KeywordRuleForm, _typed(rule)))


@bp.post("/rules-of-words/<int:rule_id>")
@write
def change_rule(rule_id: int) -> Response:
    """Change what it looks for or asks for."""
    form = Form(KeywordRuleForm(), request.values)  # an undo brings it all in its address
    if form:
        before = _typed(queries.get_rule(visitor(), rule_id)[0])
        undo = url_for("moderation.change_rule", rule_id=rule_id, **before)
        with form:
            actions.change_rule(person(), rule_id, form.input.as_change())
            say(lazy("The rule is changed"), undo=undo)
            return see_other(_home_of(rule_id))
    return make_response(_rule_page(rule_id, form), form.status)


@bp.post("/rules-of-words/<int:rule_id>/drop")
@write
def drop_rule(rule_id: int) -> Response:
    """It holds no more."""
    home = _home_of(rule_id)
    rule = actions.drop_rule(person(), rule_id)
    undo = f"/rules-of-words/{rule_id}/restore"
    say(lazy("“%(name)s” holds no more", name=rule.name), undo=undo)
    return see_other(home)


@bp.post("/rules-of-words/<int:rule_id>/restore")
@write
def restore_rule(rule_id: int) -> Response:
    """Bring it back."""
    rule = actions.restore_rule(person(), rule_id)
    say(lazy("“%(name)s” holds again", name=rule.name))
    return see_other(_home_of(rule_id))


def _page(slug: str | None, form: Form) -> str:
    circle, here, page = queries.rules_page(
        visitor(), slug, cursor=request.args.get("cursor"), limit=page_limit()
    )
    return render_template(
        "moderation/rules.html", circle=circle, here=here, page=page, form=form, home=_home(slug),
        asked=ASKED, kinds=KINDS, asked_names={key: name for key, name, _hint in ASKED},
    )  # fmt: skip


def _tried(circle: Circle | None, here: Actor, action: str) -> Response:
    form = blank_form(KeywordRuleForm, {"wide": "on"})
    tried = None
    if request.args:
        form = Form(KeywordRuleForm(), request.args)
    if form:
        with form:
            require_usable(form.input.pattern, form.input.kind, wide=form.input.wide)
            tried = queries.rehearse(visitor(), circle.slug if circle else None, form.input)
    page = render_template(
        "moderation/rule_tried.html", circle=circle, here=here, form=form, tried=tried,
        action=action, home=_home_at(circle), asked=ASKED, kinds=KINDS,
    )  # fmt: skip
    return make_response(page, 422 if form.errors else 200)


def _list_page(slug: str | None, form: Form) -> str:
    circle, here = queries.rules_place(visitor(), slug)
    return render_template(
        "moderation/rule_list.html", circle=circle, here=here, form=form, home=_home(slug),
        asked=ASKED,
    )  # fmt: skip


def _rule_page(rule_id: int, form: Form) -> str:
    rule, circle, here = queries.get_rule(visitor(), rule_id)
    return render_template(
        "moderation/rule.html", circle=circle, here=here, rule=rule, form=form,
        home=_home_at(circle), asked=ASKED, kinds=KINDS,
    )  # fmt: skip


def _typed(rule: KeywordRule) -> dict[str, Any]:
    """A rule as a form says it: a name that is the pattern's is none."""
    own = rule.name != rule.pattern[:MAX_NAME]
    said = {"pattern": rule.pattern, "action": rule.action, "kind": rule.kind}
    return {**said, "name": rule.name if own else "", **({"wide": "on"} if rule.wide else {})}


def _place(slug: str | None) -> int | None:
    circle, _here = queries.rules_place(visitor(), slug)
    return circle.id if circle else None


def _home(slug: str | None) -> str:
    return f"/c/{slug}/rules-of-words" if slug else "/site/rules"


def _home_at(circle: Circle | None) -> str:
    return _home(circle.slug if circle else None)


def _home_of(rule_id: int) -> str:
    return _home_at(queries.get_rule(visitor(), rule_id)[1])
