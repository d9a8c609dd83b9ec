"""Short words that show at once and cannot wait for anybody: screened before they stand."""

from circle.core.errors import Invalid
from circle.core.i18n import lazy
from circle.screening.queries import rules_of
from circle.screening.verdict import judge


def check_words(**texts: str) -> None:
    """Nothing a circle or a member shows of themselves may meet a rule of the site."""
    for field, text in texts.items():
        verdict = judge(text, rules_of())
        if verdict.action != "pass":
            reason = verdict.reason or lazy("This doesn't look right")
            raise Invalid(reason, errors={field: [reason]}, code="screened")
