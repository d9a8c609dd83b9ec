"""Photographs of what one rides and passes: a bicycle, rails, wires along the road."""

from __future__ import annotations

import math
import random
from functools import partial
from itertools import pairwise

from PIL import Image, ImageChops, ImageOps

from circle.demo.pictures import brush
from circle.demo.pictures.brush import LANDSCAPE, PORTRAIT, SQUARE, Point, Scene, Size, Stencil
from circle.demo.pictures.film import leaked


def bicycle(wall: str, size: Size, seed: int) -> Image.Image:
    """A bicycle leaning on a painted wall in hard sun."""
    w, h = size
    image = brush.ramp(
        size,
        [(0, wall), (0.76, brush.mix(wall, "#ffffff", 0.15)), (0.765, "#8b8078"), (1, "#6b625c")],
    )
    brush.texture(image, brush.clouds(size, seed, 120), 0.14)
    brush.texture(image, brush.noise(size, seed, (5, 60)), 0.05)
    brush.lay(image, Stencil(size).box((0, h * 0.62), (w, h * 0.145)).mask(), "#4d6a5e", 0.55)
    mask = _frame_of_bicycle(size, (w * 0.5, h * 0.8), min(w, h) / 760)
    slanted = mask.transform(size, Image.Transform.AFFINE, (1, 0.22, -w * 0.14, 0, 0.94, h * 0.035))
    brush.shade(image, brush.soften(slanted, 4), "#2d2633", 0.6)
    brush.lay(image, mask, "#1f2326")
    edge = ImageChops.subtract(mask, ImageChops.offset(mask, 2, 2))
    brush.shine(image, edge, "#ffe9c4", 0.8)
    sun = Stencil(size).shape([(0, 0), (w * 0.7, 0), (0, h * 0.55)]).mask()
    brush.shade(image, brush.soften(ImageOps.invert(sun), 60), "#c9b3a0", 0.35)
    brush.film(image, seed, "#211d20", "#fff3d6")
    return image


def _frame_of_bicycle(size: Size, foot: Point, unit: float) -> Image.Image:
    x, y = foot
    hub = y - 128 * unit
    back, front = (x - 205 * unit, hub), (x + 205 * unit, hub)
    pen = Stencil(size)
    for middle in (back, front):
        _wheel(pen, middle, unit)
    crank, seat = (x - 40 * unit, hub + 10 * unit), (x - 92 * unit, hub - 190 * unit)
    head = (x + 140 * unit, hub - 190 * unit)
    for path in (
        [back, crank, seat, back],
        [crank, (head[0], head[1] + 26 * unit), seat],
        [head, front],
        [seat, (seat[0] - 12 * unit, seat[1] - 40 * unit)],
    ):
        pen.line(path, 10 * unit)
    top = (seat[0] - 12 * unit, seat[1] - 44 * unit)
    pen.box((top[0] - 55 * unit, top[1] - 12 * unit), (100 * unit, 20 * unit), 10 * unit)
    bars = (head[0] - 14 * unit, head[1] - 56 * unit)
    pen.line([head, bars], 9 * unit).line(
        brush.curve(
            bars,
            (bars[0] + 70 * unit, bars[1] - 26 * unit),
            (bars[0] + 76 * unit, bars[1] + 34 * unit),
        ),
        11 * unit,
    )
    pen.ring(crank, 30 * unit, 7 * unit)
    pen.line(
        [
            (crank[0] - 24 * unit, crank[1] + 44 * unit),
            (crank[0] + 24 * unit, crank[1] - 44 * unit),
        ],
        7 * unit,
    )
    pen.shape(
        [
            (front[0] - 10 * unit, head[1] - 10 * unit),
            (front[0] + 110 * unit, head[1] - 10 * unit),
            (front[0] + 92 * unit, head[1] + 86 * unit),
            (front[0] + 6 * unit, head[1] + 86 * unit),
        ]
    )
    return pen.mask()


def _wheel(pen: Stencil, middle: Point, unit: float) -> None:
    pen.ring(middle, 128 * unit, 10 * unit).disc(middle, 11 * unit)
    for spoke in range(14):
        turn, reach = spoke / 14 * math.tau, 122 * unit
        end = (middle[0] + reach * math.cos(turn), middle[1] + reach * math.sin(turn))
        pen.line([middle, end], 1.6 * unit)


