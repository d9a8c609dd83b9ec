"""What staff may say about what they look at, as forms and JSON alike."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import ValidationError, fields, validates_schema

from circle.content.schemas import EntryOutput, PageQuery, RevisionOutput, check_id
from circle.core.i18n import lazy
from circle.core.schemas import CleanText, InputSchema, Length, Moment, OneOf, OutputSchema
from circle.moderation.models import ACTS, DESKS, SOURCES, SUBJECTS
from circle.moderation.models.acts import MAX_APPEAL, MAX_REASON
from circle.moderation.models.cases import MAX_NOTE, REASONS

DECISIONS = ("approve", "hide", "reject", "remove", "restore")
FEWEST_LETTERS = 2
MAX_BULK = 50  # one screenful and more; each locks its thread
STATES = ("open", "mine", "overdue", "hidden", "closed")


@dataclass(frozen=True, slots=True)
class Reporting:
    """Why something should not be here, and whose address says so when nobody is signed in."""

    reason: str
    note: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Sanctioning:
    """What is done to somebody, why, by which rule and until when."""

    kind: str
    reason: str
    until: datetime | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Spree:
    """What is to be cleaned up: one member's entries, or those with the same words; of how long."""

    reason: str = ""
    member_id: int | None = None
    phrase: str = ""
    days: int = 7
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Appealing:
    """What somebody says against an act: the newest of an entry, or a sanction."""

    text: str
    entry_id: int | None = None
    sanction_id: int | None = None


@dataclass(frozen=True, slots=True)
class CaseRuling:
    """What staff decided, the rule it goes by and why; its author reads both."""

    decision: str
    reason: str = ""
    rule: str | None = None
    case_ids: tuple[int, ...] = ()


class CaseRulingInput(InputSchema):
    """A decision; whatever takes something out of sight says why."""

    makes = CaseRuling
    decision = fields.String(required=True, validate=OneOf(DECISIONS))
    reason = CleanText(load_default="", validate=Length(max=MAX_REASON))
    rule = CleanText(load_default=None, allow_none=True, validate=Length(max=60))

    @validates_schema
    def gives_reason(self, given: dict[str, str], **_: object) -> None:
        """Nobody is turned down without a word."""
        if given.get("decision") in ("hide", "reject", "remove") and not given.get("reason"):
            raise ValidationError([lazy("Say why: its author reads it")], "reason")


class BulkRulingInput(CaseRulingInput):
    """One decision for several cases."""

    case_ids = fields.List(
        fields.Integer(validate=check_id), required=True, validate=Length(min=1, max=MAX_BULK)
    )


class ReportInput(InputSchema):
    """Why something should not be here."""

    makes = Reporting
    reason = fields.String(required=True, validate=OneOf(REASONS))
    note = CleanText(load_default="", validate=Length(max=MAX_NOTE))


class SanctionInput(InputSchema):
    """A sanction in a circle; a mute says until when."""

    makes = Sanctioning
    kind = fields.String(required=True, validate=OneOf(("warn", "mute", "remove", "ban")))
    reason = CleanText(required=True, validate=Length(min=1, max=MAX_REASON))
    until = Moment(load_default=None, allow_none=True)
    rule = CleanText(load_default=None, allow_none=True, validate=Length(max=60))

    @validates_schema
    def ends(self, given: dict[str, object], **_: object) -> None:
        """What has to end says when."""
        if given.get("kind") in ("mute", "silence") and not given.get("until"):
            raise ValidationError([lazy("Choose until when")], "until")


class SpreeInput(InputSchema):
    """Whose entries, or which words; since how many days (0: ever)."""

    makes = Spree
    member_id = fields.Integer(load_default=None, allow_none=True, validate=check_id)
    phrase = CleanText(load_default="", validate=Length(max=100))
    days = fields.Integer(load_default=7, validate=OneOf((0, 1, 7, 30)))
    reason = CleanText(load_default="", validate=Length(max=MAX_REASON))
    rule = CleanText(load_default=None, allow_none=True, validate=Length(max=60))

    @validates_schema
    def names_something(self, given: dict[str, object], **_: object) -> None:
        """One character stands in everything; nothing at all would be everything."""
        if not given.get("member_id") and len(str(given.get("phrase", ""))) < FEWEST_LETTERS:
            raise ValidationError([lazy("Say whose, or at least two characters")], "phrase")


class SiteSanctionInput(SanctionInput):
    """A sanction on the whole site."""

    kind = fields.String(required=True, validate=OneOf(("silence", "close_out")))


class AppealInput(InputSchema):
    """An appeal: against what happened to an entry, or to oneself."""

    makes = Appealing
    text = CleanText(required=True, validate=Length(min=1, max=MAX_APPEAL))
    entry_id = fields.Integer(load_default=None, allow_none=True, validate=check_id)
    sanction_id = fields.Integer(load_default=None, allow_none=True, validate=check_id)

    @validates_schema
    def names_one(self, given: dict[str, object], **_: object) -> None:
        """Exactly one thing is appealed against."""
        if bool(given.get("entry_id")) == bool(given.get("sanction_id")):
            raise ValidationError([lazy("Say what it is about")], "entry_id")


