"""A question as schema.org QAPage, as search engines document it; pure, values in, JSON out."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from circle.circles.queries import Face
from circle.content.models import Entry
from circle.content.queries import html_of
from circle.content.sharing import Shared, script_json
from circle.core.display import iso
from circle.core.i18n import _
from circle.qa.reading import AnswerItem

MAX_SUGGESTED = 20


def structured_question(shared: Shared, entry: Entry, answers: Iterable[AnswerItem]) -> Markup:
    """The question with its accepted and its other answers, safe inside a script element.

    Who asked anonymously is called that, with no address; what waits or is gone is left out. An
    accepted answer nobody is sure of any more is told among the others, like it is shown.
    """
    origin = "/".join(shared.url.split("/")[:3])
    told = [item for item in answers if item.status == "published"]
    question: dict[str, Any] = {
        "@type": "Question", "name": shared.title,
        "text": html_of(entry).striptags() or shared.title,
        "answerCount": entry.answers_count, "upvoteCount": entry.me_too_count,
        "url": shared.url, "author": _person(shared.author, shared.author_url),
        **_dates(shared),
    }  # fmt: skip
    if shared.image:
        question["image"] = shared.image
    best = next((item for item in told if item.accepted and not item.stale), None)
    others = [_answer(item, shared.url, origin) for item in told if item is not best]
    if best:
        question["acceptedAnswer"] = _answer(best, shared.url, origin)
    if others:
        question["suggestedAnswer"] = others[:MAX_SUGGESTED]
    return script_json({
        "@context": "https://schema.org", "@type": "QAPage", "inLanguage": shared.locale,
        "mainEntity": question,
    })  # fmt: skip


def _answer(item: AnswerItem, url: str, origin: str) -> dict[str, Any]:
    face: Face | None = item.author
    address = f"{origin}{face.url}" if face and face.url else None
    return {
        "@type": "Answer", "text": item.text or _("Picture"), "upvoteCount": item.helpful,
        "url": f"{url}?answer={item.id}#e{item.id}", "datePublished": iso(item.published_at),
        "author": _person(face.display_name if face else None, address),
    }


def _person(name: str | None, url: str | None) -> dict[str, str]:
    person = {"@type": "Person", "name": name or _("Anonymous")}
    if url:
        person["url"] = url
    return person


def _dates(shared: Shared) -> dict[str, str]:
    if shared.published_at is None:
        return {}
    changed = shared.edited_at or shared.published_at
    return {"datePublished": iso(shared.published_at), "dateModified": iso(changed)}
