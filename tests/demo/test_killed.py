"""A first start of the demonstration that is killed: the next one tells it whole, nothing stays."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from circle import wiring
from circle.core import clock
from circle.demo import loader
from circle.doctor import doctor
from tests.conftest import REPO
from tests.demo.first_start import beginning
from tests.demo.unpainted import unpainted
from tests.security.conftest import make_app

SECONDS = 120


def start_and_die(folder: Path) -> int:
    """A first start in a process of its own; how it ended."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("CIRCLE_")}
    environ |= {"CIRCLE_DATA": str(folder), "CIRCLE_LOG": "text", "PYTHONPATH": str(REPO)}
    return subprocess.run(
        [sys.executable, "-m", "tests.demo.first_start"], cwd=REPO, env=environ, check=False,
        timeout=SECONDS,
    ).returncode  # fmt: skip


def pictures_in(folder: Path) -> int:
    return len(list(folder.rglob("*.webp")))


def look_at(app) -> str:
    """What the doctor says."""
    return app.test_cli_runner().invoke(doctor).output


def sweep_a_day_later(app) -> None:
    clock.read_from(lambda: datetime.now(UTC) + timedelta(hours=25))
    try:
        with app.app_context():
            wiring.JOBS["core.sweep_files"]({})
    finally:
        clock.read_from(None)


@pytest.mark.timeout(2 * SECONDS)
def test_a_first_start_that_is_killed_begins_anew_and_its_files_go(tmp_path):
    assert start_and_die(tmp_path) == -signal.SIGKILL
    left = pictures_in(tmp_path)
    assert left > 10
    app = make_app(tmp_path)
    with app.app_context():
        assert loader.tell_story(beginning(), lambda steps: None, unpainted)
    assert f"{left} files belong to nothing" in look_at(app)
    sweep_a_day_later(app)
    after = look_at(app)
    assert "belong to nothing" not in after and "files: ok" in after
    assert pictures_in(tmp_path) > left
