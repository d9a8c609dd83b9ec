"""Pictures from people's rooms: a baby's things, books, a desk, a mug on a sill."""

from __future__ import annotations

import math
import random
from functools import partial

from PIL import Image, ImageChops, ImageDraw, ImageOps

from circle.demo.pictures import brush
from circle.demo.pictures.brush import (
    LANDSCAPE,
    PORTRAIT,
    PRIZE,
    SQUARE,
    Point,
    Scene,
    Size,
    Stencil,
)

SPINES = [
    "#7b3b2e",
    "#c9a35c",
    "#2f4a4f",
    "#8a8f76",
    "#d8cdb4",
    "#41334a",
    "#a8562f",
    "#536b7d",
    "#ece3cf",
]


def bookshelf(size: Size, seed: int) -> Image.Image:
    """Shelves of old books in the light of one lamp."""
    w, h = size
    image, dice = Image.new("RGB", size, "#2a1a12"), random.Random(seed)
    rows = 3 if h > w else 2
    for row in range(rows):
        top, tall = h * row / rows, h / rows
        x = -20.0
        while x < w:
            wide, high = w * dice.uniform(0.022, 0.055), tall * dice.uniform(0.58, 0.82)
            lean = dice.choice([0, 0, 0, 0, 0, wide * 0.8])
            _spine(image, (x, top + tall * 0.9), (wide, high, lean), dice)
            x += wide + lean + dice.choice([2, 2, 2, 2, 16])
        plank = Stencil(size).box((0, top + tall * 0.9), (w, tall * 0.1)).mask()
        brush.cast(image, plank, (0, -10), 12, 0.5)
        brush.lay(image, plank, brush.wood(size, "#5f3e27", seed + row))
    light = brush.glow(size, (w * 0.3, h * 0.3), max(size) * 0.75, 0.8)
    brush.shade(image, ImageOps.invert(light), "#241a2c", 0.9)
    brush.shine(image, light, "#ffb765", 0.32)
    brush.grain(image, seed, 0.1)
    return image


def _spine(
    image: Image.Image, foot: Point, form: tuple[float, float, float], dice: random.Random
) -> None:
    (x, y), (wide, high, lean) = foot, form
    colour = brush.mix(dice.choice(SPINES), "#1c130e", dice.uniform(0, 0.3))
    pen = ImageDraw.Draw(image)
    for left, right, tone in (
        (0, 1, colour),
        (0, 0.16, brush.mix(colour, "#000000", 0.35)),
        (0.2, 0.34, brush.mix(colour, "#fff0d8", 0.16)),
        (0.82, 1, brush.mix(colour, "#000000", 0.3)),
    ):
        a, b = x + wide * left, x + wide * right
        pen.polygon([(a, y), (b, y), (b + lean, y - high), (a + lean, y - high)], fill=tone)
    gold = brush.mix(colour, "#e6cf98", 0.5)
    for share in (0.14, 0.2, 0.8):
        pen.line(
            [
                (x + lean * share + wide * 0.12, y - high * share),
                (x + lean * share + wide * 0.88, y - high * share),
            ],
            fill=gold,
            width=3,
        )
    label = dice.uniform(0.4, 0.6)
    for k in range(4):
        left = x + lean * label + wide * 0.37
        top = y - high * label - k * wide * 0.36
        pen.rectangle((left, top, left + wide * 0.26, top + wide * 0.22), fill=gold)


