"""Third-party packages that are optional or slow, each imported by one function when needed."""

from collections.abc import Callable


def heif_opener() -> Callable[[], None] | None:
    """What teaches Pillow to read HEIC, or None where the extra `heic` is not installed."""
    try:
        from pillow_heif import register_heif_opener
    except ImportError:
        return None
    return register_heif_opener
