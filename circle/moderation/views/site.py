"""The desk of the whole site's staff, and what they do to people everywhere."""

from flask import Response, make_response, render_template, request

from circle.accounts import queries as accounts
from circle.content import queries as content
from circle.core import clock
from circle.core.errors import NotFound
from circle.core.i18n import lazy
from circle.core.web import Form, blank_form, page_limit, read_form, say, see_other, visitor, write
from circle.moderation import actions, policy, queries
from circle.moderation.schemas import BulkRulingInput, SiteSanctionInput
from circle.moderation.views.acts import undo_of
from circle.moderation.views.blueprint import bp, person
from circle.moderation.views.queue import chips, chosen, link_to
from circle.moderation.views.sanctions import LENGTHS
from circle.moderation.words import ACT_NAMES, RULE_NAMES, SAID, SOURCE_NAMES

PLACE = "/site/waiting"


@bp.get("/site/waiting")
def site_waiting() -> str:
    """What lies before the staff of the whole site, the most urgent first."""
    return _page(blank_form(BulkRulingInput))


@bp.post("/site/waiting")
@write
def site_decide() -> Response:
    """Decide what lies before the staff of the whole site."""
    form = read_form(BulkRulingInput)
    if form:
        with form:
            act = actions.decide_cases(person(), form.input)
            say(SAID[act.kind], undo=undo_of(act))
            return see_other(PLACE)
    return make_response(_page(form), form.status)


@bp.get("/u/<name>/sanction")
def ask_site_sanction(name: str) -> str:
    """What staff of the site can do to somebody everywhere."""
    return _sheet(name, blank_form(SiteSanctionInput))


@bp.post("/u/<name>/sanction")
@write
def site_sanction(name: str) -> Response:
    """Silence somebody everywhere, or close them out."""
    form = read_form(SiteSanctionInput)
    if form:
        with form:
            user = accounts.get_user_by_name(name)
            act = actions.sanction_person(person(), user.id, form.input)
            done = lazy("They can't write anywhere now"), lazy("They are out everywhere")
            say(done[act.kind == "close_out"], undo=undo_of(act))
            return see_other(PLACE)
    return make_response(_sheet(name, form), form.status)


def _page(form: Form) -> str:
    state, source = chosen()
    page = queries.site_page(
        person(), queries.Part(state, source), cursor=request.args.get("cursor"),
        limit=page_limit(),
    )  # fmt: skip
    wrong = form.typed.get("case_ids") or []
    return render_template(
        "moderation/site_queue.html", page=page, state=state, form=form,
        wrong_ids=[int(each) for each in wrong if str(each).isdigit()],
        states=chips(PLACE, state, source), people=queries.faces_of(visitor(), page.items),
        persons=queries.persons_of(page.items), pictures_of=content.pictures_of,
        html_of=content.html_of, source_names=SOURCE_NAMES, rule_names=RULE_NAMES,
        appeals=queries.appeals_of(page.items), act_names=ACT_NAMES,
        link_to=link_to, here=visitor(), late=queries.late_circles(visitor()),
    )  # fmt: skip


def _sheet(name: str, form: Form) -> str:
    if not policy.can_review_site(visitor()):
        raise NotFound
    user = accounts.get_user_by_name(name)
    return render_template(
        "moderation/site_sanction.html", user=user, form=form, rule_names=RULE_NAMES,
        lengths=[(said, clock.now() + length) for said, length in LENGTHS],
    )  # fmt: skip