def note_card(size: Size, seed: int) -> Image.Image:
    """A card covered in small handwriting, a pencil across it."""
    w, h = size
    image, dice = brush.wood(size, "#8a6242", seed), random.Random(seed)
    card = Stencil(size).shape(
        [(w * 0.14, h * 0.13), (w * 0.85, h * 0.1), (w * 0.87, h * 0.86), (w * 0.16, h * 0.89)]
    )
    brush.cast(image, card.mask(), (14, 22), 24, 0.6)
    paper = Image.new("RGB", size, "#f4ecd8")
    brush.texture(paper, brush.clouds(size, seed, 200), 0.06)
    rules, ink = Stencil(size), Stencil(size)
    for row in range(11):
        y = h * (0.22 + 0.058 * row)
        rules.line([(w * 0.16, y), (w * 0.86, y - h * 0.02)], 2)
        x, stop = w * 0.22, w * (0.8 if row % 4 != 3 else dice.uniform(0.4, 0.6))
        while x < stop:
            _scribble(ink, (x, y - (x - w * 0.16) * 0.028 - h * 0.008), h * 0.033, dice)
            x += h * 0.04 if dice.random() > 0.08 else h * 0.07
    brush.lay(paper, rules.mask(), "#b9c4c6", 0.6)
    brush.lay(paper, ink.mask(), "#2b3c66", 0.85)
    under = Stencil(size).line([(w * 0.22, h * 0.395), (w * 0.6, h * 0.383)], 6).mask()
    brush.lay(paper, under, "#c8432c", 0.7)
    brush.lay(image, card.mask(), paper)
    pencil = Stencil(size).line([(w * 0.62, h * 0.97), (w * 0.93, h * 0.5)], 24).mask()
    brush.cast(image, pencil, (12, 18), 9, 0.6)
    brush.lay(image, pencil, "#d8892c")
    tip = Stencil(size).shape(
        [(w * 0.93 - 10, h * 0.5 - 8), (w * 0.93 + 10, h * 0.5 + 6), (w * 0.955, h * 0.462)]
    )
    brush.lay(image, tip.mask(), "#efd9b0")
    brush.daylight(image, -0.35, strength=0.45)
    brush.grain(image, seed, 0.07)
    return image


def _scribble(ink: Stencil, foot: Point, em: float, dice: random.Random) -> None:
    """Something the shape of a written character, meaning nothing."""
    x, y = foot
    for _ in range(dice.randint(3, 6)):
        a = (x + dice.uniform(0, em), y - dice.uniform(0, em))
        level = dice.random() < 0.5
        b = (
            (a[0] + em * dice.uniform(0.3, 0.6), a[1] - em * 0.08)
            if level
            else (a[0] + em * dice.uniform(-0.3, 0.2), a[1] + em * dice.uniform(0.2, 0.5))
        )
        ink.line([a, b], 2.6, dice.randint(150, 255))


def open_book(size: Size, seed: int) -> Image.Image:
    """An open book and a cup on a blanket."""
    w, h = size
    image = brush.linen(size, "#6f7f86", seed)
    left = [
        *brush.curve((w * 0.1, h * 0.26), (w * 0.32, h * 0.16), (w * 0.5, h * 0.24)),
        *reversed(brush.curve((w * 0.1, h * 0.8), (w * 0.32, h * 0.7), (w * 0.5, h * 0.78))),
    ]
    right = [(w - x, y) for x, y in left]
    pages = Stencil(size).shape(left).shape(right).mask()
    brush.cast(image, pages, (16, 26), 26, 0.7)
    brush.lay(image, pages, "#f3ead6")
    lines, dice = Stencil(size), random.Random(seed)
    for row in range(15):
        y = h * (0.3 + 0.03 * row)
        path = brush.curve(
            (w * 0.14, y + h * 0.02), (w * 0.32, y - h * 0.06), (w * 0.47, y + h * 0.005)
        )
        for side in (path, [(w - px, py) for px, py in path]):
            start = 0 if dice.random() > 0.2 else 2
            for k in range(start, 24 if dice.random() > 0.15 else 12):
                if dice.random() > 0.1:
                    lines.line([side[k], side[k + 1]], 4, 170)
    brush.lay(image, lines.mask(), "#5a5048", 0.6)
    gutter = Stencil(size).box((w * 0.485, h * 0.2), (w * 0.03, h * 0.6)).mask()
    brush.shade(image, ImageChops.multiply(brush.soften(gutter, 20), pages), "#7d6a58", 0.9)
    brush.daylight(image, 0.45, "#ffe2ae", 0.55)
    brush.vignette(image, 0.35)
    brush.grain(image, seed, 0.07)
    return image


