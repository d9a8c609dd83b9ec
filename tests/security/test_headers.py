"""What answers carry in every setting, files included; every page: journeys/test_every_page."""

import pytest

from tests.security.conftest import BRAND

SECURE = "https://circle.example"


def cookies_of(answer) -> list[str]:
    return answer.headers.getlist("Set-Cookie")


def test_no_answer_opens_itself_to_other_origins(app, cast):
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    for path in ("/", "/c/tea", "/api/v1/session", "/api/v1/circles", "/healthz"):
        for method in ("GET", "OPTIONS"):
            answer = cast.member.client.open(path, method=method, headers=headers)
            assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


def test_what_a_signed_in_person_sees_stays_out_of_shared_caches(app, cast, anyone):
    for path in ("/", "/c/tea", "/me", "/api/v1/session", "/api/v1/me"):
        answer = cast.member.client.get(path)
        assert answer.status_code == 200, path
        control = answer.headers["Cache-Control"]
        assert "public" not in control
        assert "private" in control or "no-store" in control
        assert "Cookie" in answer.headers.get("Vary", ""), path
    guest = anyone.get("/c/tea")
    assert guest.status_code == 200
    assert "Cookie" in guest.headers.get("Vary", "")


@pytest.mark.parametrize("path", ["/nothing-here", "/api/v1/nothing", "/signin", "/healthz"])
def test_over_tls_every_answer_says_so(over_tls, path):
    answer = over_tls.test_client().get(path, base_url=SECURE)
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_without_tls_nothing_promises_it(app, anyone):
    assert "Strict-Transport-Security" not in anyone.get("/signin").headers


def test_the_session_cookie_over_tls_is_bound_to_the_host(over_tls):
    cookie = _session_cookie(over_tls)
    assert cookie.startswith("__Host-session=")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert part in cookie
    assert "Domain" not in cookie
    assert "Partitioned" not in cookie


def test_in_a_frame_the_session_cookie_is_partitioned(framed):
    cookie = _session_cookie(framed)
    for part in ("__Host-session=", "Secure", "HttpOnly", "SameSite=None", "Partitioned"):
        assert part in cookie


def test_nobody_frames_a_page_unless_the_operator_said_who(over_tls, framed):
    plain = over_tls.test_client().get("/signin", base_url=SECURE).headers
    assert "frame-ancestors 'self'" in plain["Content-Security-Policy"]
    assert BRAND not in plain["Content-Security-Policy"]
    assert plain["X-Frame-Options"] == "SAMEORIGIN"
    assert plain["Cross-Origin-Opener-Policy"] == "same-origin"
    allowed = framed.test_client().get("/signin", base_url=SECURE).headers
    assert f"frame-ancestors 'self' {BRAND}" in allowed["Content-Security-Policy"]
    assert "X-Frame-Options" not in allowed
    assert "Cross-Origin-Opener-Policy" not in allowed


def test_data_is_never_a_page_in_a_frame(framed):
    for path in ("/api/v1/session", "/api/v1/nothing", "/healthz"):
        policy = framed.test_client().get(path, base_url=SECURE).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy


def test_built_files_carry_headers_too(anyone):
    page = anyone.get("/signin").get_data(as_text=True)
    path = page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = anyone.get(path, buffered=True)
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_where_to_report_a_weakness_is_said(over_tls):
    answer = over_tls.test_client().get("/.well-known/security.txt", base_url=SECURE)
    text = answer.get_data(as_text=True)
    assert answer.mimetype == "text/plain"
    assert "Contact: mailto:security@circle.example" in text
    assert "Expires: 2" in text
    assert "Canonical: https://circle.example/.well-known/security.txt" in text


def _session_cookie(made) -> str:
    answer = made.test_client().get("/api/v1/session", base_url=SECURE)
    return next(cookie for cookie in cookies_of(answer) if "session=" in cookie)
