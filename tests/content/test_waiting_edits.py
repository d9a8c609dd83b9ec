"""Edits that wait: built upon, superseded by newer ones, seen by their author alone."""

from datetime import timedelta

import pytest

from circle.circles import actions as circle_actions
from circle.circles.schemas import SettingsChange
from circle.content import actions, queries
from circle.content.actions import media, wording
from circle.content.schemas import EntryEdit, Ruling
from circle.core import clock
from circle.core.db import db
from circle.core.errors import Conflict, Invalid, NotAllowed
from circle.screening.rules import Rule, RuleSet
from tests.factories.content import comment, picture, post

pytestmark = pytest.mark.usefixtures("calm")


@pytest.fixture
def doubtful(monkeypatch):
    """Words with 兼职 in them are looked at first."""

    def rules_of(circle_id=None):
        return RuleSet((Rule("兼职", "兼职", "review"),))

    monkeypatch.setattr(wording.screening, "rules_of", rules_of)
    monkeypatch.setattr(media, "rules_of", rules_of)


@pytest.fixture
def waiting(app, cast, doubtful):
    """A post of the member's on show, of which an edit waits; its number."""
    with app.app_context():
        here = cast.member.inside()
        entry = post(here, "放心的话")
        actions.edit_entry(here, entry.id, EntryEdit(source="有个兼职", tags=("工作",)))
        number = entry.id
        db.session.remove()
    return number


@pytest.mark.usefixtures("inside")
def test_a_second_change_builds_on_the_edit_that_waits(cast, doubtful):
    here = cast.member.inside()
    shown = picture(here)
    entry = post(here, "放心的话", media=(shown.id,))
    actions.edit_entry(here, entry.id, EntryEdit(source="有个兼职 #工作#", tags=("招人",)))
    actions.edit_entry(here, entry.id, EntryEdit(city="福州"))
    actions.edit_entry(here, entry.id, EntryEdit(media=()))
    assert (entry.source, entry.city, len(entry.card["pictures"])) == ("放心的话", None, 1)
    actions.decide_edit(cast.moderator.inside(), entry.id, Ruling("approve"))
    assert (entry.source, entry.city) == ("有个兼职 #工作#", "福州")
    assert set(entry.tags) == {"招人", "工作"}
    assert entry.card["pictures"] == []


@pytest.mark.usefixtures("inside")
def test_what_staff_let_through_is_refused_by_no_rule_made_since_and_covered_by_one(
    cast, doubtful, monkeypatch
):
    here = cast.member.inside()
    entry = post(here, "放心的话")
    actions.edit_entry(here, entry.id, EntryEdit(source="有个兼职，找[雾](http://t.example)林暗号"))
    rules = RuleSet((
        Rule("兼职", "兼职", "block"), Rule("雾林暗号", "雾林暗号", "block"),
        Rule("有个", "有个", "replace"),
    ))  # fmt: skip
    monkeypatch.setattr(wording.screening, "rules_of", lambda circle_id=None: rules)
    with pytest.raises(Invalid):
        actions.edit_entry(here, entry.id, EntryEdit(source="另一个兼职"))
    actions.decide_edit(cast.moderator.inside(), entry.id, Ruling("approve"))
    assert entry.source == "＊＊兼职，找[雾](http://t.example)林暗号"


@pytest.mark.usefixtures("inside")
def test_an_edit_applied_at_once_supersedes_the_one_that_waits(cast, doubtful):
    here = cast.member.inside()
    entry = post(here, "放心的话")
    actions.edit_entry(here, entry.id, EntryEdit(source="有个兼职"))
    assert queries.pending_revision(entry.id) is not None
    actions.edit_entry(here, entry.id, EntryEdit(source="算了，还是喝茶"))
    assert entry.source == "算了，还是喝茶"
    assert queries.pending_revision(entry.id) is None
    with pytest.raises(Conflict):
        actions.decide_edit(cast.moderator.inside(), entry.id, Ruling("approve"))
    assert entry.source == "算了，还是喝茶"
    _, kept = queries.revisions(here, entry.id)
    assert [revision.source for revision in kept] == ["放心的话"]


