"""What pages are: whole or a part, of whom, and named in both languages."""

from urllib.parse import unquote


def test_who_is_in_a_circle_is_not_shown_the_way_in(cast):
    assert "/c/tea/join" not in unquote(cast.member.client.get("/c/tea/members").text)
    assert "/c/tea/join" in unquote(cast.outsider.client.get("/c/tea/members").text)


def test_a_part_of_a_page_is_not_taken_for_the_page(cast, anyone):
    for client in (anyone, cast.member.client):
        for headers in ({}, {"X-Fragment": "entries"}):
            assert "X-Fragment" in client.get("/c/tea", headers=headers).headers["Vary"]


def test_the_product_has_its_name_in_both_languages(anyone):
    assert "<title>圈子" in anyone.get("/").text or "· 圈子</title>" in anyone.get("/").text
    anyone.set_cookie("lang", "en")
    assert "Circle</title>" in anyone.get("/").text
