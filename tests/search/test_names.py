"""Members, tags and circles are found by the beginnings of their names, as written and as said."""

from sqlalchemy import select

from circle.accounts import actions as accounts
from circle.accounts.schemas import Profile
from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.content.models import Tag
from circle.core.db import session, transaction
from circle.search import jobs
from circle.search.actions import names
from circle.search.cli import reindex
from circle.search.models import MAX_KEY, SearchName
from circle.search.names import AS_IT_IS, INITIALS, LATER, SAID, keys_of, typed_key
from tests.factories import points as made
from tests.factories import posts


def test_a_name_is_found_by_its_beginnings_as_written_and_as_said():
    assert keys_of(["王小明"]) == {
        "王小明": AS_IT_IS, "小明": LATER, "wangxiaoming": SAID, "xiaoming": SAID,
        "wxm": INITIALS, "xm": INITIALS,
    }  # fmt: skip
    assert keys_of(["Tea House"]) == {
        "teahouse": AS_IT_IS, "house": LATER, "th": INITIALS,
    }  # fmt: skip


def test_a_character_is_said_as_its_word_wants_it():
    assert "chongqing" in keys_of(["重庆"]) and "zhongda" in keys_of(["重大"])
    assert keys_of(["音乐"])["yinyue"] == SAID and keys_of(["快乐"])["kuaile"] == SAID


def test_names_and_what_is_typed_are_folded_alike():
    for typed in ("繁體", "繁体", " 繁 體 "):
        assert typed_key(typed) == "繁体"
    assert typed_key("ＴＥＡ_house-2 ") == "teahouse2"
    assert typed_key("！？😀 ") == "" and keys_of(["！？😀"]) == {}
    assert {len(key) <= MAX_KEY for key in keys_of(["长" * 40, "x" * 100])} == {True}


def keys(kind, target_id):
    session().rollback()
    rows = session().scalars(
        select(SearchName.key).where(
            SearchName.kind == kind, SearchName.target_id == target_id,
            SearchName.circle_id == made.circle_id(),
        )
    )  # fmt: skip
    return set(rows)


def called(person, name):
    accounts.change_profile(person.actor, Profile(display_name=name))


def test_a_member_is_found_by_both_names_while_they_belong(inside, cast, run_jobs):
    member = cast.member
    assert keys("member", cast.outsider.user_id) == set()
    called(member, "林小鹿")
    run_jobs()
    assert {"林小鹿", "小鹿", "linxiaolu", "lxl", "memberoftea"} <= keys("member", member.user_id)
    called(member, "王大山")
    run_jobs()
    assert "wds" in keys("member", member.user_id)
    assert not {"林小鹿", "lxl"} & keys("member", member.user_id)
    circles.leave_circle(member.actor, made.circle_id())
    run_jobs()
    assert keys("member", member.user_id) == set()


def test_who_joined_and_a_circle_with_another_name_are_found(inside, cast, run_jobs):
    circle_id = made.circle_id()
    assert "memberoftea" in keys("member", cast.member.user_id)
    assert {"一席茶", "yixicha", "yxc", "tea"} <= keys("circle", circle_id)
    circles.change_settings(cast.owner.inside(), circle_id, SettingsChange(name="山下茶馆"))
    run_jobs()
    assert "sxcg" in keys("circle", circle_id) and "yxc" not in keys("circle", circle_id)


def test_a_tag_is_found_once_something_stands_under_it(inside, cast):
    posts.publish(cast.owner, tags=["新手教程"])
    tag_id = session().scalar(select(Tag.id).where(Tag.name == "新手教程"))
    assert keys("tag", tag_id) == set()
    jobs.index_waiting()
    assert {"新手教程", "教程", "xinshoujiaocheng", "xsjc"} <= keys("tag", tag_id)


def test_all_names_are_mended_in_the_night_part_by_part(inside, cast, run_jobs, monkeypatch):
    posts.publish(cast.owner, tags=["白茶", "存放"])
    jobs.index_waiting()
    whole = everything()
    spoil()
    assert everything() != whole
    monkeypatch.setattr(names, "NAMED_AT_ONCE", 2)
    monkeypatch.setattr(jobs, "STRETCHES", 1)
    jobs.keep_names({})
    assert run_jobs() > 3
    assert everything() == whole


def test_names_are_mended_by_the_command_that_mends_the_index(app, inside, cast, monkeypatch):
    posts.publish(cast.owner, tags=["白茶", "存放"])
    jobs.index_waiting()
    whole = everything()
    monkeypatch.setattr(names, "NAMED_AT_ONCE", 2)
    for options in ([], ["--verify"]):
        spoil()
        assert everything() != whole
        assert app.test_cli_runner().invoke(reindex, options).exit_code == 0
        assert everything() == whole


def everything():
    session().rollback()
    return set(
        session().execute(
            select(SearchName.kind, SearchName.circle_id, SearchName.target_id, SearchName.key,
                   SearchName.rank)
        ).all()
    )  # fmt: skip


def spoil():
    """Some are missing, some too many, one has another rank, one belongs to nothing."""
    with transaction():
        every = session().scalars(select(SearchName).order_by(SearchName.key)).all()
        for one in every[::2]:
            session().delete(one)
        every[1].rank = 3 - every[1].rank
        circle_id = every[1].circle_id
        session().add(SearchName(circle_id=circle_id, kind="tag", key="weg", target_id=999, rank=0))
        session().add(
            SearchName(circle_id=circle_id, kind="circle", key="alt", target_id=circle_id, rank=0)
        )
