"""Covers and logos of the circles, and the faces their people chose."""

from __future__ import annotations

import math
import random
from functools import partial

from PIL import Image, ImageOps

from circle.demo.pictures import brush, darkroom, garden, home, roads, tea
from circle.demo.pictures.brush import Scene, Size, Stencil

COVER: Size = (1125, 450)
BADGE: Size = (450, 450)
MIDDLE = (225.0, 225.0)


def rooftops(size: Size, seed: int) -> Image.Image:
    """Roofs at night, a few windows still lit."""
    w, h = size
    image = brush.ramp(size, [(0, "#1d2850"), (0.6, "#5b5f93"), (1, "#c69aa0")])
    dice = random.Random(seed)
    stars = Stencil(size)
    for _ in range(90):
        stars.disc((dice.uniform(0, w), dice.uniform(0, h * 0.6)), dice.uniform(0.6, 2), value=200)
    brush.lay(image, stars.mask(), "#fff4dc", 0.8)
    moon = (w * 0.77, h * 0.25)
    brush.shine(image, brush.glow(size, moon, h * 0.6, 1.8), "#fff0cc", 0.7)
    brush.lay(image, Stencil(size).disc(moon, h * 0.09).mask(), "#fff7e2")
    for layer in range(3):
        roofs, lit = Stencil(size), Stencil(size)
        x = -60.0
        while x < w:
            wide, top = dice.uniform(70, 150), h * (0.52 + 0.13 * layer) + dice.uniform(-26, 26)
            roofs.box((x, top), (wide, h)).shape(
                [(x - 10, top), (x + wide + 10, top), (x + wide / 2, top - 42)]
            )
            if dice.random() < 0.45:
                lit.box((x + wide * 0.4, top + 26), (wide * 0.17, 28), 3)
            x += wide + 4
        brush.lay(image, roofs.mask(), ("#4a4c7c", "#2e3160", "#171a3a")[layer])
        brush.shine(image, brush.soften(lit.mask(), 14), "#ff9d42", 0.9)
        brush.lay(image, lit.mask(), "#ffdc98")
    brush.grain(image, seed, 0.07)
    return image


def film_strip(seed: int) -> Image.Image:
    """An evening sky as one long frame of film."""
    w, h = COVER
    image = roads.wires(roads.EVENING, COVER, seed)
    bars = Stencil(COVER).box((0, 0), (w, 40)).box((0, h - 40), (w, 40)).mask()
    brush.lay(image, bars, "#0d0c0e")
    holes = Stencil(COVER)
    for k in range(28):
        holes.box((k * 42 + 8, 10), (24, 20), 5).box((k * 42 + 8, h - 30), (24, 20), 5)
    brush.lay(image, holes.mask(), "#f3e6cc", 0.9)
    brush.leak(image, (1.0, 0.5))
    return image


def _ground(top: str, bottom: str) -> Image.Image:
    image = brush.ramp(BADGE, [(0, top), (1, bottom)])
    brush.shine(image, brush.glow(BADGE, (130, 90), 330, 1.4), "#ffffff", 0.25)
    return image


def _mark(image: Image.Image, pen: Stencil, colour: str = "#fff8ea") -> Image.Image:
    mask = pen.mask()
    brush.cast(image, mask, (4, 8), 9, 0.35)
    brush.lay(image, mask, colour)
    brush.grain(image, 5, 0.04)
    return image


def kettle_logo() -> Image.Image:
    """A pot with its steam."""
    pen = Stencil(BADGE)
    tea.teapot(pen, (222, 342), 0.84)
    for x in (196, 248):
        pen.line(brush.curve((x, 142), (x - 34, 112), (x, 88)), 9).line(
            brush.curve((x, 90), (x + 30, 66), (x + 4, 42)), 9
        )
    return _mark(_ground("#d9793f", "#a8452a"), pen)


def three_left_logo() -> Image.Image:
    """A frame counter with three marks left."""
    pen = Stencil(BADGE).ring(MIDDLE, 150, 20)
    for k in range(3):
        pen.box((150 + 56 * k, 160), (38, 130), 10)
    for k in range(24):
        turn = k / 24 * math.tau
        pen.disc((225 + 186 * math.cos(turn), 225 + 186 * math.sin(turn)), 5)
    return _mark(_ground("#3f5f63", "#1f3238"), pen)


