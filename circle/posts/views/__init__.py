"""The pages of posts: read one, write one, and what programs fetch."""

from circle.posts.views import compose, read, syndicate
from circle.posts.views.blueprint import bp

__all__ = ["bp", "compose", "read", "syndicate"]
