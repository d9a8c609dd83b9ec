"""Reading one question: what was asked, its answers in order, what programs are told of it."""

from flask import Response, make_response, render_template, request

from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.content import policy as content_policy
from circle.content import queries as content
from circle.content.sharing import share_facts
from circle.core import clock
from circle.core.errors import NotFound
from circle.core.i18n import _
from circle.core.pagecache import count_view, guest_cached
from circle.core.web import see_other, visitor
from circle.qa import policy, queries
from circle.qa.queries import Asked
from circle.qa.reading import QuestionPage, read_question
from circle.qa.structured import structured_question
from circle.qa.views.blueprint import bp, page_of


@bp.get("/c/<slug>/questions/<int:entry_id>")
@guest_cached(circles.public_version)
def show_question(slug: str, entry_id: int) -> Response:
    """A question with its answers; outsiders of a preview circle read title and beginning."""
    asked = queries.get_question(visitor(), entry_id)
    if asked.circle.slug != slug:
        raise NotFound
    wanted = request.args.get("answer", "")
    wanted_id = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else 0
    page = read_question(asked, request.args.get("cursor"), wanted_id)
    if request.headers.get("X-Fragment") == "answers":
        return make_response(render_template("qa/_answers.html", page=page))
    if asked.entry.status == "published":
        count_view(entry_id, asked.circle.id)
    return make_response(_whole(asked, page))


@bp.get("/questions/<int:entry_id>")
def find_question(entry_id: int) -> Response:
    """A question by its number alone leads to its address."""
    return see_other(page_of(queries.get_question(visitor(), entry_id)))


@bp.get("/answers/<int:entry_id>")
def find_answer(entry_id: int) -> Response:
    """An answer by its number leads to its place on the page of its question."""
    found = queries.get_answer(visitor(), entry_id)
    return see_other(content.entry_path(found.asked.circle.slug, found.entry))


@bp.get("/answers/<int:entry_id>/history")
def answer_history(entry_id: int) -> str:
    """What was said of an answer and became of it: accepted, doubted, confirmed, asked again."""
    found = queries.get_answer(visitor(), entry_id)
    asked = found.asked
    page = queries.checks_page(visitor(), entry_id, cursor=request.args.get("cursor"))
    return render_template(
        "qa/history.html", circle=asked.circle, here=asked.here, entry=found.entry,
        question=asked.entry, items=page.items, next=page.next, again=queries.asked_again(asked),
        back=content.entry_path(asked.circle.slug, found.entry),
    )  # fmt: skip


def _whole(asked: Asked, page: QuestionPage) -> str:
    here, entry, circle = asked.here, asked.entry, asked.circle
    restricted = not content_policy.can_read(here, entry, circle)
    hidden = circle.visibility == "private"
    title = _("A question in %(circle)s", circle=circle.name) if hidden else entry.title
    shared = share_facts(circle, entry, page.face, title=title, restricted=restricted)
    told = circle.visibility == "public" and entry.is_shown
    return render_template(
        "qa/question.html", asked=asked, entry=entry, question=asked.question, circle=circle,
        here=here, page=page, restricted=restricted, shared=shared, own=_own(asked),
        structured=structured_question(shared, entry, page.answers) if told else None,
        html=content.html_of(entry), pictures=content.pictures_of(entry.card),
        region=content_policy.region_shown(entry, here),
        waiting_hours=queries.waiting_hours(asked.question), now=clock.now(),
        can=queries.question_can(asked), can_join=circles_policy.can_join(here, circle),
        can_answer=policy.can_answer(here, entry, asked.question, circle),
        can_comment=content_policy.can_comment(here, entry, circle),
        can_see_queue=policy.can_see_queue(here),
        edit_waits=bool(content.waiting_edits(here, [entry])),
    )  # fmt: skip


def _own(asked: Asked) -> bool:
    return content_policy.is_own(asked.here, asked.entry)
