"""What a site says at its foot: what holds, whom to reach, its licence with the link to it."""

from dataclasses import replace

import pytest

LICENCE, MAIL = "京ICP备2026000001号-1", "help@circle.example"
REGISTRY = 'href="https://beian.miit.gov.cn/"'


@pytest.fixture
def licensed(app, monkeypatch):
    """A site with its licence and a contact set."""
    settings = replace(app.config["CIRCLE"], icp=LICENCE, contact=MAIL)
    monkeypatch.setitem(app.config, "CIRCLE", settings)


def test_the_licence_stands_on_the_first_page_with_its_link(licensed, cast, anyone):
    for browser in (anyone, cast.member.client):
        page = browser.get("/").text
        assert LICENCE in page and REGISTRY in page
        assert 'href="/terms"' in page and 'href="/contact"' in page


def test_without_a_licence_nothing_is_claimed(anyone):
    page = anyone.get("/").text
    assert REGISTRY not in page and 'href="/contact"' in page
    assert "12377" not in anyone.get("/contact").text


def test_whom_to_reach_is_told_to_everybody(licensed, anyone):
    page = anyone.get("/contact").text
    assert f'href="mailto:{MAIL}"' in page and 'href="https://www.12377.cn/"' in page