def rails(size: Size, seed: int) -> Image.Image:
    """A train coming out of a snowing night."""
    w, h = size
    eye = (w * 0.5, h * 0.46)
    image = brush.ramp(size, [(0, "#0d1626"), (0.42, "#2b3c55"), (0.47, "#46566b"), (1, "#c6d0db")])
    brush.texture(image, brush.clouds(size, seed, 160), 0.1)
    _track(image, eye)
    _masts(image, eye)
    brush.lay(image, Stencil(size).box((eye[0] - 44, eye[1] - 74), (88, 84), 16).mask(), "#0e131c")
    for at in ((eye[0] - 26, eye[1] - 18), (eye[0] + 26, eye[1] - 18), (eye[0], eye[1] - 56)):
        brush.shine(image, brush.glow(size, at, h * 0.34, 2.4), "#ffdf9e", 0.85)
        brush.shine(image, brush.glow(size, at, 24, 0.6), "#fffbe8")
    flakes, dice = Stencil(size), random.Random(seed)
    for _ in range(380):
        at = (dice.uniform(0, w), dice.uniform(0, h))
        flakes.disc(at, dice.uniform(1, 4.5), value=dice.randint(80, 240))
    brush.lay(image, brush.soften(flakes.mask(), 1.2), "#f4f6fa", 0.85)
    brush.film(image, seed, "#1a2029", "#f2f0ea")
    return image


def _track(image: Image.Image, eye: Point) -> None:
    """Sleepers and steel running away to a point."""
    w, h = size = image.size
    track = Stencil(size)
    for k in range(26):
        depth = (k / 25) ** 2.4
        y, half = eye[1] + h * 0.6 * depth, w * (0.02 + 0.5 * depth)
        track.box((eye[0] - half, y), (half * 2, 3 + 26 * depth))
    brush.lay(image, brush.soften(track.mask(), 2), "#3a3f4a", 0.7)
    steel = Stencil(size)
    for side in (-1, 1):
        steel.shape(
            [
                (eye[0] + side * w * 0.012, eye[1]),
                (eye[0] + side * w * 0.016, eye[1]),
                (eye[0] + side * w * 0.39, h),
                (eye[0] + side * w * 0.34, h),
            ]
        )
    brush.lay(image, steel.mask(), "#10151f")


def _masts(image: Image.Image, eye: Point) -> None:
    """Masts beside a line, each with its arm over the rails."""
    w, h = size = image.size
    poles = Stencil(size)
    for k in range(6):
        depth = (k / 5) ** 1.8
        x = eye[0] + w * (0.06 + 0.44 * depth)
        poles.line(
            [(x, eye[1] + h * (0.02 + 0.5 * depth)), (x, eye[1] - h * (0.07 + 0.5 * depth))],
            3 + 10 * depth,
        )
        poles.line(
            [
                (x, eye[1] - h * (0.06 + 0.42 * depth)),
                (x - w * 0.09 * (depth + 0.1), eye[1] - h * (0.06 + 0.44 * depth)),
            ],
            2 + 6 * depth,
        )
    brush.lay(image, poles.mask(), "#111824", 0.85)


def wires(stops: brush.Stops, size: Size, seed: int) -> Image.Image:
    """Telegraph poles and birds against a big sky."""
    w, h = size
    image = brush.ramp(size, stops)
    brush.shine(
        image,
        brush.clouds(size, seed, w * 0.3).point([max(0, v - 110) for v in range(256)]),
        "#fff0e0",
        0.6,
    )
    pen, dice = Stencil(size), random.Random(seed)
    tops = [(w * (-0.1 + 0.4 * k), h * (0.22 + 0.1 * k)) for k in range(4)]
    for x, y in tops:
        pen.line([(x, y - 40), (x, h)], 13).line([(x - 74, y), (x + 74, y - 10)], 10)
        pen.line([(x - 52, y + 50), (x + 52, y + 43)], 8)
    for one, other in pairwise(tops):
        for shift in (-66, -22, 26, 68):
            middle = ((one[0] + other[0]) / 2 + shift, max(one[1], other[1]) + 66)
            path = brush.curve((one[0] + shift, one[1]), middle, (other[0] + shift, other[1]))
            pen.line(path, 2.6)
            for x, y in path[4:20:2]:
                if dice.random() < 0.16:
                    pen.disc((x, y - 9), 11, 8).shape([(x + 6, y - 8), (x + 24, y), (x + 8, y - 3)])
    pen.shape(brush.ridge(size, h * 0.93, h * 0.018, seed))
    brush.lay(image, pen.mask(), "#17161f")
    brush.film(image, seed, "#241c26", "#fff1dc")
    return image


EVENING = [(0, "#2d3a66"), (0.5, "#c76f76"), (0.85, "#f4b070"), (1, "#f6c98a")]
NOON = [(0, "#5c8fb0"), (0.7, "#cddfe0"), (1, "#e9e2cd")]

SCENES: dict[str, Scene] = {
    "film-bicycle": partial(bicycle, "#d8a24c", LANDSCAPE, 41),
    "film-bicycle-leak": partial(leaked, partial(bicycle, "#7fa3a0", LANDSCAPE, 42), (1.0, 0.2)),
    "film-rails": partial(rails, LANDSCAPE, 61),
    "film-rails-tall": partial(rails, PORTRAIT, 62),
    "film-wires": partial(wires, EVENING, LANDSCAPE, 71),
    "film-wires-noon": partial(wires, NOON, SQUARE, 72),
}
