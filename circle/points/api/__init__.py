"""Points, check-ins, boards and shop as JSON, split by noun."""

from circle.points.api import boards, check_in, my_points, purchases, rules, shop
from circle.points.api.blueprint import blp

__all__ = ["blp", "boards", "check_in", "my_points", "purchases", "rules", "shop"]
