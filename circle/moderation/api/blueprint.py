"""The part of /api/v1 that keeping a circle safe is registered on."""

from circle.core.api import Blueprint

blp = Blueprint(
    "moderation_api", __name__, url_prefix="/api/v1", description="Keeping a circle safe"
)
