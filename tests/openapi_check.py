"""Holds every API answer the tests receive against the OpenAPI document."""


def check_answer(app, answer) -> None:
    """Fail when an answer is not what the document says."""
