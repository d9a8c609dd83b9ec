"""The one way any entry comes into being, and the one way its words change."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.policy import Privilege
from circle.content import policy, queries
from circle.content.actions.media import (
    claim_pictures,
    codes_of,
    describe,
    hang,
    hold,
    put_on_card,
)
from circle.content.actions.mentions import newly_named
from circle.content.actions.polls import put_polls, worded_polls
from circle.content.actions.sayings import remember, why_looked_at
from circle.content.actions.states import announce, apply_verdict, check_schedule, settle
from circle.content.actions.tags import tag_entry
from circle.content.actions.wording import Wording, Words, require_something, word
from circle.content.body import find_tags
from circle.content.models import Entry, Media, Revision
from circle.content.models.entries import COMMENT
from circle.content.schemas import EntryEdit, NewEntry, Ruling, tag_key
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, session
from circle.core.errors import Conflict, Invalid
from circle.core.i18n import Text, lazy
from circle.core.policy import require
from circle.core.throttle import count_deeds
from circle.events import EntryEdited, EntryMoved, EntryWithheld
from circle.screening import provider
from circle.screening.detectors import SORTS
from circle.screening.shops import goods_in
from circle.screening.verdict import judge, worst_of

TIMED = ("ad", "info")  # what has an end; what becomes something else has none any more


@action
def write_entry(actor: Actor, new: NewEntry) -> Entry:
    """Keep what a member wrote: screened, rendered once, shown or waiting, announced."""
    circle, here = circles.enter_by_id(actor, new.circle_id)
    require(here, policy.can_write(here, circle))
    if new.parent_id is None:
        return write_under(here, circle, None, new)
    parent, _, _ = queries.get_readable(here, new.parent_id, lock=True)
    return write_under(here, circle, parent, new)


@action
def write_under(here: Actor, circle: Circle, parent: Entry | None, new: NewEntry) -> Entry:
    """The same for who has loaded, locked and checked the place already."""
    require(here, policy.can_speak(here, _root(parent)))
    deed = "root" if parent is None else "under"
    count_deeds(policy.paces_of(here, deed), f"u{here.user_id}")
    entry = _bare_entry(here, circle, parent, new)
    pictures = claim_pictures(entry, new.media)
    words = Words(new.kind, new.source, new.title, new.tags)
    polls, asked = worded_polls(here, circle, new)
    codes = codes_of(pictures)
    also = [*(picture.alt for picture in pictures), *codes, new.city or ""]
    wording = word(here, circle, words, also)
    require_something(wording, pictures)
    wording.put_on(entry)
    put_on_card(entry, pictures)
    if polls:
        entry.card["poll"] = len(polls)
        wording = replace(wording, verdict=worst_of((wording.verdict, asked)))
    reason = _sells_unmarked(here, entry, new.category, wording, codes)
    reason = reason or _reason_to_wait(here, circle, entry, wording, codes)
    if reason:
        entry.withhold(reason)
    session().add(entry)
    first = settle(entry)
    remember(here, entry, wording)
    if pictures:
        hang(entry, pictures)
    put_polls(entry, polls)
    tag_entry(entry, wording.tags)
    announce(entry, _root(parent), first=first)
    return entry


@action
def edit_entry(actor: Actor, entry_id: int, edit: EntryEdit) -> Entry:
    """Authors change their words; the last cleared ones stay on show while an edit has to wait."""
    entry, circle, here = queries.get_entry(actor, entry_id, lock=True)
    require(here, policy.can_speak(here, _root(entry)))
    require(here, policy.can_edit(here, entry, circle))
    whole = _completed(entry, edit)
    pictures = claim_pictures(entry, whole.media or ())
    alts = [dict(whole.alts or ()).get(media.id, media.alt) for media in pictures]
    codes = codes_of(pictures)
    wording = word(here, circle, _words(entry, whole), [*alts, *codes, whole.city or ""])
    require_something(wording, pictures)
    reason = _sells_unmarked(here, entry, whole.category, wording, codes)
    reason = reason or _reason_to_wait(here, circle, entry, wording, codes)
    if reason and entry.status == "published":
        return _keep_waiting(here, entry, whole, reason)
    _supersede(entry)
    before = entry.category if entry.published_at is not None else whole.category
    _apply(here, entry, whole, (wording, pictures))
    again = policy.why_again(entry, reason)
    if again:
        entry.withhold(again)
    announce(entry, None, first=settle(entry))
    remember(here, entry, wording)
    _tell_move(entry, before)
    if entry.status == "published":
        _tell_edited(entry)
    return entry


@action
def describe_picture(actor: Actor, media_id: int, alt: str) -> Media:
    """Owners say what a picture shows; of one an entry carries, that is an edit of the entry."""
    carrier = queries.carrier_of(actor, media_id)
    if carrier is not None:
        edit_entry(actor, carrier, EntryEdit(alts=((media_id, alt),)))
    media, entry = queries.get_own_media(actor, media_id)
    if carrier is None and entry is not None:
        raise Conflict(lazy("An entry shows this picture. Edit the entry instead"), code="in_use")
    if entry is None:
        media.alt = alt
    return media


@action
def decide(actor: Actor, entry_id: int, ruling: Ruling) -> Entry:
    """Staff release or reject what waits here: the entry itself, or an edit of what is on show."""
    entry = queries.find_entry(entry_id)
    if entry is not None and entry.review_state == "clear":
        return decide_edit(actor, entry_id, ruling)
    return apply_verdict(actor, entry_id, ruling)


@action
def decide_edit(actor: Actor, entry_id: int, ruling: Ruling) -> Entry:
    """Staff let a waiting edit take the place of what is on show, or leave that as it is."""
    entry, circle, here = queries.get_hidden_entry(actor, entry_id)
    require(here, policy.can_review(here, entry))
    pending = queries.pending_revision(entry.id)
    if pending is None:
        raise Conflict(lazy("Somebody decided this already"), code="decided")
    if ruling.decision == "reject":
        pending.state = "rejected"
        hold(entry, ())
        return entry
    whole, may = queries.edit_of(pending), frozenset(pending.details["may"])
    author = replace(here, user_id=entry.author_id, privileges=may, is_system=False)
    before = entry.category
    session().delete(pending)
    pictures = claim_pictures(entry, whole.media or ())
    wording = word(author, circle, _words(entry, whole), decided=True)
    _apply(author, entry, whole, (wording, pictures))
    settle(entry)
    _tell_move(entry, before)
    _tell_edited(entry)
    return entry


def _bare_entry(here: Actor, circle: Circle, parent: Entry | None, new: NewEntry) -> Entry:
    """The row before it says anything; imports alone choose author and time."""
    if new.scheduled_at is not None:
        check_schedule(new.scheduled_at)
    author = new.author_id if here.is_system else here.user_id
    if author is None:
        raise Invalid(lazy("Somebody has to be its author"))
    at = new.published_at if here.is_system and new.published_at else clock.now()
    return Entry(
        circle_id=circle.id, kind=new.kind, author_id=author,
        anonymous=new.anonymous or policy.is_unnamed(author, _root(parent)),
        parent_id=parent.id if parent else None,
        root_id=(parent.root_id or parent.id) if parent else None,
        reply_to_id=new.reply_to_id, category=new.category, city=new.city or None,
        expires_at=new.expires_at, scheduled_at=new.scheduled_at, tags=[], card=_place(parent, new),
        advertised_at=at if new.category == "ad" else None,
        ai_statement=new.ai_statement, ip_region=here.region,
        origin=new.origin, origin_id=new.origin_id, helpful_count=new.helpful,
        author_state="scheduled" if new.scheduled_at else "submitted", review_state="clear",
        status="pending", lane=None, root_visible=True, comments_count=0, replies_count=0,
        hot_rank=int(at.timestamp()), created_at=at,
        published_at=new.published_at if here.is_system else None,
    )  # fmt: skip


def _place(parent: Entry | None, new: NewEntry) -> dict[str, Any]:
    """Under which entry a comment of either level stands, so that showing it asks nobody."""
    if parent is None or new.kind != COMMENT:
        return {}
    return {"under": parent.stands_under if parent.is_comment else parent.id}


def _root(parent: Entry | None) -> Entry | None:
    if parent is None or parent.root_id is None:
        return parent
    return session().get_one(Entry, parent.root_id)


def _words(entry: Entry, whole: EntryEdit) -> Words:
    return Words(entry.kind, whole.source or "", whole.title or "", whole.tags or ())


def _reason_to_wait(
    here: Actor, circle: Circle, entry: Entry, wording: Wording, codes: Sequence[str]
) -> Text | None:
    """Why this wording is not shown at once: a rule, how often it is said, the circle's review."""
    if here.is_system:
        return None
    if wording.verdict.action == "review":
        return wording.verdict.reason
    too_often = why_looked_at(here, entry, wording)
    if too_often:
        return too_often
    new_root = entry.published_at is None and entry.parent_id is None
    limit = circle.newcomer_review if new_root else 0
    if limit and not here.may(Privilege.NO_REVIEW):
        cleared = queries.count_cleared(circle.id, entry.author_id, limit)
    else:
        cleared = circle.newcomer_review
    waits = policy.must_wait(here, circle, cleared) or _leads_out(
        here, circle, entry, wording, codes
    )
    return waits or (policy.BEING_CHECKED if provider.in_use() else None)


