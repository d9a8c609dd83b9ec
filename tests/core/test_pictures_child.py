"""The child that reads a picture: every kind, large ones, what it knows, and its own death."""

import hashlib
import logging
import subprocess

import pytest
from PIL import Image

from circle.core import pictures
from circle.core.errors import Unavailable
from circle.core.lazy import heif_opener
from circle.core.picture_limits import LONG_EDGES
from circle.core.pictures import read_picture
from tests.factories.pictures import (
    BLUE,
    GREEN,
    RED,
    WHITE,
    corners,
    encoded,
    near,
    quarters,
    refusal,
    shown,
)


@pytest.mark.parametrize(
    ("format_name", "mode", "kind"),
    [
        ("JPEG", "RGB", "jpeg"),
        ("JPEG", "L", "jpeg"),
        ("JPEG", "CMYK", "jpeg"),
        ("PNG", "RGB", "png"),
        ("PNG", "P", "png"),
        ("PNG", "1", "png"),
        ("PNG", "LA", "png"),
        ("WEBP", "RGB", "webp"),
        ("GIF", "P", "gif"),
    ],
)
def test_every_accepted_kind_gives_three_copies(format_name, mode, kind):
    data = encoded(quarters(mode=mode), format_name)
    picture = read_picture(data)
    assert (picture.kind, picture.width, picture.height) == (kind, 80, 60)
    assert picture.sha256 == hashlib.sha256(data).hexdigest()
    assert not picture.animated
    assert not picture.ai_metadata
    for copy in (picture.small, picture.medium, picture.large):
        assert (copy.width, copy.height) == (80, 60)
        assert shown(copy).mode == ("RGB" if mode != "LA" else shown(copy).mode)
    if mode in ("RGB", "P", "CMYK"):
        assert near(corners(picture.large), [RED, GREEN, BLUE, WHITE])


@pytest.mark.skipif(heif_opener() is None, reason="the extra heic is not installed")
def test_heic_is_read_where_its_extra_is_installed():
    heif_opener()()
    picture = read_picture(encoded(quarters(), "HEIF", quality=90))
    assert picture.kind == "heic"
    assert near(corners(picture.large), [RED, GREEN, BLUE, WHITE])


def test_large_pictures_are_made_smaller_to_each_long_edge():
    picture = read_picture(encoded(quarters(3000, 2000), "JPEG"))
    assert (picture.width, picture.height) == (3000, 2000)
    assert [picture.small.width, picture.medium.width, picture.large.width] == list(
        LONG_EDGES.values()
    )
    assert picture.large.height == 1365
    assert near(corners(picture.small), [RED, GREEN, BLUE, WHITE])


def test_fifty_million_pixels_are_read():
    data = encoded(Image.new("1", (10_000, 5000)), "PNG")
    assert read_picture(data).width == 10_000


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
