"""The child that decodes one picture: bytes on stdin, copies and facts on stdout, then it is gone.

It runs with hard limits and without the parent's environment, so a hostile file can end only it.
Nothing else may import it but the painters of the demonstration, who read what they painted.
"""

import io
import json
import re
import resource
import struct
import sys
import warnings
from collections.abc import Iterable
from typing import Any

from PIL import Image, ImageCms, ImageSequence, UnidentifiedImageError

from circle.core.codes import codes_in
from circle.core.lazy import heif_opener
from circle.core.picture_limits import (
    CPU_SECONDS,
    LONG_EDGES,
    MAX_ANIMATED_EDGE,
    MAX_ANIMATED_PIXELS,
    MAX_FRAMES,
    MAX_PIXELS,
    MAX_PLACEHOLDER_BYTES,
    MEMORY_BYTES,
    WEBP_MAX_EDGE,
    WEBP_QUALITY,
)

LONGEST_RATIO = 3  # a longer strip (a screenshot of a whole chat) is measured by its short edge
ANIMATED_FORMATS = ("GIF", "WEBP", "PNG")
EXIF_ORIENTATION = 0x0112
ORIENTATIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SIDEWAYS = (ORIENTATIONS[5], ORIENTATIONS[6], ORIENTATIONS[7], ORIENTATIONS[8])
# Keys under which generators leave their settings in PNG text.
AI_KEYS = frozenset(("prompt", "workflow", "sd-metadata", "invokeai_metadata", "dream", "aigc"))
# What generators and the Chinese labelling rule (TC260) write into XMP, EXIF and text.
AI_MARKS = re.compile(
    rb"\bAIGC\b|trainedAlgorithmicMedia|[\"/>]algorithmicMedia|Negative prompt:|Steps: \d+, Sampler"
    rb"|stable.?diffusion|midjourney|dall[.\xb7-]{0,2}e\b|adobe firefly|novelai|comfyui|invokeai"
    rb"|made with google ai|openai|"
    + "|".join(("即梦", "通义万相", "文心一格", "豆包AI", "AI生成", "人工智能生成")).encode(),
    re.IGNORECASE,
)
AI_PROVENANCE = (b"c2pa", b"trainedAlgorithmicMedia")  # a signed manifest, wherever it stands


class Refused(Exception):
    """The file is not a picture we take; the argument is the parent's code for why."""


def main() -> None:
    """Decode what stands on stdin and answer on stdout; any failure ends the process."""
    _limit_self()
    data = sys.stdin.buffer.read()
    try:
        facts, copies = read(data)
    except Refused as refusal:
        facts, copies = {"refused": str(refusal)}, []
    except (OSError, ValueError, SyntaxError, EOFError, struct.error, MemoryError, Warning):
        facts, copies = {"refused": "broken"}, []  # every way Pillow says that a file is damaged
    _answer(facts, copies)


