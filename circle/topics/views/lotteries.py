"""Lotteries: announcing one, its page with the proof, entering, leaving, calling it off."""

from flask import Response, make_response, render_template, request

from circle.circles.actions import tell_export
from circle.core import clock
from circle.core.i18n import _, lazy
from circle.core.policy import require
from circle.core.spreadsheet import csv_of
from circle.core.web import (
    Form,
    blank_form,
    page_limit,
    read_form,
    say,
    see_other,
    visitor,
    write,
)
from circle.topics import actions, policy, queries
from circle.topics.models.lotteries import TOP_PRIZE_YUAN
from circle.topics.queries import Held
from circle.topics.schemas import MAX_PRIZES, CancelInput, LotteryForm
from circle.topics.timing import moment
from circle.topics.views.blueprint import bp, page_of, person


@bp.get("/topics/<int:topic_id>/lottery")
def find_lottery(topic_id: int) -> Response:
    """The lottery of a topic leads to its own address."""
    return see_other(f"/lotteries/{queries.get_lottery_on(visitor(), topic_id)}")


@bp.get("/topics/<int:topic_id>/lottery/new")
def new_lottery(topic_id: int) -> Response | str:
    """A page to announce a lottery on, once and for all; where there is one, that one."""
    if queries.lottery_on(topic_id) is not None:
        return find_lottery(topic_id)
    given = {"min_account_days": 7, "min_entries": 1}
    return _announcing(topic_id, blank_form(LotteryForm, given))


@bp.post("/topics/<int:topic_id>/lottery/new")
@write
def create_lottery(topic_id: int) -> Response:
    """From here on nothing of it changes."""
    form = read_form(LotteryForm)
    if form:
        with form:
            lottery = actions.hold_lottery(person(), topic_id, form.input)
            say(lazy("Announced. Its commitment is public now"))
            return see_other(f"/lotteries/{lottery.id}")
    return make_response(_announcing(topic_id, form), form.status)


@bp.get("/lotteries/<int:lottery_id>")
def show_lottery(lottery_id: int) -> str:
    """Rules, prizes, odds, times, who is on the list, and after the draw the proof."""
    return _page(queries.get_lottery(visitor(), lottery_id), blank_form(CancelInput))


@bp.post("/lotteries/<int:lottery_id>/enter")
@write
def enter_lottery(lottery_id: int) -> Response:
    """On the list."""
    actions.enter_lottery(person(), lottery_id)
    say(lazy("You are on the list. Good luck"), undo=f"/lotteries/{lottery_id}/leave")
    return see_other(f"/lotteries/{lottery_id}")


@bp.post("/lotteries/<int:lottery_id>/leave")
@write
def leave_lottery(lottery_id: int) -> Response:
    """Off the list."""
    actions.leave_lottery(person(), lottery_id)
    say(lazy("You are off the list"), undo=f"/lotteries/{lottery_id}/enter")
    return see_other(f"/lotteries/{lottery_id}")


@bp.post("/lotteries/<int:lottery_id>/cancel")
@write
def cancel_lottery(lottery_id: int) -> Response:
    """There will be no draw, and everybody reads why."""
    form = read_form(CancelInput)
    if form:
        with form:
            actions.cancel_lottery(person(), lottery_id, form.input["reason"])
            say(lazy("Called off. The lottery's page says why"))
            return see_other(f"/lotteries/{lottery_id}")
    return make_response(_page(queries.get_lottery(person(), lottery_id), form), form.status)


@bp.get("/lotteries/<int:lottery_id>/winners.csv")
def winners_file(lottery_id: int) -> Response:
    """Who won what, as a file, for who hands the prizes out."""
    held = queries.get_lottery(person(), lottery_id)
    hosted, prizes = held.hosted, held.lottery.prizes
    require(hosted.here, policy.can_hand_out(hosted.here, held.lottery, hosted.topic))
    head = (
        _("Place"), _("Prize"), _("Worth in yuan"), _("Member"), _("Name"),
        _("Number on the list"),
    )  # fmt: skip
    rows = []
    for one in queries.winners_of(held):
        prize, face = prizes[one.entrant.prize or 0], one.face
        names = (face.display_name, face.name) if face else ("", "")
        rows.append((one.entrant.place, prize["name"], prize["worth"], *names, one.entrant.uid))
    text = csv_of(head, rows)
    tell_export(hosted.here, "winners", ("lottery", lottery_id))
    response = Response(text, mimetype="text/csv")
    name = f"winners-{lottery_id}-{clock.local_day()}.csv"
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _announcing(topic_id: int, form: Form) -> str:
    hosted = queries.get_topic(person(), topic_id)
    require(
        hosted.here,
        policy.can_hold_lottery(hosted.here, hosted.entry, hosted.topic, hosted.circle),
    )
    return render_template(
        "topics/lottery_new.html", circle=hosted.circle, here=hosted.here, form=form,
        entry=hosted.entry, back=page_of(hosted), boxes=range(MAX_PRIZES), most=TOP_PRIZE_YUAN,
    )  # fmt: skip


def _page(held: Held, form: Form) -> str:
    lottery, hosted = held.lottery, held.hosted
    allowed = queries.can_enter(held)
    keeps = queries.keeps_lottery(held)
    gone = hosted.entry.status == "removed"
    back = f"/c/{hosted.circle.slug}/topics" if gone else page_of(hosted)
    return render_template(
        "topics/lottery.html", circle=hosted.circle, here=hosted.here, entry=hosted.entry,
        lottery=lottery, mine=held.mine, back=back, gone=gone, allowed=allowed, keeps=keeps,
        prizes=queries.prizes_shown(held), can_cancel=queries.may_cancel(held), form=form,
        freezes=moment(lottery.freezes_at), draws=moment(lottery.draws_at),
        winners=queries.winners_of(held) if lottery.state == "drawn" else (),
        page=queries.entrants_page(
            held, cursor=request.args.get("cursor"), limit=page_limit()
        ),
    )  # fmt: skip
