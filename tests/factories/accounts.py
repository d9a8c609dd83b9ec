"""People for tests, made by the verbs people use."""

from circle.accounts import actions
from circle.accounts.schemas import PersonRecord, SignUpInput

PASSWORD = "quiet-tea-house-7"


def sign_up_person(name: str, password: str = PASSWORD, **more) -> int:
    """Somebody who signed up; call inside an application context. Answers the user's number."""
    typed = {"name": name, "password": password, "accept_terms": True, **more}
    return actions.sign_up(SignUpInput().load(typed)).id


def imported_person(name: str, **more) -> int:
    """Somebody who came from elsewhere and has no password."""
    return actions.add_person(PersonRecord(name=name, **more)).id
