"""Pictures that stay outside: too large, cut short, another kind, or their reader's death."""

import io
import logging
import random
import subprocess

import pytest
from PIL import Image, PngImagePlugin

from circle.core import pictures
from circle.core.errors import Invalid, Unavailable
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


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_file_cut_short_is_refused(format_name):
    noise = Image.effect_noise((200, 200), 90).convert("RGB")
    data = encoded(noise, format_name)
    assert read_picture(data).width == 200
    for part in (0.05, 0.5, 0.9):
        assert refusal(data[: int(len(data) * part)]) == "picture_broken"


def test_a_header_alone_is_refused():
    for signature in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\0\0\0\0WEBP"):
        assert refusal(signature) == "picture_broken"


@pytest.mark.parametrize(
    "size", [(7072, 7072), (50_001, 1000), (2**31 - 1, 2**31 - 1), (60_000, 60_000)]
)
def test_more_than_fifty_million_pixels_are_refused_by_the_header(size):
    assert size[0] * size[1] > MAX_PIXELS
    assert refusal(png_header(*size)) == "picture_pixels"


def test_fifty_million_pixels_are_read():
    data = encoded(Image.new("1", (10_000, 5000)), "PNG")
    assert read_picture(data).width == 10_000


def test_a_text_that_unpacks_to_a_flood_is_refused():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("note", "x" * 20_000_000, zip=True)
    assert refusal(encoded(quarters(), "PNG", pnginfo=notes)) == "picture_broken"


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


# The child


def test_a_child_that_dies_takes_only_the_picture_with_it(monkeypatch, caplog):
    def killed(*arguments, **options):
        return subprocess.CompletedProcess(arguments, -9, b"", b"")

    with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
        patch.setattr(pictures.subprocess, "run", killed)
        assert refusal(encoded(quarters(), "PNG")) == "picture_broken"
    assert "picture child ended with -9" in caplog.text
    assert read_picture(encoded(quarters(), "PNG")).width == 80


def test_a_child_out_of_memory_or_time_is_a_refusal(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(pictures, "WALL_SECONDS", 0.001)
        assert refusal(encoded(quarters(), "PNG")) == "picture_broken"
    assert read_picture(encoded(quarters(), "PNG")).width == 80


def test_the_child_knows_none_of_our_secrets(monkeypatch):
    seen = {}
    real = subprocess.run

    def noted(*arguments, **options):
        seen.update(options["env"])
        return real(*arguments, **options)

    monkeypatch.setenv("CIRCLE_SECRET_KEY", "x" * 40)
    monkeypatch.setattr(pictures.subprocess, "run", noted)
    read_picture(encoded(quarters(), "PNG"))
    assert set(seen) == {"PYTHONPATH", "PATH"}


def test_when_every_child_is_busy_one_waits_and_is_then_told(monkeypatch):
    monkeypatch.setattr(pictures, "WAIT_SECONDS", 0)
    data = encoded(quarters(), "PNG")
    held = [pictures._children.acquire(timeout=5) for _ in range(pictures.CHILDREN)]
    try:
        with pytest.raises(Unavailable):
            read_picture(data)
    finally:
        for _ in held:
            pictures._children.release()
    assert read_picture(data).width == 80
