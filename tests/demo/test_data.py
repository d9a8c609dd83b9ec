"""The demonstration story holds together: people, times, pictures, and no sentence said twice."""

import ast
import io
import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from circle.demo import pictures
from circle.demo.places import LATELY
from tests.demo.telling import (
    CIRCLES,
    EVERY,
    FLOORS,
    HOSTED,
    HOURS,
    PEOPLE,
    POLLS,
    POSTS,
    REACTIONS,
    clock,
    moment,
    read,
    span,
    told_of,
)
from tests.sources import name_called, nodes

REMARKS = [(post, remark) for post in EVERY for remark in post.get("comments", [])]
ASKING = [slug for slug, circle in CIRCLES.items() if circle.get("asks")]
QUESTIONS = {slug: read(f"questions-{slug}")["questions"] for slug in ASKING}
ASKED = [question for questions in QUESTIONS.values() for question in questions]
REWARDS = read("shop")["rewards"]


def pictures_used():
    for person in PEOPLE.values():
        yield from [person["avatar"]] if "avatar" in person else []
    for circle in CIRCLES.values():
        yield from (circle["cover"], circle["logo"])
    for post in EVERY:
        yield from post.get("pictures", [])
    for _, remark in REMARKS:
        yield from [remark["picture"]] if "picture" in remark else []
    for said in (*HOSTED, *FLOORS):
        yield from said.get("pictures", [])
    yield from (reward["picture"] for reward in REWARDS)


def said_in(question):
    """A question, its answers, and what was said under either, each with when it was said."""
    yield question, timedelta()
    for answer in answers(question):
        yield answer, span(answer["after"])
    for under in (question, *answers(question)):
        since = span(under.get("after", ""))
        for remark in under.get("comments", []):
            yield remark, since + span(remark["after"])


def answers(question):
    return question.get("answers", [])


def texts():
    for post in EVERY:
        yield from [post["text"], *(remark["text"] for remark in post.get("comments", []))]
    for question in ASKED:
        yield question["title"]
        yield from (said["text"] for said, _ in said_in(question) if "text" in said)
    for topic in HOSTED:
        yield topic["title"]
        yield from (said for _, _, said in told_of(topic) if said)
    for _, poll in POLLS:
        yield from [poll["question"], *poll["options"]]
    yield from (reward["intro"] for reward in REWARDS)


def sentences():
    for text in texts():
        for sentence in re.split(r"[。！？!?；;\n…]+", text):
            plain = re.sub(r"[\W_]+", "", sentence)
            if len(plain) >= 6:
                yield plain


def test_no_two_texts_share_a_sentence():
    counted = Counter(sentences())
    assert len(counted) > 300
    assert [sentence for sentence, times in counted.items() if times > 1] == []


def test_there_is_as_much_to_read_as_promised():
    assert len(PEOPLE) in range(12, 15)
    assert len([p for p in EVERY if p.get("state") != "draft"]) == 66
    assert len(POSTS["shuikaile"]) >= 22
    assert len(ASKED) >= 30
    assert len(POSTS["shengsanzhang"]) >= 12
    assert len(REMARKS) >= 160
    assert len({post["id"] for post in EVERY}) == len(EVERY)


def test_every_state_and_category_is_visible_somewhere():
    states = Counter(post.get("state", "published") for post in EVERY)
    assert states == {
        "published": 62, "scheduled": 1, "waiting": 1, "hidden": 1, "removed": 1, "draft": 1,
    }  # fmt: skip
    assert {post.get("category", "none") for post in EVERY} == {
        "none", "ad", "info", "insight", "note",
    }  # fmt: skip
    assert {len(post.get("pictures", [])) for post in EVERY} >= {0, 1, 2, 3, 4, 6, 9}
    assert max(len(post.get("revised", [])) for post in EVERY) == 2
    for mark in ("pinned", "announcement", "featured", "ai", "proposed"):
        assert [post for post in EVERY if mark in post], mark


