"""Letters of notices and of the week: what stands in them, and the link that ends them."""

import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import default

from circle.accounts.models import User
from circle.config import settings_in_use
from circle.core.i18n import _, lazy
from circle.core.letters import both_forms
from circle.core.mail import Letter, Verdict, verdict_of
from circle.core.tokens import keyed_digest
from circle.notifications.kinds import KINDS
from circle.notifications.queries.digest import Digest
from circle.notifications.queries.told import Told

HERE = "http://127.0.0.1:8000"  # where `circle run` serves unless told otherwise
DIGEST = "digest"
DIGEST_NAME = lazy("Weekly letter")
LONGEST_SUBJECT = 120
LONGEST_RETURN = 256 * 1024  # bytes of a returned letter that are read
ENDING = re.compile(rb"/unsubscribe/([A-Za-z0-9.]{30,120})")


@dataclass(frozen=True, slots=True)
class Return:
    """An address a letter came back from, why, whose letter it was, and whether for good."""

    address: str
    why: str
    uid: str
    is_final: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """Whose letters of which kind a link ends."""

    uid: str
    kind: str

    @property
    def name(self) -> str:
        """What the kind is called."""
        return str(DIGEST_NAME if self.kind == DIGEST else KINDS[self.kind].label)


def ending_token(uid: str, kind: str) -> str:
    """What the link that ends letters of a kind carries: who, what, and that we wrote it."""
    return f"{uid}.{kind}.{_signature(uid, kind)}"


def read_ending(token: str) -> Ending | None:
    """Whose letters of which kind a link ends; None of one that we did not write."""
    uid, _dot, rest = token.partition(".")
    kind, _dot, signature = rest.partition(".")
    right = _signature(uid, kind).encode()
    if not hmac.compare_digest(signature.encode("utf-8", "replace"), right):
        return None
    return Ending(uid, kind) if kind in (*KINDS, DIGEST) else None


def notice_letter(user: User, told: Told) -> Letter:
    """One notice as a letter, in the language spoken; what its reader may not see is not in it."""
    origin = site_origin()
    stop = f"{origin}/unsubscribe/{ending_token(user.uid, told.kind)}"
    text, html = both_forms(
        "notice", name=user.display_name, link=origin + (told.url or "/inbox"),
        sentence=told.sentence, quote=told.quote, about=told.about, why=told.why, stop=stop,
        circle=told.circle.name if told.circle and told.is_inside else "",
        kind=str(KINDS[told.kind].label), choices=f"{origin}/me/notices",
    )  # fmt: skip
    return Letter(
        to=user.email or "", subject=told.sentence[:LONGEST_SUBJECT], text=text, html=html,
        headers=ending_headers(stop), ident=f"notice-{told.id}",
    )  # fmt: skip


def digest_letter(user: User, digest: Digest, week: int) -> Letter:
    """What stayed of the week as a letter, in the language spoken."""
    origin = site_origin()
    stop = f"{origin}/unsubscribe/{ending_token(user.uid, DIGEST)}"
    text, html = both_forms(
        "digest", name=user.display_name, link=f"{origin}/me/digest", digest=digest,
        origin=origin, stop=stop, choices=f"{origin}/me/notices",
    )  # fmt: skip
    return Letter(
        to=user.email or "", subject=_digest_subject(digest), text=text, html=html,
        headers=ending_headers(stop), ident=f"digest-{week}-{user.uid.lower()}",
    )  # fmt: skip


def _digest_subject(digest: Digest) -> str:
    if digest.parts:
        first = digest.parts[0]
        return _("What stayed this week: %(title)s", title=first.lines[0].title)[:LONGEST_SUBJECT]
    return _("What waits for you this week")


def ending_headers(stop: str) -> dict[str, str]:
    """What mail programs show as their own button (RFC 8058)."""
    return {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def site_origin() -> str:
    """Scheme and host of this site as configured: a job has no request to read it from."""
    return settings_in_use().base_url or HERE


def read_return(raw: bytes) -> list[Return]:
    """The addresses that a returned letter says are no more, if the letter was ours.

    Anybody can write that an address is no more. So the return has to bring the link that ends
    the letter, which only the letter itself carried, and it stops the letters of that person alone.
    """
    carried = ENDING.search(raw.replace(b"=\r\n", b"").replace(b"=\n", b""))
    ending = read_ending(carried[1].decode()) if carried else None
    if ending is None:
        return []
    message = message_from_bytes(raw, policy=default)
    return [
        Return(address, f"{status} {said}".strip()[:200], ending.uid,
               verdict_of(status) is Verdict.GONE)
        for part in message.walk()
        if part.get_content_type() == "message/delivery-status"
        for address, status, said in _refusals(part)
    ]


def _refusals(part: Message) -> Iterator[tuple[str, str, str]]:
    """Of each recipient that is refused: address, status, and what the server said."""
    for block in part.get_payload():
        told = block if isinstance(block, Message) else Message()
        status = str(told.get("Status", "")).strip()
        address = str(told.get("Final-Recipient", "")).partition(";")[2].strip()
        lasting = verdict_of(status) is not Verdict.PASSING
        if str(told.get("Action", "")).strip().lower() == "failed" and lasting and address:
            yield address, status, str(told.get("Diagnostic-Code", "")).partition(";")[2].strip()


def _signature(uid: str, kind: str) -> str:
    return keyed_digest("no more letters", f"{uid} {kind}")[:40]
