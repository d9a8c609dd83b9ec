"""What is answered about questions and answers, beside what every entry has."""

from marshmallow import fields

from circle.content.schemas import AuthorOutput, EntryOutput, EntryViewerOutput
from circle.core.schemas import OutputSchema


class AssignmentOutput(OutputSchema):
    """Whom staff gave a question to; the note is among them."""

    member_id = fields.Integer(required=True, allow_none=True)
    due = fields.DateTime(required=True, allow_none=True)
    note = fields.String(required=True)


class QuestionViewerOutput(EntryViewerOutput):
    """What the asker did with a question and may do."""

    me_too = fields.Boolean(required=True)


class QuestionOutput(EntryOutput):
    """A question."""

    viewer = fields.Nested(QuestionViewerOutput, required=True)
    state = fields.String(required=True)
    accepted_answer_id = fields.Integer(required=True, allow_none=True)
    official_answer_id = fields.Integer(required=True, allow_none=True)
    bounty = fields.Integer(required=True, metadata={"description": "points offered when asked"})
    bounty_state = fields.String(
        required=True, metadata={"description": "none, held, paid, divided or returned"}
    )
    bounty_until = fields.DateTime(
        required=True, allow_none=True,
        metadata={
            "description": "when it is divided or goes back, grace included; null until it shows"
        },
    )
    asked_of = fields.Integer(
        required=True, allow_none=True, metadata={"description": "a member's id"}
    )
    answered_by_guest = fields.Boolean(required=True)
    waiting_hours = fields.Integer(
        required=True, allow_none=True,
        metadata={"description": "how long it waits for a first answer; null when it does not"},
    )
    resolved_at = fields.DateTime(required=True, allow_none=True)
    duplicate_of = fields.Integer(required=True, allow_none=True)
    close_reason = fields.String(required=True)
    repeats_avoided = fields.Integer(metadata={"description": "for staff"})
    assignment = fields.Nested(AssignmentOutput, metadata={"description": "for guests and staff"})


class AnswerOutput(EntryOutput):
    """An answer."""

    question_id = fields.Integer(required=True)
    accepted = fields.Boolean(required=True)
    official = fields.Boolean(required=True)
    stale = fields.Boolean(
        required=True, metadata={"description": "accepted, and nobody is sure it still holds"}
    )
    review_at = fields.DateTime(
        required=True, allow_none=True,
        metadata={"description": "of an accepted answer: when it is asked whether it holds"},
    )
    still_true = fields.Integer(required=True)
    no_longer = fields.Integer(required=True)


class StaleOutput(OutputSchema):
    """An accepted answer nobody is sure of any more."""

    id = fields.Integer(required=True)
    question_id = fields.Integer(required=True)
    title = fields.String(required=True, metadata={"description": "of the question"})
    excerpt = fields.String(required=True)
    url = fields.String(required=True)
    since = fields.DateTime(required=True)
    can_confirm = fields.Boolean(
        required=True, metadata={"description": "or somebody else has to look at its doubts"}
    )


class AvoidedOutput(OutputSchema):
    """A question, and how often somebody joined it instead of asking it again."""

    id = fields.Integer(required=True)
    title = fields.String(required=True)
    url = fields.String(required=True)
    repeats_avoided = fields.Integer(required=True)


class CheckOutput(OutputSchema):
    """What was said about whether an answer holds, or became of it; named is who confirmed it."""

    verdict = fields.String(
        required=True,
        metadata={
            "description": "said: true, no_longer, confirmed; became: accepted, unaccepted, due "
            "(half a year was over), doubted (by enough readers)"
        },
    )
    author = fields.Nested(AuthorOutput, required=True, allow_none=True)
    at = fields.DateTime(required=True)


class RevealOutput(OutputSchema):
    """That somebody of the site looked up an author, and what for; never whom they found."""

    id = fields.Integer(required=True)
    entry_id = fields.Integer(required=True)
    circle = fields.String(required=True, metadata={"description": "its slug"})
    looked_by = fields.String(required=True, metadata={"description": "the name of an account"})
    reason = fields.String(required=True)
    at = fields.DateTime(required=True)


class RevealedOutput(OutputSchema):
    """Who wrote something anonymously, for site staff; that they looked is kept."""

    entry_id = fields.Integer(required=True)
    author = fields.Nested(AuthorOutput, required=True)
    reason = fields.String(required=True)
    at = fields.DateTime(required=True)


class SealedMuteOutput(OutputSchema):
    """What staff did last through something written without a name; never to whom."""

    entry_id = fields.Integer(required=True)
    muted = fields.Boolean(
        required=True,
        metadata={"description": "whoever wrote it may not write here yet, as far as staff know"},
    )
    until = fields.DateTime(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    by = fields.String(
        required=True, allow_none=True, metadata={"description": "the name of an account"}
    )
    at = fields.DateTime(required=True, allow_none=True)


class SealedActOutput(OutputSchema):
    """One thing staff did through what has no name; never to whom."""

    id = fields.Integer(required=True)
    entry_id = fields.Integer(required=True)
    act = fields.String(required=True, metadata={"description": "muted, or unmuted"})
    until = fields.DateTime(
        required=True, allow_none=True, metadata={"description": "of a mute: as it was given"}
    )
    reason = fields.String(required=True)
    by = fields.String(required=True, metadata={"description": "the name of an account"})
    at = fields.DateTime(required=True)


class OwnMuteOutput(OutputSchema):
    """Why one may not write, as one reads it oneself; never who said so."""

    entry_id = fields.Integer(required=True)
    until = fields.DateTime(required=True)
    reason = fields.String(required=True)
    at = fields.DateTime(required=True)