def test_the_presets_differ_and_each_circle_has_its_owner():
    assert len({circle["preset"] for circle in CIRCLES.values()}) == 4
    for circle in CIRCLES.values():
        owners = [m["name"] for m in circle["members"] if m["role"] == "owner"]
        assert owners == [circle["owner"]]


def test_everyone_named_exists():
    named = {m["name"] for c in CIRCLES.values() for m in c["members"] + c.get("pending", [])}
    named |= {name for p in PEOPLE.values() for name in p["follows"] + p.get("blocks", [])}
    named |= {name for topic in HOSTED for name, _, _ in told_of(topic)}
    named |= {name for _, poll in POLLS for name in poll["votes"]}
    in_questions = [said for question in ASKED for said, _ in said_in(question)]
    for said in [*EVERY, *(remark for _, remark in REMARKS), *in_questions]:
        named |= {said["by"], *(name for kind in REACTIONS for name in said.get(kind, []))}
        named |= set(re.findall(r"(?<!\w)@([\w]{2,20})", said.get("text", "")))
    assert named - PEOPLE.keys() == set()
    assert PEOPLE.keys() - named == set()


def test_people_act_only_in_circles_they_are_members_of_and_nobody_likes_himself():
    for slug, posts in POSTS.items():
        members = {member["name"] for member in CIRCLES[slug]["members"]}
        for post in posts:
            for said in [post, *post.get("comments", [])]:
                assert {said["by"], *said.get("likes", []), *said.get("bookmarks", [])} <= members
                assert said["by"] not in said.get("likes", []), said["text"]
                assert len(set(said.get("likes", []))) == len(said.get("likes", []))


def test_questions_are_asked_and_answered_by_members_and_nobody_finds_himself_helpful():
    for slug, questions in QUESTIONS.items():
        members = {member["name"] for member in CIRCLES[slug]["members"]}
        for question in questions:
            assert set(question.get("tags", [])) <= set(CIRCLES[slug]["tags"])
            for said, _ in said_in(question):
                reacted = [name for kind in REACTIONS for name in said.get(kind, [])]
                assert {said["by"], *reacted} <= members, said
                assert said["by"] not in reacted, said


def test_questions_come_to_every_end_there_is():
    ends = Counter(
        end for question in ASKED for end in ("accepted", "closed", "duplicate", "resolved",
                                              "assigned", "checks", "asked_of", "anonymous",
                                              "bounty", "instead") if end in question
    )  # fmt: skip
    assert ends.keys() == {"accepted", "closed", "duplicate", "resolved", "assigned", "checks",
                           "asked_of", "anonymous", "bounty", "instead"}  # fmt: skip
    assert ends["bounty"] == 2
    waiting = [
        question for question in ASKED if not answers(question) and "duplicate" not in question
    ]
    assert len(waiting) >= 4


def test_tags_categories_and_collections_belong_to_their_circle():
    for slug, posts in POSTS.items():
        circle = CIRCLES[slug]
        shown = {post["id"] for post in posts if "state" not in post}
        for post in posts:
            assert set(post.get("tags", [])) <= set(circle["tags"]), post["id"]
            assert post.get("category", "none") in circle["categories"], post["id"]
        for collection in circle["collections"]:
            assert collection["posts"] and set(collection["posts"]) <= shown


@pytest.mark.parametrize("hour", HOURS)
def test_whatever_the_hour_what_is_collected_was_written_before(hour):
    now = clock(*hour)
    posts = {post["id"]: post for post in EVERY if "id" in post}
    for circle in CIRCLES.values():
        for collection in circle["collections"]:
            for name in collection["posts"]:
                assert moment(posts[name]["at"], now) < now - LATELY, name


def test_replies_follow_a_comment_on_the_first_level_of_the_same_post():
    for post in EVERY:
        latest = {}
        for remark in post.get("comments", []):
            assert not ("to" in remark and "id" in remark)
            if thread := remark.get("to"):
                assert latest[thread] < span(remark["after"]), remark["text"]
            if thread := remark.get("to", remark.get("id")):
                latest[thread] = span(remark["after"])