def _sells_unmarked(
    here: Actor, entry: Entry, category: str | None, wording: Wording, codes: Sequence[str]
) -> Text | None:
    """What sells without being an ad is looked at, in comments too; what was let through is not
    looked at again when its author mends something else."""
    if category == "ad" or not policy.must_mark_ads(here) or wording.verdict.action == "review":
        return None
    sold = goods_in("\n".join((wording.title, wording.source, *codes)))
    if entry.published_at is not None and entry.category == category:
        sold -= goods_in("\n".join((entry.title, entry.source, *codes)))
    return policy.GOODS if sold else None


def _leads_out(
    here: Actor, circle: Circle, entry: Entry, wording: Wording, codes: Sequence[str]
) -> Text | None:
    """Links, phones and accounts of who is new here are looked at, under whatever they stand.

    What a code in a picture says is followed by a phone as a link is.
    """
    if not circle.newcomer_review or here.may(Privilege.NO_REVIEW):
        return None
    seen = judge(f"{wording.title}\n{wording.source}", watch=SORTS)
    reason = seen.reason
    if reason is None and judge("\n".join(codes), watch=SORTS).action != "pass":
        reason = policy.CODE
    if reason is None:
        return None
    enough = max(circle.newcomer_review, policy.NO_NEWCOMER)
    let_through = queries.count_let_through(circle.id, entry.author_id, enough)
    return reason if let_through < enough else None


