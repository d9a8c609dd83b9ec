"""Brushes: seeded noise, gradients, soft masks and film faults every demo picture is made of."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import TypeAlias

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter, ImageOps

Size: TypeAlias = tuple[int, int]
Point: TypeAlias = tuple[float, float]
Stops: TypeAlias = Sequence[tuple[float, str]]
Fill: TypeAlias = "str | Image.Image"
Scene: TypeAlias = Callable[[], Image.Image]

LANDSCAPE: Size = (1200, 800)
PORTRAIT: Size = (900, 1200)
SQUARE: Size = (1050, 1050)
PRIZE: Size = (600, 600)  # shown on a card of the shop, never large


def mix(one: str, other: str, share: float) -> str:
    """The colour `share` of the way from one to the other."""
    pairs = zip(ImageColor.getrgb(one)[:3], ImageColor.getrgb(other)[:3], strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def ramp(size: Size, stops: Stops, sideways: bool = False) -> Image.Image:
    """A gradient through the stops, downwards or to the right."""
    strip = Image.new("RGB", (1, 256))
    for row in range(256):
        strip.putpixel((0, row), ImageColor.getrgb(_between(stops, row / 255))[:3])
    if sideways:
        strip = strip.transpose(Image.Transpose.ROTATE_90)
    return strip.resize(size, Image.Resampling.BICUBIC)


def _between(stops: Stops, place: float) -> str:
    for (low, one), (high, other) in pairwise(stops):
        if place <= high:
            return mix(one, other, max(0.0, (place - low) / (high - low)))
    return stops[-1][1]


def glow(size: Size, at: Point, radius: float, power: float = 1.0) -> Image.Image:
    """A round mask, full at its middle and nothing at its radius."""
    side = max(2, int(radius * 2))
    table = [round(255 * max(0.0, 1 - v / 180) ** power) for v in range(256)]
    disc = Image.radial_gradient("L").point(table)  # the middle of an edge is 181 there
    mask = Image.new("L", size)
    mask.paste(disc.resize((side, side)), (int(at[0] - radius), int(at[1] - radius)))
    return mask


def noise(size: Size, seed: int, cell: tuple[float, float] = (1, 1)) -> Image.Image:
    """Random greys in cells of the given width and height, smoothly joined."""
    small = (max(2, int(size[0] / cell[0])), max(2, int(size[1] / cell[1])))
    grid = Image.frombytes("L", small, random.Random(seed).randbytes(small[0] * small[1]))
    return grid if small == size else grid.resize(size, Image.Resampling.BICUBIC)


def clouds(size: Size, seed: int, cell: float) -> Image.Image:
    """Soft blotches: three sizes of noise, the largest strongest."""
    mist = noise(size, seed, (cell, cell))
    for step in (1, 2):
        finer = noise(size, seed + step, (cell / 2.5**step, cell / 2.5**step))
        mist = Image.blend(mist, finer, 0.34)
    return ImageOps.autocontrast(mist)


def soften(image: Image.Image, radius: float) -> Image.Image:
    """Blur; only where something is, and wide blurs small, where they cost little."""
    if image.mode != "L" or (box := image.getbbox()) is None:
        return _blur(image, radius)
    reach = int(radius * 3) + 1
    left, top = max(0, box[0] - reach), max(0, box[1] - reach)
    right, low = min(image.width, box[2] + reach), min(image.height, box[3] + reach)
    blurred = Image.new("L", image.size)
    blurred.paste(_blur(image.crop((left, top, right, low)), radius), (left, top))
    return blurred


def _blur(image: Image.Image, radius: float) -> Image.Image:
    factor = int(radius // 4)
    if factor < 2 or min(image.size) < factor * 4:
        return image.filter(ImageFilter.GaussianBlur(radius))
    small = image.resize((image.width // factor, image.height // factor), Image.Resampling.BOX)
    small = small.filter(ImageFilter.GaussianBlur(radius / factor))
    return small.resize(image.size, Image.Resampling.BICUBIC)


class Stencil:
    """A mask drawn at twice its size, so that edges come out smooth."""

    def __init__(self, size: Size) -> None:
        """Start empty."""
        self._image = Image.new("L", (size[0] * 2, size[1] * 2))
        self._pen = ImageDraw.Draw(self._image)

    def disc(self, at: Point, wide: float, tall: float = 0, value: int = 255) -> Stencil:
        """An ellipse about a point, by its half width and half height."""
        tall = tall or wide
        box = (at[0] - wide, at[1] - tall, at[0] + wide, at[1] + tall)
        self._pen.ellipse([v * 2 for v in box], fill=value)
        return self

    def ring(self, at: Point, radius: float, width: float, tall: float = 0) -> Stencil:
        """A circle line."""
        tall = tall or radius
        box = (at[0] - radius, at[1] - tall, at[0] + radius, at[1] + tall)
        self._pen.ellipse([v * 2 for v in box], outline=255, width=int(width * 2))
        return self

    def arc(self, at: Point, radius: float, span: Point, width: float) -> Stencil:
        """Part of a circle line, in degrees clockwise from the right."""
        box = (at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius)
        self._pen.arc([v * 2 for v in box], span[0], span[1], fill=255, width=int(width * 2))
        return self

    def shape(self, points: Iterable[Point], value: int = 255) -> Stencil:
        """A filled polygon."""
        self._pen.polygon([(x * 2, y * 2) for x, y in points], fill=value)
        return self

    def line(self, points: Iterable[Point], width: float, value: int = 255) -> Stencil:
        """A line through points, with round joints."""
        path = [(x * 2, y * 2) for x, y in points]
        self._pen.line(path, fill=value, width=max(1, int(width * 2)), joint="curve")
        return self

    def box(self, corner: Point, size: Point, round_by: float = 0, value: int = 255) -> Stencil:
        """A rectangle with round corners."""
        far = (corner[0] + size[0], corner[1] + size[1])
        self._pen.rounded_rectangle(
            [corner[0] * 2, corner[1] * 2, far[0] * 2, far[1] * 2], round_by * 2, fill=value
        )
        return self

    def mask(self) -> Image.Image:
        """What was drawn, at its real size."""
        mask = Image.new("L", (self._image.width // 2, self._image.height // 2))
        if box := self._image.getbbox():
            left, top = box[0] // 2, box[1] // 2
            right, low = (box[2] + 1) // 2, (box[3] + 1) // 2
            mask.paste(self._image.reduce(2, (left * 2, top * 2, right * 2, low * 2)), (left, top))
        return mask


def dim(mask: Image.Image, strength: float) -> Image.Image:
    """The same mask, weaker (or stronger)."""
    return mask.point([min(255, int(v * strength)) for v in range(256)])


def lay(image: Image.Image, mask: Image.Image, fill: Fill, strength: float = 1.0) -> None:
    """Cover what the mask shows with a colour or another picture."""
    if (box := mask.getbbox()) is None:
        return
    ink = ImageColor.getrgb(fill) if isinstance(fill, str) else fill.crop(box)
    part = mask.crop(box)
    image.paste(ink, box, part if strength == 1.0 else dim(part, strength))


def shine(image: Image.Image, mask: Image.Image, colour: str, strength: float = 1.0) -> None:
    """Add light of a colour where the mask shows."""
    inks = ImageColor.getrgb(colour)[:3]
    table = [255 - (255 - v) * (255 - ink) // 255 for ink in inks for v in range(256)]
    _tone(image, mask, table, strength)


def shade(image: Image.Image, mask: Image.Image, colour: str, strength: float = 1.0) -> None:
    """Take light away where the mask shows, down to a colour."""
    table = [v * ink // 255 for ink in ImageColor.getrgb(colour)[:3] for v in range(256)]
    _tone(image, mask, table, strength)


def _tone(image: Image.Image, mask: Image.Image, table: list[int], strength: float) -> None:
    if box := mask.getbbox():
        image.paste(image.crop(box).point(table), box, dim(mask.crop(box), strength))


def cast(image: Image.Image, mask: Image.Image, by: Point, blur: float, strength: float) -> None:
    """Let what the mask shows throw a soft shadow."""
    shadow = ImageChops.offset(mask, int(by[0]), int(by[1]))
    shade(image, soften(shadow, blur), "#241a14", strength)


def texture(image: Image.Image, pattern: Image.Image, strength: float) -> None:
    """Lighten and darken by a grey pattern around its middle grey."""
    table = [128 + int((v - 128) * strength) for v in range(256)]
    pattern = pattern.point(table)
    layer = Image.merge("RGB", (pattern, pattern, pattern))
    image.paste(ImageChops.add(image, layer, 1, -128))


def grain(image: Image.Image, seed: int, strength: float = 0.14) -> None:
    """Film grain: fine and coarse together."""
    texture(image, noise(image.size, seed, (1.7, 1.7)), strength)
    texture(image, noise(image.size, seed + 9), strength * 0.5)


def vignette(image: Image.Image, strength: float = 0.35) -> None:
    """Darken towards the corners."""
    oval = Image.radial_gradient("L").point([int(255 * (v / 255) ** 2.2) for v in range(256)])
    shade(image, oval.resize(image.size), "#160f10", strength)


def leak(image: Image.Image, side: Point, colour: str = "#ff5a1e", strength: float = 0.8) -> None:
    """Light that got into the camera at a side, given as shares of width and height."""
    at = (image.width * side[0], image.height * side[1])
    reach = max(image.size) * 0.5
    shine(image, glow(image.size, at, reach, 1.6), colour, strength)
    shine(image, glow(image.size, at, reach * 0.6, 1.5), "#ffd27a", strength * 0.9)


def film(image: Image.Image, seed: int, black: str = "#1d1a20", white: str = "#f7efdc") -> None:
    """Make a drawing a photograph: lifted blacks, creamy whites, grain, dark corners."""
    low, high = ImageColor.getrgb(black)[:3], ImageColor.getrgb(white)[:3]
    table: list[int] = []
    for a, b in zip(low, high, strict=True):
        table += [
            int(
                a
                + (b - a)
                * (0.5 - 0.5 * math.cos(math.pi * v / 255) * 0.55 + (v / 255 - 0.5) * 0.45)
            )
            for v in range(256)
        ]
    image.paste(image.point(table))
    vignette(image, 0.4)
    grain(image, seed)


def frame(image: Image.Image, colour: str, margin: int, seed: int = 0) -> Image.Image:
    """The picture inside a border, its corners slightly round like a film gate's."""
    size = (image.width + 2 * margin, image.height + 2 * margin)
    sheet = Image.new("RGB", size, colour)
    gate = Stencil(size).box((margin, margin), image.size, 14).mask()
    inner = Image.new("RGB", size)
    inner.paste(image, (margin, margin))
    lay(sheet, gate, inner)
    grain(sheet, seed, 0.03)
    return sheet


