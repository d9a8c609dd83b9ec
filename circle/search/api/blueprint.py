"""The part of /api/v1 that searching is registered on."""

from circle.core.api import Blueprint

blp = Blueprint("search_api", __name__, url_prefix="/api/v1", description="Finding again")
