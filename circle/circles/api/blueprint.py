"""The part of /api/v1 that circles are registered on."""

from circle.core.api import Blueprint

blp = Blueprint(
    "circles_api", __name__, url_prefix="/api/v1", description="Circles and who belongs to them"
)
