"""Reading a file of JSON lines: one record a line, whatever else is in the file."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAX_LINE_BYTES = 1024 * 1024  # a body of 20,000 characters with hundreds of answers
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number, where it ends in the file, and its record or what is wrong with it."""

    number: int
    end: int
    record: dict[str, Any] | None = None
    problem: str = ""


def read_lines(path: Path) -> Iterator[Line]:
    """Every line that is not empty; one that cannot be read is given with its problem."""
    with path.open("rb") as file:
        number = 0
        while raw := file.readline(MAX_LINE_BYTES + 1):
            number += 1
            if len(raw) > MAX_LINE_BYTES and not raw.endswith(b"\n"):
                _skip_line(file)
                problem = f"longer than {MAX_LINE_BYTES} bytes"
                yield Line(number, file.tell(), problem=problem)
                continue
            raw = raw.removeprefix(_BOM) if number == 1 else raw
            if raw.strip():
                yield _parse(raw, number, file.tell())


def _skip_line(file: Any) -> None:
    while (part := file.readline(MAX_LINE_BYTES)) and not part.endswith(b"\n"):
        pass


def _parse(raw: bytes, number: int, end: int) -> Line:
    try:
        record = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return Line(number, end, problem="not UTF-8")
    except (ValueError, RecursionError):
        return Line(number, end, problem="not JSON")
    if not isinstance(record, dict):
        return Line(number, end, problem="not a JSON object")
    return Line(number, end, record)
