"""The composer's form with files chosen in it: what was uploaded is kept and named by its ids."""

from dataclasses import replace

from flask import request
from werkzeug.datastructures import FileStorage

from circle.content.actions import keep_picture, receive_picture
from circle.core.errors import CircleError, TooMany
from circle.core.i18n import lazy
from circle.core.web import Form, read_form, visitor, visitor_key
from circle.posts.schemas import MAX_PICTURES, PostForm


def read_with_pictures() -> Form:
    """The form, with files chosen in it kept and named by their ids; no script is needed.

    A picture that is refused is an error of the form: the words and the other pictures stay.
    """
    form = read_form(PostForm)
    typed = dict(form.typed)
    kept = [value for value in typed.get("media", ()) if value]
    files = [upload for upload in request.files.getlist("pictures") if upload.filename]
    if len(kept) + len(files) > MAX_PICTURES:
        form.errors["media"] = [str(lazy("At most %(num)s pictures", num=MAX_PICTURES))]
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
