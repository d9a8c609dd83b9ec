"""Codes in pictures are read as a phone would read them."""

import io

import pytest
import segno
from PIL import Image

from circle.core import codes
from circle.core.codes import LARGEST, LONGEST, MOST, codes_in
from circle.core.pictures import read_picture

SAYS = "https://example.com/加群?a=1"


@pytest.fixture(scope="module")
def code():
    kept = io.BytesIO()
    segno.make(SAYS, error="m").save(kept, kind="png", scale=6)
    return Image.open(kept).convert("L")


def test_whoever_sends_a_picture_brings_its_codes_along(code):
    kept = io.BytesIO()
    pasted(code).save(kept, "JPEG")
    assert read_picture(kept.getvalue()).codes == (SAYS,)


def pasted(code, size=(900, 700), at=(200, 150)):
    page = Image.new("L", size, 235)
    page.paste(code, at)
    return page


def test_a_code_is_read_wherever_it_stands_and_however_it_lies(code):
    page = pasted(code)
    for shown in (page, page.rotate(17, fillcolor=235), page.rotate(90, expand=True),
                  page.transpose(Image.Transpose.ROTATE_180)):  # fmt: skip
        assert codes_in(shown) == [SAYS]


def test_a_light_code_on_a_dark_ground_is_read(code):
    assert codes_in(pasted(code).point(lambda grey: 255 - grey)) == [SAYS]


def test_a_code_is_read_in_colour_with_a_palette_and_on_nothing(code):
    page = pasted(code)
    clear = Image.new("RGBA", page.size, (0, 0, 0, 0))
    clear.putalpha(page.point(lambda grey: 255 if grey < 128 else 0))
    assert codes_in(clear) == [SAYS]
    for mode in ("RGB", "P", "CMYK", "1"):
        assert codes_in(page.convert(mode)) == [SAYS]


def test_two_codes_are_read_and_the_same_one_once(code):
    other = io.BytesIO()
    segno.make("weixin://x").save(other, kind="png", scale=6)
    page = pasted(code, (1_000, 1_000), (50, 50))
    page.paste(Image.open(other).convert("L"), (500, 500))
    page.paste(code, (500, 50))
    assert codes_in(page) == sorted([SAYS, "weixin://x"])


def test_a_small_micro_code_is_read():
    kept = io.BytesIO()
    segno.make_micro("12345").save(kept, kind="png", scale=8)
    assert codes_in(Image.open(kept)) == ["12345"]


def test_a_picture_without_a_code_says_nothing(code):
    page = Image.effect_noise((600, 400), 80)
    assert codes_in(page) == []
    assert codes_in(Image.new("RGB", (1, 1))) == []
    assert codes_in(pasted(code.resize((8, 8)))) == []


def test_a_large_picture_is_looked_at_smaller(code):
    page = pasted(code.resize((900, 900)), (LARGEST * 2, LARGEST), (400, 400))
    assert codes_in(page) == [SAYS]
    assert page.size == (LARGEST * 2, LARGEST)


def test_a_sheet_of_labels_is_read_so_far_and_without_what_cannot_be_shown(monkeypatch):
    many = [f"{number:03}\x00\n{'长' * 600}" for number in range(30)]
    monkeypatch.setattr(codes, "matrix_codes", lambda _picture: many)
    found = codes_in(Image.new("RGB", (1, 1)))
    assert len(found) == MOST
    assert found[0] == ("000  " + "长" * 600)[:LONGEST]
