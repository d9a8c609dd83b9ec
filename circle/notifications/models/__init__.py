"""Notices, what people choose of them, what circles send and what brands hear."""

from circle.notifications.models.choices import Mute, NoticeChoice, NoticeSettings
from circle.notifications.models.hooks import (
    HookAttempt,
    HookDelivery,
    HookEndpoint,
    HookMessage,
)
from circle.notifications.models.letters import MailReport, SentLetter
from circle.notifications.models.notices import Notice, NoticePerson
from circle.notifications.models.reach import Broadcast, Reach

__all__ = [
    "Broadcast", "HookAttempt", "HookDelivery", "HookEndpoint", "HookMessage", "MailReport", "Mute",
    "Notice", "NoticeChoice", "NoticePerson", "NoticeSettings", "Reach", "SentLetter",
]  # fmt: skip
