"""The blueprint the pages of searching hang on."""

from flask import Blueprint

bp = Blueprint("search", __name__)
