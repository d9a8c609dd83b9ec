"""People as other systems know them: found by what they are called there, added when new."""

from collections.abc import Mapping

from sqlalchemy import text

from circle.accounts import queries
from circle.accounts.actions.people import add_person
from circle.accounts.models import Identity
from circle.accounts.schemas import PersonRecord
from circle.core.db import action, db, session

MAX_SUBJECT = 200
_ADDING = 0x50454F50  # "PEOP": two at once must not add the same person twice


@action
def meet_people(provider: str, records: Mapping[str, PersonRecord]) -> dict[str, int]:
    """The user behind each subject a provider names; who is not known yet is added and remembered.

    A person added here has no password and no consent, and is told nothing.
    """
    if db.engine.dialect.name == "postgresql":
        session().execute(text(f"SELECT pg_advisory_xact_lock({_ADDING})"))
    known = queries.users_known_as(provider, records)
    for subject, record in records.items():
        if subject not in known:
            user = add_person(record)
            session().add(Identity(user_id=user.id, provider=provider, subject=subject))
            known[subject] = user.id
    return known
