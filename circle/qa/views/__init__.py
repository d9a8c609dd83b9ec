"""The pages of questions: lists, one question, asking, answering, settling, what staff do."""

from circle.qa.views import answer, ask, lists, read, reveals, sealing, settle, staff
from circle.qa.views.blueprint import bp

__all__ = ["answer", "ask", "bp", "lists", "read", "reveals", "sealing", "settle", "staff"]
