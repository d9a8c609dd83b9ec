"""A write that is repeated: done once, unless it was refused the first time."""

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
