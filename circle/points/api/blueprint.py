"""The blueprint of points as JSON."""

from circle.core.api import Blueprint

blp = Blueprint("points_api", __name__, url_prefix="/api/v1", description="Standing and shop")
