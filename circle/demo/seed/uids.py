"""ULIDs in great numbers: as `core.db.new_uid` makes them, for given times."""

import base64
import os
from collections.abc import Iterator, Sequence

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's
_PAIRS = [a + b for a in _DIGITS for b in _DIGITS]
_TO_CROCKFORD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", _DIGITS.encode())
_CHANCE_BYTES = 10


def make_uids(times: Sequence[int]) -> Iterator[str]:
    """One for each time in microseconds; their chance part is never the same, whatever the seed."""
    chance = os.urandom(_CHANCE_BYTES * len(times))
    encoded = base64.b32encode(chance).translate(_TO_CROCKFORD).decode()
    for place, at in enumerate(times):
        yield _time_part(at // 1000) + encoded[place * 16 : place * 16 + 16]


def _time_part(ms: int) -> str:
    return "".join(_PAIRS[ms >> shift & 1023] for shift in (40, 30, 20, 10, 0))
