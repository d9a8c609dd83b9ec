"""The posts of the story: written, revised, answered, liked, featured, hidden, taken away."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from circle.content import actions as content
from circle.content.schemas import Comment, DraftContent, Pinning
from circle.core.actor import Actor
from circle.demo.places import review_newcomers
from circle.demo.polls import plan_votes, polls_of
from circle.demo.stage import Stage
from circle.demo.story import Story, Table, moment, noticed, span
from circle.moderation import actions as moderation
from circle.moderation import queries as cases
from circle.moderation.schemas import Appealing, CaseRuling, Reporting
from circle.posts import actions as posts
from circle.posts.schemas import NewPost
from circle.qa import actions as qa
from circle.qa import queries as asked
from circle.topics import actions as topics

WRITE, REVISE, ANSWER, LIKE, CURATE, END = range(10, 16)  # after people and places, at one time
REVIEWED = 1  # first posts of a newcomer, where the story has one waiting


def _join_instead(actor: Actor, entry_id: int) -> None:
    """As who was shown the question while typing the same."""
    qa.join_question(actor, entry_id, shown=asked.shown_proof(actor.user_id or 0, entry_id))


REACTIONS: Mapping[str, Callable[[Actor, int], object]] = {
    "likes": content.like_entry,
    "bookmarks": content.bookmark_entry,
    "helpful": qa.find_helpful,
    "me_too": qa.join_question,
    "instead": _join_instead,
    "wanted": topics.want_idea,
}

Place = tuple[str, datetime, datetime]  # the key of a text, since when it is there, until when


def plan_posts(stage: Stage, story: Story) -> None:
    """Everything that was written, and what became of it."""
    for circle in story.circles:
        joined = {
            member["name"]: moment(member["at"], stage.now) for member in circle["members"]
        }
        for post in story.posts[circle["slug"]]:
            _plan_post(stage, circle, post, joined)
        if circle["newcomer_review"]:
            happens = partial(review_newcomers, stage, circle, circle["newcomer_review"])
            stage.plan(stage.now, END, happens)


def _plan_post(stage: Stage, circle: Table, post: Table, joined: dict[str, datetime]) -> None:
    at, until = moment(post["at"], stage.now), _end_of(stage, post)
    write = {"draft": _draft, "waiting": _wait}.get(post.get("state", ""), _write)
    stage.plan(at, WRITE, partial(write, stage, circle, post))
    for revised in post.get("revised", ()):
        change = partial(_revise, stage, post, revised["text"])
        stage.plan(moment(revised["at"], stage.now), REVISE, change)
    plan_remarks(stage, post, (post["id"], at, until), joined)
    plan_votes(stage, LIKE, post, at)
    _plan_ending(stage, circle, post)


def plan_remarks(stage: Stage, said: Table, place: Place, joined: dict[str, datetime]) -> None:
    """What others said and felt about a text: comments under it, likes of it and of them."""
    key, at, until = place
    for number, remark in enumerate(said.get("comments", ())):
        under, when = f"{key}/{remark.get('id', number)}", at + span(remark["after"])
        stage.plan(when, ANSWER, partial(_answer, stage, key, remark, under))
        _plan_reactions(stage, remark, (under, when, until), joined)
        _plan_reports(stage, remark, under, when)
    _plan_reactions(stage, said, place, joined)


def _plan_reactions(
    stage: Stage, said: Table, place: Place, joined: dict[str, datetime]
) -> None:
    key, at, until = place
    for kind in REACTIONS:
        for name in said.get(kind, ()):
            when = noticed(f"{key} {kind} {name}", max(at, joined[name]), until)
            stage.plan(when, LIKE, partial(_react, stage, kind, key, name))


def _plan_reports(stage: Stage, said: Table, key: str, at: datetime) -> None:
    for reported in said.get("reported", ()):
        report = partial(_report, stage, key, reported)
        stage.plan(at + span(reported["after"]), CURATE, report)


def _plan_ending(stage: Stage, circle: Table, post: Table) -> None:
    """What staff or the author did with it later."""
    if post.get("pinned"):
        pin = partial(_pin, stage, circle["owner"], post)
        stage.plan(stage.now - timedelta(days=2), CURATE, pin)
    if "featured" in post:
        by = post.get("featured_by", circle["owner"])
        feature = partial(_feature, stage, by, post["id"])
        stage.plan(moment(post["featured"], stage.now), CURATE, feature)
    for proposed in post.get("proposed", ()):
        propose = partial(_propose, stage, proposed["by"], post["id"])
        stage.plan(moment(proposed["at"], stage.now), CURATE, propose)
    _plan_reports(stage, post, post["id"], moment(post["at"], stage.now))
    if "appeal" in post:
        at = _end_of(stage, post) + span(post["appeal"]["after"])
        stage.plan(at, END, partial(_appeal, stage, circle["slug"], post))
    if post.get("state") in ("hidden", "removed"):
        end = partial(_hide if post["state"] == "hidden" else _remove, stage, post)
        stage.plan(_end_of(stage, post), END, end)


def _end_of(stage: Stage, post: Table) -> datetime:
    """When it went out of sight: a while after the last comment, or as the story says; else now."""
    if "removed_at" in post:
        return moment(post["removed_at"], stage.now)
    if post.get("state") != "hidden":
        return stage.now
    last = max((span(said["after"]) for said in post.get("comments", ())), default=span("1h"))
    return moment(post["at"], stage.now) + last + timedelta(minutes=20)


def _write(stage: Stage, circle: Table, post: Table) -> None:
    at = moment(post["at"], stage.now)
    days, later = post.get("expires_in_days"), post.get("publish_in")
    media = tuple(stage.keep(post["by"], picture) for picture in post.get("pictures", ()))
    new = NewPost(
        body=post["text"], tags=tuple(post.get("tags", ())), media=media,
        category=post.get("category", "none"), ai_statement=post.get("ai", "none"),
        city=post.get("city", ""), expires_at=at + timedelta(days=days) if days else None,
        scheduled_at=moment(later, stage.now, ahead=True) if later else None,
        polls=polls_of(post),
    )  # fmt: skip
    entry = posts.publish_post(stage.actor(post["by"]), stage.circles[circle["slug"]], new)
    stage.entries[post["id"]] = entry.id


def _wait(stage: Stage, circle: Table, post: Table) -> None:
    review_newcomers(stage, circle, REVIEWED)
    _write(stage, circle, post)
    review_newcomers(stage, circle, 0)


def _draft(stage: Stage, circle: Table, post: Table) -> None:
    kept = {
        "body": post["text"], "tags": list(post.get("tags", ())),
        "category": post.get("category", "none"), "media": [],
    }  # fmt: skip
    draft = DraftContent("post", kept, circle["slug"])
    content.save_draft(stage.actor(post["by"]), f"post:{circle['slug']}", draft)


def _revise(stage: Stage, post: Table, text: str) -> None:
    posts.edit_post(stage.actor(post["by"]), stage.entries[post["id"]], {"body": text})


def _answer(stage: Stage, place: str, said: Table, key: str) -> None:
    under = f"{place}/{said['to']}" if "to" in said else place
    media = [stage.keep(said["by"], said["picture"])] if "picture" in said else []
    words = Comment(said["text"], media)
    comment = content.write_comment(stage.actor(said["by"]), stage.entries[under], words)
    stage.entries[key] = comment.id


def _react(stage: Stage, kind: str, key: str, name: str) -> None:
    REACTIONS[kind](stage.actor(name), stage.entries[key])


def _pin(stage: Stage, owner: str, post: Table) -> None:
    pinning = Pinning(days=30, announcement=bool(post.get("announcement")))
    content.pin_entry(stage.actor(owner), stage.entries[post["id"]], pinning)


def _feature(stage: Stage, by: str, key: str) -> None:
    content.feature_entry(stage.actor(by), stage.entries[key])


def _propose(stage: Stage, by: str, key: str) -> None:
    content.propose_entry(stage.actor(by), stage.entries[key])


def _hide(stage: Stage, post: Table) -> None:
    by, entry_id = stage.actor(post["hidden_by"]), stage.entries[post["id"]]
    moderation.hide_entry(by, entry_id, post["reason"])


def _report(stage: Stage, key: str, said: Table) -> None:
    given = Reporting(said["reason"], said.get("note", ""))
    moderation.report(stage.actor(said["by"]), "entry", stage.entries[key], given)


def _appeal(stage: Stage, slug: str, post: Table) -> None:
    """Its author asks for another look, and hears that it stays."""
    said, entry_id = post["appeal"], stage.entries[post["id"]]
    moderation.appeal(stage.actor(post["by"]), Appealing(said["text"], entry_id=entry_id))
    by, appeals = stage.actor(said["by"]), cases.Part(source="appeal")
    _circle, _here, desk = cases.queue_page(by, slug, appeals)
    ruling = CaseRuling("reject", said["answer"], case_ids=(desk.items[-1].case.id,))
    moderation.decide_cases(by, ruling)


def _remove(stage: Stage, post: Table) -> None:
    content.remove_entry(stage.actor(post["by"]), stage.entries[post["id"]])
