"""Trial campaigns: offering one, applying, the desk where places are given out, reporting."""

from flask import Response, make_response, render_template, request
from marshmallow import ValidationError

from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.core.errors import BadRequest
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.core.web import (
    Form,
    back_to,
    blank_form,
    page_limit,
    read_form,
    say,
    see_other,
    visitor,
    write,
)
from circle.topics import actions, policy, queries
from circle.topics.queries import Tried
from circle.topics.schemas import (
    ApplicationChoice,
    ApplicationInput,
    ApplicationsQuery,
    DecisionsForm,
    TrialForm,
)
from circle.topics.timing import moment
from circle.topics.views.blueprint import bp, page_of, person

CHOSEN = ("state", "level", "role", "label", "cursor")
STATE_WORDS = {
    "applied": lazy("Applied"), "selected": lazy("Selected"), "reported": lazy("Reported back"),
    "late": lazy("Report is late"), "declined": lazy("Declined"),
}  # fmt: skip
DECIDED = {
    "selected": lazy("Selected"), "declined": lazy("Declined"), "applied": lazy("Open again"),
}  # fmt: skip


@bp.get("/topics/<int:topic_id>/trial/new")
def new_trial(topic_id: int) -> Response | str:
    """A page to offer something on; where something is offered, that."""
    if queries.find_trial(topic_id) is not None:
        queries.get_trial(visitor(), topic_id)  # nobody is led to what they may not see
        return see_other(f"/topics/{topic_id}/trial")
    return _offering(topic_id, blank_form(TrialForm, {"places": 10, "min_level": 1}))


@bp.post("/topics/<int:topic_id>/trial/new")
@write
def create_trial(topic_id: int) -> Response:
    """Members may apply from now on."""
    form = read_form(TrialForm)
    if form:
        with form:
            actions.offer_trial(person(), topic_id, form.input)
            say(lazy("Offered. Members may apply now"))
            return see_other(f"/topics/{topic_id}/trial")
    return make_response(_offering(topic_id, form), form.status)


@bp.get("/topics/<int:topic_id>/trial")
def show_trial(topic_id: int) -> str:
    """What there is to try, applying for it, and reporting back."""
    tried = queries.get_trial(visitor(), topic_id)
    words = tried.mine.words if tried.mine else ""
    return _page(tried, blank_form(ApplicationInput, {"words": words}))


@bp.post("/topics/<int:topic_id>/application")
@write
def apply_for_trial(topic_id: int) -> Response:
    """Applied, or with other words."""
    form = read_form(ApplicationInput)
    if form:
        with form:
            actions.apply_for_trial(person(), topic_id, form.input["words"])
            say(lazy("Applied. You hear what becomes of it"))
            return see_other(f"/topics/{topic_id}/trial")
    return make_response(_page(queries.get_trial(person(), topic_id), form), form.status)


@bp.post("/topics/<int:topic_id>/application/withdraw")
@write
def withdraw_application(topic_id: int) -> Response:
    """Changed one's mind."""
    actions.withdraw_application(person(), topic_id)
    say(lazy("Your application is taken back"))
    return see_other(f"/topics/{topic_id}/trial")


@bp.get("/topics/<int:topic_id>/applications")
def show_applications(topic_id: int) -> str:
    """Who would like to try it; ticked and decided many at a time."""
    return _desk(topic_id, blank_form(DecisionsForm))


@bp.post("/topics/<int:topic_id>/applications")
@write
def decide_applications(topic_id: int) -> Response:
    """All who were ticked, or none when places run out."""
    form = read_form(DecisionsForm)
    if form:
        with form:
            state = form.input["state"]
            actions.decide_applications(person(), topic_id, form.input["member_ids"], state)
            say(DECIDED[state])
            return back_to(f"/topics/{topic_id}/applications")
    return make_response(_desk(topic_id, form), form.status)


@bp.post("/replies/<int:reply_id>/report")
@write
def report_on_trial(reply_id: int) -> Response:
    """This floor is the report."""
    tried = actions.report_on_trial(person(), reply_id)
    say(lazy("Thank you for reporting back"))
    return see_other(f"/topics/{tried.trial.entry_id}/trial")


def _offering(topic_id: int, form: Form) -> str:
    hosted = queries.get_topic(person(), topic_id)
    require(
        hosted.here,
        policy.can_offer_trial(hosted.here, hosted.entry, hosted.topic, hosted.circle),
    )
    return render_template(
        "topics/trial_new.html", circle=hosted.circle, here=hosted.here, form=form,
        entry=hosted.entry, back=page_of(hosted),
    )  # fmt: skip


def _page(tried: Tried, form: Form) -> str:
    hosted, trial = tried.hosted, tried.trial
    return render_template(
        "topics/trial.html", circle=hosted.circle, here=hosted.here, entry=hosted.entry,
        trial=trial, mine=tried.mine, form=form, back=page_of(hosted), words=STATE_WORDS,
        allowed=policy.can_apply(hosted.here, trial, hosted.topic, hosted.circle),
        decides=policy.can_select(hosted.here, hosted.topic, hosted.circle),
        until=moment(trial.apply_until), due=moment(trial.report_until),
        floors=queries.own_reports(tried),
    )  # fmt: skip


def _desk(topic_id: int, form: Form) -> str:
    tried = queries.get_trial(person(), topic_id)
    choice = _choice()
    hosted = tried.hosted
    return render_template(
        "topics/applications.html", circle=hosted.circle, here=hosted.here, entry=hosted.entry,
        trial=tried.trial, labels=circles.labels_shown(hosted.here, hosted.circle),
        page=queries.applications_page(tried, choice), choice=choice, form=form,
        states=STATE_WORDS, roles=circles_policy.ROLE_NAMES, back=f"/topics/{topic_id}/trial",
    )  # fmt: skip


def _choice() -> ApplicationChoice:
    """Which applications the address asks for."""
    given = {name: request.args[name] for name in CHOSEN if request.args.get(name)}
    try:
        asked = ApplicationsQuery().load(given)
    except ValidationError as error:
        raise BadRequest(lazy("There is no such list of applications")) from error
    return ApplicationChoice(**{**asked, "limit": page_limit()})
