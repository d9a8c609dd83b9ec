"""Addresses that an operator sets, to which texts travel unread: over TLS, or on this machine."""

import ipaddress
from urllib.parse import SplitResult, urlsplit


def safe_parts(address: str) -> SplitResult:
    """The parts of an address nobody can read along at; ValueError for every other."""
    parts = urlsplit(address)
    usable = parts.hostname and parts.port != 0 and not parts.username
    plain = parts.scheme == "http" and _is_here(parts.hostname or "")
    if not usable or not (plain or parts.scheme == "https") or not address.isascii():
        raise ValueError(address)
    return parts


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