def _completed(entry: Entry, edit: EntryEdit) -> EntryEdit:
    """The edit with every part it leaves alone filled in: from an edit that waits, else as is."""
    now = queries.words_in_hand(entry)
    given = {
        name: value
        for name in EntryEdit.__slots__
        if (value := getattr(edit, name)) is not None
    }
    if edit.alts is not None:
        given["alts"] = tuple({**dict(now.alts or ()), **dict(edit.alts)}.items())
    whole = replace(now, **given)
    if edit.endless:
        whole = replace(whole, expires_at=None)
    return replace(whole, tags=_own_tags(now)) if "source" in given and edit.tags is None else whole


def _own_tags(words: EntryEdit) -> tuple[str, ...]:
    """The tags that came from the tag field: those in the old words go with the old words."""
    written = {tag_key(tag) for tag in find_tags(words.source or "")}
    return tuple(tag for tag in words.tags or () if tag_key(tag) not in written)


def _apply(
    here: Actor, entry: Entry, whole: EntryEdit, ready: tuple[Wording, Sequence[Media]]
) -> None:
    """Put new words in the place of the old, which become a past revision."""
    wording, pictures = ready
    if not entry.hush_edit():
        entry.edited_at = clock.now()
    session().add(_revision(entry, here, "past", queries.words_on_show(entry)))
    wording.put_on(entry)
    entry.category, entry.city = whole.category or "none", whole.city
    entry.expires_at = whole.expires_at if entry.category in TIMED else None
    if entry.ai_statement not in ("labelled", "suspected"):  # not its author's to say (R31)
        entry.ai_statement = whole.ai_statement or "none"
    describe(entry, pictures, dict(whole.alts or ()))
    put_on_card(entry, pictures)
    hang(entry, pictures)
    tag_entry(entry, wording.tags)


def _tell_move(entry: Entry, before: str | None) -> None:
    """Say that what was out already belongs to another category."""
    if entry.category != (before or "none"):
        emit(
            EntryMoved(
                entry.circle_id, entry.id, entry.author_id, before=before or "none",
                category=entry.category, shown=entry.status == "published",
            )
        )  # fmt: skip


def _tell_edited(entry: Entry) -> None:
    named = newly_named(entry)
    emit(EntryEdited(entry.circle_id, entry.id, entry.author_id, named_ids=named))


def _keep_waiting(here: Actor, entry: Entry, whole: EntryEdit, reason: Text) -> Entry:
    """Keep an edit as the one pending revision; what is on show stays."""
    _supersede(entry)
    edit = _revision(entry, here, "pending", whole)
    edit.details["being_checked"] = reason == policy.BEING_CHECKED
    session().add(edit)
    hold(entry, whole.media or ())
    emit(EntryWithheld(entry.circle_id, entry.id, entry.author_id, reason.key))
    return entry


def _supersede(entry: Entry) -> None:
    """A newer edit was made: what still waited is in it and must not be let through any more."""
    older = queries.pending_revision(entry.id)
    if older is not None:
        session().delete(older)


def _revision(entry: Entry, here: Actor, state: str, whole: EntryEdit) -> Revision:
    media = list(whole.media or ())
    details = {
        "tags": list(whole.tags or ()), "media": media, "city": whole.city,
        "alts": [told for told in whole.alts or () if told[0] in media],
        "category": whole.category, "ai_statement": whole.ai_statement,
        "expires_at": whole.expires_at.isoformat() if whole.expires_at else None,
        "may": sorted(here.privileges),
    }  # fmt: skip
    return Revision(
        circle_id=entry.circle_id, entry_id=entry.id, state=state, details=details,
        editor_id=here.user_id or entry.author_id,
        title=whole.title or "", source=whole.source or "",
    )  # fmt: skip
