"""Pictures: what comes out of every kind of file, and what never gets in."""

import base64
import hashlib
import io
import logging
import random
import struct
import subprocess
import zlib

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from circle.core import pictures
from circle.core.errors import Invalid, Unavailable
from circle.core.lazy import heif_opener
from circle.core.picture_limits import (
    LONG_EDGES,
    MAX_ANIMATED_EDGE,
    MAX_BYTES,
    MAX_FRAMES,
    MAX_PIXELS,
)
from circle.core.pictures import picture_kind, read_picture

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


# What goes in


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


def test_a_file_object_is_read_like_bytes():
    data = encoded(quarters(), "PNG")
    assert read_picture(io.BytesIO(data)).sha256 == hashlib.sha256(data).hexdigest()


def test_the_kind_is_judged_by_content():
    assert picture_kind(encoded(quarters(), "PNG")) == "png"
    assert picture_kind(encoded(quarters(), "JPEG") + b"<script>alert(1)</script>") == "jpeg"


# Sizes


def test_large_pictures_are_made_smaller_to_each_long_edge():
    picture = read_picture(encoded(quarters(3000, 2000), "JPEG"))
    assert (picture.width, picture.height) == (3000, 2000)
    assert [picture.small.width, picture.medium.width, picture.large.width] == list(
        LONG_EDGES.values()
    )
    assert picture.large.height == 1365
    assert near(corners(picture.small), [RED, GREEN, BLUE, WHITE])


def test_nothing_is_enlarged():
    picture = read_picture(encoded(quarters(500, 400), "PNG"))
    assert (picture.small.width, picture.medium.width, picture.large.width) == (320, 500, 500)


def test_a_long_screenshot_keeps_a_readable_width():
    picture = read_picture(encoded(quarters(1080, 9000), "PNG"))
    assert (picture.large.width, picture.large.height) == (683, 5689)
    assert (picture.medium.width, picture.small.width) == (320, 107)


@pytest.mark.parametrize("size", [(1, 1), (1, 16_000), (16_000, 1), (1, 49_000)])
def test_even_a_line_or_a_dot_is_a_picture(size):
    picture = read_picture(encoded(Image.new("RGB", size, RED), "PNG"))
    assert (picture.width, picture.height) == size
    assert picture.large.data


# What is taken off


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photograph_stands_upright_and_tells_nothing(orientation):
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = quarters()
    if orientation in turns:
        stored = stored.transpose(turns[orientation])
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = orientation, "Camera-4711"
    exif.get_ifd(GPS_IFD)[2] = (31.0, 14.0, 5.5)
    data = encoded(stored, "JPEG", exif=exif, comment=b"secret note", quality=95)
    assert b"Camera-4711" in data
    picture = read_picture(data)
    assert (picture.width, picture.height) == (80, 60)
    assert near(corners(picture.large), [RED, GREEN, BLUE, WHITE])
    for copy in (picture.small, picture.medium, picture.large):
        assert not shown(copy).getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(shown(copy).info)
        assert b"Camera-4711" not in copy.data


def test_an_orientation_that_does_not_exist_is_none():
    exif = Image.Exif()
    exif[ORIENTATION] = 77
    assert read_picture(encoded(quarters(), "JPEG", exif=exif)).width == 80


def test_notes_in_a_png_are_taken_off():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "Camera-4711")
    notes.add_itxt("XML:com.adobe.xmp", "<x>Camera-4711</x>")
    data = encoded(quarters(), "PNG", pnginfo=notes)
    assert b"Camera-4711" in data
    assert b"Camera-4711" not in read_picture(data).large.data


def test_colours_of_a_foreign_profile_become_ordinary_ones():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    for profile in (srgb.tobytes(), lab.tobytes(), b"not a profile"):
        picture = read_picture(encoded(quarters(), "JPEG", icc_profile=profile, quality=95))
        assert "icc_profile" not in shown(picture.large).info
        assert near(corners(picture.large), [RED, GREEN, BLUE, WHITE])


