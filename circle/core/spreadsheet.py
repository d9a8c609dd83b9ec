"""Tables as files for spreadsheets, in which nothing is ever run."""

import csv
import io
from collections.abc import Iterable, Sequence

BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what Excel, WPS and Numbers would work out
MARK = "\ufeff"  # without it Excel reads Chinese in the machine's old encoding


def csv_of(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV; a text that begins like a formula gets an apostrophe, which shows it."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([_harmless(cell) for cell in head])
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return MARK + written.getvalue()


def _harmless(cell: object) -> object:
    if isinstance(cell, str) and cell.lstrip(" ").startswith(BEGINS_FORMULA):
        return f"'{cell}"
    return cell