def read(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Everything kept of one picture; the copies in the order of their sizes."""
    image = _opened(data)
    full, kind = image.size, image.format
    image.draft(None, (LONG_EDGES["large"], LONG_EDGES["large"]))  # JPEG alone: skips most work
    image.load()
    ai = _made_by_ai(image, data)
    turn = ORIENTATIONS.get(image.getexif().get(EXIF_ORIENTATION, 1))
    moving = _moving_copy(_opened(data)) if kind in ANIMATED_FORMATS and turn is None else None
    still = _upright(_srgb(_shrunk(image, LONG_EDGES["large"])), turn)
    width, height = full[::-1] if turn in SIDEWAYS else full
    sizes, copies = _copies(still, moving)
    facts = {
        "width": width,
        "height": height,
        "sizes": sizes,
        "animated": moving is not None,
        "ai": ai,
        "codes": codes_in(still),
        "colour": _dominant(still),
    }
    return facts, [*copies, _placeholder(still)]


def _limit_self() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS


def _opened(data: bytes) -> Image.Image:
    """The picture with only its header read, and its size accepted."""
    formats = ["JPEG", "PNG", "WEBP", "GIF"]
    if data[4:8] == b"ftyp":
        register = heif_opener()
        if register is None:
            raise Refused("heic")
        register()
        formats = ["HEIF"]
    try:
        image = Image.open(io.BytesIO(data), formats=formats)
    except UnidentifiedImageError:
        raise Refused("broken") from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refused("pixels") from None
    if image.width * image.height > MAX_PIXELS:
        raise Refused("pixels")
    return image


def _moves(image: Image.Image) -> bool:
    """Whether it moves, within what is worth keeping: else its first frame stands for it."""
    if not getattr(image, "is_animated", False):
        return False
    frames = getattr(image, "n_frames", 1)
    edge = min(max(image.size), MAX_ANIMATED_EDGE)
    scale = edge / max(image.size)
    shown = image.width * scale * image.height * scale * frames
    read_pixels = image.width * image.height * frames
    return (
        1 < frames <= MAX_FRAMES
        and shown <= MAX_ANIMATED_PIXELS
        and read_pixels <= 4 * MAX_ANIMATED_PIXELS
    )


def _moving_copy(image: Image.Image) -> tuple[bytes, tuple[int, int]] | None:
    if not _moves(image):
        return None
    image.seek(0)
    frames, durations = [], []
    for frame in ImageSequence.Iterator(image):
        durations.append(_shown_for(frame))
        frames.append(_bare(_shrunk(frame.convert("RGBA"), MAX_ANIMATED_EDGE)))
    written = io.BytesIO()
    frames[0].save(
        written,
        "WEBP",
        save_all=True,
        append_images=frames[1:],
        duration=durations,
        loop=int(image.info.get("loop", 0)),
        quality=70,
        method=2,
    )
    return written.getvalue(), frames[0].size


def _shown_for(frame: Image.Image) -> int:
    duration = int(frame.info.get("duration", 0))
    return duration if duration >= 20 else 100  # milliseconds; what browsers make of "none"


def _copies(
    still: Image.Image, moving: tuple[bytes, tuple[int, int]] | None
) -> tuple[dict[str, tuple[int, int]], list[bytes]]:
    sizes: dict[str, tuple[int, int]] = {}
    copies: list[bytes] = []
    for name, edge in LONG_EDGES.items():
        if name == "large" and moving is not None:
            sizes[name] = moving[1]
            copies.append(moving[0])
            continue
        copy = still if name == "large" else _shrunk(still, edge)
        sizes[name] = copy.size
        copies.append(_webp(copy, WEBP_QUALITY))
    return sizes, copies


def _shrunk(image: Image.Image, edge: int) -> Image.Image:
    """The picture within a long edge; never enlarged; strips keep a readable width."""
    long, short = max(image.size), min(image.size)
    scale = min(1.0, max(edge / long, edge / LONGEST_RATIO / short), WEBP_MAX_EDGE / long)
    if scale == 1.0:
        return image
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    if image.mode in ("1", "P", "PA"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if image.mode.startswith("I") or image.mode == "F":
        image = _eight_bits(image)
    small = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    small.info = dict(image.info)
    return small


def _within(image: Image.Image, edge: int) -> Image.Image:
    scale = edge / max(*image.size, edge)
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    return image.resize(size, Image.Resampling.BOX)


def _eight_bits(image: Image.Image) -> Image.Image:
    """Deep grey to ordinary grey; Pillow's own conversion clips everything bright to white."""
    wide = image.convert("I") if image.mode != "F" else image
    high = wide.getextrema()[1]
    if not isinstance(high, (int, float)) or high <= 255:
        return wide.convert("L")
    return wide.point(lambda value: value * (1 / 257)).convert("L")


def _srgb(image: Image.Image) -> Image.Image:
    """Ordinary colours: deep grey, palettes, print colours and foreign profiles become sRGB."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I") or image.mode == "F":
        image = _eight_bits(image)
    alpha = None
    if image.has_transparency_data:
        image = image.convert("RGBA")
        alpha = image.getchannel("A")
        image = image.convert("RGB")
    if image.mode not in ("RGB", "CMYK", "L", "LAB"):
        image = image.convert("RGB")
    flat = _profiled(image, profile) if profile else image.convert("RGB")
    if alpha is not None:
        flat.putalpha(alpha)
    return _bare(flat)


def _profiled(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        changed = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image.convert("RGB")  # a broken profile means the same as none
    return changed if changed is not None else image.convert("RGB")


def _bare(image: Image.Image) -> Image.Image:
    """Pixels alone; Pillow would write a profile it finds in the notes back into the file."""
    image.info = {}
    return image


def _upright(image: Image.Image, turn: Image.Transpose | None) -> Image.Image:
    return image if turn is None else _bare(image.transpose(turn))


def _webp(image: Image.Image, quality: int) -> bytes:
    written = io.BytesIO()
    image.save(written, "WEBP", quality=quality, method=3)
    return written.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def _dominant(image: Image.Image) -> str:
    """The colour that covers most, for the moment before anything is loaded."""
    tile = _on_white(_within(image, 48)).convert("RGB")
    few = tile.quantize(6).convert("RGB").tobytes()
    pixels = [few[start : start + 3] for start in range(0, len(few), 3)]
    return "#" + max(set(pixels), key=lambda pixel: (pixels.count(pixel), pixel)).hex()


def _placeholder(image: Image.Image) -> bytes:
    """A few pixels, small enough to travel inside the page."""
    flat = _on_white(image)
    best = b""
    for edge in (24, 16, 12, 8, 4):
        best = _webp(_within(flat, edge), 20)
        if len(best) <= MAX_PLACEHOLDER_BYTES:
            break
    return best


def _made_by_ai(image: Image.Image, data: bytes) -> bool:
    """Whether the file's own notes say that a machine made it (labels, C2PA, generators)."""
    notes: list[bytes] = []
    for key, value in _notes(image):
        if key.lower() in AI_KEYS:
            return True
        notes.append(value)
    written = b"\n".join(notes).replace(b"\0", b"")
    return bool(AI_MARKS.search(written)) or all(mark in data for mark in AI_PROVENANCE)


def _notes(image: Image.Image) -> Iterable[tuple[str, bytes]]:
    text = getattr(image, "text", {})
    for key, value in {**image.info, **text}.items():
        if key == "icc_profile":
            continue
        if isinstance(value, str):
            yield str(key), f"{key}={value}".encode(errors="replace")
        elif isinstance(value, bytes):
            yield str(key), value


def _answer(facts: dict[str, Any], copies: list[bytes]) -> None:
    head = json.dumps({**facts, "lengths": [len(copy) for copy in copies]}).encode()
    sys.stdout.buffer.write(struct.pack(">I", len(head)) + head + b"".join(copies))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
