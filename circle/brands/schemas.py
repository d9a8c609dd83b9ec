"""What an operator may say of a brand: names, hosts, files."""

import re
from dataclasses import dataclass

from marshmallow import ValidationError, fields

from circle.core.i18n import lazy
from circle.core.schemas import CleanText, InputSchema, Length

MAX_CONTENT = 512
HOST = re.compile(r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}"
                  r"[a-z0-9])?)*")
FILE_NAME = re.compile(r"[A-Za-z0-9_-]{1,76}\.txt")
OUR_FILES = frozenset(("robots.txt", "security.txt"))  # these names answer for the site itself


def is_file_name(name: str) -> bool:
    """Whether a verification file may have this name."""
    return FILE_NAME.fullmatch(name) is not None and name.lower() not in OUR_FILES


def check_host(host: str) -> None:
    """Refuse what is no host name."""
    if not HOST.fullmatch(host.lower()):
        raise ValidationError([lazy("A host looks like club.example.com")])


def check_file_name(name: str) -> None:
    """Refuse what cannot be a verification file."""
    if not is_file_name(name):
        raise ValidationError([lazy("A file name looks like MP_verify_abc.txt")])


@dataclass(frozen=True, slots=True)
class NewBrand:
    """A brand to be."""

    name: str


@dataclass(frozen=True, slots=True)
class NewDomain:
    """A host to answer on."""

    host: str


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file an outside service will fetch."""

    name: str
    content: str


class BrandInput(InputSchema):
    """A brand's name."""

    makes = NewBrand
    name = CleanText(required=True, validate=Length(min=1, max=80))


class DomainInput(InputSchema):
    """A host name: no scheme, no port, no path."""

    makes = NewDomain
    host = CleanText(required=True, validate=check_host)


class FileInput(InputSchema):
    """A verification file: its name as the outside service gave it, and its one line."""

    makes = NewFile
    name = fields.String(required=True, validate=check_file_name)
    content = CleanText(required=True, validate=Length(min=1, max=MAX_CONTENT))
