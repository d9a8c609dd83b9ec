"""The language is chosen in the settings; that all is English then: journeys/test_every_page."""

from tests.browser import seed


def test_the_language_is_chosen_in_the_settings(app, cast, window):
    seed.settle_in(app, cast)
    view = window(cast.member)
    page = view.open("/me/settings")
    page.get_by_role("button", name="English").tap()
    page.get_by_role("heading", name="Settings").wait_for()
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="中文").tap()
    page.get_by_role("heading", name="设置").wait_for()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
