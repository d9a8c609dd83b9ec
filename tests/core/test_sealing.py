"""Sealed texts: read again by this site, in their place, and by nobody else."""

import base64

from circle.core.sealing import seal, unseal


def test_a_sealed_text_is_read_again_and_says_nothing_by_itself(app, inside):
    sealed = seal("张三 13800001234", "orders:one")
    assert unseal(sealed, "orders:one") == "张三 13800001234"
    assert "138" not in sealed and "张三".encode() not in base64.urlsafe_b64decode(sealed[2:])


def test_the_same_text_is_sealed_differently_each_time(app, inside):
    assert seal("same", "orders:one") != seal("same", "orders:one")


def test_a_seal_moved_to_another_place_or_changed_is_not_read(app, inside):
    sealed = seal("text", "orders:one")
    raw = bytearray(base64.urlsafe_b64decode(sealed[2:]))
    raw[-1] ^= 1
    changed = "1." + base64.urlsafe_b64encode(bytes(raw)).decode()
    assert unseal(sealed, "orders:one") == "text"
    assert unseal(sealed, "orders:two") is None
    assert unseal(changed, "orders:one") is None


def test_another_key_reads_nothing(app, inside, monkeypatch):
    sealed = seal("text", "orders:one")
    monkeypatch.setitem(app.config, "SECRET_KEY", "another secret of some forty characters")
    assert unseal(sealed, "orders:one") is None
