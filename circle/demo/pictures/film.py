"""Pictures of the film camera circle: streets, sea, rain, walls and steps."""

from __future__ import annotations

import math
import random
from functools import partial

from PIL import Image, ImageChops, ImageOps

from circle.demo.pictures import brush, home
from circle.demo.pictures.brush import LANDSCAPE, PORTRAIT, SQUARE, Point, Scene, Size, Stencil

NEON = ["#ff4f7b", "#38d6ff", "#ffb347", "#b46bff", "#5dffb0"]
LAMPS = ["#ffb45a", "#ff8a3c", "#ffe0a0", "#ff5b4a", "#8fd0ff"]


def dusk_street(size: Size, seed: int) -> Image.Image:
    """A wet street after sunset, its lamps out of focus, one person walking home."""
    w, h = size
    image = brush.ramp(
        size,
        [(0, "#27406e"), (0.3, "#6a6390"), (0.5, "#ff9c62"), (0.56, "#5c424e"), (1, "#12121c")],
    )
    houses, dice = Stencil(size), random.Random(seed)
    for side in (0, 1):
        for step in range(7):
            wide, tall = (
                w * (0.09 - 0.008 * step),
                h * (0.5 - 0.055 * step) * dice.uniform(0.8, 1.1),
            )
            x = step * w * 0.068 if side == 0 else w - (step + 1) * w * 0.068
            houses.box((x, h * 0.56 - tall), (wide, tall))
    brush.lay(image, brush.soften(houses.mask(), 5), "#1a1a2c", 0.8)
    lights = brush.bokeh(size, seed, LAMPS, (0.2, 0.56))
    mirror = brush.soften(ImageChops.offset(ImageOps.flip(lights), 0, int(h * 0.12)), 9)
    road = brush.soften(Stencil(size).box((0, h * 0.56), (w, h)).mask(), 4)
    ripples = ImageChops.multiply(road, brush.noise(size, seed, (200, 6)))
    brush.lay(image, ripples, ImageChops.screen(image, mirror))
    image = ImageChops.screen(image, lights)
    person = _walker(size, (w * 0.54, h * 0.86), h * 0.0011)
    mirrored = ImageChops.offset(ImageOps.flip(person), 0, int(h * 0.72))
    brush.shade(image, ImageChops.multiply(brush.soften(mirrored, 8), road), "#0c0c14", 0.5)
    brush.lay(image, person, "#0d0d14")
    brush.film(image, seed)
    return image


def _walker(size: Size, feet: Point, unit: float) -> Image.Image:
    x, y = feet
    pen = Stencil(size)
    pen.disc((x, y - 236 * unit), 18 * unit, 22 * unit)
    pen.shape(
        [
            (x - 34 * unit, y - 210 * unit),
            (x + 34 * unit, y - 210 * unit),
            (x + 44 * unit, y - 92 * unit),
            (x - 42 * unit, y - 92 * unit),
        ]
    )
    pen.line([(x - 16 * unit, y - 96 * unit), (x - 26 * unit, y)], 22 * unit)
    pen.line([(x + 14 * unit, y - 96 * unit), (x + 32 * unit, y - 6 * unit)], 22 * unit)
    pen.line([(x + 30 * unit, y - 200 * unit), (x + 34 * unit, y - 330 * unit)], 5 * unit)
    dome = [
        (
            x + 34 * unit + 124 * unit * math.cos(t / 12 * math.pi),
            y - 300 * unit - 84 * unit * math.sin(t / 12 * math.pi),
        )
        for t in range(13)
    ]
    pen.shape(dome)
    return pen.mask()


