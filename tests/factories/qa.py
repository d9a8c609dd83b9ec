"""Questions and answers as tests need them, made by the verbs that make them."""

from circle.qa import actions, jobs, queries
from circle.qa.schemas import NewAnswer, NewQuestion


def ask(actor, title="白茶存放时要不要密封？", **more):
    """A question in the circle the actor has entered."""
    return actions.ask_question(actor, actor.circle_id, NewQuestion(title, **more))


def answer(actor, question_id, body="放在阴凉干燥的地方，箱子里套一层铝箔袋就好。", **more):
    """An answer to it."""
    return actions.write_answer(actor, question_id, NewAnswer(body, **more))


def join_instead(person, question_id):
    """Somebody was shown a question while they typed the same, and joins it."""
    shown = queries.shown_proof(person.user_id, question_id)
    return actions.join_question(person.inside(), question_id, shown=shown)


def expire_bounties():
    """End the bounties that are due, as the worker does; answers how many were."""
    found = len(queries.due_bounties(1000))
    jobs.expire_bounties({})
    return found


def settle_accepted():
    """Settle the choices that are due, as the worker does; answers how many were."""
    found = len(queries.due_choices(1000))
    jobs.settle_accepted({})
    return found
