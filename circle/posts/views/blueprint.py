"""The blueprint all pages of posts hang on."""

from flask import Blueprint

bp = Blueprint("posts", __name__)
