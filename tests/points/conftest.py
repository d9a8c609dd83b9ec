"""Tests of points may ask for books that are right in the end."""

import pytest

from circle.points import queries


@pytest.fixture
def right_books(inside, calm):
    """First posts show at once; afterwards the books are right."""
    yield
    found = (*queries.wrong_lines(), *queries.wrong_transfers(), *queries.wrong_members())
    assert list(found) == []
