"""Texts kept so that the database alone does not give them away: sealed with the site's key."""

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

KEY_BYTES = 32  # AES-256
NONCE_BYTES = 12  # what GCM wants; random, which is safe for some 2^32 seals a key
MARK = "1."  # of this way of sealing, should there ever be another


def seal(text: str, place: str) -> str:
    """The text so that only this site can read it, and only in this place (`orders:<uid>`)."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = _cipher().encrypt(nonce, text.encode(), place.encode())
    return MARK + base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(sealed: str, place: str) -> str | None:
    """The text again; None when it was sealed with another key or for another place."""
    if not sealed.startswith(MARK):
        return None
    raw = base64.urlsafe_b64decode(sealed.removeprefix(MARK))
    try:
        return _cipher().decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode()).decode()
    except InvalidTag:
        return None


def _cipher() -> AESGCM:
    """A key of its own: what signs sessions never seals."""
    secret = current_app.config["SECRET_KEY"].encode()
    derived = HKDF(SHA256(), KEY_BYTES, salt=None, info=b"circle: sealed texts").derive(secret)
    return AESGCM(derived)
