"""Pages of tags: all of a circle, what stands under one, and which words stand for it."""

from urllib.parse import quote

from flask import Response, make_response, render_template, request

from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.circles.policy import Power
from circle.content import actions, queries
from circle.content.schemas import SynonymInput
from circle.content.views.blueprint import bp, person
from circle.core.i18n import lazy
from circle.core.pagecache import guest_cached
from circle.core.policy import require
from circle.core.web import (
    Form,
    back_to,
    blank_form,
    moved_for_good,
    page_limit,
    read_form,
    say,
    visitor,
    write,
)


@bp.get("/c/<slug>/tags")
@guest_cached(circles.public_version)
def list_tags(slug: str) -> Response:
    """The tags of a circle, the most used first."""
    circle, here = circles.enter(visitor(), slug)
    page = queries.tags_page(circle, cursor=request.args.get("cursor"), limit=page_limit())
    return make_response(
        render_template("content/tags.html", circle=circle, here=here, page=page)
    )


@bp.get("/c/<slug>/tags/<path:name>")
@guest_cached(circles.public_version)
def show_tag(slug: str, name: str) -> Response:
    """Posts, questions and topics under a tag; a word that stands for it leads here for good."""
    circle, here = circles.enter(visitor(), slug)
    if moved := queries.moved_tag(circle, name):
        return moved_for_good(_path(slug, moved))
    tag = queries.get_tag(circle, name)
    page = queries.tagged_page(
        here, circle, tag, cursor=request.args.get("cursor"), limit=page_limit()
    )
    items = queries.line_items(here, [(entry, circle) for entry in page.items])
    part = request.headers.get("X-Fragment") == "lines"
    return make_response(render_template(
        "content/_tagged.html" if part else "content/tag.html", circle=circle, here=here, tag=tag,
        page=page, items=items, path=_path(slug, tag.name),
        synonyms=() if part else queries.list_synonyms(tag),
        followed=None if part else queries.is_following_tag(here, tag),
        may_merge=circles_policy.can_keep(here, circle, Power.MOVE),
    ))  # fmt: skip


@bp.get("/c/<slug>/tags/<path:name>/synonyms")
def synonyms(slug: str, name: str) -> str:
    """For staff: the words that stand for a tag, and a form for one more."""
    return _synonyms_page(slug, name, blank_form(SynonymInput))


@bp.post("/c/<slug>/tags/<path:name>/synonyms")
@write
def merge_tag(slug: str, name: str) -> Response:
    """Let another word stand for this tag."""
    circle, _here = circles.enter(person(), slug)
    form = read_form(SynonymInput)
    if form:
        with form:
            word = form.input["name"]
            tag = actions.merge_tag(person(), circle.id, word, name)
            told = lazy("#%(word)s stands for #%(tag)s now", word=word, tag=tag.name)
            say(told, undo=f"{_path(slug, word)}/release")
            return back_to(f"{_path(slug, tag.name)}/synonyms")
    return make_response(_synonyms_page(slug, name, form), form.status)


@bp.post("/c/<slug>/tags/<path:name>/release")
@write
def release_tag(slug: str, name: str) -> Response:
    """Let a word stand for itself again."""
    circle, _here = circles.enter(person(), slug)
    tag = actions.release_tag(person(), circle.id, name)
    say(lazy("#%(word)s is a tag of its own again", word=tag.name))
    return back_to(f"/c/{slug}/tags")


def _synonyms_page(slug: str, name: str, form: Form) -> str:
    circle, here = circles.enter(person(), slug)
    require(here, circles_policy.can_keep(here, circle, Power.MOVE))
    tag = queries.get_tag(circle, name, empty=True)
    path = _path(slug, tag.name)
    return render_template(
        "content/synonyms.html", circle=circle, here=here, tag=tag, form=form, path=path,
        back=path if tag.entries_count else f"/c/{slug}/tags", words=queries.list_synonyms(tag),
    )  # fmt: skip


def _path(slug: str, name: str) -> str:
    return f"/c/{slug}/tags/{quote(name)}"
