"""What a deleted circle's questions leave behind: nothing; and what a closed account leaves."""

from circle.circles import actions as circles
from circle.circles.actions import purge_circle
from circle.core.db import session
from circle.qa import actions
from circle.qa.models import (
    Answer,
    AnswerCheck,
    AvoidedRepeat,
    Question,
    Reveal,
    SealedMute,
)
from circle.qa.schemas import Sealing
from circle.wiring import EXPORTERS, RELEASES
from tests.factories import points as made
from tests.factories.qa import answer, ask, join_instead


def test_a_purged_circle_takes_everything_of_its_questions_along(inside, cast, clock):
    made.fill(cast.owner, 100)
    asked = ask(cast.owner.inside(), bounty=20, anonymous=True).id
    given = answer(cast.guest.inside(), asked).id
    join_instead(cast.admin, asked)
    actions.accept_answer(cast.owner.inside(), given)
    actions.check_answer(cast.admin.inside(), given, "true")
    number = made.circle_id()
    session().add(Reveal(entry_id=asked, circle_id=number, user_id=1, reason="法院来函"))
    session().commit()
    actions.mute_unnamed(cast.admin.actor, asked, Sealing(7, "骂人"))
    circles.delete_circle(cast.owner.inside(), number, "一席茶")
    clock.travel(days=31)
    for release in RELEASES:
        release(number)
    while purge_circle(number):
        pass
    for table in (Question, Answer, AnswerCheck, AvoidedRepeat, Reveal, SealedMute):
        assert session().query(table).count() == 0, table


def test_a_person_takes_their_questions_answers_votes_and_checks_along(inside, cast):
    asked = ask(cast.owner.inside(), anonymous=True).id
    given = answer(cast.guest.inside(), asked).id
    actions.find_helpful(cast.admin.inside(), given)
    actions.accept_answer(cast.owner.inside(), given)
    actions.check_answer(cast.admin.inside(), given, "true")
    told = {name: list(EXPORTERS[name](person.user_id)) for name, person in (
        ("questions", cast.owner), ("answers", cast.guest), ("answer_checks", cast.admin),
        ("reactions", cast.admin),
    )}  # fmt: skip
    assert told["questions"][0]["accepted_answer"] == given
    assert told["answers"][0]["accepted"] and told["answers"][0]["helpful"] == 1
    assert told["answer_checks"][0]["verdict"] == "true"
    assert told["reactions"][0]["kind"] == "helpful"
