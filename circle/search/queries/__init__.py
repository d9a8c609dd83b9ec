"""What is found, split by noun."""

from circle.search.queries.documents import SEARCHED, documents_of
from circle.search.queries.similar import Similar, similar_questions

__all__ = ["SEARCHED", "Similar", "documents_of", "similar_questions"]
