"""Pictures of the tea circle: cups from above, pots against windows, leaves on paper."""

from __future__ import annotations

import math
import random
from functools import partial

from PIL import Image, ImageChops, ImageOps

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

LIQUOR = {
    "amber": ("#f2b552", "#b8641a", "#5d4526"),
    "pale": ("#f3e7ae", "#cdb865", "#6f7a3c"),
    "green": ("#dfe39a", "#a3b04a", "#5c7431"),
    "red": ("#e0702c", "#8a2412", "#3d1c12"),
    "dark": ("#7a2d16", "#2b0d08", "#1d120d"),
}


def _porcelain(image: Image.Image, at: Point, radius: float, colour: str = "#efe9de") -> None:
    """A round dish from above: its shadow, its body, the light on its rim."""
    disc = Stencil(image.size).disc(at, radius).mask()
    brush.cast(image, disc, (radius * 0.14, radius * 0.2), radius * 0.12, 0.75)
    brush.lay(image, disc, colour)
    dark = brush.glow(image.size, (at[0] - radius * 0.35, at[1] - radius * 0.4), radius * 1.9, 0.8)
    brush.shade(image, ImageChops.multiply(ImageOps.invert(dark), disc), "#8a7f78", 0.55)
    rim = Stencil(image.size).ring(at, radius, radius * 0.028).mask()
    brush.lay(image, brush.soften(rim, 2), "#fffdf6", 0.75)


def _tea(image: Image.Image, at: Point, radius: float, tone: str, seed: int) -> None:
    """Liquor in a dish, with leaves lying under it and a window mirrored in it."""
    light, deep, leaves = LIQUOR[tone]
    disc = Stencil(image.size).disc(at, radius).mask()
    well = Stencil(image.size).disc(at, radius * 1.08).mask()
    brush.shade(image, brush.soften(well, radius * 0.05), "#9b8d80", 0.75)
    brush.lay(image, disc, light)
    depth = brush.glow(image.size, at, radius * 1.15, 0.55)
    brush.lay(image, ImageChops.multiply(depth, disc), deep)
    dice = random.Random(seed)
    bed = Stencil(image.size)
    for _ in range(16):
        far, turn = radius * 0.62 * dice.random() ** 0.6, dice.uniform(0, 6.3)
        spot = (at[0] + far * math.cos(turn), at[1] + far * math.sin(turn))
        bed.shape(
            brush.leaf(spot, radius * dice.uniform(0.3, 0.55), dice.uniform(0, 6.3), 0.4),
            dice.randint(120, 230),
        )
    bedded = ImageChops.multiply(brush.soften(bed.mask(), 3), disc)
    brush.lay(image, bedded, leaves, 0.62)
    crescent = ImageChops.subtract(
        disc, ImageChops.offset(disc, int(radius * 0.12), int(radius * 0.16))
    )
    brush.shade(image, brush.soften(crescent, radius * 0.06), deep, 0.7)
    bright = ImageChops.subtract(
        disc, ImageChops.offset(disc, int(-radius * 0.1), int(-radius * 0.13))
    )
    brush.shine(image, brush.soften(bright, radius * 0.07), light, 0.7)
    x, y = at[0] - radius * 0.42, at[1] - radius * 0.5
    pane = Stencil(image.size)
    for k in (0, 1):
        left, right = x + k * radius * 0.27, x + k * radius * 0.27 + radius * 0.22
        pane.shape(
            [
                (left, y),
                (right, y - radius * 0.05),
                (right + radius * 0.06, y + radius * 0.3),
                (left + radius * 0.05, y + radius * 0.36),
            ]
        )
    brush.shine(image, brush.soften(pane.mask(), 5), "#fff3dc", 0.55)


def _lid(image: Image.Image, at: Point, radius: float) -> None:
    _porcelain(image, at, radius)
    for share, colour in ((0.42, "#d9d0c3"), (0.36, "#f6f1e7"), (0.2, "#e4dccf")):
        knob = Stencil(image.size).disc(at, radius * share).mask()
        brush.lay(image, brush.soften(knob, 3), colour)