def ridge(size: Size, level: float, height: float, seed: int) -> list[Point]:
    """The outline of a mountain range, closed along the bottom."""
    dice = random.Random(seed)
    waves = [(dice.uniform(0.6, 1.6) * 2**k, dice.uniform(0, 6.3), 0.52**k) for k in range(7)]
    points: list[Point] = []
    for x in range(-10, size[0] + 20, 8):
        t = x / size[0] * math.pi
        points.append((x, level - height * sum(a * math.sin(t * f + p) for f, p, a in waves)))
    return [*points, (size[0] + 20, size[1]), (-10, size[1])]


def leaf(
    at: Point, length: float, angle: float, plump: float = 0.3, bend: float = 0.25
) -> list[Point]:
    """The outline of one leaf from its stalk, bending as it goes."""
    left: list[Point] = []
    right: list[Point] = []
    x, y = at
    for step in range(13):
        turn = angle + bend * (step / 6 - 1)
        half = length * plump / 2 * math.sin(math.pi * (step / 12) ** 0.85)
        left.append((x + half * math.sin(turn), y - half * math.cos(turn)))
        right.append((x - half * math.sin(turn), y + half * math.cos(turn)))
        x, y = x + length / 12 * math.cos(turn), y + length / 12 * math.sin(turn)
    return [*left, *reversed(right)]


