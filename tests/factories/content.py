"""Entries, comments and pictures as tests need them, each made by the verbs that make them."""

import io

from PIL import Image
from sqlalchemy import select

from circle.content import actions, queries
from circle.content.models import Poll
from circle.content.schemas import Comment, NewEntry, NewPoll
from circle.core.db import session
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


def drawn(name="a", *, ai=False, codes=(), size=(8, 6)):
    """A picture as decoding would give it, without the child process: for tests of what follows."""
    kept = io.BytesIO()
    Image.new("RGB", size, "tomato").save(kept, "WEBP")
    copy = PictureCopy(*size, kept.getvalue())
    return Picture(
        kind="png", width=size[0], height=size[1], small=copy, medium=copy, large=copy,
        placeholder="data:image/webp;base64,AA==", colour="#ff6347", sha256=name.ljust(64, "0"),
        animated=False, ai_metadata=ai, codes=tuple(codes),
    )


def picture(actor, alt="", **more):
    """A picture the actor uploaded and nothing shows yet."""
    return actions.keep_picture(actor, drawn(**more), alt)


def tea_poll(question="早上喝什么？", options=("红茶", "绿茶", "白茶"), **more):
    """A poll as somebody puts it."""
    return NewPoll(question, tuple(options), **more)


def polled(actor, *polls, source="来投一票吧，看看大家的口味。", **more):
    """A post that carries a poll, or a survey of several."""
    return post(actor, source, polls=polls or (tea_poll(),), **more)


def asked_in(entry):
    """The polls of an entry as rows, in their order; call inside an application context."""
    rows = session().scalars(select(Poll).where(Poll.entry_id == entry.id).order_by(Poll.position))
    return rows.all()


def ids_of(poll):
    """The ids of a poll's options, in their order; call inside an application context."""
    return [option.id for option in queries.options_of(poll)]
