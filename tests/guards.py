"""Every guard by name: where it stands, what the code is without it, which tests must turn red."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Guard:
    """One thing that protects people; `without` is its code switched off."""

    name: str
    file: str
    code: str
    without: str
    tests: tuple[str, ...]


GUARDS = (
    Guard(
        "the writer is alone on SQLite", "circle/core/db.py",
        '"BEGIN IMMEDIATE" if writing else "BEGIN"', '"BEGIN"',
        ("tests/core/test_transaction.py",),
    ),
    Guard(
        "rows are locked on PostgreSQL", "circle/core/db.py",
        "statement.with_for_update().execution_options(populate_existing=True)",
        "statement.execution_options(populate_existing=True)",
        ("tests/core/test_transaction.py",),
    ),
    Guard(
        "a failed inner verb dooms the outer one", "circle/core/db.py",
        '    except BaseException:\n        current.info["doomed"] = True\n        raise',
        "    except BaseException:\n        raise",
        ("tests/core/test_transaction.py",),
    ),
    Guard(
        "a job is leased to one worker", "circle/core/jobs.py",
        "    job.leased_until = now + LEASE\n", "",
        ("tests/core/test_jobs.py",),
    ),
    Guard(
        "a job's key is given up when it is claimed", "circle/core/jobs.py",
        "    job.key = None  # what changes from here on deserves a job of its own\n", "",
        ("tests/core/test_jobs.py",),
    ),
    Guard(
        "a write needs the token against forgery", "circle/core/gate.py",
        "            csrf.protect()\n", "",
        ("tests/api/test_frame.py", "tests/security/test_forgery.py"),
    ),
    Guard(
        "a write from another origin is refused", "circle/core/gate.py",
        "    if urlsplit(origin).netloc not in ours:", "    if False:",
        ("tests/api/test_frame.py",),
    ),
    Guard(
        "a token goes as far as its scopes", "circle/core/gate.py",
        "    if not visitor().has_scope(scope):", "    if False:",
        ("tests/api/test_tokens.py",),
    ),
    Guard(
        "a ticket is spent once", "circle/brands/actions.py",
        "    if not _is_first_use(ticket.digest, ticket.forgettable_at):",
        "    if _is_first_use(ticket.digest, ticket.forgettable_at) is None:",
        ("tests/brands/test_tickets.py",),
    ),
    Guard(
        "on a brand's host only its own tickets count", "circle/brands/queries.py",
        "if key is None or host_brand_id not in (None, key.brand_id):", "if key is None:",
        ("tests/brands/test_tickets.py",),
    ),
    Guard(
        "a newcomer of a brand is added once", "circle/accounts/actions/tickets.py",
        "    brand_queries.lock_brand(ticket.brand_id)\n", "",
        ("tests/brands/test_tickets.py",),
    ),
    Guard(
        "what waits is its author's and the staff's", "circle/content/policy.py",
        "    if is_own(actor, entry) and entry.status in AUTHOR_SEES:",
        "    if entry.status in AUTHOR_SEES:",
        ("tests/content/test_entries.py",),
    ),
    Guard(
        "nothing stands under what went", "circle/content/policy.py",
        "if not circles.can_see_circle(actor, circle) or not entry.root_visible:",
        "if not circles.can_see_circle(actor, circle):",
        ("tests/content/test_entries.py", "tests/content/test_comments.py"),
    ),
    Guard(
        "a reaction is counted only when it was added", "circle/content/actions/reactions.py",
        "    if changed:\n        counter = COUNTERS[kind]",
        "    if True:\n        counter = COUNTERS[kind]",
        ("tests/content/test_races.py", "tests/content/test_api.py"),
    ),
    Guard(
        "an entry is locked before it is liked", "circle/content/actions/reactions.py",
        "entry, circle, here = queries.get_readable(actor, entry_id, lock=True)\n"
        "    require(here, policy.can_like",
        "entry, circle, here = queries.get_readable(actor, entry_id)\n"
        "    require(here, policy.can_like",
        ("tests/content/test_races.py",),
    ),
    Guard(
        "the blocked do not answer who blocked them", "circle/content/actions/comments.py",
        "    _check_meeting(here, (held, place, answered))\n", "",
        ("tests/content/test_comments.py",),
    ),
    Guard(
        "a locked entry takes no comments", "circle/content/policy.py",
        "    if entry.locked_at is not None and not actor.can(Power.LOCK):", "    if False:",
        ("tests/content/test_comments.py",),
    ),
    Guard(
        "a picture is its owner's to use", "circle/content/actions/media.py",
        '    if media.owner_id != entry.author_id or media.status == "removed":',
        '    if media.status == "removed":',
        ("tests/content/test_api.py",),
    ),
    Guard(
        "a picture is read with what carries it", "circle/content/queries/media.py",
        "if not policy.can_see_media(here, media) or not policy.can_read(here, entry, circle):",
        "if not policy.can_see_media(here, media):",
        ("tests/content/test_media.py",),
    ),
    Guard(
        "a loose picture is its owner's alone", "circle/content/queries/media.py",
        "        if not policy.can_see_media(actor, media):\n            raise NotFound\n", "",
        ("tests/content/test_media.py",),
    ),
    Guard(
        "blocked words are refused", "circle/content/actions/wording.py",
        '    if verdict.action == "block":', "    if False:",
        ("tests/content/test_entries.py",),
    ),
    Guard(
        "an edit that must wait is not shown", "circle/content/actions/entries.py",
        '    if reason and entry.status == "published":', "    if False:",
        ("tests/content/test_entries.py",),
    ),
    Guard(
        "nobody decides on their own words", "circle/content/policy.py",
        "    if entry is not None and is_own(actor, entry):", "    if False:",
        ("tests/content/test_entries.py",),
    ),
    Guard(
        "removed words come back for ten minutes only", "circle/content/models/entries.py",
        "        if clock.now() - self.removed_at > UNDO_REMOVAL:", "        if False:",
        ("tests/content/test_entries.py",),
    ),
    Guard(
        "three on top at most", "circle/content/actions/curation.py",
        "    if len(others) >= MAX_PINNED:", "    if False:",
        ("tests/content/test_api.py", "tests/content/test_races.py"),
    ),
    Guard(
        "an AI label stays", "circle/content/actions/entries.py",
        '    if entry.ai_statement != "labelled":', "    if True:",
        ("tests/content/test_api.py",),
    ),
    Guard(
        "a staff call wants a scope of its own", "circle/content/api/curation.py",
        '@blp.put("/entries/<int:entry_id>/feature")\n@needs_scope("moderate")\n',
        '@blp.put("/entries/<int:entry_id>/feature")\n', ("tests/api/test_tokens.py",),
    ),
    Guard(
        "a role given by a token wants its scope", "circle/circles/api.py",
        "        if name in given:\n            require_scope(scope)\n",
        "        continue\n", ("tests/api/test_tokens.py",),
    ),
    Guard(
        "new terms are asked before writing", "circle/accounts/views/base.py",
        "    if visitor().has_agreed:\n        return None\n    is_read",
        "    if visitor().user_id:\n        return None\n    is_read",
        ("tests/accounts/test_agreement.py",),
    ),
    Guard(
        "a tag nobody may see anything under is not there", "circle/content/queries/tags.py",
        "    if tag is None or (tag.entries_count == 0 and not empty):", "    if tag is None:",
        ("tests/content/test_follows.py",),
    ),
    Guard(
        "files nothing names go again", "circle/core/storage.py",
        "        if not is_named():", "        if is_named is None:",
        ("tests/content/test_files.py",),
    ),
    Guard(
        "a purged circle gives its pictures to the sweep", "circle/wiring.py",
        "(content_verbs.release_pictures,)", "()", ("tests/content/test_files.py",),
    ),
)  # fmt: skip
