"""What lies on the film people's tables: cameras, negatives, contact sheets, a developing tank."""

from __future__ import annotations

import math
import random
from functools import partial

from PIL import Image

from circle.demo.pictures import brush
from circle.demo.pictures.brush import LANDSCAPE, PORTRAIT, SQUARE, Point, Scene, Size, Stencil


def _thumb(size: Size, seed: int) -> Image.Image:
    """One tiny frame of a contact sheet."""
    dice = random.Random(seed)
    w, h = size
    image = brush.ramp(
        size, [(0, "#f0f0f0"), (0.55, "#8d8d8d"), (1, "#2c2c2c")], dice.random() < 0.3
    )
    kind, pen = seed % 4, Stencil(size)
    if kind == 0:
        pen.shape(brush.ridge(size, h * 0.6, h * 0.09, seed))
    elif kind == 1:
        for k in range(5):
            pen.box((w * 0.2 * k + 4, h * dice.uniform(0.2, 0.6)), (w * 0.15, h))
    elif kind == 2:
        pen.disc((w * 0.5, h * 0.42), h * 0.16).shape(
            [(w * 0.26, h), (w * 0.36, h * 0.62), (w * 0.64, h * 0.62), (w * 0.74, h)]
        )
    else:
        pen.line([(w * 0.3, 0), (w * 0.44, h)], 9).line([(w * 0.8, 0), (w * 0.6, h)], 9)
    brush.lay(image, brush.soften(pen.mask(), 1), "#1b1b1b", 0.85)
    brush.grain(image, seed, 0.2)
    return image


def _perforate(pen: Stencil, row: tuple[float, float], width: float, unit: float) -> None:
    for y in row:
        x = unit * 0.5
        while x < width:
            pen.box((x, y), (unit * 0.62, unit * 0.8), unit * 0.14)
            x += unit * 1.35


def contact(seed: int) -> Image.Image:
    """A contact sheet with the chosen frames marked in red pencil."""
    size = w, _ = SQUARE
    image = Image.new("RGB", size, "#d9d4ca")
    frame_size, holes = (218, 146), Stencil(size)
    for row in range(5):
        top = 24 + row * 204
        image.paste("#0b0b0c", (0, top, w, top + 190))
        _perforate(holes, (top + 5, top + 171), w, 17)
        for column in range(5):
            shift = -40 if row % 2 else 8
            image.paste(
                _thumb(frame_size, seed + row * 5 + column), (shift + column * 232, top + 22)
            )
    brush.lay(image, holes.mask(), "#cfcabf")
    marks = Stencil(size)
    for x, y in ((232 + 8, 24 + 22), (3 * 232 - 40, 24 + 204 + 22), (464 + 8, 24 + 612 - 204 + 22)):
        path = [
            (x - 6, y - 4),
            (x + 222, y - 9),
            (x + 226, y + 152),
            (x - 2, y + 149),
            (x - 9, y - 12),
        ]
        marks.line(path, 7)
    marks.line([(706, 660), (880, 780)], 7).line([(880, 656), (712, 786)], 7)
    brush.lay(image, brush.soften(marks.mask(), 1), "#d2301f", 0.9)
    brush.vignette(image, 0.25)
    brush.grain(image, seed, 0.08)
    return image


