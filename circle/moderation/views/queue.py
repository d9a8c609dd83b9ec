"""The staff's queue: one card after the other, two buttons in reach of the thumb."""

from collections.abc import Sequence

from flask import Response, make_response, render_template, request

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.content import policy
from circle.content import queries as content
from circle.content.chips import Chip
from circle.content.models import Entry
from circle.core.errors import BadRequest
from circle.core.i18n import lazy
from circle.core.web import Form, back_to, blank_form, page_limit, read_form, say, see_other, write
from circle.moderation import actions, queries
from circle.moderation.models import SOURCES
from circle.moderation.schemas import STATES, BulkRulingInput
from circle.moderation.views.acts import undo_of
from circle.moderation.views.blueprint import bp, person
from circle.moderation.words import ACT_NAMES, RULE_NAMES, SAID, SOURCE_NAMES, STATE_NAMES
from circle.screening import provider


@bp.get("/c/<slug>/waiting")
def waiting(slug: str) -> str:
    """What lies before the circle's staff; `?state=` and `?source=` narrow it."""
    return _page(slug, blank_form(BulkRulingInput))


@bp.post("/c/<slug>/waiting")
@write
def decide(slug: str) -> Response:
    """Decide one case or several alike, and go on to the next."""
    form = read_form(BulkRulingInput)
    if form:
        with form:
            act = actions.decide_cases(person(), form.input)
            say(SAID[act.kind], undo=undo_of(act))
            return back_to(f"/c/{slug}/waiting")
    return make_response(_page(slug, form), form.status)


@bp.post("/c/<slug>/waiting/<int:case_id>/claim")
@write
def claim(slug: str, case_id: int) -> Response:
    """Take a case on, so that nobody else does the same work."""
    actions.claim_case(person(), case_id)
    say(lazy("Yours for a quarter of an hour"), undo=f"/c/{slug}/waiting/{case_id}/leave")
    return see_other(f"/c/{slug}/waiting")


@bp.post("/c/<slug>/waiting/<int:case_id>/leave")
@write
def leave(slug: str, case_id: int) -> Response:
    """Give a case back."""
    actions.leave_case(person(), case_id)
    return see_other(f"/c/{slug}/waiting")


def _page(slug: str, form: Form) -> str:
    state, source = chosen()
    if state == "hidden":
        return _hidden(slug)
    circle, here, page = queries.queue_page(
        person(), slug, queries.Part(state, source), cursor=request.args.get("cursor"),
        limit=page_limit(),
    )  # fmt: skip
    wrong = form.typed.get("case_ids") or []
    return render_template(
        "moderation/queue.html", circle=circle, here=here, page=page, state=state, form=form,
        wrong_ids=[int(each) for each in wrong if str(each).isdigit()],
        states=chips(f"/c/{slug}/waiting", state, source),
        people=queries.faces_of(here, page.items),
        pictures_of=content.pictures_of, html_of=content.html_of, source_names=SOURCE_NAMES,
        count=queries.count_open(circle.id), rule_names=RULE_NAMES,
        appeals=queries.appeals_of(page.items), act_names=ACT_NAMES,
        persons=queries.persons_of(page.items), link_to=link_to,
    )  # fmt: skip


def link_to(entry: Entry, circle: Circle) -> str:
    """Where an entry on a desk is read."""
    return content.entry_path(circle.slug, entry)


def _hidden(slug: str) -> str:
    """What staff hid, the latest first."""
    circle, here, page = content.waiting_page(
        person(), slug, state="hidden", cursor=request.args.get("cursor"), limit=page_limit()
    )
    authors = {
        author for one in page.items if (author := policy.author_shown(one.entry, here))
    }
    return render_template(
        "moderation/hidden.html", circle=circle, here=here, page=page,
        people=circles.faces(circle.id, authors),
        states=chips(f"/c/{slug}/waiting", "hidden", None),
        pictures_of=content.pictures_of, html_of=content.html_of,
        path_of=lambda entry: content.entry_path(circle.slug, entry),
        can_show={one.entry.id: bool(policy.can_hide(here, one.entry)) for one in page.items},
    )  # fmt: skip


def chosen() -> tuple[str, str | None]:
    """Which part of a queue an address asks for; BadRequest when there is none such."""
    state, source = request.args.get("state", "open"), request.args.get("source") or None
    if state == "waiting":
        state = "open"  # what older links say
    if state not in STATES or (source is not None and source not in SOURCES):
        raise BadRequest(lazy("There is no such list"))
    return state, source


def chips(base: str, state: str, source: str | None) -> Sequence[Chip]:
    """The words above a queue: what of it is shown."""
    shown = ["report", "rule", "watched", "flood", "newcomer", "edit", "appeal", "patrol"]
    if provider.in_use():
        shown.append("provider")
    states = [
        Chip(str(name), base if key == "open" else f"{base}?state={key}",
             state == key and source is None)
        for key, name in STATE_NAMES.items()
    ]  # fmt: skip
    sources = [
        Chip(str(SOURCE_NAMES[key]), f"{base}?source={key}", source == key) for key in shown
    ]
    return [states[0], *sources, *states[1:]]