def test_transparency_survives():
    image = quarters(mode="RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 40, 30))
    for data in (encoded(image, "PNG"), encoded(image.quantize(16), "PNG")):
        copy = shown(read_picture(data).large)
        assert copy.mode == "RGBA"
        assert copy.getpixel((10, 10))[3] == 0
        assert copy.getpixel((70, 10))[3] == 255


def test_deep_grey_keeps_its_tones():
    deep = Image.frombytes("I;16", (64, 4), struct.pack("<256H", *(n * 257 for n in range(256))))
    dark = Image.new("I;16", (64, 4), 64 * 257)
    assert near(
        [shown(read_picture(encoded(dark, "PNG")).large).getpixel((5, 2))], [(64, 64, 64)], 4
    )
    tones = shown(read_picture(encoded(deep, "PNG")).large).convert("L").getextrema()
    assert tones[0] < 40
    assert tones[1] > 215


def test_what_is_hidden_behind_a_picture_is_not_served():
    payload = b"<script>alert(1)</script>PK\x03\x04"
    for format_name in ("JPEG", "PNG", "GIF"):
        picture = read_picture(encoded(quarters(), format_name) + payload)
        for copy in (picture.small, picture.medium, picture.large):
            assert b"<script>" not in copy.data


# Before it is loaded


def test_the_placeholder_fits_into_the_page():
    noise = Image.effect_noise((1200, 800), 120).convert("RGB")
    for image in (quarters(1200, 800), noise, Image.new("RGB", (1, 9000))):
        placeholder = read_picture(encoded(image, "PNG")).placeholder
        assert len(placeholder) <= 300
        tiny = Image.open(io.BytesIO(base64.b64decode(placeholder.partition(",")[2])))
        assert max(tiny.size) <= 24
        assert placeholder.startswith("data:image/webp;base64,")


def test_the_colour_is_the_one_that_covers_most():
    image = Image.new("RGB", (100, 100), BLUE)
    image.paste(RED, (0, 0, 30, 30))
    colour = read_picture(encoded(image, "PNG")).colour
    assert near([bytes.fromhex(colour[1:])], [BLUE], 12)


# Moving pictures


def frames_of(count, size=(60, 40)):
    return [Image.new("RGB", size, (n * 20 % 256, 80, n * 7 % 256)) for n in range(count)]


def moving(format_name, count, size=(60, 40), **options):
    first, *rest = frames_of(count, size)
    return encoded(first, format_name, save_all=True, append_images=rest, loop=0, **options)


@pytest.mark.parametrize("format_name", ["GIF", "WEBP", "PNG"])
def test_a_moving_picture_still_moves_when_opened_large(format_name):
    picture = read_picture(moving(format_name, 5, duration=120))
    assert picture.animated
    assert shown(picture.large).n_frames == 5
    assert getattr(shown(picture.medium), "n_frames", 1) == 1


def test_a_moving_picture_keeps_its_speed():
    played = shown(read_picture(moving("GIF", 3, duration=150)).large)
    played.seek(1)
    played.load()
    assert played.info["duration"] == 150


def test_a_moving_picture_is_made_smaller_than_a_still():
    picture = read_picture(moving("GIF", 2, (1200, 300)))
    assert picture.large.width < 1200
    assert picture.large.width == max(MAX_ANIMATED_EDGE, picture.large.width)


def test_too_many_frames_leave_the_first():
    picture = read_picture(moving("GIF", MAX_FRAMES + 1, (6, 4)))
    assert not picture.animated
    assert read_picture(moving("GIF", MAX_FRAMES, (6, 4))).animated


def test_too_many_pixels_over_all_frames_leave_the_first():
    assert not read_picture(moving("GIF", 70, (800, 600))).animated


# Made by a machine


def with_text(key, value):
    notes = PngImagePlugin.PngInfo()
    notes.add_itxt(key, value)
    return encoded(quarters(), "PNG", pnginfo=notes)


def with_exif(tag, value):
    exif = Image.Exif()
    exif[tag] = value
    return encoded(quarters(), "JPEG", exif=exif)


def test_a_file_that_says_a_machine_made_it_is_marked():
    xmp = b'<x:xmpmeta><rdf Iptc4xmpExt:DigitalSourceType="http://c/trainedAlgorithmicMedia"/>'
    label = b'<x:xmpmeta><TC260:AIGC>{"Label":"1","ContentProducer":"p"}</TC260:AIGC>'
    for data in (
        with_text("AIGC", '{"Label": "1"}'),
        with_text("parameters", "a cup of tea\nNegative prompt: hand\nSteps: 20, Sampler: Euler"),
        with_text("workflow", "{}"),
        with_exif(SOFTWARE, "Midjourney v9"),
        encoded(quarters(), "JPEG", xmp=xmp),
        encoded(quarters(), "JPEG", xmp=label),
        encoded(quarters(), "WEBP", xmp=label),
    ):
        assert read_picture(data).ai_metadata


def test_an_ordinary_file_is_not_marked():
    for data in (
        with_text("Software", "GIMP 3"),
        with_text("parameters", "f/2.8"),
        with_exif(SOFTWARE, "Lightroom"),
        encoded(quarters(), "JPEG", xmp=b"<x:xmpmeta>digitalCapture</x:xmpmeta>"),
    ):
        assert not read_picture(data).ai_metadata


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
