"""Pictures: what comes out of every kind of file, and what never gets in."""

import base64
import hashlib
import io
import struct

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from circle.core.picture_limits import (
    MAX_ANIMATED_EDGE,
    MAX_FRAMES,
)
from circle.core.pictures import picture_kind, read_picture
from tests.factories.pictures import (
    BLUE,
    GPS_IFD,
    GREEN,
    MAKE,
    ORIENTATION,
    RED,
    SOFTWARE,
    WHITE,
    corners,
    encoded,
    near,
    quarters,
    shown,
)

pytestmark = pytest.mark.usefixtures("without_child")  # test_pictures_child.py has one


# What goes in


def test_a_file_object_is_read_like_bytes():
    data = encoded(quarters(), "PNG")
    assert read_picture(io.BytesIO(data)).sha256 == hashlib.sha256(data).hexdigest()


def test_the_kind_is_judged_by_content():
    assert picture_kind(encoded(quarters(), "PNG")) == "png"
    assert picture_kind(encoded(quarters(), "JPEG") + b"<script>alert(1)</script>") == "jpeg"


# Sizes


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
    noise = Image.effect_noise((480, 320), 120).convert("RGB")
    for image in (quarters(480, 320), noise, Image.new("RGB", (1, 9000))):
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
    return [Image.new("L", size, n * 37 % 256) for n in range(count)]


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
