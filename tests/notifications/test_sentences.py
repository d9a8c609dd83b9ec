"""Every code a notice can have says something, in both languages, and says why."""

import ast
import re
from pathlib import Path

import pytest

from circle.core.i18n import speaking
from circle.notifications.kinds import KINDS
from circle.notifications.reactions.safety import CODES
from circle.notifications.sentences import (
    SENTENCES,
    WHY,
    WHY_OF,
    say_notice,
    say_who,
    sentence_of,
    why_of,
)

PACKAGE = Path(__file__).parents[2] / "circle" / "notifications"
MADE_OF = {"Telling": 1, "of_entry": 2}  # which argument is the code
pytestmark = pytest.mark.one_database


def codes_in(source: str) -> set[str]:
    """The codes a module tells: written into a Telling, given to a function as its `code`,
    beside a kind in a tuple, or as `code` itself."""
    tree, places, found = ast.parse(source), dict(MADE_OF), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [one.arg for one in node.args.args]
            if "code" in names:
                places[node.name] = names.index("code")
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            given = node.args[places[name]: places[name] + 1] if name in places else []
            named = [k.value for k in node.keywords if k.arg == "code" and name in places]
            found |= constants([*given, *named])
        elif isinstance(node, ast.Tuple) and len(node.elts) > 2 and not constants(node.elts[2:]):
            found |= constants(node.elts[1:2]) if constants(node.elts[:1]) & set(KINDS) else set()
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "code":
            found |= constants([node.value])
    return found


def constants(nodes) -> set[str]:
    """The words among these, also of a choice between two."""
    both = [part for one in nodes for part in
            ((one.body, one.orelse) if isinstance(one, ast.IfExp) else (one,))]  # fmt: skip
    return {one.value for one in both if isinstance(one, ast.Constant) and one.value}


SYSTEM = {"admitted", "not_admitted", "role", "owner", "rules", "hook_failing", "hook_gone"}


def fixed_codes() -> set[str]:
    """The codes of what is always in the inbox."""
    return SYSTEM | set(CODES.values()) | {"lowered", "report_upheld", "report_declined"}


def told_codes() -> set[str]:
    found = {code for path in PACKAGE.rglob("*.py") for code in codes_in(path.read_text())}
    return found | set(CODES.values()) | {"selected", "declined"}  # these two are an event's state


def test_every_code_that_is_told_has_a_sentence():
    known = told_codes()
    assert {"commented", "liked", "graded", "admitted", "not_admitted", "level"} <= known
    assert sorted(code for code in known if sentence_of(code) is None) == []
    assert sorted({code.partition(":")[0] for code in SENTENCES} - known) == []


def test_every_kind_says_why_one_gets_it():
    assert set(WHY) == set(KINDS)
    assert sorted(set(WHY_OF) - {code.partition(":")[0] for code in SENTENCES}) == []


def test_why_is_what_made_it_concern_them_and_not_what_the_kind_is_mostly_about():
    with speaking("en"):
        for kind, code, why in (
            ("follow", "followed_you", "People follow you."),
            ("follow", "came", "They came in by your invitation."),
            ("mention", "mentioned", "Somebody wrote your name."),
            ("mention", "asked_you", "The question was put to you by name."),
            ("reply", "replied", "You wrote what this answers."),
            ("reply", "joined_in", "You host the topic."),
            ("like", "me_too", "You asked the question."),
            ("points", "bounty_shared", "You answered the question."),
            ("moderation", "muted", "It decides about you. This can't be switched off."),
            ("moderation", "report_upheld", "You reported it. This can't be switched off."),
            ("system", "not_admitted", "You asked to be let in. This can't be switched off."),
        ):
            assert str(why_of(kind, code)) == why


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_what_cannot_be_switched_off_says_so_whatever_the_reason(language):
    with speaking(language):
        ends = "不能关闭。" if language == "zh_Hans_CN" else "This can't be switched off."
        for code in sorted(fixed_codes()):
            kind = "system" if code in SYSTEM else "moderation"
            assert str(why_of(kind, code)).endswith(ends), code
        assert not str(why_of("mention", "asked_you")).endswith(ends)


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_every_sentence_is_whole_with_what_it_is_given(language):
    facts = {"level": 3, "badge": "posts_10", "role": "moderator", "paid": 5, "stake": 20,
             "reason": "下雨改期", "title": "春茶会"}  # fmt: skip
    shown = {"who": "小满", "what": "你的动态", "circle": "一席茶"}
    with speaking(language):
        for code in SENTENCES:
            plain, _colon, variant = code.partition(":")
            said = say_notice(("system", plain), variant or None, facts, shown)
            assert said and not re.search(r"%\(|  |“”|：$", said), code
        assert say_notice(("points", "not yet"), None, {}, shown) == str(KINDS["points"].label)
        assert say_notice(("points", "level"), None, {}, shown)


def test_who_did_it_is_named_and_counted():
    with speaking("zh_Hans_CN"):
        assert say_who(["甲", "乙"], 12) == "甲、乙等 12 人"
        assert say_who(["甲"], 3) == "甲等 3 人" and say_who([], 3) == "3 人"
        assert say_who(["甲", "乙"], 2) == "甲和乙" and say_who([], None) == "匿名"
