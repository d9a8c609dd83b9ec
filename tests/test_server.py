"""Serving: what a program does before it serves is done apart from it."""

import subprocess
import sys

import pytest

from tests.conftest import REPO

PROGRAM = """
import circle.server
kept = []
def task():
    kept.append(1)
    print("done", flush=True)
    {last}
circle.server.run_apart(task)
print("kept", kept)
"""


@pytest.mark.parametrize("last, code, told", [("pass", 0, "kept []"), ("1 / 0", 1, "")])
def test_what_is_done_apart_leaves_nothing_behind_and_ends_all_when_it_fails(last, code, told):
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(last=last)], cwd=REPO, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout.split("\n")[:2]) == (code, ["done", told])
    assert ("ZeroDivisionError" in ran.stderr) is (code == 1)
