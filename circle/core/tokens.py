"""Secrets: made at random, shown once, kept only as a digest."""

import hashlib
import hmac
import secrets

from flask import current_app

TOKEN_BYTES = 24  # 192 bits


def make_token() -> str:
    """A fresh secret of 192 random bits, safe in a URL."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_digest(token: str) -> str:
    """What is stored instead of the secret: its SHA-256, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_digest(what_for: str, text: str) -> str:
    """A digest nobody makes without the site's secret: of things too few to hide by hashing."""
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.new(secret, f"circle: {what_for}\n{text}".encode(), "sha256").hexdigest()


def short_code(length: int = 7) -> str:
    """A code people can read aloud: no 0/O, 1/l/i."""
    alphabet = "23456789abcdefghjkmnpqrstuvwxyz"
    return "".join(secrets.choice(alphabet) for _ in range(length))