class ReviewQuery(PageQuery):
    """Which cases, from where on."""

    state = fields.String(load_default="open", validate=OneOf(STATES))
    source = fields.String(load_default=None, allow_none=True, validate=OneOf(SOURCES))


class ReportOutput(OutputSchema):
    """What somebody said about it; who is never told, staff see only how many were right before."""

    reason = fields.String(required=True)
    note = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


class EvidenceOutput(OutputSchema):
    """What was kept: what was said as it stood then, its digest, and whether it was reported."""

    id = fields.Integer(required=True)
    told = fields.Dict(required=True)
    sha256 = fields.String(required=True, attribute="digest")
    kept_at = fields.AwareDateTime(required=True)
    until = fields.AwareDateTime(required=True)
    reported = fields.Function(lambda one: one.case_id is not None, required=True)


class OwnReportOutput(ReportOutput):
    """A report of one's own, and what became of it: nothing yet, agreed with, or not."""

    id = fields.Integer(required=True)
    outcome = fields.String(required=True, allow_none=True)


class CircleReportOutput(OwnReportOutput):
    """A report as staff see it: what it is about, never who said it."""

    case_id = fields.Integer(required=True)
    entry_id = fields.Integer(required=True, allow_none=True)
    member_id = fields.Integer(required=True, allow_none=True)


class CaseOutput(OutputSchema):
    """Something to look at: what it is, what brought it, until when, what was decided."""

    id = fields.Integer(required=True)
    subject = fields.String(required=True, validate=OneOf(SUBJECTS))
    source = fields.String(required=True, validate=OneOf(SOURCES))
    sources = fields.List(fields.String(validate=OneOf(SOURCES)), required=True)
    desk = fields.String(required=True, validate=OneOf(DESKS))
    rule = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True)
    urgent = fields.Boolean(required=True)
    opened_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True)
    overdue = fields.Boolean(required=True)
    claimed_by = fields.Integer(required=True, allow_none=True)
    decision = fields.String(required=True, allow_none=True)
    closed_at = fields.AwareDateTime(required=True, allow_none=True)
    act_id = fields.Integer(required=True, allow_none=True)
    decisions = fields.List(fields.String(), required=True)
    entry = fields.Nested(EntryOutput, required=True, allow_none=True)
    edit = fields.Nested(RevisionOutput, required=True, allow_none=True)
    member_id = fields.Integer(required=True, allow_none=True)
    evidence = fields.List(fields.Nested(EvidenceOutput), required=True)
    codes = fields.List(
        fields.String(), required=True, metadata={"description": "What codes in its pictures say"}
    )
    reports = fields.List(fields.Nested(ReportOutput), required=True)


class AppealOutput(OutputSchema):
    """An appeal, and what was said to it."""

    id = fields.Integer(required=True)
    act_id = fields.Integer(required=True)
    text = fields.String(required=True)
    made_at = fields.AwareDateTime(required=True)
    decided_at = fields.AwareDateTime(required=True, allow_none=True)
    upheld = fields.Boolean(required=True, allow_none=True)
    answer = fields.String(required=True)


class ActOutput(OutputSchema):
    """What was done, why, and until when it can be undone."""

    id = fields.Integer(required=True)
    kind = fields.String(required=True, validate=OneOf(ACTS))
    reason = fields.String(required=True)
    rule = fields.String(required=True, allow_none=True)
    entry_id = fields.Integer(required=True, allow_none=True)
    member_id = fields.Integer(required=True, allow_none=True, attribute="membership_id")
    touched = fields.Integer(required=True)
    until = fields.AwareDateTime(required=True, allow_none=True)
    at = fields.AwareDateTime(required=True)
    undo_until = fields.AwareDateTime(required=True)
    undone_at = fields.AwareDateTime(required=True, allow_none=True)


class OwnDecisionOutput(OutputSchema):
    """Something decided against oneself or one's words, and what one said to it."""

    act = fields.Nested(ActOutput, required=True)
    appeal = fields.Nested(AppealOutput, required=True, allow_none=True)


class AuditQuery(PageQuery):
    """Which lines of the log, from where on."""

    person = CleanText(load_default="", validate=Length(max=40))
    code = fields.String(load_default=None, validate=Length(max=40))
    since = fields.Date(load_default=None, metadata={"description": "the first local day"})
    until = fields.Date(load_default=None, metadata={"description": "the last local day"})


class SubjectOutput(OutputSchema):
    """What something was done to."""

    kind = fields.String(required=True)
    id = fields.Integer(required=True, allow_none=True)


class AuditLineOutput(OutputSchema):
    """One line of the log; `details` is null once its time is over."""

    seq = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    code = fields.String(required=True)
    by = fields.Integer(required=True, allow_none=True)
    subject = fields.Nested(SubjectOutput, required=True)
    act_id = fields.Integer(required=True, allow_none=True)
    details = fields.Dict(required=True, allow_none=True)
    hash = fields.String(required=True)
