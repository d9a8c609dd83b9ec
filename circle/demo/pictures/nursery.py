"""Pictures of a baby's things: socks, bottles, folded cloths, a room at night."""

from __future__ import annotations

import random
from functools import partial

from PIL import Image, ImageChops

from circle.demo.pictures import brush
from circle.demo.pictures.brush import LANDSCAPE, PORTRAIT, SQUARE, Point, Scene, Size, Stencil

PASTELS = ["#e9b9a6", "#a9c4c9", "#ecd9a0", "#b9c7a4", "#d9b7c6"]


def sock(at: Point, unit: float) -> list[Point]:
    """The outline of a small sock hanging from its cuff."""
    x, y = at
    leg = [(x - 34 * unit, y), (x + 34 * unit, y), (x + 34 * unit, y + 96 * unit)]
    toe = brush.curve(
        (x + 40 * unit, y + 104 * unit),
        (x + 160 * unit, y + 120 * unit),
        (x + 104 * unit, y + 176 * unit),
    )
    heel = brush.curve(
        (x + 90 * unit, y + 180 * unit),
        (x - 62 * unit, y + 204 * unit),
        (x - 34 * unit, y + 96 * unit),
    )
    return [*leg, *toe, *heel]


def socks(count: int, size: Size, seed: int) -> Image.Image:
    """Baby socks pegged on a line in front of a sunny wall."""
    w, h = size
    image = brush.ramp(size, [(0, "#f6e7d0"), (1, "#ecd2b4")])
    brush.texture(image, brush.clouds(size, seed, 90), 0.05)
    dice, rope = (
        random.Random(seed),
        brush.curve((-20, h * 0.2), (w * 0.5, h * 0.36), (w + 20, h * 0.18)),
    )
    string = Stencil(size).line(rope, 5).mask()
    brush.cast(image, string, (26, 36), 6, 0.3)
    brush.lay(image, string, "#9a7d5e")
    for number in range(count):
        share = (number + 0.6) / (count + 0.2)
        at = min(rope, key=lambda p: abs(p[0] - share * w))
        _pegged(
            image, at, min(w / count / 170, h / 420), (PASTELS[number % 5], dice.randint(0, 99))
        )
    brush.daylight(image, 0.5, "#fff0c9", 0.5)
    brush.grain(image, seed, 0.06)
    return image


def _pegged(image: Image.Image, at: Point, unit: float, look: tuple[str, int]) -> None:
    colour, seed = look
    mask = Stencil(image.size).shape(sock(at, unit)).mask()
    brush.cast(image, mask, (26, 36), 12, 0.4)
    cloth = Image.new("RGB", image.size, colour)
    stripes = Stencil(image.size)
    for k in range(12):
        if k % 2:
            stripes.box((0, at[1] + k * 17 * unit), (image.width, 8 * unit))
    brush.lay(cloth, stripes.mask(), "#fbf4e6", 0.75 if seed % 2 else 0.0)
    brush.texture(cloth, brush.noise(image.size, seed, (3, 2)), 0.12)
    brush.lay(image, brush.soften(mask, 1.2), cloth)
    cuff = (
        Stencil(image.size).box((at[0] - 37 * unit, at[1]), (74 * unit, 24 * unit), 8 * unit).mask()
    )
    brush.lay(image, cuff, brush.mix(colour, "#ffffff", 0.45))
    side = ImageChops.subtract(mask, ImageChops.offset(mask, int(-14 * unit), int(-8 * unit)))
    brush.shade(image, brush.soften(side, 8), "#8a6a60", 0.5)
    peg = Stencil(image.size).box(
        (at[0] - 8 * unit, at[1] - 26 * unit), (16 * unit, 52 * unit), 5 * unit
    )
    brush.lay(image, peg.mask(), "#c29a63")


