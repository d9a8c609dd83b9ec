"""The blueprint all of these pages hang on."""

from flask import Blueprint

bp = Blueprint("home", __name__)
