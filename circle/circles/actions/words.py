"""Short words that show at once and cannot wait for anybody: screened before they stand."""

from circle.core.errors import Invalid
from circle.core.i18n import lazy
from circle.screening.queries import rules_of
from circle.screening.verdict import judge


def check_words(circle_id: int | None = None, /, **texts: str) -> None:
    """Nothing that shows at once may meet a rule of the site, or of the circle it stands in.

    Invalid names the field, which is the name a text was given under.
    """
    rules = rules_of(circle_id)
    for field, text in texts.items():
        verdict = judge(text, rules)
        if verdict.action != "pass":
            reason = verdict.reason or lazy("This doesn't look right")
            raise Invalid(reason, errors={field: [reason]}, code="screened")
