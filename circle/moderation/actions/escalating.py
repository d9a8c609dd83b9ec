"""What a circle's staff let lie too long comes before the staff of the site as well."""

from collections.abc import Sequence

from sqlalchemy import select

from circle.core.db import action, lock_row, session
from circle.moderation import queries
from circle.moderation.models import Case


@action
def escalate(case_ids: Sequence[int]) -> None:
    """Urgent cases that are overdue, and complaints a day later, lie before the site's staff too.

    They stay before the circle's: whoever is first decides.
    """
    late = select(Case).where(Case.id.in_(case_ids), *queries.let_lie())
    for case in session().scalars(lock_row(late.order_by(Case.id))):
        case.desk = "both"
