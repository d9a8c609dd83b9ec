"""A picture of oneself: cut square from the middle, in two sizes, kept under a key that is new."""

import io
import re
import secrets

from PIL import Image, ImageOps

from circle.core.pictures import Picture, read_picture
from circle.core.storage import Storage

SIZES = (96, 256)  # beside a name, and on the profile; both at twice the density of the screen
WEBP_QUALITY = 84
FILE = re.compile(r"([a-z0-9]{20})-(96|256)\.webp")


def keep_avatar(storage: Storage, sent: bytes) -> str:
    """Make and store both sizes of a sent picture; answers their key. Slow: before the verb.

    Raises what `read_picture` raises: Invalid `picture_…`, Unavailable.
    """
    return keep_face(storage, read_picture(sent))


def keep_face(storage: Storage, picture: Picture) -> str:
    """Store both sizes of a picture that was read already; answers their key."""
    key = secrets.token_hex(10)
    with Image.open(io.BytesIO(picture.medium.data)) as medium:
        face = ImageOps.exif_transpose(medium).convert("RGBA" if medium.mode == "RGBA" else "RGB")
        for size in SIZES:
            written = io.BytesIO()
            square = ImageOps.fit(face, (size, size), Image.Resampling.LANCZOS)
            square.save(written, "WEBP", quality=WEBP_QUALITY, method=4)
            storage.put(_path(key, size), written.getvalue())
    return key


def drop_avatar_files(storage: Storage, key: str) -> None:
    """Delete both sizes; files that are gone already are fine."""
    for size in SIZES:
        storage.delete(_path(key, size))


def avatar_file(storage: Storage, name: str) -> bytes | None:
    """The bytes of an avatar by the last part of its address, or None for any other name."""
    found = FILE.fullmatch(name)
    if found is None or not storage.exists(_path(found[1], int(found[2]))):
        return None
    with storage.open(_path(found[1], int(found[2]))) as file:
        return file.read()


def _path(key: str, size: int) -> str:
    return f"avatars/{key[:2]}/{key}-{size}.webp"
