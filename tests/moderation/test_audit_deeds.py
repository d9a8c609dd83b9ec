"""Whatever is done with the powers of a role leaves a line: who, what, why, before and after."""

import ast
import json
import re

import pytest
from sqlalchemy import select

from circle import wiring
from circle.brands import actions as brands
from circle.brands.schemas import NewBrand
from circle.circles import actions as circles
from circle.circles.schemas import NewLabel, SettingsChange
from circle.content import actions as content
from circle.content.schemas import Pinning
from circle.core.actor import SYSTEM
from circle.core.db import session
from circle.events import StaffActed
from circle.moderation import actions, queries
from circle.moderation.models import ACTS, AuditDetail, AuditLine
from circle.moderation.views.deeds import DEED_NAMES, HOW_NAMES, told_of
from circle.qa import actions as questions
from circle.qa.schemas import Sealing
from tests.factories.content import post
from tests.factories.qa import ask
from tests.sources import CIRCLE, forget, name_called, nodes, parsed
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("calm")
TELLS = re.compile(r"\b(_?tell_deed|_tell_change|StaffActed|new_act|write_act|write_down)\(")
POWER = re.compile(r"\bPower\.(?!WRITE\b|HOST\b|HISTORY\b|SEE_STATES\b)[A-Z_]+")
NOT_STAFF = {  # decided by membership, level, authorship or who leads; a power only widens them
    "can_accept", "can_answer", "can_apply", "can_ask", "can_check", "can_comment", "can_confirm",
    "can_confirm_again", "can_edit", "can_enter", "can_join", "can_like", "can_open", "can_propose",
    "can_publish", "can_run_ad", "can_schedule", "can_see", "can_see_media", "can_take_part",
    "can_vote", "can_want", "can_write", "has_ad_quota", "may_write_by_name", "can_judge",
    "must_mark_ads",
}
EXEMPT = {  # verb: why it leaves none of its own
    "circles.close_links": "a step of what changed a role, which tells it",
    **dict.fromkeys(
        ("circles.mute_member", "circles.remove_member", "circles.ban_member", "circles.lift_ban",
         "accounts.silence_person", "accounts.close_out", "accounts.let_in"),
        "moderation takes it down as an act",
    ),
    "circles.take_back": "a step of undoing",
    "circles.end_membership": "a step of what removed somebody, which tells it",
    "circles.end_terms": "time, not staff",
    "circles.release_account": "somebody closed their own account",
    "moderation.claim_case": "looking at something for a quarter of an hour is no deed",
    "moderation.leave_case": "the same",
    "content.hide_entry": "moderation takes it down as an act",
    "content.unhide_entry": "moderation takes it down as an act",
    "content.recall_entry": "moderation takes it down as an act",
    "content.reconsider_entry": "moderation takes it down as an act",
    "content.leave_to_people": "a check outside had no answer: nobody did anything",
    "content.apply_verdict": "moderation takes it down as an act",
    "content.decide_edit": "moderation takes it down as an act",
    "content.write_comment": "writing: staff do not wait in slow mode",
    "content.decide": "moderation takes it down as an act",
    "notifications.begin_due": "time, not staff: it asks whether its writer still may",
    "notifications.send_test": "a message that means nothing, to the brand's own server",
    "home.turn_switch": "has an event of its own, which is kept in the log",
    "search.note_missed": "nobody did anything: a search found nothing",
    "topics.write_reply": "a word of the host's is a reply",
    "topics.edit_topic": "arranging it tells it; its words are an edit",
    "topics.announce_result": "the host's own topic",
    "topics.arrange_event": "whoever leads an event arranges it",
    "topics.change_capacity": "whoever leads an event makes room in it",
    "topics.change_place": "whoever leads an event says where it is",
    "topics.mark_present": "whoever leads an event says who came",
    "topics.unmark_present": "whoever leads an event says who came",
    **dict.fromkeys(
        ("notifications.write_broadcast", "notifications.change_broadcast",
         "notifications.drop_broadcast", "notifications.unsend_broadcast",
         "notifications.resume_broadcast"),
        "a draft nobody has; sending it is the deed",
    ),
    "points.try_rules": "trying what would be changes nothing",
}


@pytest.fixture(scope="module", autouse=True)
def trees():
    """Parsed once for the tests of this file."""
    yield
    forget()


