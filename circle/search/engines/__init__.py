"""What keeps the index: three engines behind one small interface."""

from circle.search.engines.base import Engine

__all__ = ["Engine"]
