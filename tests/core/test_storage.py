"""Stored files: whole or absent, under keys that cannot leave the directory."""

import os
import stat
import threading

import pytest

from circle.core.errors import NotFound
from circle.core.storage import MAX_KEY_CHARACTERS, Storage


@pytest.fixture
def storage(tmp_path):
    return Storage(tmp_path / "files")


def read(storage, key):
    with storage.open(key) as file:
        return file.read()


def test_what_is_put_is_read_back_until_deleted(storage):
    storage.put("p/3f/3fa9.small.webp", b"picture")
    assert read(storage, "p/3f/3fa9.small.webp") == b"picture"
    assert storage.exists("p/3f/3fa9.small.webp")
    assert storage.delete("p/3f/3fa9.small.webp")
    assert not storage.exists("p/3f/3fa9.small.webp")
    assert not storage.delete("p/3f/3fa9.small.webp")


def test_putting_again_replaces_the_whole_file(storage):
    storage.put("a.webp", b"a longer first version")
    storage.put("a.webp", b"second")
    assert read(storage, "a.webp") == b"second"


def test_an_open_reader_keeps_the_version_it_opened(storage):
    storage.put("a.webp", b"first")
    with storage.open("a.webp") as file:
        storage.put("a.webp", b"second")
        assert file.read() == b"first"


def test_keys_are_listed_in_order_without_unfinished_files(storage, tmp_path):
    for key in ("b/2.webp", "a/1.webp", "c.webp"):
        storage.put(key, b"x")
    (tmp_path / "files" / "a" / ".abc.part").write_bytes(b"half")
    assert list(storage.keys()) == ["c.webp", "a/1.webp", "b/2.webp"]


def test_an_empty_storage_has_no_keys(storage):
    assert list(storage.keys()) == []


def test_opening_what_is_not_there_is_not_found(storage):
    storage.put("a/b.webp", b"x")
    for key in ("none.webp", "a", "a/b.webp/c"):
        with pytest.raises(NotFound):
            storage.open(key)


@pytest.mark.parametrize(
    "key",
    [
        "",
        ".",
        "..",
        "../secret",
        "a/../b",
        "a/./b",
        "/etc/passwd",
        "a//b",
        "a/",
        "a\\b",
        "a\x00b",
        "a\n",
        "A.webp",
        "图.webp",
        ".hidden",
        "a..b",
        "a/.b",
        "x" * (MAX_KEY_CHARACTERS + 1),
        "/".join("abcdefghi"),
    ],
)
def test_a_key_cannot_leave_the_directory(storage, key):
    for attempt in (storage.open, storage.exists, storage.delete):
        with pytest.raises(ValueError, match="not a storage key"):
            attempt(key)
    with pytest.raises(ValueError, match="not a storage key"):
        storage.put(key, b"x")
    assert list(storage.keys()) == []


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(storage, tmp_path, monkeypatch):
    storage.put("a.webp", b"old")

    def full_disk(descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full_disk)
        with pytest.raises(OSError, match="No space"):
            storage.put("a.webp", b"new")
    assert read(storage, "a.webp") == b"old"
    assert [path.name for path in (tmp_path / "files").iterdir()] == ["a.webp"]


def test_file_and_directories_are_synced_before_put_returns(storage, monkeypatch):
    synced = []
    real = os.fsync

    def noted(descriptor):
        synced.append(stat.S_ISDIR(os.fstat(descriptor).st_mode))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    storage.put("p/a.webp", b"x")
    assert synced == [True, True, False, True]  # two new folders, the file, its folder


def test_writers_at_once_leave_one_whole_file(storage):
    versions = [bytes([65 + n]) * 50_000 for n in range(8)]
    threads = [threading.Thread(target=storage.put, args=("p/a.webp", v)) for v in versions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read(storage, "p/a.webp") in versions
    assert list(storage.keys()) == ["p/a.webp"]
