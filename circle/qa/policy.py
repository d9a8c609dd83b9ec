"""Who may ask, answer, settle, close and look after questions."""

from circle.circles import policy as circles
from circle.circles.models import Circle
from circle.circles.policy import Power
from circle.content import policy as content
from circle.content.models import Entry
from circle.core.actor import Actor
from circle.core.i18n import lazy
from circle.core.policy import ALLOW, Decision, deny
from circle.qa.models import Question

ELIGIBLE_VOTES = 2  # helpful votes an answer needs to share in a bounty nobody settled


def can_ask(actor: Actor, circle: Circle) -> Decision:
    """Members who may write ask where the circle has questions."""
    allowed = circles.can_write(actor, circle)
    if allowed and "question" not in (circle.kinds or ["question"]):
        return deny(lazy("This circle has no questions"), "kind_off")
    return allowed


def can_answer(actor: Actor, entry: Entry, question: Question, circle: Circle) -> Decision:
    """Members answer what is shown, open and not locked."""
    if not entry.is_shown:
        return deny(content.NOT_SHOWN)
    if not question.is_open:
        return deny(lazy("This question is closed"), "closed")
    speaks = content.can_speak(actor, entry)
    return content.can_comment(actor, entry, circle) if speaks else speaks


def can_accept(actor: Actor, entry: Entry, answer: Entry, circle: Circle) -> Decision:
    """The asker alone settles their question, with an answer that is on show."""
    if not content.is_own(actor, entry) and not actor.is_system:
        return deny(lazy("Only who asked can accept an answer"))
    if not entry.is_shown or not answer.is_shown:
        return deny(content.NOT_SHOWN)
    return _can_act_unnamed(actor, entry, circle)


def can_share_bounty(question_entry: Entry, answer: Entry) -> Decision:
    """Nobody pays themselves."""
    if answer.author_id == question_entry.author_id:
        return deny(lazy("A bounty can't go to who offered it"), "own_answer")
    return ALLOW


def can_vote(actor: Actor, answer: Entry, circle: Circle) -> Decision:
    """Members say an answer helped; never their own."""
    if content.is_own(actor, answer):
        return deny(lazy("Others say whether your answer helped"), "own_answer")
    return content.can_like(actor, answer, circle)


def can_join(actor: Actor, entry: Entry, circle: Circle) -> Decision:
    """Members who wonder the same join a question instead of asking it again."""
    if content.is_own(actor, entry):
        return deny(lazy("It is your own question"), "own_question")
    return content.can_like(actor, entry, circle)


def can_close(actor: Actor, entry: Entry, circle: Circle) -> Decision:
    """Who asked, and who looks through what is written, close a question."""
    if content.is_own(actor, entry):
        return _can_act_unnamed(actor, entry, circle)
    return circles.can_keep(actor, circle, Power.REVIEW)


def can_reopen(actor: Actor, entry: Entry, question: Question, circle: Circle) -> Decision:
    """Who looks through what is written opens it again; who asked, when they closed it."""
    staff = circles.can_keep(actor, circle, Power.REVIEW)
    if staff or not content.is_own(actor, entry):
        return staff
    if question.closed_by != actor.user_id:
        return deny(lazy("Staff closed it: they can open it again"), "closed_by_staff")
    return _can_act_unnamed(actor, entry, circle)


def can_merge(actor: Actor, circle: Circle) -> Decision:
    """Staff say that a question was asked before."""
    return circles.can_keep(actor, circle, Power.REVIEW)


def can_assign(actor: Actor, circle: Circle) -> Decision:
    """Staff give a question to a colleague, with a time and a note among themselves."""
    return circles.can_keep(actor, circle, Power.REVIEW)


def can_see_queue(actor: Actor) -> Decision:
    """Guests and staff see which questions wait, and what is put to them."""
    return circles.holds(actor, Power.HOST)


def can_see_avoided(actor: Actor) -> Decision:
    """Who looks through what is written sees how many repeats joining avoided."""
    return circles.holds(actor, Power.REVIEW)


def can_see_own_list(actor: Actor, circle: Circle) -> Decision:
    """Members find what is for them: put or given to them, or under tags they follow."""
    return circles.can_follow(actor, circle)


def can_be_asked(role: str | None) -> Decision:
    """Guests and the owner are asked by name."""
    if role in (circles.Role.GUEST, circles.Role.OWNER):
        return ALLOW
    return deny(lazy("Only guests and the owner are asked by name"), "not_guest")


def can_speak_officially(actor: Actor, circle: Circle) -> Decision:
    """Owner and admins mark the reply that speaks for the brand, and say it is resolved."""
    return circles.can_keep(actor, circle, Power.SETTINGS)


def can_be_official(answer: Entry) -> Decision:
    """What speaks for the brand is there to be read."""
    return ALLOW if answer.is_shown else deny(content.NOT_SHOWN)


def can_reveal(actor: Actor) -> Decision:
    """Site staff alone look up who wrote something anonymously, and say what for."""
    if actor.is_site_staff:
        return ALLOW
    hidden = lazy("Who wrote this is not shown to anybody")
    return Decision(False, hidden, "anonymous", power="reveal")


def can_mute_unnamed(actor: Actor) -> Decision:
    """Who mutes members also mutes who wrote something without a name, through it."""
    return circles.holds(actor, Power.MUTE)


def can_check(actor: Actor, answer: Entry, circle: Circle) -> Decision:
    """Any member says whether an accepted answer still holds."""
    return content.can_like(actor, answer, circle)


def can_confirm(actor: Actor, question: Entry, answer: Entry, circle: Circle) -> Decision:
    """Its author, who asked, guests and staff confirm an answer for another while."""
    if content.is_own(actor, answer) or content.is_own(actor, question) or actor.can(Power.HOST):
        return _can_act_unnamed(actor, question, circle)
    return deny(lazy("Its author, who asked, guests and staff can confirm it"))


def can_confirm_again(actor: Actor, answer: Entry) -> Decision:
    """Doubts since one confirmed it are settled by somebody else; by staff, of others' answers."""
    if actor.can(Power.REVIEW) and not content.is_own(actor, answer):
        return ALLOW
    message = lazy("You confirmed it within half a year. Somebody else has to look at the doubts")
    return deny(message, "confirmed_lately")


def _can_act_unnamed(actor: Actor, entry: Entry, circle: Circle) -> Decision:
    """Who asked may write, and is not muted through what they asked: that would be seen."""
    speaks = content.can_speak(actor, entry)
    return circles.can_write(actor, circle) if speaks else speaks
