"""Every code a notice can have says something, in both languages, and says why."""

import ast
import re
from pathlib import Path

import pytest

from circle.core.i18n import speaking
from circle.notifications.kinds import KINDS
from circle.notifications.reactions.safety import CODES
from circle.notifications.sentences import SENTENCES, WHY, say_notice, say_who, sentence_of

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
