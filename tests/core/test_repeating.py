"""A write that is repeated: done once, unless it was refused the first time."""

import pytest

FORM = {"preset": "learning", "name": "读书会", "_key": "one-form"}


def test_a_refused_form_can_be_sent_again_with_its_key(cast):
    browser = cast.outsider.client
    for refused in ({"slug": "reading", "name": ""}, {"slug": "tea"}):  # by its schema, by the verb
        assert browser.submit("/circles/new", {**FORM, **refused}).status_code == 422
    made = browser.submit("/circles/new", {**FORM, "slug": "reading"})
    assert (made.status_code, made.headers["Location"]) == (303, "/c/reading")
    again = browser.submit("/circles/new", {**FORM, "slug": "reading"})
    assert again.headers["Idempotent-Replayed"] == "true"
    assert browser.submit("/circles/new", {**FORM, "slug": "other"}).status_code == 409


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/c/tea?tag=" + "a" * 400, True),
        ("/c/tea?tag=" + "a" * 610, False),
        ("/c/tea?tag=" + "%E8%8C%B6" * 60, False),
        ("/c/tea?tag=" + "茶" * 60, False),
    ],
)
def test_a_form_that_leads_on_far_too_far_is_done_and_leads_home(cast, path, kept):
    browser = cast.owner.client
    answer = browser.submit(
        "/c/tea/posts/new", {"body": "喝茶。", "_key": "one-post", "_next": path}
    )
    assert answer.status_code == 303
    assert (answer.headers["Location"] == path) is kept
