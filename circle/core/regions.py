"""From an address to the place it is in, read from files of ip2region (decision record 0016)."""

from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from ipaddress import IPv6Address, ip_address
from pathlib import Path

from ip2region import util
from ip2region.searcher import Searcher, new_with_buffer

from circle.core.places import CHINA, country_code, province_code

DATA_PACKAGE, DATA_FILE = "ipregion", "ip2region.xdb"

_readers: dict[int, Searcher] = {}  # by the length of the addresses a file knows


class BadRegions(Exception):
    """A file cannot be used; the message is one line."""


def read_regions(files: Sequence[Path] = ()) -> None:
    """Look addresses up in these files, and in the packaged one for what they leave out.

    Each file knows addresses of one length, IPv4 or IPv6. Raises BadRegions.
    """
    readers = {}
    for path in (packaged_file(), *files):
        reader = open_file(path)
        readers[reader.get_ip_version().byte_num] = reader
    _readers.clear()
    _readers.update(readers)
    country_code("")  # its names too are read before the server forks


def open_file(path: Path) -> Searcher:
    """A file's reader, its content in memory; BadRegions for what is no such file."""
    try:
        found = path.stat()
        return _open(path, found.st_mtime_ns, found.st_size)
    except OSError as error:
        raise BadRegions(f"{path} cannot be read") from error


def packaged_file() -> Path:
    """The data that were installed with us; the package around them is not imported."""
    spec = find_spec(DATA_PACKAGE)
    if spec is None or spec.origin is None:
        raise BadRegions("the package ip-region is not installed")
    return Path(spec.origin).with_name(DATA_FILE)


def region_of(address: str | None) -> str | None:
    """The code of the province in China, or of the country, that an address is in; else None."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return None
    if isinstance(parsed, IPv6Address):
        parsed = parsed.ipv4_mapped or parsed
    reader = _readers.get(len(parsed.packed))
    if reader is None or not parsed.is_global:
        return None
    return _code_of(reader.search(parsed.packed))


def _code_of(record: str) -> str | None:
    """What a record says: country, then region and province (2.x) or province and city (3.x)."""
    country, *more = record.split("|")
    code = country_code(country, more[-1] if more else "")
    return province_code(tuple(more[:2])) or CHINA if code == CHINA else code


@lru_cache(maxsize=4)
def _open(path: Path, changed: int, size: int) -> Searcher:
    """The whole file: read before the server forks, so that its processes share it."""
    content = path.read_bytes()
    if len(content) < util.HeaderInfoLength + util.VectorIndexLength:
        raise BadRegions(f"{path} is no file of ip2region (.xdb)")
    header = util.Header(content)
    version = util.version_from_header(header)
    known = header.version in (util.XdbStructure20, util.XdbStructure30)
    inside = 0 < header.startIndexPtr <= header.endIndexPtr < len(content)
    if version is None or not known or not inside:
        raise BadRegions(f"{path} is no file of ip2region (.xdb)")
    return new_with_buffer(version, content)
