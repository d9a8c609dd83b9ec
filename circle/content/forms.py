"""What forms that write an entry share: pictures chosen in them, drafts they go on with."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage

from circle.content import queries
from circle.content.actions import discard_draft, keep_picture, receive_picture
from circle.core.errors import CircleError, TooMany
from circle.core.i18n import lazy
from circle.core.schemas import InputSchema
from circle.core.web import Form, read_form, visitor, visitor_key


def draft_asked() -> str:
    """The key of the draft this page goes on with, or nothing."""
    return request.form.get("_draft") or request.args.get("draft", "")


def words_of_draft(key: str, typed: Sequence[str]) -> dict[str, Any]:
    """What was typed into these fields of a draft of the visitor's; NotFound without one."""
    kept = queries.get_draft(visitor(), key).content
    given: dict[str, Any] = {name: kept[name] for name in typed if isinstance(kept.get(name), str)}
    for name in ("media", "tags"):
        if isinstance(kept.get(name), list):
            given[name] = [str(value) for value in kept[name]]
    tags = " ".join(given.pop("tags", ()))
    return {**given, "tag_line": given.get("tag_line") or tags}


def let_draft_go() -> None:
    """What was sent needs no draft any more."""
    key = draft_asked()
    if key:
        discard_draft(visitor(), key)


def read_with_pictures(schema: type[InputSchema], most: int) -> Form:
    """The form, with files chosen in it kept and named by their ids; no script is needed.

    A picture that is refused is an error of the form: the words and the other pictures stay.
    """
    form = read_form(schema)
    typed = dict(form.typed)
    kept = [value for value in typed.get("media", ()) if value]
    files = [upload for upload in request.files.getlist("pictures") if upload.filename]
    if len(kept) + len(files) > most:
        form.errors["media"] = [str(lazy("At most %(num)s pictures", num=most))]
        files = []
    kept += _keep(files, form)
    form.typed = {**typed, "media": kept}
    if form.input is not None:
        form.input = replace(form.input, media=tuple(int(ident) for ident in kept))
    return form


def _keep(files: list[FileStorage], form: Form) -> list[str]:
    """Keep what can be kept, at most 60 uploads an hour as everywhere; the ids."""
    kept: list[str] = []
    for upload in files:
        try:
            picture = receive_picture(visitor_key(), upload.stream)
            kept.append(str(keep_picture(visitor(), picture).id))
        except CircleError as refusal:
            if refusal.status >= 500:
                raise
            told = f"{upload.filename}: {refusal.message}"
            form.errors.setdefault("media", []).append(told)
            if isinstance(refusal, TooMany):
                break
        finally:
            upload.stream.seek(0)  # the digest of the request is taken over the whole file
    return kept


def pictures_of_form(form: Form, most: int) -> Sequence[Any]:
    """The pictures a form names that are the visitor's to use, to be seen in it again."""
    ids = [int(value) for value in form.value("media", ()) if str(value).isdigit()]
    return queries.loose_media(visitor(), ids[:most])