def cotton_logo() -> Image.Image:
    """A boll of cotton that is also a cloud under the moon."""
    image = _ground("#6f7fb8", "#3f4a86")
    brush.lay(image, Stencil(BADGE).disc((300, 140), 62).mask(), "#ffe3a6")
    pen = Stencil(BADGE).disc((160, 262), 74).disc((232, 222), 88).disc((310, 268), 68)
    pen.box((110, 250), (250, 84), 42)
    return _mark(image, pen)


def book_logo() -> Image.Image:
    """An open book with its ribbon."""
    image = _ground("#7d6a4f", "#46382a")
    pen = Stencil(BADGE)
    for side in (-1, 1):
        top = brush.curve((225, 150), (225 + side * 80, 108), (225 + side * 150, 140))
        pen.shape(
            [
                *top,
                (225 + side * 150, 316),
                *reversed(brush.curve((225, 330), (225 + side * 80, 286), (225 + side * 150, 316))),
            ]
        )
    _mark(image, pen)
    ribbon = Stencil(BADGE).shape([(216, 150), (236, 150), (236, 372), (226, 354), (216, 372)])
    brush.lay(image, ribbon.mask(), "#c9482f")
    return image


def crop(scene: Scene, middle: tuple[float, float], share: float) -> Image.Image:
    """A square piece of a larger picture."""
    image = scene()
    side = min(image.size) * share
    x, y = image.width * middle[0] - side / 2, image.height * middle[1] - side / 2
    return image.resize(BADGE, Image.Resampling.LANCZOS, (x, y, x + side, y + side))


def cat_face() -> Image.Image:
    """A sleepy cat with pink cheeks."""
    image = _ground("#ffc9bd", "#f2957f")
    head = Stencil(BADGE).disc((225, 262), 140, 118).shape([(96, 230), (112, 96), (206, 168)])
    head.shape([(354, 230), (338, 96), (244, 168)])
    _mark(image, head, "#fff6e6")
    ears = (
        Stencil(BADGE)
        .shape([(122, 190), (128, 134), (168, 168)])
        .shape([(328, 190), (322, 134), (282, 168)])
    )
    brush.lay(image, ears.mask(), "#f7a895")
    face = Stencil(BADGE).arc((172, 246), 28, (20, 160), 8).arc((278, 246), 28, (20, 160), 8)
    face.arc((211, 290), 15, (0, 180), 6).arc((239, 290), 15, (0, 180), 6).disc((225, 284), 11, 8)
    brush.lay(image, face.mask(), "#5a3a34")
    cheeks = Stencil(BADGE).disc((132, 292), 26, 17).disc((318, 292), 26, 17).mask()
    brush.lay(image, brush.soften(cheeks, 6), "#ff8d86", 0.7)
    return image


def flask() -> Image.Image:
    """A chemist's flask with tea in it."""
    image = _ground("#dfe6dc", "#9fb5ab")
    glass = (
        Stencil(BADGE)
        .box((190, 76), (70, 130), 8)
        .shape([(190, 190), (260, 190), (356, 366), (94, 366)])
    )
    glass.disc((112, 358), 22).disc((338, 358), 22).box((112, 340), (226, 40), 8)
    _mark(image, glass, "#f8fbf8")
    liquid = (
        Stencil(BADGE).shape([(156, 270), (294, 270), (340, 358), (110, 358)]).disc((120, 354), 16)
    )
    liquid.disc((330, 354), 16).box((120, 340), (210, 30), 6)
    brush.lay(image, liquid.mask(), "#c77a2e")
    brush.shine(
        image,
        Stencil(BADGE).disc((196, 318), 11).disc((250, 338), 8).disc((232, 298), 6).mask(),
        "#ffe9bd",
        0.8,
    )
    brush.lay(image, Stencil(BADGE).box((178, 64), (94, 22), 11).mask(), "#5f7a70")
    return image


def fish() -> Image.Image:
    """A round fish in deep water."""
    image = _ground("#6fb7b2", "#1f5d6b")
    body = (
        Stencil(BADGE)
        .disc((206, 230), 126, 84)
        .shape([(300, 230), (392, 150), (372, 230), (392, 312)])
    )
    _mark(image, body, "#ffd28a")
    scales = Stencil(BADGE)
    for row in range(3):
        for k in range(4):
            scales.arc((190 + 36 * k, 196 + 34 * row), 21, (90, 270), 5)
    brush.lay(image, scales.mask(), "#e2944a", 0.8)
    brush.lay(image, Stencil(BADGE).disc((136, 214), 22).mask(), "#fffdf5")
    brush.lay(
        image,
        Stencil(BADGE).disc((132, 216), 11).disc((70, 150), 9).disc((88, 112), 6).mask(),
        "#173f4a",
    )
    return image


