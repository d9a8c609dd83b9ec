"""A first start says how far it is, and its pictures are those the ordinary gate would make."""

import pytest

from circle.core.pictures import read_picture
from circle.core.progress import told_progress
from circle.demo import pictures
from circle.demo.painting import painted_beside
from circle.demo.story import picture_names, read_story
from tests.demo.test_data import clock, pictures_used


def test_where_no_bar_can_move_every_tenth_is_a_line(capsys):
    with told_progress("First start", 40) as progress:
        assert capsys.readouterr().out == "First start…\n"
        progress(3)
        assert capsys.readouterr().out == ""
        progress(1)
        assert capsys.readouterr().out == "First start: 10 %\n"
        for _ in range(36):
            progress(1)
    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"First start: {tenth}0 %" for tenth in range(2, 11)]


def test_a_long_step_is_one_line(capsys):
    with told_progress("Growing", 10) as progress:
        progress(7)
    assert capsys.readouterr().out == "Growing…\nGrowing: 70 %\n"


def test_what_painters_make_is_what_the_gate_makes_of_it():
    names = [name for name in pictures.NAMES if name.startswith(("face-", "prize-"))][:3]
    with painted_beside(names) as made:
        assert list(made) == names
        assert made[names[2]] == read_picture(pictures.paint(names[2]))
        assert len({made[name].sha256 for name in names}) == 3


def test_painters_who_are_not_needed_any_more_go_at_once():
    names = sorted(pictures.NAMES, key=lambda name: not name.startswith("face-"))  # small first
    with pytest.raises(KeyboardInterrupt), painted_beside(names) as made:
        assert made[names[0]].width > 0
        raise KeyboardInterrupt


def test_pictures_are_made_in_the_order_the_story_needs_them():
    story, now = read_story(), clock(15, 0)
    names = picture_names(story, now)
    assert sorted(names) == sorted({picture["name"] for picture in pictures_used()})
    for circle in story.circles:
        opened = names.index(circle["cover"]["name"])
        told = [picture["name"] for post in story.posts[circle["slug"]]
                for picture in post.get("pictures", ())]  # fmt: skip
        assert told and all(names.index(name) > opened for name in told)
    owners = {circle["owner"] for circle in story.circles}
    faces = {person["avatar"]["name"] for person in story.people
             if person["name"] in owners and "avatar" in person}  # fmt: skip
    assert names[0] in faces
