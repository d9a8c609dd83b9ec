"""The part of /api/v1 that telling people is registered on."""

from circle.core.api import Blueprint

blp = Blueprint("notifications_api", __name__, url_prefix="/api/v1", description="Telling people")
