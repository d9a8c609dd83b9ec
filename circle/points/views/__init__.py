"""The pages of points: check-in, what I have, boards, shop, and what staff set."""

from circle.points.views import badges, boards, check_in, news, orders, rewards, rules, shop
from circle.points.views.blueprint import bp

__all__ = ["badges", "boards", "bp", "check_in", "news", "orders", "rewards", "rules", "shop"]