def negatives(seed: int) -> Image.Image:
    """Strips of colour negative on a light table."""
    size = LANDSCAPE
    image = brush.ramp(size, [(0, "#eef3f4"), (1, "#dfe7ea")])
    dice, strip_size = random.Random(seed), (1500, 236)
    for strip in range(3):
        film = Image.new("RGB", strip_size, "#c9713a")
        for column in range(6):
            sky = dice.choice(
                [("#f3b07a", "#6d2f12"), ("#e7d0a0", "#8a3d14"), ("#b7612c", "#3c180c")]
            )
            frame = brush.ramp((226, 160), [(0, sky[1]), (0.6, sky[0]), (1, sky[1])])
            pen = Stencil((226, 160)).shape(
                brush.ridge((226, 160), 100, 16, seed + strip * 9 + column)
            )
            brush.lay(frame, pen.mask(), "#f2d2a2", 0.8)
            film.paste(frame, (14 + column * 242, 38))
        holes = Stencil(strip_size)
        _perforate(holes, (7, 205), 1500, 28)
        brush.lay(film, holes.mask(), "#f4f8f9")
        cover = Image.new("L", strip_size, 255).rotate(-8 + 5 * strip, expand=True)
        placed = Image.new("L", size)
        corner = (-120, 20 + 215 * strip)
        placed.paste(cover, corner)
        brush.cast(image, placed, (5, 9), 12, 0.4)
        image.paste(
            film.rotate(-8 + 5 * strip, Image.Resampling.BICUBIC, expand=True), corner, cover
        )
    brush.vignette(image, 0.3)
    brush.grain(image, seed, 0.05)
    return image


def camera(ground: str, leather: str, size: Size, seed: int) -> Image.Image:
    """An old camera on a table, seen from the front."""
    w, h = size
    image = brush.ramp(size, [(0, brush.mix(ground, "#000000", 0.35)), (0.58, ground), (1, ground)])
    lower = Stencil(size).box((0, h * 0.68), (w, h)).mask()
    brush.lay(image, brush.soften(lower, 3), brush.wood(size, "#6f4a30", seed))
    unit, x, y = min(w, h) / (900 if w <= h else 740), w * 0.5, h * 0.46
    body = (
        Stencil(size)
        .box((x - 330 * unit, y - 150 * unit), (660 * unit, 380 * unit), 46 * unit)
        .mask()
    )
    brush.cast(image, body, (26 * unit, 46 * unit), 34 * unit, 0.85)
    metal = brush.ramp(
        size,
        [
            (0, "#f4f2ec"),
            (y / h - 0.12, "#e6e3db"),
            (y / h + 0.02, "#9d9a92"),
            (y / h + 0.3, "#d8d5cc"),
            (1, "#77746e"),
        ],
    )
    top = Stencil(size).box((x - 110 * unit, y - 222 * unit), (220 * unit, 100 * unit), 20 * unit)
    for place, wide in ((-255, 84), (190, 66), (280, 48)):
        top.box((x + (place - wide / 2) * unit, y - 186 * unit), (wide * unit, 50 * unit), 8 * unit)
    brush.lay(image, top.mask(), metal)
    brush.lay(image, body, metal)
    skin = (
        Stencil(size)
        .box((x - 326 * unit, y - 64 * unit), (652 * unit, 220 * unit), 8 * unit)
        .mask()
    )
    hide = Image.new("RGB", size, leather)
    brush.texture(hide, brush.noise(size, seed, (4, 4)), 0.32)
    brush.lay(image, skin, hide)
    window = (
        Stencil(size).box((x - 66 * unit, y - 198 * unit), (132 * unit, 58 * unit), 8 * unit).mask()
    )
    brush.lay(
        image, window, brush.ramp(size, [(0, "#0d1420"), (0.3, "#35506b"), (1, "#0d1420")], True)
    )
    _lens(image, (x, y + 48 * unit), unit)
    brush.shine(image, brush.glow(size, (w * 0.12, h * 0.05), w * 0.8, 1.2), "#ffdba4", 0.35)
    brush.film(image, seed, "#191619", "#fbf2e2")
    return image


