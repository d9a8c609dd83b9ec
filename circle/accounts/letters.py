"""The letters an account sends: rendered from templates/emails in their reader's language."""

from circle.accounts.models import User
from circle.core.i18n import current_locale, lazy, speaking
from circle.core.letters import both_forms
from circle.core.mail import Letter

SUBJECTS = {
    "sign_in": lazy("Your link to sign in"),
    "password": lazy("Set a new password"),
    "email": lazy("Confirm your e-mail address"),
}


def link_letter(user: User, purpose: str, link: str) -> Letter:
    """The letter that carries a one-time link to the account's address."""
    with speaking(user.locale or current_locale()):
        text, html = both_forms(purpose, name=user.display_name, link=link)
        return Letter(to=user.email or "", subject=str(SUBJECTS[purpose]), text=text, html=html)
