"""Pictures of the story that nobody painted: one white point for all of them."""

import io
from contextlib import contextmanager

from PIL import Image

from circle.core.pictures import Picture, PictureCopy


def white_point():
    file = io.BytesIO()
    Image.new("RGB", (1, 1), "white").save(file, "WEBP")
    return PictureCopy(1, 1, file.getvalue())


COPY = white_point()
PICTURE = Picture("jpeg", 1, 1, COPY, COPY, COPY, "data:,", "#ffffff", "0" * 64, False, False)


@contextmanager
def unpainted(names):
    """In the place of the painters."""
    yield dict.fromkeys(names, PICTURE)
