"""What a mail provider tells of letters it could not bring."""

from datetime import UTC, datetime

from flask import request

from circle.config import settings_in_use
from circle.core.errors import NotFound
from circle.core.gate import signs_itself, stays_open
from circle.core.signed import SignatureRefused, check_message, described, load_body, read_message
from circle.core.throttle import Limit, count_try
from circle.core.web import network_of
from circle.notifications import actions
from circle.notifications.api.blueprint import blp
from circle.notifications.schemas.mail import MailEventInput

UNSIGNED = Limit("mail_refused", 120, 60)  # of one address, a minute


@blp.post("/mail/events")
@signs_itself
@stays_open
@blp.doc(**described(MailEventInput))
@blp.response(204)
def take_mail_event() -> None:
    """A letter came back, or was called unwanted: notices by letter to its address end.

    The same answer whoever's address it is. Signed over `id.timestamp.body` with
    CIRCLE_MAIL_HOOK_KEY; told twice, it is told once. See docs/operations.md.
    """
    key = settings_in_use().mail_hook_key
    if key is None:
        raise NotFound
    message = read_message()
    try:
        check_message(message, (key,))
    except SignatureRefused:
        count_try(UNSIGNED, network_of(request.remote_addr))
        raise
    at = datetime.fromtimestamp(int(message.timestamp), UTC)
    actions.take_mail_event(message.id, load_body(message, MailEventInput()), at)
