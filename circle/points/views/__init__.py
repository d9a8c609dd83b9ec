"""The pages of points: check-in, what I have, boards, shop, and what staff set."""

from circle.points.views import check_in, news, orders, rewards, shop
from circle.points.views.blueprint import bp

__all__ = ["bp", "check_in", "orders", "rewards", "shop"]
