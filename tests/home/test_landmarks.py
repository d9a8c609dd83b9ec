"""Every page can be heard: one heading of its own, and each way through it by name."""

import re
from urllib.parse import unquote

import pytest

from tests.walk import known_things, pages

HEADING = re.compile(r"<h1[ >]")
NAV = re.compile(r"<nav\b[^>]*>")


@pytest.mark.one_database
@pytest.mark.parametrize("who", [None, "member", "owner"])
def test_every_page_has_one_heading_and_names_its_ways(app, cast, who):
    known = known_things(app, cast)
    headings, nameless, seen = [], [], 0
    for place in pages(app, known):
        client = cast[who].client if who else app.test_client()
        answer = client.get(place.path)
        if answer.mimetype != "text/html" or answer.status_code in (204, 301, 302, 303, 308):
            continue
        seen += 1
        if len(HEADING.findall(answer.text)) != 1:
            headings.append((str(place), answer.status_code, len(HEADING.findall(answer.text))))
        ways = NAV.findall(answer.text)
        nameless += [(str(place), nav) for nav in ways if "aria-label" not in nav]
    assert headings == []
    assert nameless == []
    assert seen > 10


def test_who_is_not_in_a_circle_sees_the_way_in_on_every_page_of_it(app, cast):
    known, without, seen = known_things(app, cast), [], 0
    places = [
        place for place in pages(app, known)
        if place.rule.startswith("/c/<slug>") and not place.rule.endswith("/report")
    ]  # a sheet that asks one thing is no page of the circle
    for client in (app.test_client(), cast.outsider.client):
        for place in places:
            answer = client.get(place.path)
            if answer.status_code == 200 and "</main>" in answer.text:
                seen += 1
                if "/c/tea/join" not in unquote(answer.text):
                    without.append((client is cast.outsider.client, place.path))
    assert without == [] and seen > 20
    assert "/c/tea/join" not in unquote(cast.member.client.get("/c/tea/members").text)


def test_a_part_of_a_page_is_not_taken_for_the_page(cast, anyone):
    for client in (anyone, cast.member.client):
        for headers in ({}, {"X-Fragment": "entries"}):
            assert "X-Fragment" in client.get("/c/tea", headers=headers).headers["Vary"]


def test_the_product_has_its_name_in_both_languages(anyone):
    assert "<title>圈子" in anyone.get("/").text or "· 圈子</title>" in anyone.get("/").text
    anyone.set_cookie("lang", "en")
    assert "Circle</title>" in anyone.get("/").text
