"""Front-end files are built aside: whoever is served meanwhile misses nothing."""

import json
import os
import shutil
import subprocess
import threading
import time
from pathlib import Path

import pytest

from circle.core.assets import STATIC, AssetsMissing, asset
from tests.conftest import REPO

PATH = f"{REPO / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"


@pytest.fixture
def sources(tmp_path):
    """A copy of what is built from."""
    left_out = shutil.ignore_patterns("vendor", ".vendor-*")
    shutil.copytree(STATIC, tmp_path / "static", ignore=left_out)
    (tmp_path / "node_modules").symlink_to(REPO / "node_modules")
    return tmp_path / "static"


def build(static: Path) -> None:
    node = shutil.which("node", path=PATH)
    assert node, "`make setup` brings Node.js"
    done = subprocess.run(
        [node, static / "build.mjs"], capture_output=True, text=True, check=False,
        env={**os.environ, "PATH": PATH},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def built(static: Path) -> set[str]:
    return {str(path.relative_to(static / "vendor")) for path in (static / "vendor").rglob("*.*")}


class Watch:
    """Looks at a built folder over and over, and notes what was there and then was not."""

    def __init__(self, static: Path) -> None:
        self._static, self._ended = static, threading.Event()
        self.missed: set[str] = set()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *error):
        self._ended.set()
        self._thread.join()

    def _look(self):
        known: set[str] = set()
        while not self._ended.is_set():
            found = built(self._static)
            self.missed |= known - found
            known |= found
            names = json.loads((self._static / "vendor/manifest.json").read_text()).values()
            self.missed |= {name for name in names if name not in built(self._static)}
            time.sleep(0.002)


@pytest.mark.timeout(120)
def test_a_build_takes_nothing_away_from_who_is_served(sources):
    build(sources)
    first = built(sources)
    style = json.loads((sources / "vendor/manifest.json").read_text())["app.css"]
    with (sources / "css/app.css").open("a") as css:
        css.write("\n.another { color: tomato; }\n")
    with Watch(sources) as watch:
        build(sources)
    assert watch.missed == set()
    assert json.loads((sources / "vendor/manifest.json").read_text())["app.css"] != style
    assert first <= built(sources)
    assert list(sources.glob(".vendor-*")) == []
    week_ago = time.time() - 8 * 86_400
    for name in built(sources):
        os.utime(sources / "vendor" / name, (week_ago, week_ago))
    build(sources)
    assert style not in built(sources)
    assert f"{style}.gz" not in built(sources)


@pytest.mark.timeout(120)
def test_a_build_that_fails_changes_nothing(sources):
    build(sources)
    before = built(sources)
    (sources / "css/app.css").write_text('@import "no-such-file.css";')
    with pytest.raises(AssertionError):
        build(sources)
    assert built(sources) == before
    assert list(sources.glob(".vendor-*")) == []


def test_a_file_that_was_not_built_says_what_to_run():
    with pytest.raises(AssetsMissing, match=r"no such\.css: run make setup"):
        asset("such.css")
    assert asset("points.css").startswith("/static/vendor/points-")
