"""A browser for tests: keeps cookies, brings the CSRF token, and has every API answer checked."""

import uuid

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from tests.openapi_check import check_answer

CSRF_SALT = "wtf-csrf-token"  # Flask-WTF's; to ask for it each time was one request in five
PHONE = ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
         "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1")


class Browser(FlaskClient):
    """Flask's test client with what a real page or program would send along."""

    _csrf: str | None = None

    def open(self, *args, **kwargs):
        answer = super().open(*args, **kwargs)
        check_answer(self.application, answer)
        return answer

    @property
    def csrf(self) -> str:
        """The token of this browser's session, as every page and `GET /session` would tell it."""
        if self._csrf is None:
            with self.session_transaction() as kept:
                secret = kept.setdefault("csrf_token", uuid.uuid4().hex)
            signer = URLSafeTimedSerializer(self.application.secret_key, salt=CSRF_SALT)
            self._csrf = signer.dumps(secret)
        return self._csrf

    def forget_csrf(self) -> None:
        """After signing in or out the session is another one."""
        self._csrf = None

    def submit(self, path: str, data: dict | None = None, **kwargs):
        """Send a form as its page would: with token and a fresh key."""
        form = {"csrf_token": self.csrf, "_key": uuid.uuid4().hex, **(data or {})}
        return self.post(path, data=form, **kwargs)

    def call(self, method: str, path: str, body=None, *, key: str | None = None, **kwargs):
        """Call the JSON interface as a page's script would."""
        headers = {"X-CSRF-Token": self.csrf, **kwargs.pop("headers", {})}
        if key:
            headers["Idempotency-Key"] = key
        return self.open(
            f"/api/v1{path}", method=method, json=body, headers=headers, **kwargs
        ) if body is not None else self.open(
            f"/api/v1{path}", method=method, headers=headers, **kwargs
        )
