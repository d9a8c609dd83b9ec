"""The blueprint of the pages of points."""

from flask import Blueprint

bp = Blueprint("points", __name__)
