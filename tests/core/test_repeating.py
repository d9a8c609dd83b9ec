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


def test_a_form_that_leads_on_far_too_far_is_done_and_leads_home(cast):
    browser = cast.owner.client
    for path, kept in (("a" * 400, True), ("a" * 610, False), ("%E8%8C%B6" * 60, False),
                       ("茶" * 60, False)):  # fmt: skip
        place, words = f"/c/tea?tag={path}", f"喝茶，标签长 {len(path)}。"
        answer = browser.submit("/c/tea/posts/new", {"body": words, "_next": place})
        assert answer.status_code == 303, place
        assert (answer.headers["Location"] == place) is kept, place
