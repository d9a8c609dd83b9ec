"""Signatures of messages between servers, as Standard Webhooks writes them: pure."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

VERSION = "v1"
MARK = "whsec_"
KEY_BYTES = 32
TOLERANCE = 300  # seconds the sender's clock may be off, and a message may be under way


def sign(secret: str | bytes, ident: str, timestamp: str, body: bytes) -> str:
    """`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`, keyed with the secret."""
    key = secret.encode() if isinstance(secret, str) else secret
    content = b".".join((ident.encode(), timestamp.encode(), body))
    digest = hmac.new(key, content, hashlib.sha256).digest()
    return f"{VERSION},{base64.b64encode(digest).decode()}"


def new_secret() -> str:
    """A secret as the specification writes it: 24 to 64 random bytes, we take 32."""
    return MARK + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def key_of(secret: str) -> bytes:
    """The key a secret of the specification stands for: `whsec_` and its base64."""
    return base64.b64decode(secret.removeprefix(MARK))


def is_signed(given: str, right: Iterable[str]) -> bool:
    """Whether one of the signatures given (parted by spaces) is one of those that would be right.

    Every pair is compared, in constant time each.
    """
    wanted = [one.encode() for one in right]
    claimed = [one.encode("utf-8", "replace") for one in given.split(" ")[:8]]
    matches = [hmac.compare_digest(one, other) for one in claimed for other in wanted]
    return any(matches)


def is_timely(timestamp: str, now: float) -> bool:
    """Whether a message was signed within five minutes of now."""
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return False
    return abs(now - int(timestamp)) <= TOLERANCE