def bottles(size: Size, seed: int) -> Image.Image:
    """Three feeding bottles drying on a cloth."""
    w, h = size
    image = brush.ramp(size, [(0, "#dfe7e4"), (0.7, "#eef0e8"), (0.72, "#cdbfa9"), (1, "#c2b196")])
    unit = h / 900
    for number, level in enumerate((0.5, 0.16, 0.72)):
        _bottle(
            image,
            (w * (0.28 + 0.22 * number), h * 0.86),
            unit * (1.05, 0.9, 1.12)[number],
            (PASTELS[number], level),
        )
    brush.daylight(image, 0.4, "#fff2d6", 0.45)
    brush.grain(image, seed, 0.06)
    return image


def _bottle(image: Image.Image, foot: Point, unit: float, look: tuple[str, float]) -> None:
    (x, y), (colour, level), size = foot, look, image.size
    glass = (
        Stencil(size)
        .box((x - 92 * unit, y - 380 * unit), (184 * unit, 380 * unit), 50 * unit)
        .mask()
    )
    brush.cast(image, glass, (60 * unit, 26 * unit), 26, 0.4)
    brush.lay(image, glass, "#f7faf8", 0.62)
    full = (
        Stencil(size)
        .box(
            (x - 80 * unit, y - (24 + 330 * level) * unit),
            (160 * unit, (14 + 330 * level) * unit),
            38 * unit,
        )
        .mask()
    )
    brush.lay(image, full, "#fffdf4", 0.95)
    marks = Stencil(size)
    for k in range(8):
        marks.box(
            (x + 8 * unit, y - (70 + 36 * k) * unit), ((52 if k % 2 else 32) * unit, 4 * unit)
        )
    brush.lay(image, marks.mask(), brush.mix(colour, "#333333", 0.3), 0.7)
    _cap(image, foot, unit, colour)
    streak = Stencil(size).box((x - 72 * unit, y - 350 * unit), (20 * unit, 300 * unit), 10 * unit)
    brush.shine(image, brush.soften(streak.mask(), 4), "#ffffff", 0.8)
    edge = ImageChops.subtract(glass, ImageChops.offset(glass, int(-9 * unit), 0))
    brush.shade(image, brush.soften(edge, 4), "#8fa3a0", 0.6)


def _cap(image: Image.Image, foot: Point, unit: float, colour: str) -> None:
    """The coloured ring and the teat on top of a bottle."""
    (x, y), size = foot, image.size
    cap = (
        Stencil(size)
        .box((x - 84 * unit, y - 444 * unit), (168 * unit, 72 * unit), 14 * unit)
        .mask()
    )
    brush.lay(
        image,
        cap,
        brush.ramp(
            size,
            [
                (0, colour),
                (x / size[0], brush.mix(colour, "#ffffff", 0.3)),
                (1, brush.mix(colour, "#6a5548", 0.4)),
            ],
            True,
        ),
    )
    teat = (
        Stencil(size)
        .disc((x, y - 446 * unit), 56 * unit, 48 * unit)
        .disc((x, y - 506 * unit), 22 * unit, 40 * unit)
    )
    brush.lay(image, brush.soften(teat.mask(), 2), "#f1d3ae", 0.92)


