"""A picture somebody sent, turned into what may be shown: copies, placeholder and facts."""

import base64
import hashlib
import json
import logging
import os
import re
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

from circle.core.errors import Invalid, Unavailable
from circle.core.i18n import Text, lazy
from circle.core.picture_limits import (
    CHILDREN,
    LONG_EDGES,
    MAX_BYTES,
    WAIT_SECONDS,
    WALL_SECONDS,
)

PictureKind = Literal["jpeg", "png", "webp", "gif", "heic"]
CONTENT_TYPE = "image/webp"  # of every copy, whatever came in

_SIGNATURES: tuple[tuple[PictureKind, re.Pattern[bytes]], ...] = (
    ("jpeg", re.compile(rb"\xff\xd8\xff")),
    ("png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("gif", re.compile(rb"GIF8[79]a")),
    ("webp", re.compile(rb"RIFF....WEBP", re.DOTALL)),
    ("heic", re.compile(rb"....ftyp(?:hei[cmsx]|hev[cmsx]|mif1|msf1)", re.DOTALL)),
)
_REFUSALS: Mapping[str, Text] = {
    "empty": lazy("This file is empty. Choose the picture again."),
    "bytes": lazy("This picture is over 10 MB. Send a smaller one."),
    "type": lazy("Only JPEG, PNG, WebP, GIF and HEIC pictures can be shown here."),
    "heic": lazy("HEIC can't be read here. Save the picture as JPEG and send it again."),
    "pixels": lazy("This picture has more than 50 million pixels. Send a smaller one."),
    "broken": lazy("This picture is damaged or incomplete. Save it again and resend it."),
}
_children = threading.BoundedSemaphore(CHILDREN)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PictureCopy:
    """One size of a picture, as WebP bytes without any metadata."""

    width: int
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """What is kept of a picture; width and height are the original's, upright."""

    kind: PictureKind
    width: int
    height: int
    small: PictureCopy
    medium: PictureCopy
    large: PictureCopy
    placeholder: str
    colour: str
    sha256: str
    animated: bool
    ai_metadata: bool
    codes: tuple[str, ...] = ()  # what the QR codes in it say


def read_picture(source: bytes | BinaryIO) -> Picture:
    """Make a sent file showable, or refuse it: upright, in ordinary colours, without its metadata.

    The kind is judged by content, never by name. Decoding happens in a child process with limits
    on memory and time. Raises `Invalid` with code `picture_…`; `Unavailable` when too much waits.
    """
    data = source if isinstance(source, bytes) else source.read(MAX_BYTES + 1)
    picture_kind(data)
    return picture_of(data, *_decoded(data))


def picture_of(data: bytes, facts: Mapping[str, Any], parts: Sequence[bytes]) -> Picture:
    """What is kept of a file, from what its reader found and made of it."""
    copies = {
        name: PictureCopy(facts["sizes"][name][0], facts["sizes"][name][1], part)
        for name, part in zip(LONG_EDGES, parts, strict=False)
    }
    return Picture(
        kind=picture_kind(data),
        width=facts["width"],
        height=facts["height"],
        placeholder="data:image/webp;base64," + base64.b64encode(parts[-1]).decode(),
        colour=facts["colour"],
        sha256=hashlib.sha256(data).hexdigest(),
        animated=facts["animated"],
        ai_metadata=facts["ai"],
        codes=tuple(facts["codes"]),
        **copies,
    )


def picture_kind(data: bytes) -> PictureKind:
    """Which kind of picture these bytes begin; anything else is `Invalid`."""
    if not data:
        raise _refusal("empty")
    if len(data) > MAX_BYTES:
        raise _refusal("bytes")
    for kind, signature in _SIGNATURES:
        if signature.match(data):
            return kind
    raise _refusal("type")


def _decoded(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    if not _children.acquire(timeout=WAIT_SECONDS):
        raise Unavailable(retry_after=WAIT_SECONDS)
    try:
        answer = _ask_child(data)
    finally:
        _children.release()
    size = struct.calcsize(">I")
    (length,) = struct.unpack(">I", answer[:size])
    facts: dict[str, Any] = json.loads(answer[size : size + length])
    if "refused" in facts:
        raise _refusal(facts["refused"])
    parts, start = [], size + length
    for part in facts["lengths"]:
        parts.append(answer[start : start + part])
        start += part
    return facts, parts


def _ask_child(data: bytes) -> bytes:
    root = str(Path(__file__).parents[2])
    try:
        child = subprocess.run(
            [sys.executable, "-m", "circle.core.picture_worker"],
            input=data,
            capture_output=True,
            timeout=WALL_SECONDS,
            env={"PYTHONPATH": root, "PATH": os.defpath},  # none of our secrets
            check=False,
        )
    except subprocess.TimeoutExpired:
        _log.warning("a picture of %d bytes took over %d seconds", len(data), WALL_SECONDS)
        raise _refusal("broken") from None
    if child.returncode != 0 or len(child.stdout) < struct.calcsize(">I"):
        last = child.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        _log.warning("the picture child ended with %d: %s", child.returncode, last)
        raise _refusal("broken")
    return child.stdout


def _refusal(why: str) -> Invalid:
    return Invalid(_REFUSALS[why], code=f"picture_{why}", errors={"file": [_REFUSALS[why]]})
