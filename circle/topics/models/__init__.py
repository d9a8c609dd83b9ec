"""Tables of topics: the thread, what a kind needs besides, and what is drawn or tried there."""

from circle.topics.models.assignments import Submission
from circle.topics.models.calls import Pick
from circle.topics.models.challenges import ChallengeDay, Standing
from circle.topics.models.gatherings import MAX_PLACE, Gathering, SignUp
from circle.topics.models.ideas import Credit, Idea
from circle.topics.models.lotteries import Entrant, Lottery
from circle.topics.models.reminders import Reminder
from circle.topics.models.threads import (
    MAX_CLOSING,
    MAX_RULES,
    Look,
    Participation,
    Reading,
    Topic,
)
from circle.topics.models.trials import Application, Trial

__all__ = [
    "MAX_CLOSING",
    "MAX_PLACE",
    "MAX_RULES",
    "Application",
    "ChallengeDay",
    "Credit",
    "Entrant",
    "Gathering",
    "Idea",
    "Look",
    "Lottery",
    "Participation",
    "Pick",
    "Reading",
    "Reminder",
    "SignUp",
    "Standing",
    "Submission",
    "Topic",
    "Trial",
]
