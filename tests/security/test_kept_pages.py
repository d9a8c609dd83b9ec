"""Pages kept for guests: never a person's, and one for each language and appearance."""

from tests.cast import make_person
from tests.factories.circles import found_circle
from tests.security.conftest import make_app

SECURE = "https://circle.example"


def chosen(app, **cookies):
    """The circle's page in a guest's browser with these cookies."""
    browser = app.test_client()
    for name, value in cookies.items():
        browser.set_cookie(name, value)
    return browser.get("/c/tea").text


def test_over_tls_a_page_of_a_person_is_not_kept(tmp_path):
    made = make_app(tmp_path, CIRCLE_BASE_URL=SECURE)
    with made.app_context():
        keeper = make_person(made, "keeper")
        found_circle(keeper.actor, "tea")
    browser = made.test_client()
    with browser.session_transaction(base_url=SECURE) as session:
        session["_user_id"] = keeper.token
    own = browser.get("/c/tea", base_url=SECURE).text
    shared = made.test_client().get("/c/tea", base_url=SECURE).text
    assert "csrf" in own
    assert "csrf" not in shared


def test_a_page_is_kept_for_each_language(app, cast):
    assert 'lang="en"' in chosen(app, lang="en")
    assert 'lang="zh-Hans"' in chosen(app)
    assert 'lang="en"' in chosen(app, lang="en")


def test_a_page_is_kept_for_each_appearance(app, cast):
    assert 'data-theme="dark"' in chosen(app, theme="dark")
    assert 'data-theme="auto"' in chosen(app)
    assert 'data-theme="light"' in chosen(app, theme="light")