def _lens(image: Image.Image, at: Point, unit: float) -> None:
    rings = (
        (178, "#c9c6be"),
        (166, "#1a1a1c"),
        (150, "#2d2d30"),
        (138, "#0f0f11"),
        (112, "#26262a"),
        (100, "#0a0b10"),
        (84, "#141b2c"),
        (60, "#1d2446"),
        (36, "#0b0d18"),
    )
    barrel = Stencil(image.size).disc(at, 178 * unit).mask()
    brush.cast(image, barrel, (18 * unit, 30 * unit), 22 * unit, 0.9)
    for radius, colour in rings:
        brush.lay(image, Stencil(image.size).disc(at, radius * unit).mask(), colour)
    ticks = Stencil(image.size)
    for k in range(48):
        turn = k / 48 * 6.283
        ticks.line(
            [
                (at[0] + math.cos(turn) * 150 * unit, at[1] + math.sin(turn) * 150 * unit),
                (at[0] + math.cos(turn) * 164 * unit, at[1] + math.sin(turn) * 164 * unit),
            ],
            4 * unit,
        )
    brush.lay(image, ticks.mask(), "#55555a")
    for dx, dy, radius, colour in (
        (-36, -40, 62, "#8f7bff"),
        (30, 36, 46, "#ff9e5a"),
        (-22, -28, 26, "#e8f0ff"),
    ):
        spot = (at[0] + dx * unit, at[1] + dy * unit)
        brush.shine(image, brush.glow(image.size, spot, radius * unit, 1.1), colour, 0.75)


def reels(seed: int) -> Image.Image:
    """A developing tank with its reel, a thermometer beside it."""
    size = w, h = PORTRAIT
    image = Image.new("RGB", size, "#b9c0bd")
    tiles = Stencil(size)
    for k in range(9):
        tiles.line([(0, k * 150 + 40), (w, k * 150 + 40)], 5).line(
            [(k * 150 + 20, 0), (k * 150 + 20, h)], 5
        )
    brush.texture(image, brush.clouds(size, seed, 150), 0.08)
    brush.shade(image, brush.soften(tiles.mask(), 1), "#8d9692", 0.8)
    at = (w * 0.43, h * 0.47)
    for radius, colour in ((330, "#1b1b1d"), (306, "#2b2b2e"), (286, "#0d0d0f"), (262, "#e6e2d8")):
        disc = Stencil(size).disc(at, radius).mask()
        if radius == 330:
            brush.cast(image, disc, (34, 52), 38, 0.75)
        brush.lay(image, disc, colour)
    spiral = Stencil(size)
    path = [
        (at[0] + (60 + t * 0.33) * math.cos(t / 9), at[1] + (60 + t * 0.33) * math.sin(t / 9))
        for t in range(580)
    ]
    spiral.line(path, 5)
    for k in range(6):
        turn = k / 6 * 6.283
        spiral.line([at, (at[0] + 258 * math.cos(turn), at[1] + 258 * math.sin(turn))], 9)
    brush.shade(image, spiral.mask(), "#8a8378", 0.8)
    for radius, colour in ((62, "#c7c2b6"), (40, "#101012")):
        brush.lay(image, Stencil(size).disc(at, radius).mask(), colour)
    rod = Stencil(size).line([(w * 0.9, h * 0.18), (w * 0.76, h * 0.86)], 22).mask()
    brush.cast(image, rod, (12, 20), 10, 0.6)
    brush.lay(image, rod, "#f0f3f2")
    brush.lay(
        image,
        Stencil(size).line([(w * 0.845, h * 0.45), (w * 0.763, h * 0.85)], 7).mask(),
        "#c8321f",
    )
    brush.daylight(image, -0.4, strength=0.4)
    brush.film(image, seed, "#1d1d20", "#f6f1e6")
    return image


SCENES: dict[str, Scene] = {
    "film-contact": partial(contact, 101),
    "film-negatives": partial(negatives, 111),
    "film-camera": partial(camera, "#a9927a", "#2a2422", LANDSCAPE, 121),
    "film-camera-red": partial(camera, "#7d8c8c", "#6b2a20", SQUARE, 122),
    "film-camera-green": partial(camera, "#8f8674", "#27452f", LANDSCAPE, 123),
    "film-negatives-warm": partial(negatives, 114),
    "film-reels": partial(reels, 131),
}
