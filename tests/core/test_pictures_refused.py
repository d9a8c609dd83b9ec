"""Pictures that stay outside: too large, cut short, damaged, or of another kind."""

import io
import random

import pytest
from PIL import Image, PngImagePlugin

from circle.core.errors import Invalid
from circle.core.picture_limits import (
    MAX_BYTES,
    MAX_PIXELS,
)
from circle.core.pictures import read_picture
from tests.factories.pictures import encoded, png_header, quarters, refusal

# What stays outside


def test_no_bytes_are_no_picture():
    assert refusal(b"") == "picture_empty"


def test_a_file_over_ten_megabytes_is_refused_unread():
    data = encoded(quarters(), "PNG")
    assert refusal(data + b"\0" * MAX_BYTES) == "picture_bytes"
    assert refusal(io.BytesIO(data + b"\0" * (2 * MAX_BYTES))) == "picture_bytes"
    assert read_picture(data + b"\0" * (MAX_BYTES - len(data))).width == 80


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
        b"\xef\xbb\xbf<svg/>",
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"BM" + b"\0" * 60,
        b"II*\0" + b"\0" * 60,
        b"\0\0\x01\0\x01\0",
        b"\0\0\0\x20ftypavif",
        b"\0\0\0\x20ftypisom",
        b"%!PS-Adobe-3.0 EPSF",
        b"\0" * 100,
    ],
)
def test_any_other_kind_is_refused(data):
    assert refusal(data) == "picture_type"


@pytest.mark.usefixtures("without_child")
@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_file_cut_short_is_refused(format_name):
    noise = Image.effect_noise((200, 200), 90).convert("RGB")
    data = encoded(noise, format_name)
    assert read_picture(data).width == 200
    for part in (0.05, 0.5, 0.9):
        assert refusal(data[: int(len(data) * part)]) == "picture_broken"


@pytest.mark.usefixtures("without_child")
def test_a_header_alone_is_refused():
    for signature in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\0\0\0\0WEBP"):
        assert refusal(signature) == "picture_broken"


@pytest.mark.parametrize(
    "size", [(7072, 7072), (50_001, 1000), (2**31 - 1, 2**31 - 1), (60_000, 60_000)]
)
def test_more_than_fifty_million_pixels_are_refused_by_the_header(size):
    assert size[0] * size[1] > MAX_PIXELS
    assert refusal(png_header(*size)) == "picture_pixels"


def test_a_text_that_unpacks_to_a_flood_is_refused():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("note", "x" * 20_000_000, zip=True)
    assert refusal(encoded(quarters(), "PNG", pnginfo=notes)) == "picture_broken"


@pytest.mark.usefixtures("without_child")
def test_any_damage_is_a_refusal_or_a_picture_and_never_another_error():
    random.seed(4711)
    for format_name in ("JPEG", "PNG", "GIF", "WEBP"):
        for _ in range(4):
            data = bytearray(encoded(quarters(), format_name))
            for _ in range(6):
                data[random.randrange(16, len(data))] = random.randrange(256)
            try:
                assert read_picture(bytes(data)).large.data
            except Invalid as refused:
                assert refused.code in ("picture_broken", "picture_pixels")
