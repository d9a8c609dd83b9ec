"""What is found, split by noun."""

from circle.search.queries.similar import Similar, similar_questions

__all__ = ["Similar", "similar_questions"]
