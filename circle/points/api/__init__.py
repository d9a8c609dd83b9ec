"""Points, check-ins, boards and shop as JSON, split by noun."""

from circle.points.api import check_in, my_points, shop
from circle.points.api.blueprint import blp

__all__ = ["blp", "check_in", "my_points", "shop"]