def curve(start: Point, pull: Point, end: Point) -> list[Point]:
    """A line from start to end, drawn towards a point on its way."""
    path = []
    for step in range(25):
        t = step / 24
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        path.append(
            (a * start[0] + b * pull[0] + c * end[0], a * start[1] + b * pull[1] + c * end[1])
        )
    return path


def bokeh(size: Size, seed: int, colours: Sequence[str], area: tuple[float, float]) -> Image.Image:
    """Lights out of focus, between two heights given as shares; to be added to a picture."""
    dice = random.Random(seed)
    lights = Image.new("RGB", size)
    for _ in range(46):
        radius = dice.uniform(0.012, 0.05) * size[0]
        at = (dice.uniform(0, size[0]), dice.uniform(area[0], area[1]) * size[1])
        side = int(radius * 2) + 4
        dot = Stencil((side, side)).disc((side / 2, side / 2), radius, value=150)
        dot.ring((side / 2, side / 2), radius, 3)
        mask = dim(dot.mask(), dice.uniform(0.25, 0.8))
        spot = Image.new("RGB", (side, side), dice.choice(colours))
        spot = ImageChops.multiply(spot, Image.merge("RGB", (mask, mask, mask)))
        corner = (int(at[0] - side / 2), int(at[1] - side / 2))
        region = lights.crop((*corner, corner[0] + side, corner[1] + side))
        lights.paste(ImageChops.screen(region, spot), corner)
    return soften(lights, 2)


def linen(size: Size, colour: str, seed: int) -> Image.Image:
    """A woven cloth."""
    cloth = Image.new("RGB", size, colour)
    texture(cloth, noise(size, seed, (90, 3)), 0.10)
    texture(cloth, noise(size, seed + 1, (3, 90)), 0.10)
    texture(cloth, clouds(size, seed + 2, 300), 0.12)
    return cloth


def wood(size: Size, colour: str, seed: int) -> Image.Image:
    """A planed table top, its fibres running across."""
    board = Image.new("RGB", size, colour)
    texture(board, noise(size, seed, (700, 26)), 0.20)
    texture(board, noise(size, seed + 1, (320, 4)), 0.14)
    texture(board, noise(size, seed + 2, (60, 2)), 0.08)
    return board


def daylight(
    image: Image.Image, slant: float, colour: str = "#ffe2b0", strength: float = 0.5
) -> None:
    """Window light lying across a surface, with the shadow of its bars."""
    w, h = image.size
    panes = Stencil(image.size)
    for k in range(3):
        x = w * (0.08 + 0.31 * k)
        panes.shape([(x, 0), (x + w * 0.26, 0), (x + w * (0.26 + slant), h), (x + w * slant, h)])
    light = soften(panes.mask(), 22)
    shade(image, ImageOps.invert(light), "#3d3346", 0.5)
    shine(image, light, colour, strength * 0.45)
