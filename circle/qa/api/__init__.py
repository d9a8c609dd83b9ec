"""Questions and answers as JSON, split by noun."""

from circle.qa.api import answers, duties, questions, sealing, similar
from circle.qa.api.blueprint import blp

__all__ = ["answers", "blp", "duties", "questions", "sealing", "similar"]
