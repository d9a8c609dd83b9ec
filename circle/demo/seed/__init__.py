"""A made-up community of any size, written straight into the tables: for trying and measuring.

Belongs here: what people of such a community say, and the rows a verb would have left behind for
it. Does not belong here: anything that can be told in the story of the demonstration.
"""

from circle.demo.seed.community import Grown, Plan, seed_community
from circle.demo.seed.topics import FLOORS_EACH

__all__ = ["FLOORS_EACH", "Grown", "Plan", "seed_community"]