def gaiwan(tone: str, ground: str, size: Size, seed: int) -> Image.Image:
    """A lidded bowl from above on a table by a window."""
    dark = ground in ("#4a3325", "#2f2b2a", "#5b3a26")
    image = (brush.wood if dark else brush.linen)(size, ground, seed)
    unit = min(size) / (1000 if size[0] <= size[1] else 880)
    dice = random.Random(seed)
    at = (size[0] * dice.uniform(0.42, 0.52), size[1] * dice.uniform(0.46, 0.56))
    _porcelain(image, at, 395 * unit, "#e5ddd0")
    _porcelain(image, at, 305 * unit)
    _tea(image, at, 258 * unit, tone, seed)
    _lid(image, (at[0] + 480 * unit, at[1] - 330 * unit), 190 * unit)
    brush.daylight(image, dice.uniform(-0.5, 0.5))
    steam = ImageChops.multiply(
        brush.clouds(size, seed + 5, 420 * unit),
        brush.glow(size, (at[0], at[1] - 120 * unit), 420 * unit, 1.2),
    )
    brush.shine(image, steam, "#fff8ec", 0.2)
    brush.vignette(image, 0.45)
    brush.grain(image, seed, 0.06)
    return image


def cups(tones: tuple[str, ...], ground: str, size: Size, seed: int) -> Image.Image:
    """A row of small cups from above, to compare their colours."""
    image = brush.wood(size, ground, seed)
    gap = size[0] / (len(tones) + 0.6)
    radius = min(gap * 0.44, size[1] * 0.36)
    dice = random.Random(seed)
    for number, tone in enumerate(tones):
        at = (gap * (number + 0.8), size[1] * 0.5 + dice.uniform(-0.06, 0.06) * size[1])
        _porcelain(image, at, radius)
        _tea(image, at, radius * 0.8, tone, seed + number)
    brush.daylight(image, 0.35, strength=0.6)
    brush.vignette(image, 0.4)
    brush.grain(image, seed, 0.07)
    return image


def heap(colours: tuple[str, str], ground: str, size: Size, seed: int) -> Image.Image:
    """Dry leaves tipped out on paper."""
    image = brush.linen(size, ground, seed)
    paper = Stencil(size).box((size[0] * 0.14, size[1] * 0.12), (size[0] * 0.72, size[1] * 0.76), 6)
    brush.cast(image, paper.mask(), (14, 20), 26, 0.5)
    brush.lay(image, paper.mask(), "#efe6d2")
    dice = random.Random(seed)
    for layer in range(9):
        pile, edge = Stencil(size), Stencil(size)
        for _ in range(46):
            far = dice.gauss(0, 0.115 + 0.03 * (layer == 0)) * size[0]
            turn = dice.uniform(0, 6.3)
            spot = (
                size[0] / 2 + far * math.cos(turn),
                size[1] * 0.51 + far * 0.78 * math.sin(turn),
            )
            length, lean = dice.uniform(0.05, 0.12) * size[0], dice.uniform(0, 6.3)
            bend = dice.uniform(-0.8, 0.8)
            pile.shape(brush.leaf(spot, length, lean, 0.13, bend))
            edge.shape(brush.leaf((spot[0] - 2, spot[1] - 2), length, lean, 0.05, bend))
        brush.cast(image, pile.mask(), (7, 10), 9, 0.75)
        brush.lay(image, pile.mask(), brush.mix(*colours, dice.random()))
        brush.shine(
            image, brush.soften(edge.mask(), 1.5), brush.mix(colours[1], "#d8c7a0", 0.5), 0.35
        )
    brush.daylight(image, -0.3, strength=0.4)
    brush.grain(image, seed, 0.08)
    return image


def teapot(pen: Stencil, at: Point, unit: float) -> None:
    """The outline of a small round pot standing at a point."""
    x, y = at
    pen.disc((x, y - 92 * unit), 128 * unit, 92 * unit)
    pen.box((x - 70 * unit, y - 22 * unit), (140 * unit, 22 * unit), 8 * unit)
    pen.disc((x, y - 176 * unit), 66 * unit, 22 * unit)
    pen.disc((x, y - 206 * unit), 19 * unit, 17 * unit)
    under = brush.curve(
        (x + 95 * unit, y - 60 * unit),
        (x + 180 * unit, y - 70 * unit),
        (x + 228 * unit, y - 168 * unit),
    )
    over = brush.curve(
        (x + 204 * unit, y - 174 * unit),
        (x + 176 * unit, y - 128 * unit),
        (x + 108 * unit, y - 128 * unit),
    )
    pen.shape([*under, *over])
    pen.arc((x - 146 * unit, y - 100 * unit), 74 * unit, (60, 310), 20 * unit)


def _cup(pen: Stencil, at: Point, unit: float) -> None:
    x, y = at
    pen.shape(
        [
            (x - 44 * unit, y - 62 * unit),
            (x + 44 * unit, y - 62 * unit),
            (x + 24 * unit, y),
            (x - 24 * unit, y),
        ]
    )