def test_the_form_starts_from_the_words_that_wait_and_the_page_says_so(cast, waiting):
    author, other = cast.member.client, cast.owner.client
    assert "有个兼职" in author.get(f"/posts/{waiting}/edit").get_data(as_text=True)
    page = author.get(f"/c/tea/posts/{waiting}").get_data(as_text=True)
    assert "放心的话" in page
    assert "接着改" in page
    assert "接着改" not in other.get(f"/c/tea/posts/{waiting}").get_data(as_text=True)
    path = f"/api/v1/entries/{waiting}"
    assert author.get(path).json["viewer"]["pending_edit"] is True
    assert other.get(path).json["viewer"]["pending_edit"] is False


def test_a_post_changed_over_json_keeps_what_waits(app, cast, waiting):
    answer = cast.member.client.call("PATCH", f"/posts/{waiting}", {"tags": ["招人"]})
    assert (answer.status_code, answer.json["body"]) == (200, "放心的话")
    with app.app_context():
        hand = queries.words_in_hand(queries.get_entry(cast.member.inside(), waiting)[0])
        db.session.remove()
    assert (hand.source, hand.tags) == ("有个兼职", ("招人",))


def test_a_comment_is_changed_from_the_words_that_wait(app, cast, waiting):
    with app.app_context():
        here = cast.guest.inside()
        remark = comment(here, waiting, "好的").id
        owner = cast.owner.inside()
        circle_actions.change_settings(owner, owner.circle_id, SettingsChange(pre_review=True))
        remark_of_member = comment(cast.member.inside(), waiting, "先等等").id
        actions.apply_verdict(cast.owner.inside(), remark_of_member, Ruling("approve"))
        actions.edit_comment(cast.member.inside(), remark_of_member, "改了一点")
        db.session.remove()
    form = cast.member.client.get(f"/comments/{remark_of_member}/edit").get_data(as_text=True)
    assert "改了一点" in form
    assert "好的" in cast.guest.client.get(f"/comments/{remark}/edit").get_data(as_text=True)


def _pictured(cast):
    here = cast.member.inside()
    shown = picture(here, "一壶茶")
    return shown.id, post(here, "看图", media=(shown.id,))


def _says(entry):
    return entry.card["pictures"][0]["alt"]


def _is_banned(cast, entry):
    circle_actions.ban_member(cast.owner.inside(), cast.member.inside().membership_id)


def _is_muted(cast, entry):
    circle_actions.mute_member(
        cast.owner.inside(), cast.member.inside().membership_id, clock.now() + timedelta(days=1)
    )


def _is_hidden(cast, entry):
    actions.hide_entry(cast.owner.inside(), entry.id, "广告")


def _is_archived(cast, entry):
    circle_actions.archive_circle(cast.owner.inside(), entry.circle_id)


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("befall", [_is_banned, _is_muted, _is_hidden, _is_archived])
def test_what_a_picture_shows_is_changed_by_whoever_may_change_its_entry(cast, befall):
    number, entry = _pictured(cast)
    actions.describe_picture(cast.member.actor, number, "一壶红茶")
    assert _says(entry) == "一壶红茶"
    befall(cast, entry)
    with pytest.raises(NotAllowed):
        actions.describe_picture(cast.member.actor, number, "加我好友")
    assert _says(entry) == "一壶红茶"
    loose = picture(cast.member.actor)
    assert actions.describe_picture(cast.member.actor, loose.id, "还没人看见").alt == "还没人看见"


@pytest.mark.usefixtures("inside")
def test_where_everything_is_looked_at_first_what_a_picture_shows_waits_too(cast):
    number, entry = _pictured(cast)
    owner = cast.owner.inside()
    circle_actions.change_settings(owner, owner.circle_id, SettingsChange(pre_review=True))
    actions.describe_picture(cast.member.inside(), number, "一壶红茶")
    actions.edit_entry(cast.member.inside(), entry.id, EntryEdit(source="看这张图"))
    assert (_says(entry), entry.source) == ("一壶茶", "看图")
    actions.decide_edit(cast.moderator.inside(), entry.id, Ruling("approve"))
    assert (_says(entry), entry.source) == ("一壶红茶", "看这张图")


@pytest.mark.usefixtures("inside")
def test_a_doubtful_word_on_a_picture_waits_and_turned_down_it_never_shows(cast, doubtful):
    number, entry = _pictured(cast)
    actions.describe_picture(cast.member.inside(), number, "有个兼职")
    assert (_says(entry), entry.status) == ("一壶茶", "published")
    actions.decide_edit(cast.moderator.inside(), entry.id, Ruling("reject", "不是兼职的地方"))
    actions.edit_entry(cast.member.inside(), entry.id, EntryEdit(source="再看"))
    assert (_says(entry), entry.source) == ("一壶茶", "再看")
