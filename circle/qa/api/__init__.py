"""Questions and answers as JSON, split by noun."""

from circle.qa.api import answers, duties, questions, similar
from circle.qa.api.blueprint import blp

__all__ = ["answers", "blp", "duties", "questions", "similar"]
