"""Secrets: made at random, shown once, kept only as a digest."""

import hashlib
import secrets

TOKEN_BYTES = 24  # 192 bits


def make_token() -> str:
    """A fresh secret of 192 random bits, safe in a URL."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_digest(token: str) -> str:
    """What is stored instead of the secret: its SHA-256, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def short_code(length: int = 7) -> str:
    """A code people can read aloud: no 0/O, 1/l/i."""
    alphabet = "23456789abcdefghjkmnpqrstuvwxyz"
    return "".join(secrets.choice(alphabet) for _ in range(length))