def ways_told():
    """The words of the code with which verbs tell how something was done."""
    for path in (*CIRCLE.glob("*/actions.py"), *CIRCLE.glob("*/actions/**/*.py")):
        for node in nodes(path):
            if isinstance(node, ast.Dict):
                told = dict(zip((ast.unparse(key) for key in node.keys if key), node.values,
                                strict=False))  # fmt: skip
                yield told.get("'how'")
            if not isinstance(node, ast.Call):
                continue
            name = name_called(node)
            if name in ("_tell", "_tell_deed", "tell_deed", "_mine"):
                yield from (word.value for word in node.keywords if word.arg == "how")
            if name in ("_tell", "_tell_deed", "_mine"):
                yield from node.args


@pytest.mark.one_database
def test_how_something_was_done_is_said_in_words():
    told = {one.value for one in ways_told() if isinstance(one, ast.Constant)} - set(DEED_NAMES)
    assert len(told) > 20
    assert {one for one in told if isinstance(one, str)} - set(HOW_NAMES) == set()
    line = told_of({"how": "made", "name": "老茶客"})
    assert "made" not in line and "老茶客" in line


@pytest.mark.one_database
def test_every_verb_with_a_power_leaves_a_line():
    found = dict(verbs_with_a_power())
    assert len(found) > 70
    silent = [name for name, told in found.items() if not told and name not in EXEMPT]
    assert silent == []
    assert [name for name in EXEMPT if found.get(name)] == []  # nothing here tells it after all


@pytest.mark.one_database
def test_every_deed_has_a_name_for_who_reads_the_log():
    telling = [path for path in CIRCLE.rglob("*.py") if TELLS.search(path.read_text())]
    found = {code for path in telling for code in codes_in(path)}
    assert len(found) > 50
    assert (found | set(ACTS) | {"undo", "switch"}) - set(DEED_NAMES) == set()


def codes_in(path):
    """The codes a file tells deeds by, also where it chooses one of two."""
    place = {"tell_deed": 1, "StaffActed": 2}
    for call in nodes(path):
        name = name_called(call) if isinstance(call, ast.Call) else ""
        if name in place and len(call.args) > place[name]:
            given = call.args[place[name]]
            chosen = [given.body, given.orelse] if isinstance(given, ast.IfExp) else [given]
            yield from (each.value for each in chosen if isinstance(each, ast.Constant))


def verbs_with_a_power():
    """(package.verb, whether it tells) of each public verb that asks for a power of a role."""
    staff = policies_with_a_power() - NOT_STAFF
    for package in sorted(CIRCLE.iterdir()):
        for path in files_of(package, "actions"):
            own = {f.name: f for f in defined(path)}
            for name, verb in own.items():
                if name.startswith("_"):
                    continue
                body = "\n".join(ast.unparse(f) for f in reached(verb, own))
                asks = POWER.search(body) or called(ast.parse(body)) & staff
                if asks:
                    yield f"{package.name}.{name}", bool(TELLS.search(body))


def policies_with_a_power():
    """Names of the policies that go by a power, or by being of the site's staff."""
    known = {
        f.name: f for package in CIRCLE.iterdir() for path in files_of(package, "policy")
        for f in defined(path)
    }  # fmt: skip
    staff, before = set(), None
    while staff != before:
        before = set(staff)
        staff |= {
            name for name, f in known.items()
            if POWER.search(ast.unparse(f)) or "is_site_staff" in ast.unparse(f)
            or called(f) & (staff - NOT_STAFF)
        }  # fmt: skip
    return staff


def files_of(package, layer):
    if not (package / "__init__.py").exists():
        return []
    return [p for p in package.rglob("*.py")
            if p.relative_to(package).parts[0].removesuffix(".py") == layer]  # fmt: skip


def defined(path):
    return [f for f in parsed(path).body if isinstance(f, ast.FunctionDef)]


def called(tree):
    return {name_called(c) for c in ast.walk(tree) if isinstance(c, ast.Call)}


def reached(verb, own):
    """A verb and the private functions of its file that it gets to."""
    found, new = {}, [verb]
    while new:
        f = new.pop()
        found[f.name] = f
        new += [own[name] for name in called(f) if name in own and name not in found]
    return found.values()


@pytest.fixture
def since(inside):
    """Where the log ends before the test does anything."""
    return newest()


