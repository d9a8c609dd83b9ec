"""How alike two texts are, told from small sketches that say nothing of the words themselves."""

import hashlib
import unicodedata
from collections.abc import Sequence

SKETCH_SIZE = 24  # smallest hashes kept; a short text is sketched whole


def sketch(text: str) -> tuple[int, ...]:
    """The smallest hashes of a text's pairs of characters (bottom-k MinHash, 32 bits each).

    Width, case, spaces and punctuation do not count. Source: Broder 1997, one permutation.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    said = "".join(character for character in folded if character.isalnum())
    pairs = {said[at : at + 2] for at in range(max(1, len(said) - 1))} if said else set()
    return tuple(sorted(_hashed(pair) for pair in pairs)[:SKETCH_SIZE])


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """The share of pairs two texts have in common, 0 to 1, estimated from their sketches."""
    if not one or not other:
        return 0.0
    first, second = set(one), set(other)
    union = sorted(first | second)[:SKETCH_SIZE]
    return sum(1 for value in union if value in first and value in second) / len(union)


def _hashed(pair: str) -> int:
    return int.from_bytes(hashlib.blake2b(pair.encode(), digest_size=4).digest())
