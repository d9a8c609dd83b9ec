"""Pages of one's own: bookmarks, drafts with what is scheduled, everything one wrote."""

from datetime import datetime
from urllib.parse import quote

from flask import Response, make_response, render_template, request

from circle.content import actions, queries
from circle.content.models import Draft
from circle.content.schemas import ScheduleInput
from circle.content.views.blueprint import bp, person
from circle.core import clock
from circle.core.i18n import lazy
from circle.core.web import back_to, page_limit, read_form, say, see_other, write

DRAFTS = "/me/drafts"
THREADS = {"question": "questions", "answer": "answers", "topic": "topics", "reply": "replies"}


@bp.get("/me/bookmarks")
def bookmarks() -> str:
    """What one kept, the latest first."""
    actor = person()
    page = queries.bookmarks_page(actor, cursor=request.args.get("cursor"), limit=page_limit())
    return render_template(
        "content/bookmarks.html", page=page, items=queries.line_items(actor, page.items)
    )


@bp.get("/me/entries")
def my_entries() -> str:
    """What one wrote, in whatever state."""
    actor = person()
    comments = request.args.get("kind") == "comments"
    page = queries.my_entries_page(
        actor, comments=comments, cursor=request.args.get("cursor"), limit=page_limit()
    )
    return render_template(
        "content/my_entries.html", page=page, comments=comments,
        items=queries.line_items(actor, page.items, own=True),
    )  # fmt: skip


@bp.get("/me/drafts")
def drafts() -> str:
    """What one has not sent yet, and what goes out by itself later."""
    return _drafts_page()


@bp.post("/me/drafts/<key>/discard")
@write
def discard_draft(key: str) -> Response:
    """Forget a draft."""
    actions.discard_draft(person(), key)
    say(lazy("Draft discarded"))
    return back_to(DRAFTS)


@bp.post("/entries/<int:entry_id>/schedule")
@write
def reschedule(entry_id: int) -> Response:
    """Move what is scheduled to another time."""
    form = read_form(ScheduleInput)
    if form:
        with form:
            actions.reschedule_entry(person(), entry_id, form.input["scheduled_at"])
            say(lazy("It goes out then"))
            return see_other(DRAFTS)
    wrong = form.error("scheduled_at") or form.refusal
    return make_response(_drafts_page(entry_id, wrong), form.status)


@bp.post("/entries/<int:entry_id>/publish")
@write
def publish_now(entry_id: int) -> Response:
    """Send what is scheduled at once."""
    entry = actions.publish_scheduled(person(), entry_id)
    waits = entry.status == "pending"
    say(lazy("Somebody looks at it first") if waits else lazy("Published"))
    return see_other(f"/entries/{entry.id}")


@bp.post("/entries/<int:entry_id>/unschedule")
@write
def cancel(entry_id: int) -> Response:
    """Take what is scheduled back into the drafts."""
    actions.cancel_schedule(person(), entry_id)
    say(lazy("It is a draft again"))
    return see_other(DRAFTS)


def draft_url(draft: Draft, slug: str | None) -> str:
    """The page on which a draft goes on."""
    kind, _colon, place = draft.key.partition(":")
    if kind == "comment" and place.isdigit():
        return f"/entries/{place}/comments?draft={draft.key}#write"
    if kind == "edit" and place.isdigit():
        return f"/posts/{place}/edit?draft={draft.key}"
    key = quote(draft.key, safe=":")
    edited = place.removeprefix("edit:")
    if kind in THREADS and edited != place and edited.isdigit():
        return f"/{THREADS[kind]}/{edited}/edit?draft={key}"
    if kind in ("answer", "reply") and place.isdigit():
        return f"/{'questions' if kind == 'answer' else 'topics'}/{place}/{kind}?draft={key}"
    if kind == "question" and slug:
        return f"/c/{slug}/questions/new?draft={key}"
    if kind == "topic" and slug:
        topic_kind = quote(place.partition(":")[0])
        return f"/c/{slug}/topics/new?kind={topic_kind}&draft={key}"
    return f"/c/{slug}/posts/new?draft={key}" if slug else f"/write?draft={key}"


def local_time(at: datetime | None) -> str:
    """A time as `datetime-local` shows it."""
    return f"{clock.local(at):%Y-%m-%dT%H:%M}" if at else ""


def _drafts_page(wrong_id: int = 0, wrong: str = "") -> str:
    actor = person()
    found = queries.drafts(actor)
    scheduled = queries.scheduled(actor)
    return render_template(
        "content/drafts.html",
        drafts=[(draft, circle, draft_url(draft, circle.slug if circle else None))
                for draft, circle in found],
        scheduled=[(entry, circle, local_time(entry.scheduled_at))
                   for entry, circle in scheduled],
        wrong_id=wrong_id, wrong=wrong, earliest=local_time(clock.now()),
    )  # fmt: skip


