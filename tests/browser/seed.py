"""A circle people have lived in, made by the verbs: what the pages show when they are not empty."""

from typing import Any

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.content.schemas import CollectionDetails, Comment, DraftContent
from circle.core.db import db
from tests.factories.content import picture
from tests.factories.posts import pin, publish

RULES = "一、说自己泡过的茶。\n二、不劝人买。"
LONG = "\n\n".join(
    f"第{number}泡,水温{96 - number}度,出汤快一些,香气从兰花转到木头,杯底还留着一点甜。" * 3
    for number in range(1, 9)
)


def settle_in(app, cast) -> None:
    """Rules and a welcome, and nobody's first posts wait."""
    with app.app_context():
        owner = cast.owner.inside()
        circles.change_settings(owner, owner.circle_id, SettingsChange(
            newcomer_review=0, rules=RULES, intro="喝茶的人坐在一起。", welcome="坐下喝一杯。",
            categories=("ad", "info", "insight", "note"),
        ))  # fmt: skip
        db.session.remove()


def live_in(app, cast, posts: int = 0) -> dict[str, Any]:
    """Posts of every look with comments, a collection, drafts, under so many short posts.

    Answers the numbers of what was made.
    """
    settle_in(app, cast)
    with app.app_context():
        made = _posts(cast)
        made |= _around(cast, made)
        db.session.remove()
    publish_many(app, cast, posts)
    return made


def settle_and_publish(app, cast, count: int) -> list[int]:
    """So many short posts, and none of them waits: their numbers, oldest first."""
    settle_in(app, cast)
    return publish_many(app, cast, count)


def publish_many(app, cast, count: int) -> list[int]:
    """So many short posts, oldest first; answers their numbers."""
    with app.app_context():
        numbers = [publish(cast.member, f"第 {number} 杯茶。").id for number in range(1, count + 1)]
        db.session.remove()
    return numbers


def pictures_of(person, count: int, word: str = "") -> tuple[int, ...]:
    """Pictures somebody uploaded; call inside an application context."""
    return tuple(
        picture(person.actor, f"一杯茶 {number}", name=f"{word}{number}").id
        for number in range(count)
    )


def _posts(cast) -> dict[str, Any]:
    notice = publish(cast.owner, "周六下午三点,一起喝新到的白茶。")
    pin(cast.owner, notice, announcement=True)
    publish(cast.guest, LONG, tags=("岩茶",))
    publish(cast.admin, "转让一套盖碗,九成新。", category="ad", city="杭州")
    publish(cast.member, "四张照片。", media=pictures_of(cast.member, 4, "四"))
    featured = publish(cast.moderator, "**三个字**:看汤色。\n\n- 浅黄\n- 琥珀\n\n> 老师傅说的")
    content.feature_entry(cast.owner.actor, featured.id)
    post = publish(
        cast.member, "今天泡了 #白茶#,汤色很亮。", media=pictures_of(cast.member, 3, "三"),
        tags=("白茶",), ai_statement="declared",
    )
    return {"post_id": post.id, "entry_id": post.id, "featured_id": featured.id}


def _around(cast, made: dict[str, Any]) -> dict[str, Any]:
    post_id = made["post_id"]
    said = content.write_comment(cast.guest.actor, post_id, Comment("水温多少?"))
    content.write_comment(cast.owner.actor, post_id, Comment("八十五度。", reply_to_id=said.id))
    for person in (cast.owner, cast.guest):
        content.like_entry(person.actor, post_id)
        content.bookmark_entry(person.actor, post_id)
        content.save_draft(
            person.actor, "post:tea", DraftContent("post", {"body": "还没想好怎么说。"}, "tea")
        )
    shelf = content.create_collection(
        cast.owner.actor, "tea", CollectionDetails("入门三篇", "从这里开始。")
    )
    content.collect_entry(cast.owner.actor, shelf.id, post_id)
    return {"comment_id": said.id, "collection_id": shelf.id}