def test_the_blocked_and_the_one_who_blocked_leave_each_other_alone():
    blocked = [(name, other) for name, p in PEOPLE.items() for other in p.get("blocks", [])]
    assert blocked
    for one, other in blocked:
        for post in EVERY:
            voices = {r["by"] for r in post.get("comments", [])} | set(post.get("likes", []))
            assert not ({post["by"], *voices} >= {one, other} and post["by"] in (one, other))


@pytest.mark.parametrize("hour", HOURS)
def test_nothing_happens_in_the_future_or_before_its_author_joined(hour):
    now = clock(*hour)
    for slug, posts in POSTS.items():
        joined = {m["name"]: moment(m["at"], now) for m in CIRCLES[slug]["members"]}
        for name, when in joined.items():
            assert moment(PEOPLE[name]["signed_up"], now) <= when, (slug, name)
        for post in posts:
            at = moment(post["at"], now)
            assert joined[post["by"]] <= at <= now, (post["id"], "before joining")
            for said in post.get("comments", []):
                when = at + span(said["after"])
                assert joined[said["by"]] <= when <= now, (post["id"], said["by"], said["after"])
        for question in QUESTIONS.get(slug, []):
            asked = moment(question["at"], now)
            for said, after in said_in(question):
                assert joined[said["by"]] <= asked + after <= now, (question["id"], said["by"])
            for end in ("accepted", "closed", "duplicate", "resolved", "assigned"):
                if end in question:
                    assert asked + span(question[end]["after"]) <= now, (question["id"], end)


def test_the_newest_is_minutes_old_and_several_are_of_the_last_hours():
    ages = [span(post["at"][1:]) for post in EVERY if post["at"].startswith("-")]
    assert min(ages) < timedelta(minutes=10)
    assert len(ages) >= 4


def test_every_picture_used_can_be_drawn_and_every_one_drawn_is_used():
    used = list(pictures_used())
    assert {picture["name"] for picture in used} == set(pictures.NAMES)
    assert all(re.search(r"[\u4e00-\u9fff]", picture["alt"]) for picture in used)


SHAPES = {"cover": (1125, 450), "logo": (450, 450), "face": (450, 450), "prize": (600, 600)}


@pytest.mark.parametrize("share", range(6))
def test_pictures_are_sound_jpegs(share, ways):
    some = pictures.NAMES[share::6]
    for name in (name for half in ways((some[::2], some[1::2]), share) for name in half):
        data = pictures.paint(name)
        image = Image.open(io.BytesIO(data))
        image.load()
        assert image.format == "JPEG", name
        assert len(data) < 900_000, name
        shape = SHAPES.get(name.split("-")[0])
        assert image.size == shape if shape else 1049 <= max(image.size) <= 1290, name


def test_a_picture_painted_again_is_the_same():
    assert pictures.paint("logo-tea") == pictures.paint("logo-tea")


@pytest.mark.parametrize("path", sorted(Path(pictures.__file__).parent.glob("*.py")),
                         ids=lambda path: path.stem)  # fmt: skip
def test_painters_throw_no_dice_but_those_they_say_the_seed_of(path):
    taken = {alias.name for node in nodes(path) if isinstance(node, ast.Import)
             for alias in node.names}  # fmt: skip
    assert taken <= {"io", "math", "random"}  # nothing that knows the time or this machine
    thrown = [ast.unparse(node) for node in nodes(path) if isinstance(node, ast.Attribute)
              and isinstance(node.value, ast.Name) and node.value.id == "random"]  # fmt: skip
    assert set(thrown) <= {"random.Random"}
    calls = [node for node in nodes(path) if isinstance(node, ast.Call)]
    assert all(call.args for call in calls if name_called(call) == "Random")
    assert not [call for call in calls if name_called(call) in ("hash", "id", "set")]
