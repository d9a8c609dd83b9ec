"""Tables of what is looked at, of what was done about it, and of who asked for it."""

from circle.moderation.models.acts import ACTS, Act, ActEntry, Appeal
from circle.moderation.models.audit import (
    AuditCheckpoint,
    AuditDetail,
    AuditHead,
    AuditLine,
)
from circle.moderation.models.cases import DESKS, SOURCES, SUBJECTS, Case, Report
from circle.moderation.models.evidence import Evidence

__all__ = [
    "ACTS",
    "DESKS",
    "SOURCES",
    "SUBJECTS",
    "Act",
    "ActEntry",
    "Appeal",
    "AuditCheckpoint",
    "AuditDetail",
    "AuditHead",
    "AuditLine",
    "Case",
    "Evidence",
    "Report",
]
