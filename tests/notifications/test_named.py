"""Who is named by an edit hears of it when it shows, once; who was named before does not."""

import pytest

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.content.actions import mentions
from circle.content.schemas import EntryEdit, NewEntry, Ruling
from circle.core.actor import SYSTEM
from circle.core.db import session
from circle.core.i18n import lazy
from circle.notifications.models import Notice
from circle.screening.rules import Rule, RuleSet
from tests.factories.content import comment, post
from tests.notifications.test_inbox import lines
from tests.notifications.test_telling import told

pytestmark = pytest.mark.usefixtures("calm", "inside")
NAMED = ("mention", "mentioned", None)


def edit(person, entry, source):
    """Somebody changes their words."""
    return content.edit_entry(person.inside(), entry.id, EntryEdit(source=source))


def test_who_is_named_by_an_edit_is_told_once_and_nobody_again(cast):
    entry = post(cast.member.inside(), f"@{cast.guest.name} 一起去茶山吗？")
    assert told(cast.guest) == [NAMED] and told(cast.moderator) == []
    both = f"@{cast.guest.name} @{cast.moderator.name} 一起去茶山吗？"
    for words in (both, both + "早上六点。", "一起去茶山吗？", both):
        edit(cast.member, entry, words)
        assert told(cast.guest) == told(cast.moderator) == [NAMED]
    assert lines(cast.moderator)[0].sentence == "member_of_tea提到了你"
    assert lines(cast.moderator)[0].entry_id == entry.id


def test_a_comment_that_names_somebody_after_all_tells_them(cast):
    entry = post(cast.owner.inside(), "春茶到了。")
    said = comment(cast.member.inside(), entry.id, "给我留一份。")
    edit(cast.member, said, f"给我和 @{cast.guest.name} 各留一份。")
    assert told(cast.guest) == [NAMED]
    assert told(cast.owner) == [("reply", "commented", None)]
    edit(cast.member, said, f"给我和 @{cast.owner.name} 各留一份。")
    assert told(cast.owner) == [("reply", "commented", None), NAMED]


def test_an_edit_that_waits_tells_when_it_is_released(cast, monkeypatch):
    entry = post(cast.member.inside(), "春茶到了。")
    rules = RuleSet([Rule("加微信", "加微信", "review")])
    with monkeypatch.context() as patched:
        patched.setattr("circle.screening.queries.rules_of", lambda _circle: rules)
        edit(cast.member, entry, f"@{cast.guest.name} 加微信聊。")
    assert told(cast.guest) == []
    content.decide_edit(cast.moderator.inside(), entry.id, Ruling("approve"))
    assert told(cast.guest) == [NAMED]


def test_what_is_edited_while_nobody_sees_it_tells_when_it_is_back(cast):
    entry = post(cast.member.inside(), f"@{cast.admin.name} 春茶到了。")
    content.recall_entry(SYSTEM, entry.id, lazy("It is looked at once more"))
    for words in (f"@{cast.admin.name} @{cast.guest.name} 春茶到了。",
                  f"@{cast.guest.name} @{cast.moderator.name} 春茶到了。"):  # fmt: skip
        edit(cast.member, entry, words)
        assert told(cast.guest) == told(cast.moderator) == []
    content.apply_verdict(cast.moderator.inside(), entry.id, Ruling("approve"))
    assert told(cast.guest) == told(cast.moderator) == told(cast.admin) == [NAMED]


def test_what_was_never_on_show_tells_each_of_its_names_once(cast):
    owner = cast.owner.inside()
    circles.change_settings(owner, owner.circle_id, SettingsChange(newcomer_review=3))
    entry = post(cast.member.inside(), f"@{cast.admin.name} 春茶到了。")
    assert entry.status == "pending"
    edit(cast.member, entry, "春茶到了。")
    edit(cast.member, entry, f"@{cast.admin.name} @{cast.guest.name} 春茶到了。")
    content.apply_verdict(cast.owner.inside(), entry.id, Ruling("approve"))
    assert told(cast.guest) == told(cast.admin) == [NAMED]
    edit(cast.member, entry, f"@{cast.admin.name} @{cast.guest.name} 春茶真的到了。")
    assert told(cast.guest) == told(cast.admin) == [NAMED]


def test_no_more_are_told_by_edits_than_a_few(cast, monkeypatch):
    monkeypatch.setattr(mentions, "MOST_NAMED", 2)
    entry = post(cast.member.inside(), f"@{cast.guest.name} 春茶到了。")
    for person in (cast.admin, cast.moderator, cast.owner):
        edit(cast.member, entry, f"@{person.name} 春茶到了。")
    assert [told(one) for one in (cast.admin, cast.moderator, cast.owner)] == [[NAMED], [], []]


def test_an_edit_of_what_was_imported_tells_nobody_who_was_named_then(cast):
    entry = content.write_entry(SYSTEM, NewEntry(
        circle_id=cast.owner.inside().circle_id, kind="post", author_id=cast.member.user_id,
        source=f"@{cast.guest.name} 旧群里的话。", origin="bundle", origin_id="1",
    ))  # fmt: skip
    assert session().query(Notice).count() == 0
    edit(cast.member, entry, f"@{cast.guest.name} @{cast.admin.name} 旧群里的话。")
    assert told(cast.guest) == [] and told(cast.admin) == [NAMED]


def test_who_is_named_without_a_name_does_not_learn_by_whom(cast):
    entry = post(cast.member.inside(), "想退群。", anonymous=True)
    edit(cast.member, entry, f"想退群，@{cast.guest.name} 怎么看？")
    [line] = lines(cast.guest)
    assert line.sentence == "匿名提到了你" and line.faces == ()
