"""The letters an account sends: rendered from templates/emails in their reader's language."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from circle.accounts.models import User
from circle.core.i18n import _, current_locale, lazy, speaking
from circle.core.mail import Letter

TEMPLATES = Path(__file__).parents[2] / "templates" / "emails"
SUBJECTS = {
    "sign_in": lazy("Your link to sign in"),
    "password": lazy("Set a new password"),
    "email": lazy("Confirm your e-mail address"),
}

_pages = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip
_pages.globals["_"] = _


def link_letter(user: User, purpose: str, link: str) -> Letter:
    """The letter that carries a one-time link to the account's address."""
    with speaking(user.locale or current_locale()):
        known = {"name": user.display_name, "link": link, "locale": current_locale()}
        return Letter(
            to=user.email or "",
            subject=str(SUBJECTS[purpose]),
            text=_pages.get_template(f"{purpose}.txt").render(known),
            html=_pages.get_template(f"{purpose}.html").render(known),
        )
