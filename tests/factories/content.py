"""Entries, comments and pictures as tests need them, each made by the verbs that make them."""

import io

from PIL import Image

from circle.content import actions
from circle.content.schemas import Comment, NewEntry
from circle.core.pictures import Picture, PictureCopy, read_picture


def post(actor, source="今天泡了一壶白毫银针，汤色很亮。", **more):
    """A post in the circle the actor has entered."""
    return actions.write_entry(
        actor, NewEntry(circle_id=actor.circle_id, kind="post", source=source, **more)
    )


def comment(actor, entry_id, body="说得真好，我也这样泡。", **more):
    """A comment under an entry or under another comment."""
    return actions.write_comment(actor, entry_id, Comment(body, **more))


def png(colour="tomato", size=(40, 30)):
    """The bytes of a small drawn picture."""
    kept = io.BytesIO()
    Image.new("RGB", size, colour).save(kept, "PNG")
    return kept.getvalue()


def decoded(colour="tomato"):
    """A picture as decoding gives it, through the real decoder."""
    return read_picture(png(colour))


def drawn(name="a", *, ai=False):
    """A picture as decoding would give it, without the child process: for tests of what follows."""
    kept = io.BytesIO()
    Image.new("RGB", (8, 6), "tomato").save(kept, "WEBP")
    copy = PictureCopy(8, 6, kept.getvalue())
    return Picture(
        kind="png", width=8, height=6, small=copy, medium=copy, large=copy,
        placeholder="data:image/webp;base64,AA==", colour="#ff6347", sha256=name.ljust(64, "0"),
        animated=False, ai_metadata=ai,
    )


def picture(actor, alt="", **more):
    """A picture the actor uploaded and nothing shows yet."""
    return actions.keep_picture(actor, drawn(**more), alt)
