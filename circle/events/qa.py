"""What can happen to questions and answers."""

from dataclasses import dataclass

from circle.events.occurrence import happened


@dataclass(frozen=True, slots=True)
class QuestionPut:
    """A question was put to somebody by name, and they can see it."""

    circle_id: int
    question_id: int
    asked_of: int


@dataclass(frozen=True, slots=True)
class QuestionClosed:
    """A question takes no more answers; `duplicate_of` is the one it leads to."""

    circle_id: int
    question_id: int
    duplicate_of: int | None
    occurrence: str = happened()


@dataclass(frozen=True, slots=True)
class QuestionReopened:
    """A closed question takes answers again."""

    circle_id: int
    question_id: int


@dataclass(frozen=True, slots=True)
class QuestionJoined:
    """A member wonders the same."""

    circle_id: int
    question_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class QuestionLeft:
    """A member does not wonder the same any more."""

    circle_id: int
    question_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class QuestionAssigned:
    """Staff gave a question to somebody."""

    circle_id: int
    question_id: int
    user_id: int
    occurrence: str = happened()


@dataclass(frozen=True, slots=True)
class QuestionResolved:
    """A brand says what was reported is resolved (`on`), or is not after all."""

    circle_id: int
    question_id: int
    on: bool


@dataclass(frozen=True, slots=True)
class AnswerAccepted:
    """The asker chose an answer; `bounty` is what was paid for it at once."""

    circle_id: int
    question_id: int
    answer_id: int
    asker_id: int
    author_id: int
    anonymous: bool
    bounty: int


@dataclass(frozen=True, slots=True)
class AnswerUnaccepted:
    """The asker took their choice back."""

    circle_id: int
    question_id: int
    answer_id: int


@dataclass(frozen=True, slots=True)
class AnswerSettled:
    """An accepted answer's choice stands for good: it is worth something to both."""

    circle_id: int
    question_id: int
    answer_id: int
    asker_id: int
    author_id: int
    anonymous: bool


@dataclass(frozen=True, slots=True)
class AnswerConfirmed:
    """Somebody who knows says an accepted answer still holds."""

    circle_id: int
    question_id: int
    answer_id: int


@dataclass(frozen=True, slots=True)
class AnswerWentStale:
    """An accepted answer may hold no more: it lost its badge."""

    circle_id: int
    question_id: int
    answer_id: int
    occurrence: str = happened()


@dataclass(frozen=True, slots=True)
class BountyEnded:
    """A stake was paid, divided or returned; `paid` of it went to `to_user_id`."""

    circle_id: int
    question_id: int
    state: str
    stake: int
    to_user_id: int | None
    paid: int
    occurrence: str = happened()
