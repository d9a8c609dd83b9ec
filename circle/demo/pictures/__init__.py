"""Every picture of the demonstration community, drawn by code: `paint(name)`, names in `NAMES`."""

from __future__ import annotations

import io

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


def paint(name: str) -> bytes:
    """The picture of this name as a JPEG file; the same bytes every time."""
    file = io.BytesIO()
    SCENES[name]().save(file, "JPEG", quality=86)
    return file.getvalue()
