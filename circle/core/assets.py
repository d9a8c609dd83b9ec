"""Built front-end files: logical names to their hashed addresses, from the build's manifest."""

import json
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parents[2] / "static"


class AssetsMissing(Exception):
    """The front-end files were not built; `make setup` builds them."""


def asset(name: str) -> str:
    """The address of a built file, good for ever since its name holds its digest."""
    built = read_manifest().get(name)
    if built is None:
        raise AssetsMissing(f"static/vendor has no {name}: run make setup")
    return f"/static/vendor/{built}"


@cache
def read_manifest() -> dict[str, str]:
    """Logical names to file names, as the process first saw them: a later build is not its own."""
    path = STATIC / "vendor" / "manifest.json"
    if not path.exists():
        raise AssetsMissing("static/vendor is missing: run make setup")
    manifest: dict[str, str] = json.loads(path.read_text())
    return manifest
