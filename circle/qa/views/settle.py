"""One tap each: helpful, accepting and taking it back, whether an answer still holds."""

from flask import Response, request

from circle.content import queries as content
from circle.core.i18n import Text, lazy
from circle.core.web import read_form, say, see_other, visitor, write
from circle.qa import actions, queries
from circle.qa.models import Question
from circle.qa.schemas import VerdictForm
from circle.qa.views.blueprint import back_to_question, bp, page_of, person


@bp.post("/answers/<int:entry_id>/helpful")
@write
def helpful(entry_id: int) -> Response:
    """The button without scripts: it votes, or takes the vote back."""
    found = queries.get_answer(person(), entry_id)
    voted = "helpful" in content.reactions_of(visitor(), [entry_id]).get(entry_id, ())
    verb = actions.unfind_helpful if voted else actions.find_helpful
    verb(visitor(), entry_id)
    return back_to_question(found.asked)


@bp.post("/answers/<int:entry_id>/accept")
@write
def accept(entry_id: int) -> Response:
    """The asker settles their question; without a bounty they can change their mind for a day."""
    held = queries.get_answer(person(), entry_id).asked.question.bounty_held
    instead = request.form.get("instead_of", "")
    named = int(instead) if instead.isascii() and instead.isdigit() and len(instead) < 19 else None
    done = actions.accept_answer(visitor(), entry_id, instead_of=named)
    question = done.asked.question
    if held:
        say(_of_bounty(question, done.entry.author_id))
    else:
        changed = lazy("Accepted; the other answer is so no longer") if named else lazy("Accepted")
        say(changed, undo=f"/answers/{entry_id}/unaccept" if question.may_change else None)
    return see_other(page_of(done.asked))


def _of_bounty(question: Question, author_id: int) -> Text:
    """What became of the points, now that an answer was accepted."""
    if question.bounty_state == "paid":
        return lazy("Accepted; %(num)s points went to who answered", num=question.bounty)
    if queries.is_gone(author_id):
        return lazy("Accepted; who answered is gone, so your %(num)s points came back",
                    num=question.bounty)
    return lazy("Accepted; this time no bounty passes between the two of you, so your %(num)s "
                "points came back", num=question.bounty)


@bp.post("/answers/<int:entry_id>/unaccept")
@write
def unaccept(entry_id: int) -> Response:
    """The asker takes their choice back."""
    done = actions.unaccept_answer(person(), entry_id)
    say(lazy("Open again"), undo=f"/answers/{entry_id}/accept")
    return back_to_question(done.asked)


@bp.post("/answers/<int:entry_id>/check")
@write
def check(entry_id: int) -> Response:
    """A reader says it still holds, or no longer does."""
    form = read_form(VerdictForm)
    verdict = form.input["verdict"] if form else "true"
    done = actions.check_answer(person(), entry_id, verdict)
    if done.answer.is_stale:
        say(lazy("Noted; it is marked as maybe out of date"))
    else:
        say(lazy("Noted, thank you"))
    return back_to_question(done.asked)


@bp.post("/answers/<int:entry_id>/confirm")
@write
def confirm(entry_id: int) -> Response:
    """Who knows confirms it for another half year."""
    done = actions.confirm_answer(person(), entry_id)
    say(lazy("Confirmed; we ask again in half a year"))
    return back_to_question(done.asked)
