"""Reading one topic: its opening, its floors from any number on, what programs are told of it."""

from urllib.parse import urlencode

from flask import Response, make_response, render_template, request
from marshmallow import ValidationError

from circle.circles import policy as circles_policy
from circle.circles import queries as circles
from circle.content import policy as content_policy
from circle.content import queries as content
from circle.content.sharing import share_facts
from circle.core import clock
from circle.core.errors import BadRequest, NotFound
from circle.core.i18n import _, lazy
from circle.core.pagecache import count_view, guest_cached
from circle.core.web import page_limit, see_other, visitor
from circle.topics import actions, policy, queries, timing
from circle.topics.kinds import KINDS, VIEWS, names_of
from circle.topics.queries import Hosted
from circle.topics.queries.kinds import showing_of
from circle.topics.reading import TopicPage, read_topic
from circle.topics.schemas import FloorChoice, FloorQuery
from circle.topics.structured import structured_topic
from circle.topics.views.blueprint import bp, page_of

CHOSEN = ("floor", "before", "cursor")


@bp.get("/c/<slug>/topics/<int:topic_id>")
@guest_cached(circles.public_version)
def show_topic(slug: str, topic_id: int) -> Response:
    """A topic and a page of its floors; outsiders of a preview circle read title and beginning."""
    now = clock.now()
    hosted = queries.get_topic(visitor(), topic_id)
    if hosted.circle.slug != slug:
        raise NotFound
    choice = _choice(hosted)
    page = read_topic(hosted, choice)
    if request.headers.get("X-Fragment") == "floors":
        following = _following(hosted, choice, page.next)
        return make_response(render_template(
            "topics/_floors.html", page=page, following=following
        ))  # fmt: skip
    if hosted.entry.status == "published":
        count_view(topic_id, hosted.circle.id)
    answer = make_response(_whole(hosted, choice, page))
    if page.hung.has_news:
        actions.note_look(hosted, now)
    return answer


@bp.get("/topics/<int:topic_id>")
def find_topic(topic_id: int) -> Response:
    """A topic by its number alone leads to its address."""
    return see_other(page_of(queries.get_topic(visitor(), topic_id)))


@bp.get("/replies/<int:reply_id>")
def find_reply(reply_id: int) -> Response:
    """A floor by the number of its entry leads to its place on the page of its topic."""
    hosted, entry = queries.get_reply(visitor(), reply_id)
    return see_other(content.entry_path(hosted.circle.slug, entry))


def _choice(hosted: Hosted) -> FloorChoice:
    """Which floors the address asks for; one that is named by its entry is looked up."""
    view = request.args.get("view") or "all"
    given = {name: request.args[name] for name in CHOSEN if request.args.get(name)}
    try:
        asked = FloorQuery().load(given)
    except ValidationError as error:
        raise BadRequest(lazy("There is no such floor")) from error
    if view not in VIEWS and view not in showing_of(hosted.topic.kind).views:
        raise BadRequest(lazy("There is no such view of this topic"))
    choice = FloorChoice(**{**asked, "view": view, "limit": page_limit()})
    wanted = request.args.get("reply", "")
    if given or not (wanted.isascii() and wanted.isdigit() and len(wanted) < 19):
        return choice
    return FloorChoice(around=int(wanted), limit=choice.limit)


def _following(hosted: Hosted, choice: FloorChoice, cursor: str | None) -> str | None:
    """The address of the floors behind this page, whichever way led to it."""
    if cursor is None:
        return None
    view = {} if choice.view == "all" else {"view": choice.view}
    return f"{page_of(hosted)}?{urlencode({**view, 'cursor': cursor})}"


def _whole(hosted: Hosted, choice: FloorChoice, page: TopicPage) -> str:
    here, entry, circle, topic = hosted.here, hosted.entry, hosted.circle, hosted.topic
    restricted = not content_policy.can_read(here, entry, circle)
    hidden = circle.visibility == "private"
    title = _("A topic in %(circle)s", circle=circle.name) if hidden else entry.title
    shared = share_facts(circle, entry, page.author, title=title, restricted=restricted)
    told = circle.visibility == "public" and entry.is_shown
    pictures = () if restricted else content.pictures_of(entry.card)
    return render_template(
        "topics/topic.html", hosted=hosted, entry=entry, topic=topic, circle=circle, here=here,
        kind=KINDS[topic.kind], page=page,
        names=names_of(KINDS[topic.kind], page.hung.hanging), choice=choice,
        following=_following(hosted, choice, page.next), restricted=restricted, shared=shared,
        structured=structured_topic(shared, page.floors, entry.replies_count) if told else None,
        html=content.html_of(entry), cover=pictures[0] if pictures else None,
        pictures=pictures[1:], region=content_policy.region_shown(entry, here),
        when=timing.said_when(topic), span=timing.said_span(topic),
        begins=page.before is None and not any((choice.floor, choice.before, choice.cursor)),
        can=queries.topic_can(hosted), can_join=circles_policy.can_join(here, circle),
        can_take_part=policy.can_take_part(here, entry, topic, circle),
        edit_waits=page.hung.edit_waits,
    )  # fmt: skip
