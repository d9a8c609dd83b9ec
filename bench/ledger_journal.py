"""What the soak's clients asked of the ledger and were answered, kept outside the database.

A line before each operation says what is asked, a line after it what was answered; the answer is
on the disk before the next operation begins. So whatever a killed client left can be told apart:
answered, and it must be there; asked only, and it is there wholly or not at all; never asked.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REFUSAL = "refused_with"


@dataclass
class Operation:
    """One thing a client asked for: once, or by two hands for the same."""

    key: str
    name: str
    asked: dict[str, Any]
    answers: list[dict[str, Any]] = field(default_factory=list)

    @property
    def done(self) -> list[dict[str, Any]]:
        """The answers that were not refusals."""
        return [answer for answer in self.answers if REFUSAL not in answer]

    @property
    def refusals(self) -> list[str]:
        """The codes it was refused with."""
        return [answer[REFUSAL] for answer in self.answers if REFUSAL in answer]

    @property
    def fate(self) -> str:
        """What its client knows of it: done, refused, or nothing."""
        if not self.answers:
            return "unknown"
        return "done" if self.done else "refused"

    def __str__(self) -> str:
        return f"{self.name} {self.key}"


class Journal:
    """The file of all clients of a run; each writes whole lines at its end."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def ask(self, operation: Operation) -> None:
        """Say what is going to be asked."""
        self._write({"key": operation.key, "name": operation.name, "asked": operation.asked})

    def answer(self, operation: Operation) -> None:
        """Say what was answered, and have it on the disk."""
        self._write({"key": operation.key, "answers": operation.answers})
        os.fsync(self._file)

    def close(self) -> None:
        """Nothing more is written."""
        os.close(self._file)

    def _write(self, line: dict[str, Any]) -> None:
        os.write(self._file, json.dumps(line, ensure_ascii=False).encode() + b"\n")


class Progress:
    """How many operations were done so far; reads only what is new."""

    def __init__(self, path: Path) -> None:
        self._path, self._read, self._done = path, 0, 0

    def done(self) -> int:
        """Operations answered with more than a refusal."""
        with self._path.open("rb") as journal:
            journal.seek(self._read)
            new = journal.read()
        whole = new[: new.rfind(b"\n") + 1]
        self._read += len(whole)
        for line in whole.splitlines():
            answers = json.loads(line).get("answers", ())
            self._done += any(REFUSAL not in answer for answer in answers)
        return self._done


def read(lines: Iterable[str]) -> list[Operation]:
    """The operations of a journal, in the order in which they were asked."""
    found: dict[str, Operation] = {}
    for line in lines:
        said = json.loads(line)
        if "asked" in said:
            found[said["key"]] = Operation(said["key"], said["name"], said["asked"])
        else:
            found[said["key"]].answers = said["answers"]
    return list(found.values())