def sea(stops: brush.Stops, size: Size, seed: int) -> Image.Image:
    """A flat horizon, a low sun and its path on the water."""
    w, h = size
    level = int(h * 0.56)
    image = brush.ramp(size, stops)
    sun = (w * 0.62, level - h * 0.1)
    brush.shine(image, brush.glow(size, sun, h * 0.55, 2), "#ffd9a0", 0.8)
    brush.lay(image, brush.soften(Stencil(size).disc(sun, h * 0.035).mask(), 3), "#fff4d6")
    water = ImageOps.flip(image.crop((0, 0, w, level))).resize((w, h - level))
    brush.texture(water, brush.noise(water.size, seed, (70, 4)), 0.22)
    brush.texture(water, brush.noise(water.size, seed + 1, (190, 12)), 0.22)
    image.paste(Image.blend(water, Image.new("RGB", water.size, "#1e4a5c"), 0.35), (0, level))
    path = brush.soften(
        Stencil(size)
        .shape(
            [
                (sun[0] - 20, level),
                (sun[0] + 20, level),
                (sun[0] + w * 0.13, h),
                (sun[0] - w * 0.13, h),
            ]
        )
        .mask(),
        24,
    )
    glitter = brush.noise(size, seed + 2, (44, 3)).point([max(0, v - 120) * 2 for v in range(256)])
    brush.shine(image, ImageChops.multiply(path, glitter), "#fff0c8", 0.95)
    boat = Stencil(size).shape(
        [
            (w * 0.22, level - 4),
            (w * 0.3, level - 4),
            (w * 0.287, level + 8),
            (w * 0.232, level + 8),
        ]
    )
    boat.shape([(w * 0.255, level - 70), (w * 0.255, level - 8), (w * 0.29, level - 8)])
    brush.lay(image, boat.mask(), "#1c2a38", 0.9)
    brush.film(image, seed, "#28303a", "#fff0d8")
    return image


def wall_light(wall: str, size: Size, seed: int) -> Image.Image:
    """Afternoon light through a window onto a wall, a branch drawn in it."""
    w, h = size
    image = Image.new("RGB", size, wall)
    brush.texture(image, brush.clouds(size, seed, 60), 0.08)
    panes = Stencil(size)
    for row in range(3):
        for column in range(2):
            x, y = w * (0.2 + 0.27 * column), h * (0.16 + 0.21 * row)
            slip = w * 0.07 * row
            panes.shape(
                [
                    (x + slip, y),
                    (x + w * 0.24 + slip, y - h * 0.035),
                    (x + w * 0.3 + slip, y + h * 0.16),
                    (x + w * 0.06 + slip, y + h * 0.195),
                ]
            )
    light = brush.soften(panes.mask(), 7)
    branch, dice = Stencil(size), random.Random(seed)
    for _ in range(4):
        start = (w * dice.uniform(0.05, 0.5), h * 0.98)
        path = brush.curve(
            start, (start[0] + w * 0.12, h * 0.5), (w * dice.uniform(0.35, 0.9), h * 0.16)
        )
        branch.line(path, 7)
        for x, y in path[5:]:
            branch.shape(brush.leaf((x, y), w * 0.1, dice.uniform(-2.6, 0.6), 0.36))
    light = ImageChops.subtract(light, brush.dim(brush.soften(branch.mask(), 6), 0.85))
    brush.shade(image, ImageOps.invert(light), "#4c4658", 0.85)
    brush.shine(image, light, "#ffcf87", 0.5)
    brush.film(image, seed)
    return image


def neon_rain(size: Size, seed: int) -> Image.Image:
    """Shop signs in heavy rain, doubled by the road."""
    w, h = size
    dice = random.Random(seed)
    signs = Image.new("RGB", size, "#07080f")
    for _ in range(9):
        x, y = w * dice.uniform(0.04, 0.9), h * dice.uniform(0.08, 0.4)
        wide, tall = w * dice.uniform(0.03, 0.07), h * dice.uniform(0.08, 0.2)
        pen = Stencil(size).box((x, y), (wide, tall), 8)
        colour = dice.choice(NEON)
        brush.shine(signs, brush.soften(pen.mask(), 45), colour, 0.9)
        brush.shine(signs, pen.mask(), colour, 0.75)
        strokes = Stencil(size)
        for row in range(3):
            top = y + tall * (0.12 + 0.3 * row)
            strokes.line([(x + wide * 0.2, top), (x + wide * 0.8, top)], 5)
            strokes.line(
                [
                    (x + wide * dice.uniform(0.3, 0.7), top - 8),
                    (x + wide * dice.uniform(0.2, 0.8), top + tall * 0.2),
                ],
                5,
            )
        brush.shine(signs, strokes.mask(), "#fff6f0", 0.9)
    image = ImageChops.screen(signs, brush.bokeh(size, seed, NEON, (0.3, 0.6)))
    lower = ImageOps.flip(image.crop((0, 0, w, int(h * 0.6)))).resize((w, h - int(h * 0.6)))
    lower = lower.resize((w, 9), Image.Resampling.BOX).resize(lower.size, Image.Resampling.BICUBIC)
    brush.texture(lower, brush.noise(lower.size, seed, (60, 5)), 0.28)
    image.paste(lower, (0, int(h * 0.6)))
    person = _walker(size, (w * 0.46, h * 0.88), h * 0.001)
    brush.lay(image, person, "#050509", 0.95)
    rain = Stencil(size)
    for _ in range(420):
        x, y, long = dice.uniform(0, w), dice.uniform(-40, h), dice.uniform(20, 70)
        rain.line([(x, y), (x - long * 0.12, y + long)], 1.2, dice.randint(50, 150))
    brush.shine(image, rain.mask(), "#dfe8ff", 0.6)
    brush.film(image, seed, "#12131f", "#fbf3ea")
    return image