def dumplings() -> Image.Image:
    """Two rice dumplings with faces in a bowl, a large and a small."""
    image = _ground("#8c3b32", "#5a221f")
    brush.lay(image, Stencil(BADGE).disc((225, 236), 176).mask(), "#2f4a66")
    brush.lay(image, Stencil(BADGE).disc((225, 236), 156).mask(), "#efe4cc")
    for x, y, radius in ((188, 222, 84), (296, 280, 56)):
        ball = Stencil(BADGE).disc((x, y), radius).mask()
        brush.cast(image, ball, (6, 12), 10, 0.4)
        brush.lay(image, ball, "#fffdf6")
        face = (
            Stencil(BADGE)
            .disc((x - radius * 0.34, y), radius * 0.09)
            .disc((x + radius * 0.34, y), radius * 0.09)
        )
        face.arc((x, y + radius * 0.08), radius * 0.26, (10, 170), radius * 0.09)
        brush.lay(image, face.mask(), "#3a2420")
    return image


def grid() -> Image.Image:
    """Nine dots, one of them out of line."""
    image = _ground("#eceae4", "#cfccc3")
    pen = Stencil(BADGE)
    for k in range(9):
        if k != 5:
            pen.disc((115 + 110 * (k % 3), 115 + 110 * (k // 3)), 34)
    brush.lay(image, pen.mask(), "#33373d")
    brush.lay(image, Stencil(BADGE).disc((356, 202), 34).mask(), "#d5552f")
    return image


def sprout() -> Image.Image:
    """Two leaves and a bud."""
    image = _ground("#dbe7b8", "#7fa457")
    pen = Stencil(BADGE).line(brush.curve((222, 412), (236, 320), (226, 236)), 13)
    pen.shape(brush.leaf((228, 300), 190, -0.55, 0.4)).shape(
        brush.leaf((226, 330), 180, -2.55, 0.4, -0.25)
    )
    pen.shape(brush.leaf((226, 246), 170, -1.5, 0.3, 0.1))
    return _mark(image, pen, "#2f5d2a")


def cloud() -> Image.Image:
    """One small cloud on peach."""
    pen = Stencil(BADGE).disc((160, 258), 66).disc((232, 214), 84).disc((306, 262), 62)
    return _mark(_ground("#ffd9bd", "#f0a98c"), pen.box((104, 250), (258, 76), 38))


def ink_sun() -> Image.Image:
    """An ink hill under a red sun."""
    image = Image.new("RGB", BADGE, "#efe6d3")
    brush.texture(image, brush.clouds(BADGE, 7, 80), 0.08)
    brush.lay(image, Stencil(BADGE).disc((302, 132), 50).mask(), "#c33f2b", 0.9)
    for number in range(3):
        hill = Stencil(BADGE).shape(brush.ridge(BADGE, 270 + 60 * number, 34, 60 + number)).mask()
        fade = brush.ramp(BADGE, [(0, "#ffffff"), (0.5 + 0.14 * number, "#ffffff"), (1, "#404040")])
        brush.lay(
            image,
            Image.composite(hill, Image.new("L", BADGE), ImageOps.grayscale(fade)),
            ("#9a978f", "#5f5d59", "#26262a")[number],
            0.9,
        )
    return image


SCENES: dict[str, Scene] = {
    "cover-tea": partial(garden.mist, ("#f0c9a4", "#f2e0cd", "#2c4a46"), COVER, 66),
    "cover-film": partial(film_strip, 73),
    "cover-night": partial(rooftops, COVER, 12),
    "cover-books": partial(home.bookshelf, COVER, 57),
    "logo-tea": kettle_logo,
    "logo-film": three_left_logo,
    "logo-night": cotton_logo,
    "logo-books": book_logo,
    "face-cup": partial(
        crop, partial(tea.gaiwan, "amber", "#5b3a26", brush.SQUARE, 24), (0.48, 0.5), 0.72
    ),
    "face-flask": flask,
    "face-cat": cat_face,
    "face-lens": partial(
        crop, partial(darkroom.camera, "#a9927a", "#2a2422", brush.SQUARE, 121), (0.5, 0.51), 0.5
    ),
    "face-train": partial(crop, partial(roads.rails, brush.SQUARE, 63), (0.5, 0.5), 0.7),
    "face-fish": fish,
    "face-grid": grid,
    "face-sprout": sprout,
    "face-cloud": cloud,
    "face-dumplings": dumplings,
    "face-ink": ink_sun,
}
