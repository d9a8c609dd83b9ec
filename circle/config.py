"""Settings: read once from the environment, checked, and refused with one clear line when wrong."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from flask import current_app

from circle.core.outside import safe_parts
from circle.core.regions import BadRegions, open_file
from circle.core.signing import MARK, key_of

MIN_SECRET_BYTES = 32
MIN_SHARED_KEY = 16  # bytes of a secret that another server keeps, too
CONTACT = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+|\+?[0-9][0-9 -]{4,20}")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class BadSettings(Exception):
    """A setting is unknown or has a value that cannot be used; the message is one line."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator can choose."""

    data: Path
    database_url: str
    secret_key: str
    base_url: str | None = None
    trusted_proxies: int = 0
    workers: int = 2
    rate_limits: bool = True
    log: str = "text"
    smtp_url: str | None = None
    mail_from: str | None = None
    frame_ancestors: tuple[str, ...] = ()
    icp: str | None = None
    contact: str | None = None
    locale: str = "zh_Hans_CN"
    metrics_token: str | None = None
    regions: tuple[Path, ...] = ()
    search: str = "whoosh"
    check_url: str | None = None
    check_key: str | None = None
    mail_hook_key: bytes | None = None

    @property
    def is_https(self) -> bool:
        """Whether people reach the site over TLS, so that cookies can insist on it."""
        return bool(self.base_url and self.base_url.startswith("https://"))

    @property
    def media_root(self) -> Path:
        """Where uploaded files are kept."""
        return self.data / "files"

    @property
    def index_root(self) -> Path:
        """Where what is found by is kept: a copy that can be made again."""
        return self.data / "search"


KNOWN = (
    "CIRCLE_DATA", "CIRCLE_DATABASE_URL", "CIRCLE_SECRET_KEY", "CIRCLE_BASE_URL",
    "CIRCLE_TRUSTED_PROXIES", "CIRCLE_WORKERS", "CIRCLE_RATE_LIMITS", "CIRCLE_LOG",
    "CIRCLE_SMTP_URL", "CIRCLE_MAIL_FROM", "CIRCLE_FRAME_ANCESTORS", "CIRCLE_ICP", "CIRCLE_CONTACT",
    "CIRCLE_LOCALE", "CIRCLE_METRICS_TOKEN", "CIRCLE_REGIONS", "CIRCLE_SEARCH",
    "CIRCLE_CHECK_URL", "CIRCLE_CHECK_KEY", "CIRCLE_MAIL_HOOK_KEY",
)  # fmt: skip


SEARCHES = ("whoosh", "sqlite", "postgres")


def settings_in_use() -> Settings:
    """The settings of the application that is running."""
    return cast("Settings", current_app.config["CIRCLE"])


def load_settings(environ: Mapping[str, str] | None = None, *, host: str = "127.0.0.1") -> Settings:
    """Read and check every CIRCLE_ variable; `host` is the address to be served on.

    Raises BadSettings with one line that names the variable.
    """
    env = {k: v.strip() for k, v in (environ or os.environ).items() if k.startswith("CIRCLE_")}
    for name in env:
        if name not in KNOWN:
            raise BadSettings(f"{name} is not a setting of this version of Circle")
    loopback = host in LOOPBACK
    data = Path(env.get("CIRCLE_DATA") or "var").resolve()
    database_url = _database_url(env.get("CIRCLE_DATABASE_URL"), data)
    return Settings(
        data=data,
        database_url=database_url,
        secret_key=_secret_key(env.get("CIRCLE_SECRET_KEY"), data, loopback=loopback),
        base_url=_origin("CIRCLE_BASE_URL", env.get("CIRCLE_BASE_URL")),
        trusted_proxies=_number(env, "CIRCLE_TRUSTED_PROXIES", 0, (0, 10)),
        workers=_number(env, "CIRCLE_WORKERS", 2, (1, 64)),
        rate_limits=_rate_limits(env, loopback=loopback),
        log=_choice(env, "CIRCLE_LOG", ("text", "json")),
        smtp_url=_smtp_url(env.get("CIRCLE_SMTP_URL")),
        mail_from=_mail_from(env),
        frame_ancestors=_frame_ancestors(env.get("CIRCLE_FRAME_ANCESTORS")),
        icp=env.get("CIRCLE_ICP") or None,
        contact=_contact(env.get("CIRCLE_CONTACT")),
        locale=_choice(env, "CIRCLE_LOCALE", ("zh_Hans_CN", "en")),
        metrics_token=env.get("CIRCLE_METRICS_TOKEN") or None,
        regions=_regions(env.get("CIRCLE_REGIONS")),
        search=_search(env.get("CIRCLE_SEARCH"), database_url),
        check_url=_check_url(env.get("CIRCLE_CHECK_URL")),
        check_key=_check_key(env),
        mail_hook_key=_mail_hook_key(env),
    )


def _database_url(url: str | None, data: Path) -> str:
    if not url:
        return f"sqlite:///{data / 'circle.db'}"
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise BadSettings("CIRCLE_DATABASE_URL begins with sqlite:/// or postgresql+psycopg://")
    return url


def _contact(raw: str | None) -> str | None:
    """An e-mail address or a telephone number that everybody may know."""
    if not raw:
        return None
    if not CONTACT.fullmatch(raw):
        raise BadSettings("CIRCLE_CONTACT is an e-mail address or a telephone number")
    return raw


