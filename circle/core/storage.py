"""Files the service keeps, by key, in one directory: written whole or not at all."""

import io
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, BinaryIO

from flask import current_app

from circle.core.errors import NotFound

MAX_KEY_CHARACTERS = 200
_PART = r"[a-z0-9][a-z0-9_-]*(?:\.[a-z0-9_-]+)*"
_KEY = re.compile(rf"{_PART}(?:/{_PART}){{0,7}}")
_UNFINISHED = ".part"  # no key ends so, since no part of a key begins with a dot


def files() -> "Storage":
    """Where this installation keeps its files."""
    return Storage(current_app.config["CIRCLE"].media_root)


@contextmanager
def written(copies: Mapping[str, bytes], is_named: Callable[[], bool]) -> Iterator[None]:
    """Files that stand before the transaction inside names them; what it did not name goes again.

    Writing waits for the disk, so it belongs before a transaction and never into one. `is_named`
    looks into the database afterwards: also an answer given a second time names nothing.
    """
    try:
        for key, data in copies.items():
            files().put(key, data)
        yield
    finally:
        if not is_named():
            for key in copies:
                files().delete(key)


class Storage:
    """Local files under one root; a key is lower-case parts with slashes: `p/3f/3fa9.webp`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, key: str, data: bytes | IO[bytes]) -> None:
        """Keep bytes under a key: seen only when whole, and safe from a power cut on return."""
        source = io.BytesIO(data) if isinstance(data, bytes) else data
        path = self._path(key)
        self._make_directory(path.parent)
        unfinished = path.parent / f".{secrets.token_hex(8)}{_UNFINISHED}"
        try:
            with unfinished.open("xb") as file:
                shutil.copyfileobj(source, file)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        _sync_directory(path.parent)

    def open(self, key: str) -> BinaryIO:
        """The file under a key, for reading; `NotFound` when there is none."""
        try:
            return self._path(key).open("rb")
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            raise NotFound from None

    def delete(self, key: str) -> bool:
        """Drop a key; False when it was not there."""
        path = self._path(key)
        try:
            path.unlink()
        except (FileNotFoundError, NotADirectoryError):
            return False
        _sync_directory(path.parent)
        return True

    def exists(self, key: str) -> bool:
        """Whether a key holds a finished file."""
        return self._path(key).is_file()

    def keys(self) -> Iterator[str]:
        """Every key, in order; half-written files are none."""
        for path in self._paths():
            key = path.relative_to(self._root).as_posix()
            if _KEY.fullmatch(key):
                yield key

    def written_between(self, since: datetime, before: datetime) -> Iterator[str]:
        """Keys whose files came here between two times, in order."""
        for key in self.keys():
            at = self.written_at(key)
            if at is not None and since <= at < before:
                yield key

    def written_at(self, key: str) -> datetime | None:
        """When the file of a key came to this disk, copied or restored ones too; None: gone."""
        return _came_at(self._path(key))

    def drop_unfinished(self, before: datetime) -> int:
        """Drop what a process that was killed before then was writing; answers how many."""
        dropped = 0
        for path in self._paths():
            at = _came_at(path) if path.name.endswith(_UNFINISHED) else None
            if at is not None and at < before:
                path.unlink(missing_ok=True)
                dropped += 1
        return dropped

    def _paths(self) -> Iterator[Path]:
        for directory, folders, names in os.walk(self._root):
            folders.sort()
            for name in sorted(names):
                yield Path(directory) / name

    def _path(self, key: str) -> Path:
        if len(key) > MAX_KEY_CHARACTERS or not _KEY.fullmatch(key):
            raise ValueError(f"not a storage key: {key!r}")
        return self._root / key

    def _make_directory(self, directory: Path) -> None:
        """Make the folders of a key, each safe on the disk before anything is put in it."""
        missing = []
        while not directory.is_dir():
            missing.append(directory)
            directory = directory.parent
        for folder in reversed(missing):
            folder.mkdir(exist_ok=True)
            _sync_directory(folder.parent)


def _came_at(path: Path) -> datetime | None:
    """The time the disk keeps for itself: no copying or unpacking sets it back."""
    try:
        return datetime.fromtimestamp(path.stat().st_ctime, UTC)
    except FileNotFoundError:
        return None


def _sync_directory(directory: Path) -> None:
    """Names live in the directory: without this a power cut may forget the rename."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
