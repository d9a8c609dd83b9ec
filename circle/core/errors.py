"""The refusals a verb or query may raise; the web layer turns each into one answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from circle.core.i18n import Text, lazy


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who tried something, where, which power of a role it takes, and over whom."""

    user_id: int
    circle_id: int | None
    power: str
    about: tuple[str, int] | None = None


FieldErrors = Mapping[str, Sequence[str | Text]]


class CircleError(Exception):
    """A refusal with an HTTP status, a stable machine code and a sentence for the person."""

    status = 500
    code = "error"
    title: Text = lazy("Something went wrong")

    def __init__(
        self,
        message: str | Text | None = None,
        *,
        code: str | None = None,
        errors: FieldErrors | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message: str | Text = message if message is not None else self.title
        self.code = code or self.code
        self.errors: FieldErrors = errors or {}
        self.retry_after = retry_after


class NotFound(CircleError):
    """What was asked for does not exist, or the actor may not know that it does."""

    status = 404
    code = "not_found"
    title = lazy("There is nothing here")


class NotAllowed(CircleError):
    """The actor sees the object but may not do this to it."""

    status = 403
    code = "not_allowed"
    title = lazy("You can't do this here")
    attempt: Attempt | None = None  # what is kept of it, when it takes a power of a role


class SignInNeeded(CircleError):
    """The same request would be judged once somebody is signed in."""

    status = 401
    code = "sign_in_needed"
    title = lazy("Sign in first")


class Invalid(CircleError):
    """The input breaks a rule; `errors` names the fields."""

    status = 422
    code = "invalid"
    title = lazy("Something in it needs changing")


class BadRequest(CircleError):
    """The request itself cannot be understood."""

    status = 400
    code = "bad_request"
    title = lazy("That request could not be understood")


class Conflict(CircleError):
    """The object's state does not allow it any more."""

    status = 409
    code = "conflict"
    title = lazy("It has changed in the meantime")


class TooLarge(CircleError):
    """The body is over the limit named in the message."""

    status = 413
    code = "too_large"
    title = lazy("That is too large")


class TooMany(CircleError):
    """A limit on how often was reached; `retry_after` is in seconds, `limit` how often it allows.
    """

    status = 429
    code = "too_many"
    title = lazy("That was a lot at once. Try again in a while")

    def __init__(
        self, message: str | Text | None = None, *, code: str | None = None,
        retry_after: int | None = None, limit: int | None = None,
    ) -> None:
        super().__init__(message, code=code, retry_after=retry_after)
        self.limit = limit


class Unavailable(CircleError):
    """The service cannot answer now and nothing was changed; `retry_after` is in seconds."""

    status = 503
    code = "unavailable"
    title = lazy("Very busy just now. Nothing was lost, try again in a moment")