def night_room(size: Size, seed: int) -> Image.Image:
    """A child's room at three in the morning: moon, curtain, one small lamp."""
    w, h = size
    image = brush.ramp(size, [(0, "#1b2440"), (0.7, "#2a3152"), (0.71, "#1f2036"), (1, "#171829")])
    view = Stencil(size).box((w * 0.14, h * 0.1), (w * 0.46, h * 0.4), 6).mask()
    brush.lay(image, view, brush.ramp(size, [(0, "#20386b"), (0.5, "#7c93bd"), (1, "#7c93bd")]))
    moon = (w * 0.44, h * 0.22)
    brush.shine(
        image, ImageChops.multiply(brush.glow(size, moon, h * 0.3, 1.6), view), "#fff3d0", 0.9
    )
    brush.lay(image, Stencil(size).disc(moon, h * 0.032).mask(), "#fff9e6")
    bars = (
        Stencil(size)
        .box((w * 0.36, h * 0.1), (12, h * 0.4))
        .box((w * 0.14, h * 0.29), (w * 0.46, 10))
    )
    brush.lay(image, bars.mask(), "#161b30")
    folds = brush.noise(size, seed, (34, 2000))
    cloth = brush.ramp(size, [(0, "#4d5680"), (1, "#30365a")])
    brush.texture(cloth, folds, 0.3)
    drape = Stencil(size).shape([(0, 0), (w * 0.22, 0), (w * 0.13, h * 0.62), (0, h * 0.62)])
    drape.shape([(w * 0.53, 0), (w * 0.74, 0), (w * 0.76, h * 0.62), (w * 0.62, h * 0.62)])
    brush.lay(image, brush.soften(drape.mask(), 2), cloth)
    cot = (
        Stencil(size)
        .box((w * 0.12, h * 0.62), (w * 0.62, 16), 8)
        .box((w * 0.12, h * 0.88), (w * 0.62, 20), 6)
    )
    for k in range(15):
        cot.box((w * (0.135 + 0.043 * k), h * 0.62), (9, h * 0.27))
    brush.lay(
        image, Stencil(size).disc((w * 0.42, h * 0.86), w * 0.26, h * 0.08).mask(), "#c9c6d8", 0.6
    )
    brush.lay(image, cot.mask(), "#8d7f86")
    lamp = (w * 0.86, h * 0.66)
    brush.shine(image, brush.glow(size, lamp, h * 0.62, 1.5), "#ffae5c", 0.85)
    brush.lay(image, Stencil(size).disc(lamp, h * 0.062).mask(), "#ffe9c2")
    brush.lay(image, Stencil(size).box((w * 0.85, h * 0.71), (w * 0.02, h * 0.2)).mask(), "#4a3430")
    brush.vignette(image, 0.5)
    brush.grain(image, seed, 0.1)
    return image


def folded(size: Size, seed: int) -> Image.Image:
    """A pile of washed cotton cloths."""
    w, h = size
    image = brush.ramp(size, [(0, "#e9dccb"), (0.72, "#f1e7d9"), (0.73, "#b9936a"), (1, "#a57f58")])
    dice = random.Random(seed)
    for number in range(6):
        y = h * (0.8 - 0.088 * number)
        colour = ["#f7f2e8", "#dfe6e2", "#f0dccb", "#f7f2e8", "#e6d9dc", "#f3ead2", "#fbf8f1"][
            number
        ]
        x, wide = w * dice.uniform(0.2, 0.24), w * dice.uniform(0.54, 0.6)
        slab = Stencil(size).box((x, y), (wide, h * 0.084), h * 0.04).mask()
        brush.cast(image, slab, (16, 18), 16, 0.45)
        cloth = Image.new("RGB", size, colour)
        brush.texture(cloth, brush.noise(size, seed + number, (8, 3)), 0.08)
        for k in range(1, 3):
            line = Stencil(size).box((x + 12, y + h * 0.028 * k), (wide - 12, 4)).mask()
            brush.shade(cloth, brush.soften(line, 3), "#a5968a", 0.7)
        brush.lay(image, brush.soften(slab, 1.5), cloth)
        edge = ImageChops.subtract(slab, ImageChops.offset(slab, 0, -12))
        brush.shade(image, brush.soften(edge, 7), "#a08c80", 0.6)
    brush.daylight(image, 0.35, "#fff0cf", 0.5)
    brush.grain(image, seed, 0.06)
    return image


SCENES: dict[str, Scene] = {
    "home-socks": partial(socks, 5, LANDSCAPE, 11),
    "home-sock-lens": partial(socks, 1, PORTRAIT, 13),
    "home-bottles": partial(bottles, LANDSCAPE, 21),
    "home-night": partial(night_room, PORTRAIT, 31),
    "home-folded": partial(folded, SQUARE, 41),
}
