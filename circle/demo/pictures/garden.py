"""Pictures from where tea grows: mountains in mist, rows of bushes, trays of picked leaves."""

from __future__ import annotations

import math
import random
from functools import partial

from PIL import Image, ImageChops

from circle.demo.pictures import brush
from circle.demo.pictures.brush import LANDSCAPE, PORTRAIT, SQUARE, Point, Scene, Size, Stencil


def mist(palette: tuple[str, str, str], size: Size, seed: int) -> Image.Image:
    """Ranges of mountains behind each other, the mist lying between them."""
    w, h = size
    sky, haze, near = palette
    image = brush.ramp(size, [(0, sky), (0.55, haze), (1, haze)])
    brush.shine(image, brush.glow(size, (w * 0.7, h * 0.26), h * 0.5, 1.8), "#fff0d0", 0.6)
    for number in range(6):
        depth = (number + 1) / 6
        level, height = h * (0.3 + 0.62 * depth**1.1), h * (0.035 + 0.035 * depth)
        points = brush.ridge(size, level, height, seed + number)
        pen = Stencil(size).shape(points)
        if depth > 0.8:
            _pines(pen, points, h * 0.03 * depth, seed + number)
        tone = brush.mix(haze, near, 0.12 + 0.88 * depth**1.5)
        body = brush.ramp(
            size,
            [
                (0, tone),
                (max(0.05, level / h - 0.05), tone),
                (min(0.98, level / h + 0.16), brush.mix(tone, haze, 0.75)),
                (1, haze),
            ],
        )
        brush.lay(image, pen.mask(), body if depth < 0.99 else tone)
    drift = ImageChops.multiply(
        brush.clouds(size, seed + 30, w * 0.35),
        brush.glow(size, (w * 0.4, h * 0.62), w * 0.55, 0.9),
    )
    brush.shine(image, drift, haze, 0.4)
    brush.grain(image, seed, 0.07)
    return image


def _pines(pen: Stencil, points: list[Point], tall: float, seed: int) -> None:
    dice = random.Random(seed)
    for x, y in points[:-2]:
        if dice.random() < 0.75:
            rise, top = tall * dice.uniform(0.5, 1.6), x + dice.uniform(-6, 6)
            pen.shape([(top, y - rise), (top + rise * 0.24, y + 6), (top - rise * 0.24, y + 6)])


def terraces(light: str, size: Size, seed: int) -> Image.Image:
    """Rows of clipped bushes going up a slope, hills behind them."""
    w, h = size
    image = brush.ramp(size, [(0, light), (0.4, "#e8ecd8"), (1, "#2f4a25")])
    for number in range(3):
        hill = Stencil(size).shape(
            brush.ridge(size, h * (0.2 + 0.07 * number), h * 0.05, seed + number)
        )
        brush.lay(image, hill.mask(), brush.mix("#b9cbbb", "#6f9468", number / 2))
    dice = random.Random(seed)
    sway = dice.uniform(0, 6)
    for row in range(11):
        depth = row / 10
        level = h * (0.36 + 0.66 * depth**1.25)
        tall = h * (0.026 + 0.062 * depth)
        _hedge(image, (level, tall, sway), depth, dice)
    brush.shine(
        image,
        brush.soften(Stencil(size).box((0, h * 0.24), (w, h * 0.14)).mask(), 60),
        "#f4f6e6",
        0.45,
    )
    brush.shine(image, brush.glow(size, (w * 0.85, 0), w * 0.7, 1.4), "#ffe9a8", 0.4)
    brush.vignette(image, 0.3)
    brush.grain(image, seed, 0.06)
    return image


def _hedge(
    image: Image.Image, place: tuple[float, float, float], depth: float, dice: random.Random
) -> None:
    level, tall, sway = place
    bush, top = Stencil(image.size), Stencil(image.size)
    x = -60.0
    while x < image.width + 60:
        wide = tall * dice.uniform(0.55, 0.9)
        y = level + image.height * 0.09 * math.sin(x / image.width * 3.4 + sway) * (0.3 + depth)
        y += 0.1 * image.height * (x / image.width - 0.5) * depth
        bush.disc((x, y + tall * 0.7), wide, tall * 0.9)
        top.disc((x - wide * 0.1, y + tall * 0.2), wide * 0.72, tall * 0.4, dice.randint(120, 220))
        x += wide * 0.8
    body, light = bush.mask(), top.mask()
    brush.lay(image, body, brush.mix("#5c8055", "#1f3d1c", depth))
    brush.lay(image, brush.soften(light, tall * 0.1), brush.mix("#a9c283", "#7fa63a", depth), 0.95)
    sparkle = ImageChops.multiply(light, brush.noise(image.size, dice.randint(0, 999), (6, 4)))
    brush.shine(image, sparkle, brush.mix("#dfe6a8", "#d7e46e", depth), 0.55)