def mug(size: Size, seed: int) -> Image.Image:
    """A very large enamel mug steaming on a window sill in winter."""
    w, h = size
    image = brush.ramp(size, [(0, "#8fa6bd"), (0.62, "#d9dfe2"), (0.63, "#5a3c2a"), (1, "#4a2f20")])
    spots = brush.bokeh(size, seed, ["#ffffff", "#dfeaf4", "#ffd9a0"], (0.05, 0.55))
    image.paste(ImageChops.screen(image, spots.point([v // 2 for v in range(256)] * 3)))
    lower = Stencil(size).box((0, h * 0.63), (w, h)).mask()
    brush.lay(image, lower, brush.wood(size, "#6a452c", seed))
    at = (w * 0.47, h * 0.82)
    _enamel(image, at, min(w, h) / 900)
    steam = ImageChops.multiply(
        brush.clouds(size, seed + 3, 120), brush.glow(size, (at[0], h * 0.24), h * 0.3, 1.1)
    )
    brush.shine(image, steam, "#ffffff", 0.75)
    brush.vignette(image, 0.35)
    brush.grain(image, seed, 0.08)
    return image


def _enamel(image: Image.Image, foot: Point, unit: float) -> None:
    """The mug itself: handle, body, rim, and where it was chipped."""
    (x, y), size, w = foot, image.size, image.width
    grip = (
        Stencil(size)
        .ring((x + 230 * unit, y - 210 * unit), 120 * unit, 34 * unit, 140 * unit)
        .mask()
    )
    brush.lay(image, grip, "#dcdcd6")
    body = (
        Stencil(size)
        .box((x - 220 * unit, y - 430 * unit), (440 * unit, 430 * unit), 34 * unit)
        .mask()
    )
    brush.cast(image, body, (50 * unit, 24 * unit), 34, 0.6)
    brush.lay(
        image,
        body,
        brush.ramp(
            size,
            [
                (0, "#c9cbc8"),
                ((x - 220 * unit) / w, "#c4c6c2"),
                ((x - 60 * unit) / w, "#fdfcf6"),
                ((x + 220 * unit) / w, "#a6a8a6"),
                (1, "#a6a8a6"),
            ],
            True,
        ),
    )
    _flower(image, (x - 60 * unit, y - 210 * unit), unit)
    rim = Stencil(size).disc((x, y - 430 * unit), 222 * unit, 34 * unit).mask()
    brush.lay(image, rim, "#28456e")
    tea = Stencil(size).disc((x, y - 428 * unit), 204 * unit, 26 * unit).mask()
    brush.lay(image, tea, "#7a4a1c")
    chips = Stencil(size).disc((x - 180 * unit, y - 40 * unit), 16 * unit, 10 * unit)
    chips.disc((x + 120 * unit, y - 14 * unit), 22 * unit, 9 * unit)
    brush.lay(image, chips.mask(), "#23211f")


def _flower(image: Image.Image, heart: Point, unit: float) -> None:
    size = image.size
    petals = Stencil(size)
    for k in range(7):
        turn = k / 7 * 6.283
        petals.disc(
            (heart[0] + 52 * unit * math.cos(turn), heart[1] + 52 * unit * math.sin(turn)),
            34 * unit,
        )
    brush.lay(image, brush.soften(petals.mask(), 2), "#c33a2a", 0.9)
    brush.lay(image, Stencil(size).disc(heart, 24 * unit).mask(), "#f0c04c")


SCENES: dict[str, Scene] = {
    "home-shelf": partial(bookshelf, LANDSCAPE, 51),
    "home-shelf-tall": partial(bookshelf, PORTRAIT, 52),
    "home-card": partial(note_card, SQUARE, 61),
    "home-book": partial(open_book, LANDSCAPE, 71),
    "prize-notes": partial(note_card, PRIZE, 62),
    "home-mug": partial(mug, SQUARE, 81),
}