def stairs(size: Size, seed: int) -> Image.Image:
    """Steps and a rail in hard light, without colour."""
    w, h = size
    image = Image.new("RGB", size, "#d8d5cf")
    count = 13
    for step in range(count):
        top = h * step / count
        tread = Stencil(size).box((0, top), (w, h / count * 0.46)).mask()
        riser = Stencil(size).box((0, top + h / count * 0.46), (w, h / count * 0.54)).mask()
        brush.lay(image, tread, "#e9e6e0")
        brush.lay(image, riser, "#77746f")
    brush.texture(image, brush.clouds(size, seed, 40), 0.1)
    shadow = Stencil(size).shape([(w * 0.58, 0), (w, 0), (w, h), (w * 0.2, h)])
    for k in range(9):
        x = w * (0.02 + 0.075 * k)
        shadow.line([(x + w * 0.1, 0), (x - w * 0.3, h)], 11)
    brush.shade(image, brush.soften(shadow.mask(), 3), "#2a2a2c", 0.86)
    person = _walker(size, (w * 0.3, h * 0.42), h * 0.0008)
    lying = person.transform(size, Image.Transform.AFFINE, (1, 0.7, -h * 0.29, 0, -0.8, h * 0.755))
    brush.shade(image, brush.soften(lying, 3), "#2a2a2c", 0.8)
    brush.lay(image, person, "#151516")
    brush.film(image, seed, "#17171a", "#f4f1ea")
    return ImageOps.grayscale(image).convert("RGB")


def burnt(seed: int) -> Image.Image:
    """The first frame of a roll, half of it eaten by light."""
    image = sea([(0, "#7f9fb0"), (0.56, "#e8d3b8"), (1, "#e8d3b8")], LANDSCAPE, seed)
    for at, radius, colour in (
        ((0, 260), 820, "#d83a0c"),
        ((40, 700), 620, "#f26a14"),
        ((-60, 380), 520, "#ffb03a"),
        ((-120, 300), 330, "#fff3cf"),
    ):
        brush.lay(image, brush.glow(image.size, at, radius, 0.9), colour)
    brush.grain(image, seed)
    return image


def bordered(scene: Scene, colour: str, margin: int) -> Image.Image:
    """The same photograph, printed with its edge."""
    return brush.frame(scene(), colour, margin)


def leaked(scene: Scene, side: Point) -> Image.Image:
    """The same photograph, light having reached it."""
    image = scene()
    brush.leak(image, side)
    return image


DAWN = [(0, "#8fb6c4"), (0.4, "#f2cfa6"), (0.56, "#f7b48a"), (1, "#f7b48a")]
CLEAR = [(0, "#3f7fa8"), (0.56, "#cfe3df"), (1, "#cfe3df")]


def developed(scene: Scene, seed: int) -> Image.Image:
    """The same picture, taken on film."""
    image = scene()
    brush.film(image, seed)
    brush.leak(image, (0.0, 0.1), strength=0.5)
    return image


SCENES: dict[str, Scene] = {
    "film-street": partial(dusk_street, LANDSCAPE, 11),
    "film-street-tall": partial(dusk_street, PORTRAIT, 14),
    "film-sea": partial(bordered, partial(sea, DAWN, LANDSCAPE, 21), "#f4f0e6", 44),
    "film-sea-clear": partial(sea, CLEAR, SQUARE, 22),
    "film-wall": partial(wall_light, "#c99f74", PORTRAIT, 31),
    "film-wall-blue": partial(wall_light, "#9fb0b4", SQUARE, 32),
    "film-neon": partial(neon_rain, PORTRAIT, 51),
    "film-neon-wide": partial(bordered, partial(neon_rain, LANDSCAPE, 52), "#0a0a0b", 40),
    "film-mug": partial(developed, partial(home.mug, PORTRAIT, 82), 83),
    "film-stairs": partial(stairs, PORTRAIT, 81),
    "film-burnt": partial(burnt, 91),
}