def baskets(count: int, leaves: tuple[str, str], size: Size, seed: int) -> Image.Image:
    """Woven trays of picked leaves from above."""
    image = Image.new("RGB", size, "#8d8377")
    brush.texture(image, brush.clouds(size, seed, 70), 0.18)
    w, h = size
    radius = w * (0.4 if count == 1 else 0.27)
    places = (
        [(w * 0.5, h * 0.5)]
        if count == 1
        else [(w * x, h * y) for x, y in ((0.24, 0.2), (0.8, 0.34), (0.28, 0.68), (0.84, 0.86))]
    )
    for number, at in enumerate(places):
        _tray(image, at, radius, (leaves, seed + number))
    brush.daylight(image, 0.4, strength=0.5)
    brush.vignette(image, 0.35)
    brush.grain(image, seed, 0.07)
    return image


def _tray(
    image: Image.Image, at: Point, radius: float, filling: tuple[tuple[str, str], int]
) -> None:
    (young, old), seed = filling
    disc = Stencil(image.size).disc(at, radius).mask()
    brush.cast(image, disc, (16, 24), 24, 0.8)
    brush.lay(image, disc, "#b98f56")
    weave = Stencil(image.size)
    for step in range(90):
        turn = step / 90 * 6.283
        weave.line(
            [
                (at[0] + math.cos(turn) * radius * 0.88, at[1] + math.sin(turn) * radius * 0.88),
                (at[0] + math.cos(turn + 0.12) * radius, at[1] + math.sin(turn + 0.12) * radius),
            ],
            3,
        )
    brush.shade(image, weave.mask(), "#6d4a22", 0.7)
    inner = Stencil(image.size).disc(at, radius * 0.88).mask()
    brush.lay(image, inner, brush.mix(old, "#1c2412", 0.45))
    dice = random.Random(seed)
    for layer in range(4):
        pile = Stencil(image.size)
        for _ in range(90):
            far, turn = radius * 0.8 * dice.random() ** 0.5, dice.uniform(0, 6.3)
            spot = (at[0] + far * math.cos(turn), at[1] + far * math.sin(turn))
            pile.shape(
                brush.leaf(spot, radius * dice.uniform(0.12, 0.24), dice.uniform(0, 6.3), 0.34)
            )
        mask = ImageChops.multiply(pile.mask(), inner)
        brush.cast(image, mask, (3, 5), 5, 0.5)
        brush.lay(image, mask, brush.mix(old, young, layer / 3))


def overcast(scene: Scene) -> Image.Image:
    """The same place on a wet grey day."""
    image = scene()
    grey = brush.ramp(image.size, [(0, "#aab4b8"), (0.5, "#9aa8a8"), (1, "#3a4a46")])
    image = Image.blend(image, grey, 0.42)
    low = ImageChops.multiply(
        brush.clouds(image.size, 12, image.width * 0.3),
        brush.glow(image.size, (image.width * 0.4, image.height * 0.3), image.width * 0.6),
    )
    brush.shine(image, low, "#d5dddd", 0.75)
    return image


SCENES: dict[str, Scene] = {
    "tea-mist-dawn": partial(mist, ("#f3cfae", "#f0dfd0", "#33504c"), LANDSCAPE, 61),
    "tea-mist-blue": partial(mist, ("#a9c3cf", "#dbe6e4", "#1f3a3f"), PORTRAIT, 64),
    "tea-mist-dusk": partial(mist, ("#6f6a94", "#e9b79b", "#2b2540"), LANDSCAPE, 63),
    "tea-terraces": partial(terraces, "#bcd3dc", LANDSCAPE, 71),
    "tea-terraces-tall": partial(terraces, "#f1dcb4", PORTRAIT, 72),
    "tea-terraces-rain": partial(overcast, partial(terraces, "#9aa7ad", LANDSCAPE, 75)),
    "tea-basket": partial(baskets, 1, ("#a4c04d", "#4f7a2a"), SQUARE, 91),
    "tea-trays": partial(baskets, 4, ("#8fae52", "#456b2c"), LANDSCAPE, 92),
    "tea-withered": partial(baskets, 1, ("#8a8a4a", "#4b4a28"), PORTRAIT, 93),
}
