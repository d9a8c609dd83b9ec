"""Whoever has not agreed to the terms in force is asked before going on, once."""

import pytest

from circle.accounts import actions, documents
from circle.accounts import queries as accounts
from circle.accounts.schemas import NewToken
from tests.cast import DEVICE, Person
from tests.factories.accounts import imported_person

AGREE = "/agree?next=/c/tea"


FIRST = dict(documents.VERSIONS)


@pytest.fixture
def new_terms(monkeypatch):
    """The text of the terms changed."""
    monkeypatch.setitem(documents.VERSIONS, "terms", "2027-03-01")


def test_a_person_who_agreed_is_not_asked(cast):
    assert cast.member.client.get("/c/tea").status_code == 200
    assert cast.member.client.get(AGREE).headers["Location"] == "/c/tea"


def test_new_terms_are_asked_once_and_lead_back(cast, new_terms):
    client = cast.member.client
    answer = client.get("/c/tea?order=hot")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/agree?next=/c/tea?order%3Dhot"
    page = client.get(answer.headers["Location"])
    assert "2027-03-01" in page.text and 'value="/c/tea?order=hot"' in page.text
    agreed = client.submit("/agree", {"_next": "/c/tea?order=hot"})
    assert agreed.headers["Location"] == "/c/tea?order=hot"
    assert client.get("/c/tea?order=hot").status_code == 200
    assert cast.member.client.get("/c/tea").status_code == 200


def test_agreeing_is_kept_with_its_version_and_the_earlier_one(app, cast, new_terms):
    for _ in range(2):
        assert cast.member.client.submit("/agree").status_code == 303
    with app.app_context():
        kept = [(one.document, one.version) for one in accounts.list_consents(cast.member.actor)]
    first = [(name, FIRST[name]) for name in ("privacy", "terms")]
    assert sorted(kept) == [*first, ("terms", "2027-03-01")]


def test_guests_read_on(anyone, new_terms):
    assert anyone.get("/c/tea").status_code == 200
    assert anyone.get("/terms").status_code == 200


def test_what_a_program_would_write_waits_and_what_it_reads_does_not(app, cast, new_terms):
    with app.app_context():
        person = cast.member.actor
        _row, secret = actions.create_api_token(person, NewToken("p", ["read", "write"]))
    program, token = app.test_client(), {"Authorization": f"Bearer {secret}"}
    new = {"body": "喝茶"}
    refused = program.post("/api/v1/circles/tea/posts", json=new, headers=token)
    assert (refused.status_code, refused.json["code"]) == (403, "terms_required")
    assert program.get("/api/v1/circles/tea/feed", headers=token).status_code == 200
    agree = {"accept_terms": True}
    assert program.put("/api/v1/me/agreement", json=agree, headers=token).status_code == 403
    client = cast.member.client
    no = client.call("PUT", "/me/agreement", {"accept_terms": False})
    assert no.status_code == 422
    assert client.call("PUT", "/me/agreement", agree).status_code == 204
    done = program.post("/api/v1/circles/tea/posts", json=new, headers=token)
    assert done.status_code == 201


def test_words_on_an_open_page_are_not_lost(cast, new_terms):
    client = cast.member.client
    refused = client.submit("/c/tea/posts/new", {"body": "写了很久"})
    assert refused.status_code == 403
    draft = {"kind": "post", "circle": "tea", "content": {"body": "写了很久"}}
    kept = client.call("PUT", "/me/drafts/post:tea", draft)
    assert kept.status_code == 200, kept.json


@pytest.mark.parametrize("path", ["/me/export", "/me/close", "/signout", "/privacy", "/me"])
def test_ones_own_rights_stay_within_reach(cast, new_terms, path):
    assert cast.member.client.get(path).status_code == 200


def test_somebody_brought_here_is_asked_when_they_first_come(app, cast):
    with app.app_context():
        user_id = imported_person("远方的人")
        token = actions.open_session(user_id, "link", DEVICE)
    client = Person(app, "远方的人", user_id, token).client
    assert client.get("/").headers["Location"] == "/agree?next=/"
    page = client.get("/agree").text
    assert "开始之前" in page
    assert client.submit("/agree").status_code == 303
    assert client.get("/").status_code == 200
