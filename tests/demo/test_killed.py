"""A first start of the demonstration that is killed: the next one tells it whole, nothing stays."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPO
from tests.demo.first_start import SWEPT

SECONDS = 120


@pytest.fixture
def run(tmp_path):
    """A first start in a process and on data of its own."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("CIRCLE_")}
    environ |= {"CIRCLE_DATA": str(tmp_path), "CIRCLE_LOG": "text", "PYTHONPATH": str(REPO)}

    def started(what):
        return subprocess.run(
            [sys.executable, "-m", "tests.demo.first_start", what], cwd=REPO, env=environ,
            capture_output=True, text=True, check=False, timeout=SECONDS,
        )  # fmt: skip

    return started


def pictures_in(folder: Path) -> int:
    return len(list(folder.rglob("*.webp")))


@pytest.mark.timeout(2 * SECONDS)
def test_a_first_start_that_is_killed_begins_anew_and_its_files_go(run, tmp_path):
    assert run("die").returncode == -signal.SIGKILL
    left = pictures_in(tmp_path)
    assert left > 10
    again = run("again")
    assert (again.returncode, "told=True" in again.stdout) == (0, True), again.stderr
    before, after = again.stdout.split(SWEPT)
    assert f"{left} files belong to nothing" in before
    assert "belong to nothing" not in after and "files: ok" in after
    assert pictures_in(tmp_path) > left