def window_tray(sky: tuple[str, str], size: Size, seed: int) -> Image.Image:
    """A pot and cups in front of a bright window, the trees outside out of focus."""
    w, h = size
    image = brush.ramp(size, [(0, sky[0]), (0.75, sky[1]), (1, "#2c211a")])
    trees = brush.clouds(size, seed, w * 0.16)
    brush.shade(
        image, trees.point([max(0, 255 - int(v * 1.6)) for v in range(256)]), "#6d8a52", 0.8
    )
    spots = brush.bokeh(size, seed, ["#fff2b8", "#dff0b8", sky[0]], (0.05, 0.6))
    image = ImageChops.screen(image, spots.point([v // 2 for v in range(256)] * 3))
    bars = Stencil(size)
    for share in (0.02, 0.36, 0.7, 1.0):
        bars.box((w * share - 14, 0), (28, h * 0.72))
    bars.box((0, h * 0.3), (w, 20))
    brush.lay(image, brush.soften(bars.mask(), 6), "#2b2019")
    table = brush.wood(size, "#6a4228", seed + 3)
    lower = Stencil(size).box((0, h * 0.72), (w, h)).mask()
    brush.lay(image, lower, table)
    brush.shine(
        image,
        brush.soften(Stencil(size).disc((w * 0.5, h * 0.74), w * 0.5, h * 0.07).mask(), 50),
        sky[1],
        0.5,
    )
    return _backlit(image, seed)


def _backlit(image: Image.Image, seed: int) -> Image.Image:
    w, h = image.size
    unit, things = min(w, h) / 900, Stencil(image.size)
    things.box((w * 0.2, h * 0.79), (w * 0.62, 26 * unit), 10 * unit)
    teapot(things, (w * 0.42, h * 0.79), unit * 1.15)
    for number in range(3):
        _cup(things, (w * 0.42 + (270 + 104 * number) * unit, h * 0.79), unit)
    mask = things.mask()
    mirror = ImageChops.offset(ImageOps.flip(mask), 0, int(h * 0.61 + 26 * unit))
    lower = Stencil(image.size).box((0, h * 0.79), (w, h)).mask()
    brush.shade(image, ImageChops.multiply(brush.soften(mirror, 14), lower), "#2a1a12", 0.65)
    brush.lay(
        image, mask, brush.ramp(image.size, [(0, "#4e3326"), (0.6, "#33211a"), (1, "#17100d")])
    )
    rim = ImageChops.subtract(mask, ImageChops.offset(mask, 3, 5))
    brush.shine(image, brush.soften(rim, 1.5), "#ffe6b4", 0.8)
    column = brush.glow(image.size, (w * 0.6, h * 0.42), h * 0.3, 1.3)
    brush.shine(
        image,
        ImageChops.multiply(column, brush.clouds(image.size, seed + 7, w * 0.1)),
        "#fff4e0",
        0.4,
    )
    brush.vignette(image, 0.4)
    brush.grain(image, seed, 0.07)
    return image


def kiln(seed: int) -> Image.Image:
    """The mouth of a kiln at night, pots standing in its light."""
    w, h = PORTRAIT
    image = Image.new("RGB", PORTRAIT, "#3a221a")
    courses = Stencil(PORTRAIT)
    for row in range(24):
        courses.line([(0, row * 68), (w, row * 68)], 5)
        for k in range(9):
            x = k * 150 + (row % 2) * 75
            courses.line([(x, row * 68), (x, row * 68 + 68)], 5)
    brush.texture(image, brush.clouds(PORTRAIT, seed, 120), 0.16)
    brush.shade(image, brush.soften(courses.mask(), 2), "#150b09", 0.75)
    arch = (
        Stencil(PORTRAIT).disc((w / 2, h * 0.47), 290).box((w / 2 - 290, h * 0.47), (580, h * 0.33))
    )
    mouth = arch.mask()
    fire = brush.ramp(
        PORTRAIT,
        [(0, "#7a1c05"), (0.4, "#e2571a"), (0.62, "#ffc65a"), (0.8, "#fff0b0"), (1, "#fff0b0")],
    )
    brush.texture(fire, brush.clouds(PORTRAIT, seed + 4, 90), 0.25)
    brush.lay(image, mouth, fire)
    pots = Stencil(PORTRAIT)
    for place, unit in ((0.36, 0.62), (0.66, 0.72)):
        teapot(pots, (w * place, h * 0.8), unit)
    pots.box((w / 2 - 350, h * 0.8), (700, 34), 8)
    brush.lay(image, pots.mask(), "#2a100a")
    brush.shine(image, brush.glow(PORTRAIT, (w / 2, h * 0.62), w * 0.85, 1.2), "#ff7a2a", 0.55)
    brush.vignette(image, 0.75)
    brush.grain(image, seed, 0.11)
    return image


def cake(seed: int) -> Image.Image:
    """A pressed round of old leaves on its opened wrapper."""
    size = SQUARE
    image = brush.wood(size, "#4a3325", seed)
    middle = (size[0] / 2, size[1] / 2)
    dice = random.Random(seed)
    edge = [
        (
            middle[0]
            + math.cos(t / 60 * 6.283) * (455 + 22 * math.sin(t * 0.9) + dice.uniform(-9, 9)),
            middle[1] + math.sin(t / 60 * 6.283) * (450 + 26 * math.cos(t * 0.7)),
        )
        for t in range(60)
    ]
    paper = Stencil(size).shape(edge).mask()
    brush.cast(image, paper, (12, 22), 26, 0.7)
    sheet = Image.new("RGB", size, "#e9dfc6")
    brush.texture(sheet, brush.clouds(size, seed, 150), 0.16)
    folds = Stencil(size)
    for t in range(30):
        turn, far = t / 30 * 6.283 + dice.uniform(-0.06, 0.06), dice.uniform(400, 450)
        folds.line(
            [
                (middle[0] + math.cos(turn) * 300, middle[1] + math.sin(turn) * 300),
                (middle[0] + math.cos(turn) * far, middle[1] + math.sin(turn) * far),
            ],
            5,
        )
    brush.shade(sheet, brush.soften(folds.mask(), 4), "#8d7b5c", 0.6)
    brush.lay(image, paper, sheet)
    disc = Stencil(size).disc(middle, 330).mask()
    brush.cast(image, disc, (20, 30), 30, 0.8)
    brush.lay(image, disc, "#3b2a1c")
    for tone in ("#5e452b", "#2a1c12", "#7b6240", "#473120", "#8d7450"):
        layer = Stencil(size)
        for _ in range(230):
            far, turn = 318 * dice.random() ** 0.5, dice.uniform(0, 6.3)
            spot = (middle[0] + far * math.cos(turn), middle[1] + far * math.sin(turn))
            layer.shape(brush.leaf(spot, dice.uniform(26, 62), dice.uniform(0, 6.3), 0.17, 0.6))
        brush.lay(image, ImageChops.multiply(layer.mask(), disc), tone, 0.8)
    dome = brush.glow(size, (middle[0] - 120, middle[1] - 160), 620, 0.6)
    brush.shade(image, ImageChops.multiply(ImageOps.invert(dome), disc), "#1a100a", 0.8)
    brush.daylight(image, 0.25, strength=0.5)
    brush.grain(image, seed, 0.09)
    return image


SCENES: dict[str, Scene] = {
    "tea-gaiwan-amber": partial(gaiwan, "amber", "#b9ab95", LANDSCAPE, 11),
    "tea-gaiwan-green": partial(gaiwan, "green", "#8d9a94", SQUARE, 12),
    "tea-gaiwan-red": partial(gaiwan, "red", "#4a3325", PORTRAIT, 15),
    "tea-gaiwan-pale": partial(gaiwan, "pale", "#8fa3ad", PORTRAIT, 17),
    "tea-infusion-1": partial(gaiwan, "pale", "#5b3a26", SQUARE, 21),
    "tea-infusion-3": partial(gaiwan, "amber", "#5b3a26", SQUARE, 22),
    "tea-infusion-7": partial(gaiwan, "red", "#5b3a26", SQUARE, 23),
    "tea-cups-water": partial(cups, ("pale", "green", "amber"), "#6d4b34", LANDSCAPE, 31),
    "tea-cups-two": partial(cups, ("red", "dark"), "#4a3325", LANDSCAPE, 32),
    "tea-heap-oolong": partial(heap, ("#2a211a", "#4d3d2c"), "#7d8479", SQUARE, 41),
    "tea-heap-green": partial(heap, ("#3e4d26", "#7c8a45"), "#a79a86", LANDSCAPE, 42),
    "tea-window": partial(window_tray, ("#f3f6dc", "#cfdc9e"), LANDSCAPE, 51),
    "tea-window-dusk": partial(window_tray, ("#f7c98a", "#e58a55"), PORTRAIT, 52),
    "prize-seat": partial(gaiwan, "amber", "#7a4b2c", PRIZE, 27),
    "prize-cup": partial(cups, ("pale",), "#8b5e3c", PRIZE, 37),
    "prize-leaves": partial(heap, ("#2f3a22", "#77763f"), "#a98f6c", PRIZE, 47),
    "prize-pot": partial(window_tray, ("#f4ead2", "#d8b98c"), PRIZE, 57),
    "tea-kiln": partial(kiln, 81),
    "tea-cake": partial(cake, 82),
}
