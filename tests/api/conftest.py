"""A small API of its own: one package with every shape of call the frame knows."""

from dataclasses import dataclass

import pytest
from flask import Flask, request, session
from flask_wtf.csrf import generate_csrf
from marshmallow import fields, validate
from sqlalchemy import delete

from circle.app import create_app
from circle.config import load_settings
from circle.core.api import Blueprint, page_of
from circle.core.db import transaction
from circle.core.gate import needs_scope
from circle.core.migrate import migrate
from circle.core.paging import Page
from circle.core.schemas import CleanText, InputSchema, Length, Moment, OutputSchema
from circle.core.throttle import Throttle
from circle.core.web import write
from tests.client import Browser


@dataclass(frozen=True)
class NewCup:
    """A cup to be."""

    name: str
    size: int = 1
    tags: tuple = ()
    made_at: object = None


class CupInput(InputSchema):
    makes = NewCup
    name = CleanText(required=True, validate=Length(min=1, max=20))
    size = fields.Integer(validate=validate.Range(min=1, max=9))
    tags = fields.List(CleanText(validate=Length(max=8)), validate=Length(max=3))
    made_at = Moment(allow_none=True)


class CupFilter(InputSchema):
    colour = CleanText()
    shelf = fields.List(CleanText())


class CupOutput(OutputSchema):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    owner = fields.String(required=True, allow_none=True)


def make_cups() -> Blueprint:
    """The package: cups are listed, made, moved, and one call breaks its word."""
    blp = Blueprint("cups_api", __name__, url_prefix="/api/v1", description="Cups on shelves.")

    @blp.get("/cups")
    @blp.arguments(CupFilter, location="query")
    @blp.response(200, page_of(CupOutput))
    def list_cups(chosen):
        """Every cup on the shelf."""
        cup = {"id": 1, "name": chosen.get("colour", "plain"), "owner": None}
        return Page([cup], None)

    @blp.post("/cups")
    @write
    @blp.arguments(CupInput)
    @blp.response(201, CupOutput)
    def make_cup(new):
        """Make a cup."""
        return {"id": 2, "name": new.name, "owner": "tester"}

    @blp.put("/cups/<int:cup_id>/shelf")
    @blp.response(204)
    @needs_scope("moderate")
    def move_cup(cup_id):
        """Put a cup elsewhere."""

    @blp.get("/broken")
    @blp.response(200, CupOutput)
    def break_word():
        """Answer what the document does not say."""
        if request.args.get("how") == "status":
            return {"id": 1, "name": "x", "owner": None}, 202
        if request.args.get("how") == "crash":
            raise ZeroDivisionError
        return {"id": 1, "name": "x"}

    return blp


@pytest.fixture(scope="session")
def cups_app(tmp_path_factory) -> Flask:
    """An application with the cups beside everything else, on SQLite."""
    environ = {"CIRCLE_DATA": str(tmp_path_factory.mktemp("cups")), "CIRCLE_SECRET_KEY": "c" * 40}
    app = create_app(load_settings(environ), TESTING=True)
    api = app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    api.register_blueprint(make_cups())
    app.test_client_class = Browser
    migrate(app)
    return app


@pytest.fixture
def shelf(cups_app):
    """A browser on the cups whose writes carry a token against forgery."""
    client = cups_app.test_client()
    with cups_app.test_request_context():
        token = generate_csrf()
        raw = session["csrf_token"]
        with transaction() as current:
            current.execute(delete(Throttle))
    with client.session_transaction() as kept:
        kept["csrf_token"] = raw
    client._csrf = token
    return client
