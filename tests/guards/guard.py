"""What a guard is: where it stands, what the code is without it, which tests must turn red."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Guard:
    """One thing that protects people; `without` is its code switched off."""

    name: str
    file: str
    code: str
    without: str
    tests: tuple[str, ...]
