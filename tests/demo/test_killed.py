"""A first start of the demonstration that is killed: the next one tells it whole, nothing stays."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPO

SECONDS = 120


@pytest.fixture
def run(tmp_path):
    """Run a program of ours on data of its own."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("CIRCLE_")}
    environ |= {"CIRCLE_DATA": str(tmp_path), "CIRCLE_LOG": "text", "PYTHONPATH": str(REPO)}

    def started(*words):
        return subprocess.run(
            [sys.executable, "-m", *words], cwd=REPO, env=environ, capture_output=True,
            text=True, check=False, timeout=SECONDS,
        )  # fmt: skip

    return started


def pictures_in(folder: Path) -> int:
    return len(list(folder.rglob("*.webp")))


@pytest.mark.timeout(2 * SECONDS)
def test_a_first_start_that_is_killed_begins_anew_and_its_files_go(run, tmp_path):
    story = "tests.demo.first_start"
    assert run(story, "tell-and-die").returncode == -signal.SIGKILL
    left = pictures_in(tmp_path)
    assert left > 10
    told = run(story, "tell")
    assert (told.returncode, "told=True" in told.stdout) == (0, True), told.stderr
    looked = run("circle.cli", "doctor")
    assert (looked.returncode, f"{left} files belong to nothing" in looked.stdout) == (0, True)
    assert run(story, "sweep").returncode == 0
    looked = run("circle.cli", "doctor")
    assert (looked.returncode, "belong to nothing" in looked.stdout) == (0, False), looked.stdout
    assert "files: ok" in looked.stdout
    assert pictures_in(tmp_path) > left
