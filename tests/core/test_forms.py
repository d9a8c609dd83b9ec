"""Forms: what a verb refuses is kept by the form, everything else goes on its way."""

import pytest
from marshmallow import fields

from circle.core.errors import Conflict, Invalid, NotAllowed
from circle.core.schemas import InputSchema
from circle.core.web import read_form


class Wish(InputSchema):
    """Something wished for."""

    words = fields.String(required=True)


@pytest.fixture
def form(app):
    with app.test_request_context("/wishes", method="POST", data={"words": "一壶新茶"}):
        yield read_form(Wish)


def test_a_form_begins_with_nothing_refused(form):
    assert form and (form.status, form.refusal, form.errors) == (422, "", {})


def test_a_conflict_is_the_word_above_the_form_and_what_was_typed_stays(form):
    with form:
        raise Conflict("有人先改了", code="changed")
    assert (form.status, form.refusal, form.errors) == (409, "有人先改了", {})
    assert form.value("words") == "一壶新茶"


def test_what_is_invalid_stands_beside_its_field(form):
    with form:
        raise Invalid("再看看", errors={"words": ["写长一点"]})
    assert (form.status, form.error("words"), form.refusal) == (422, "写长一点", "再看看")
    assert form.value("words") == "一壶新茶"


@pytest.mark.parametrize("other", [NotAllowed, ValueError])
def test_other_refusals_and_mistakes_pass_through(form, other):
    with pytest.raises(other), form:
        raise other("no")
    assert (form.refusal, form.errors) == ("", {})
