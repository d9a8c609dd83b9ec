"""Pictures drawn for tests, and how what became of them is looked at."""

import io
import struct
import zlib

import pytest
from PIL import Image

from circle.core.errors import Invalid
from circle.core.pictures import read_picture

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 180, 60), (30, 60, 220), (255, 255, 255)
GPS_IFD, MAKE, SOFTWARE, ORIENTATION = 0x8825, 0x010F, 0x0131, 0x0112


def quarters(width=80, height=60, mode="RGB"):
    """Red top left, green top right, blue bottom left, white bottom right."""
    image = Image.new("RGB", (width, height), WHITE)
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    return image.convert(mode)


def encoded(image, kind, **options):
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def shown(copy):
    image = Image.open(io.BytesIO(copy.data))
    assert image.format == "WEBP"
    assert image.size == (copy.width, copy.height)
    return image


def corners(copy):
    image = shown(copy).convert("RGB")
    right, bottom = image.width * 3 // 4, image.height * 3 // 4
    left, top = image.width // 4, image.height // 4
    return [
        image.getpixel(at) for at in ((left, top), (right, top), (left, bottom), (right, bottom))
    ]


def near(colours, expected, by=45):
    return all(
        abs(have - want) <= by
        for colour, wanted in zip(colours, expected, strict=True)
        for have, want in zip(colour, wanted, strict=True)
    )


def refusal(data):
    with pytest.raises(Invalid) as caught:
        read_picture(data)
    assert caught.value.errors["file"]
    return caught.value.code


def png_header(width, height, depth=8, colour=2):
    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0" * 50_000))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")