def lines(since=0):
    """What the log says after a line: (chain, code, subject, details, who)."""
    rows = session().execute(
        select(AuditLine, AuditDetail.told)
        .join(AuditDetail, (AuditDetail.chain == AuditLine.chain)
              & (AuditDetail.seq == AuditLine.seq))
        .where(AuditLine.id > since).order_by(AuditLine.id)
    ).all()  # fmt: skip
    return [
        (row.chain, row.code, (row.subject_kind, row.subject_id), json.loads(told), row.actor_id)
        for row, told in rows
    ]


def newest():
    return session().scalar(select(AuditLine.id).order_by(AuditLine.id.desc()).limit(1)) or 0


def test_what_staff_do_stands_in_the_circles_own_log(cast, since):
    entry = post(cast.member.inside(), "普洱").id
    member = cast.member.inside().membership_id
    owner, moderator = cast.owner.inside(), cast.moderator.inside()
    tea = owner.circle_id
    circles.change_settings(owner, tea, SettingsChange(name="茶友"))
    circles.change_role(owner, member, "moderator")
    circles.change_role(owner, member, "member")
    circles.mute_member(moderator, member, None)
    content.pin_entry(moderator, entry, Pinning(days=7))
    label = circles.make_label(moderator, tea, NewLabel(name="老友")).id
    told = lines(since)
    assert [each[:3] for each in told] == [
        (tea, "settings", ("circle", tea)),
        (tea, "role_changed", ("member", member)), (tea, "role_changed", ("member", member)),
        (tea, "unmute", ("member", member)),
        (tea, "pinned", ("entry", entry)), (tea, "label", ("label", label)),
    ]  # fmt: skip
    assert told[0][3]["after"] == {"name": "茶友"} and told[1][3]["before"] == "member"
    assert told[0][4] == owner.user_id and told[3][4] == moderator.user_id
    assert list(queries.wrong_audit(tea)) == []


def test_what_members_do_with_their_own_leaves_no_line(cast, since):
    asked = ask(cast.member.inside(), "水温多少", anonymous=True).id
    questions.close_question(cast.member.inside(), asked, "知道了")
    circles.leave_circle(cast.guest.inside(), cast.guest.inside().circle_id)
    assert lines(since) == []
    questions.reopen_question(cast.moderator.inside(), asked)
    assert [each[1:3] for each in lines(since)] == [("question_reopened", ("entry", asked))]


def test_nobody_is_named_by_the_line_of_an_unnamed_entry(cast, since):
    asked = ask(cast.member.inside(), "水温多少", anonymous=True).id
    questions.mute_unnamed(cast.moderator.inside(), asked, Sealing(days=7, reason="刷屏"))
    actions.hide_entry(cast.moderator.inside(), asked, "广告")
    told = lines(since)
    assert [each[1:3] for each in told] == [
        ("author_muted", ("entry", asked)), ("hide", ("entry", asked))
    ]  # fmt: skip
    assert [set(each[3]) for each in told] == [{"until", "reason"}, {"reason"}]
    assert {each[4] for each in told} == {cast.moderator.inside().user_id}


def test_an_act_and_its_undoing_are_a_line_each(cast, since):
    entry = post(cast.member.inside(), "普洱").id
    act = actions.hide_entry(cast.moderator.inside(), entry, "广告", "不发广告")
    actions.undo_act(cast.owner.inside(), act.id)
    found = [(code, subject, told.get("reason"), told.get("how"))
             for _chain, code, subject, told, _by in lines(since)]  # fmt: skip
    assert found == [
        ("hide", ("entry", entry), "广告", None), ("undo", ("entry", entry), "广告", "hide")
    ]  # fmt: skip


def test_what_is_done_for_the_whole_site_stands_in_its_own_chain(cast, since):
    brands.create_brand(SYSTEM, NewBrand(name="茶山"))
    (chain, code, _subject, told, by), = lines(since)
    assert (chain, code, told, by) == (0, "brand", {"how": "made", "name": "茶山"}, None)


def test_a_verb_with_a_line_asks_the_database_three_times_more(cast, inside, monkeypatch):
    moderator, entry = cast.moderator.inside(), post(cast.member.inside(), "普洱").id
    content.lock_entry(moderator, entry)
    with statements() as with_line:
        content.unlock_entry(moderator, entry)
    monkeypatch.setattr("circle.core.bus._reactions", {
        event: reactions for event, reactions in wiring.REACTIONS.items() if event is not StaffActed
    })  # fmt: skip
    with statements() as without:
        content.lock_entry(moderator, entry)
    assert len(with_line) - len(without) == 3
