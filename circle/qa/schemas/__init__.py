"""What forms and JSON of questions may contain and what is answered, split by noun."""

from circle.qa.schemas.inputs import (
    AnswerInput,
    Assignment,
    AssignmentInput,
    NewAnswer,
    NewQuestion,
    QuestionInput,
)

__all__ = [
    "AnswerInput",
    "Assignment",
    "AssignmentInput",
    "NewAnswer",
    "NewQuestion",
    "QuestionInput",
]