def _search(raw: str | None, database_url: str) -> str:
    """What keeps the index: PostgreSQL where it is there, else Whoosh."""
    there = database_url.startswith("postgresql")
    raw = raw or ("postgres" if there else "whoosh")
    if raw not in SEARCHES:
        raise BadSettings(f"CIRCLE_SEARCH is one of {', '.join(SEARCHES)}")
    if raw == "postgres" and not there:
        raise BadSettings("CIRCLE_SEARCH=postgres needs CIRCLE_DATABASE_URL to be PostgreSQL")
    return raw


def _secret_key(given: str | None, data: Path, *, loopback: bool) -> str:
    if given:
        if len(given.encode()) < MIN_SECRET_BYTES:
            raise BadSettings(f"CIRCLE_SECRET_KEY needs at least {MIN_SECRET_BYTES} bytes")
        return given
    if not loopback:
        raise BadSettings("CIRCLE_SECRET_KEY is needed when serving anything but this machine")
    return _kept_secret(data / "secret_key")


def _kept_secret(path: Path) -> str:
    """The secret kept beside the data; made by whoever comes first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        made = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        made.write_text(secrets.token_urlsafe(48))
        made.chmod(0o600)
        try:
            os.link(made, path)  # fails, rather than replaces, when another process was first
        except FileExistsError:
            return path.read_text().strip()
        finally:
            made.unlink()
    return path.read_text().strip()


def _number(env: Mapping[str, str], name: str, default: int, bounds: tuple[int, int]) -> int:
    raw = env.get(name)
    if not raw:
        return default
    low, high = bounds
    if not raw.isdigit() or not low <= int(raw) <= high:
        raise BadSettings(f"{name} is a number from {low} to {high}")
    return int(raw)


def _choice(env: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    raw = env.get(name) or choices[0]
    if raw not in choices:
        raise BadSettings(f"{name} is one of {', '.join(choices)}")
    return raw


def _rate_limits(env: Mapping[str, str], *, loopback: bool) -> bool:
    on = _choice(env, "CIRCLE_RATE_LIMITS", ("on", "off")) == "on"
    if not on and not loopback:
        raise BadSettings("CIRCLE_RATE_LIMITS=off is for load tests on this machine only")
    return on


def _origin(name: str, raw: str | None) -> str | None:
    if not raw:
        return None
    parts = urlsplit(raw)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise BadSettings(f"{name} looks like https://circle.example")
    return f"{parts.scheme}://{parts.netloc}"


def _smtp_url(raw: str | None) -> str | None:
    if raw and urlsplit(raw).scheme not in ("smtp", "smtps", "smtp+starttls"):
        raise BadSettings("CIRCLE_SMTP_URL looks like smtp+starttls://user:password@host:587")
    return raw or None


def _mail_from(env: Mapping[str, str]) -> str | None:
    sender = env.get("CIRCLE_MAIL_FROM")
    if env.get("CIRCLE_SMTP_URL") and not sender:
        raise BadSettings("CIRCLE_MAIL_FROM is needed with CIRCLE_SMTP_URL")
    if sender and "@" not in sender:
        raise BadSettings("CIRCLE_MAIL_FROM is a mail address")
    return sender or None


def _frame_ancestors(raw: str | None) -> tuple[str, ...]:
    origins = (raw or "").replace(",", " ").split()
    return tuple(str(_origin("CIRCLE_FRAME_ANCESTORS", origin)) for origin in origins)


def _check_url(raw: str | None) -> str | None:
    """Where every text is asked about: nobody reads it on the way."""
    try:
        return (raw and safe_parts(raw).geturl()) or None
    except ValueError as wrong:
        raise BadSettings(
            "CIRCLE_CHECK_URL looks like https://check.example/, or http:// on this machine"
        ) from wrong


def _check_key(env: Mapping[str, str]) -> str | None:
    """The secret with which questions are signed; neither goes without the other."""
    key = _shared_key(env, "CIRCLE_CHECK_KEY")
    if bool(key) != bool(env.get("CIRCLE_CHECK_URL")):
        raise BadSettings("CIRCLE_CHECK_URL and CIRCLE_CHECK_KEY are set together")
    return key


def _mail_hook_key(env: Mapping[str, str]) -> bytes | None:
    """The key a mail provider signs with: as it is, or as Standard Webhooks writes keys."""
    given = _shared_key(env, "CIRCLE_MAIL_HOOK_KEY")
    if given is None or not given.startswith(MARK):
        return given.encode() if given else None
    try:
        key = key_of(given)
    except ValueError as wrong:
        raise BadSettings(f"CIRCLE_MAIL_HOOK_KEY goes on in base64 after {MARK}") from wrong
    if len(key) < MIN_SHARED_KEY:
        raise BadSettings(f"CIRCLE_MAIL_HOOK_KEY needs at least {MIN_SHARED_KEY} bytes")
    return key


def _shared_key(env: Mapping[str, str], name: str) -> str | None:
    """A secret another server signs with, too."""
    key = env.get(name) or None
    if key and len(key.encode()) < MIN_SHARED_KEY:
        raise BadSettings(f"{name} needs at least {MIN_SHARED_KEY} bytes")
    return key


def _regions(raw: str | None) -> tuple[Path, ...]:
    paths = tuple(Path(part).resolve() for part in (raw or "").split(os.pathsep) if part)
    try:
        for path in paths:
            open_file(path)
    except BadRegions as error:
        raise BadSettings(f"CIRCLE_REGIONS: {error}") from error
    return paths
