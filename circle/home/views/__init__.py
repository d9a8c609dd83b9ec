"""The pages that bring several packages together."""

from circle.home.views import circle, desk, front, manage, own, person, points, site
from circle.home.views.blueprint import bp

__all__ = ["bp", "circle", "desk", "front", "manage", "own", "person", "points", "site"]
