"""Every picture of the demonstration community, drawn by code: `draw(name)`, names in `NAMES`."""

from __future__ import annotations

import io

from PIL import Image

from circle.demo.pictures import darkroom, film, garden, home, nursery, roads, signs, tea
from circle.demo.pictures.brush import Scene

SCENES: dict[str, Scene] = {
    **tea.SCENES,
    **garden.SCENES,
    **film.SCENES,
    **roads.SCENES,
    **darkroom.SCENES,
    **home.SCENES,
    **nursery.SCENES,
    **signs.SCENES,
}
NAMES: tuple[str, ...] = tuple(SCENES)


def draw(name: str) -> bytes:
    """The picture of this name as a JPEG file; the same bytes every time."""
    painted = SCENES[name]()
    size = (painted.width * 4 // 3, painted.height * 4 // 3)
    return _jpeg(painted.resize(size, Image.Resampling.BICUBIC))


def paint(name: str) -> bytes:
    """The same as it was painted, not enlarged: what a first start has time for."""
    return _jpeg(SCENES[name]())


def _jpeg(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=86)
    return file.getvalue()
