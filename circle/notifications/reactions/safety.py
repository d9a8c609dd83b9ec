"""Who hears of decisions: whom an act concerns, and who reported or appealed."""

from circle.events import ActTaken, ActUndone, ReportSettled
from circle.moderation import queries as moderation
from circle.moderation.models import Act
from circle.notifications import actions
from circle.notifications.queries import Telling

CODES = {
    "approve": "approved", "reject": "rejected", "hide": "hidden", "remove": "removed",
    "withhold": "recalled", "restore": "restored", "clean_up": "hidden", "warn": "warned",
    "mute": "muted", "unmute": "unmuted", "put_out": "put_out", "ban": "banned",
    "lift_ban": "ban_lifted", "silence": "silenced", "unsilence": "unsilenced",
    "uphold": "appeal_upheld", "decline": "appeal_declined",
}  # fmt: skip


def tell_of_act(event: ActTaken) -> None:
    """Whom an act concerns hears of it: what, by which rule, why, and how to appeal."""
    act = moderation.find_act(event.act_id)
    if act is None or event.kind not in CODES or _is_no_news(act):
        return
    telling = Telling(
        "moderation", CODES[event.kind], f"act:{event.act_id}", event.circle_id, event.entry_id,
        facts={"act": event.act_id},
    )  # fmt: skip
    if event.user_id is None:
        actions.tell_audience(("touched", event.act_id), telling)
    elif event.user_id != act.by_id:
        actions.tell([event.user_id], telling)


def untell_act(event: ActUndone) -> None:
    """What was put back is told no more."""
    actions.recall_act(event.act_id)


def tell_of_report(event: ReportSettled) -> None:
    """Who reported something hears what staff think of it; or nothing yet, when that was undone."""
    causes = {on: f"report:{event.report_id}:{on:d}" for on in (True, False)}
    for upheld, cause in causes.items():
        if upheld != event.upheld:
            actions.recall(event.user_id, cause)
    if event.upheld is None:
        return
    code = "report_upheld" if event.upheld else "report_declined"
    telling = Telling("moderation", code, causes[event.upheld], event.circle_id,
                      facts={"report": event.report_id})  # fmt: skip
    actions.tell([event.user_id], telling)


def _is_no_news(act: Act) -> bool:
    """What everybody saw and still sees: its author need not know that it was looked at."""
    return act.kind == "approve" and "waiting" not in act.before.values()
