"""The questions of the story: asked, answered, voted on, settled, closed, doubted, looked after."""

from datetime import datetime, timedelta
from functools import partial

from circle.circles import queries as circles
from circle.demo.posts import ANSWER, CURATE, END, WRITE, plan_remarks
from circle.demo.stage import Stage
from circle.demo.story import Story, Table, moment, span
from circle.qa import actions as qa
from circle.qa import jobs
from circle.qa.models import ACCEPT_CHANGES
from circle.qa.schemas import Assignment, NewAnswer, NewQuestion

SETTLE = END + 1
A_MOMENT = timedelta(minutes=1)


def plan_questions(stage: Stage, story: Story) -> None:
    """Everything that was asked, and what became of it."""
    for circle in story.circles:
        joined = {
            member["name"]: moment(member["at"], stage.now) for member in circle["members"]
        }
        for question in story.questions.get(circle["slug"], ()):
            at = moment(question["at"], stage.now)
            stage.plan(at, WRITE, partial(_ask, stage, circle, question))
            plan_remarks(stage, question, (question["id"], at, stage.now), joined)
            _plan_answers(stage, question, at, joined)
            _plan_settling(stage, question, at)
            _plan_keeping(stage, circle, question, at)


def _plan_answers(
    stage: Stage, question: Table, asked: datetime, joined: dict[str, datetime]
) -> None:
    for answer in question.get("answers", ()):
        key, at = f"{question['id']}/{answer['id']}", asked + span(answer["after"])
        stage.plan(at, ANSWER, partial(_answer, stage, question, answer, key))
        plan_remarks(stage, answer, (key, at, stage.now), joined)
        if "official" in answer:
            mark = partial(_speak_officially, stage, answer["official"]["by"], key)
            stage.plan(asked + span(answer["official"]["after"]), CURATE, mark)


def _plan_settling(stage: Stage, question: Table, asked: datetime) -> None:
    """Its asker accepts an answer; a day later the choice stands."""
    if "accepted" not in question:
        return
    at = asked + span(question["accepted"]["after"])
    accept = partial(_accept, stage, question)
    stage.plan(at, CURATE, accept)
    stands = at + ACCEPT_CHANGES + A_MOMENT
    if stands < stage.now:
        stage.plan(stands, SETTLE, partial(jobs.settle_accepted, {}))


def _plan_keeping(stage: Stage, circle: Table, question: Table, asked: datetime) -> None:
    """What staff and readers did about it later."""
    endings = (("closed", _close), ("duplicate", _merge), ("resolved", _resolve))
    for kind, happens in endings:
        if kind in question:
            at = asked + span(question[kind]["after"])
            stage.plan(at, END, partial(happens, stage, question))
    if "assigned" in question:
        at = asked + span(question["assigned"]["after"])
        stage.plan(at, END, partial(_assign, stage, circle, question))
    for doubt in question.get("checks", ()):
        at = asked + span(doubt["after"])
        stage.plan(at, END, partial(_check, stage, question, doubt))


def _ask(stage: Stage, circle: Table, question: Table) -> None:
    circle_id, guest = stage.circles[circle["slug"]], question.get("asked_of")
    member = circles.get_membership(circle_id, stage.users[guest]) if guest else None
    media = tuple(stage.keep(question["by"], each) for each in question.get("pictures", ()))
    new = NewQuestion(
        title=question["title"], body=question.get("text", ""), media=media,
        tags=tuple(question.get("tags", ())), bounty=question.get("bounty", 0),
        anonymous=question.get("anonymous", False), asked_of=member.id if member else None,
    )  # fmt: skip
    stage.entries[question["id"]] = qa.ask_question(stage.actor(question["by"]), circle_id, new).id


def _answer(stage: Stage, question: Table, answer: Table, key: str) -> None:
    media = tuple(stage.keep(answer["by"], each) for each in answer.get("pictures", ()))
    asked, new = stage.entries[question["id"]], NewAnswer(answer["text"], media)
    stage.entries[key] = qa.write_answer(stage.actor(answer["by"]), asked, new).id


def _accept(stage: Stage, question: Table) -> None:
    answer = stage.entries[f"{question['id']}/{question['accepted']['answer']}"]
    qa.accept_answer(stage.actor(question["by"]), answer)


def _speak_officially(stage: Stage, by: str, key: str) -> None:
    question = stage.entries[key.partition("/")[0]]
    qa.mark_official(stage.actor(by), question, stage.entries[key])


def _resolve(stage: Stage, question: Table) -> None:
    by = stage.actor(question["resolved"]["by"])
    qa.resolve_question(by, stage.entries[question["id"]], on=True)


def _close(stage: Stage, question: Table) -> None:
    closed = question["closed"]
    qa.close_question(stage.actor(closed["by"]), stage.entries[question["id"]], closed["reason"])


def _merge(stage: Stage, question: Table) -> None:
    merged = question["duplicate"]
    original = stage.entries[merged["of"]]
    qa.mark_duplicate(stage.actor(merged["by"]), stage.entries[question["id"]], original)


def _assign(stage: Stage, circle: Table, question: Table) -> None:
    given = question["assigned"]
    member = circles.get_membership(stage.circles[circle["slug"]], stage.users[given["to"]])
    due = moment(given["due_in"], stage.now, ahead=True)
    assignment = Assignment(member.id if member else None, due, given["note"])
    qa.assign_question(stage.actor(given["by"]), stage.entries[question["id"]], assignment)


def _check(stage: Stage, question: Table, said: Table) -> None:
    answer = stage.entries[f"{question['id']}/{question['accepted']['answer']}"]
    qa.check_answer(stage.actor(said["by"]), answer, said["says"])
