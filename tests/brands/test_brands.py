"""Brands at the command line, their hosts, and the files that prove a domain is theirs."""

import pytest

from circle.brands import actions, queries
from circle.brands.cli import brand as commands
from circle.brands.schemas import NewBrand, NewDomain, NewFile, is_file_name
from circle.core.actor import SYSTEM, Actor
from circle.core.errors import Conflict, NotAllowed, NotFound, SignInNeeded


@pytest.fixture
def run(app):
    """Run `circle brand …`."""
    yield lambda *words: app.test_cli_runner().invoke(commands, words)
    with app.app_context():
        queries.forget_hosts()


def test_a_brand_is_set_up_at_the_command_line(run, app):
    assert run("create", "山房茶事").exit_code == 0
    shown = run("key", "山房茶事")
    kid, secret = (line.split(": ")[1] for line in shown.stdout.splitlines()[:2])
    assert len(secret) >= 43
    with app.app_context():
        assert queries.find_key(kid).secret == secret
    assert run("domain", "山房茶事", "Club.Tea.Example").exit_code == 0
    with app.app_context():
        assert queries.brand_of_host("club.tea.example:8443") == queries.get_brand("山房茶事").id
    assert run("key", "山房茶事", "--revoke", kid).exit_code == 0
    with app.app_context():
        assert queries.find_key(kid) is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("create", "山房茶事"), "already"),
        (("key", "nobody"), "nothing here"),
        (("domain", "山房茶事", "https://tea.example/x"), "club.example.com"),
        (("verify", "山房茶事", "robots.txt", "x"), "MP_verify"),
        (("verify", "山房茶事", "../a.txt", "x"), "MP_verify"),
        (("key", "山房茶事", "--revoke", "no"), "no key"),
    ],
)
def test_a_mistake_at_the_command_line_is_one_line(run, monkeypatch, words, said):
    monkeypatch.setattr("circle.core.i18n._locale", _english())
    assert run("create", "山房茶事").exit_code == 0
    answer = run(*words)
    assert answer.exit_code == 1
    assert said in answer.output
    assert "Traceback" not in answer.output


def test_a_host_belongs_to_one_brand(inside):
    actions.create_brand(SYSTEM, NewBrand("one"))
    actions.create_brand(SYSTEM, NewBrand("two"))
    first = actions.add_domain(SYSTEM, "one", NewDomain("a.example"))
    assert actions.add_domain(SYSTEM, "one", NewDomain("A.example.")).id == first.id
    with pytest.raises(Conflict):
        actions.add_domain(SYSTEM, "two", NewDomain("a.example"))
    queries.forget_hosts()


def test_hosts_are_read_once_and_a_made_up_one_costs_nothing(inside, monkeypatch):
    queries.forget_hosts()
    assert queries.brand_of_host("nobody.example") is None

    def fail():
        raise AssertionError("asked the database")

    monkeypatch.setattr(queries, "session", fail)
    for number in range(50):
        assert queries.brand_of_host(f"host{number}.example") is None


def test_only_operators_run_brands(inside):
    with pytest.raises(SignInNeeded):
        actions.create_brand(Actor(), NewBrand("mine"))
    with pytest.raises(NotAllowed):
        actions.make_key(Actor(user_id=1), "mine")
    assert actions.create_brand(Actor(user_id=1, is_site_staff=True), NewBrand("mine")).id
    with pytest.raises(NotAllowed):
        token = Actor(user_id=1, is_site_staff=True, scopes=frozenset({"read", "write"}))
        actions.create_brand(token, NewBrand("yours"))


def test_a_verification_file_says_exactly_its_content(app, anyone):
    with app.app_context():
        actions.create_brand(SYSTEM, NewBrand("tea"))
        actions.add_domain(SYSTEM, "tea", NewDomain("tea.example"))
        actions.keep_file(SYSTEM, None, NewFile("6ynZPDvfTF.txt", "d1c3"))
        actions.keep_file(SYSTEM, "tea", NewFile("MP_verify_x-1.txt", "abc"))
    answer = anyone.get("/6ynZPDvfTF.txt")
    assert answer.status_code == 200
    assert answer.get_data() == b"d1c3"
    assert answer.mimetype == "text/plain"
    assert "Set-Cookie" not in answer.headers
    assert anyone.get("/MP_verify_x-1.txt").status_code == 404
    theirs = anyone.get("/MP_verify_x-1.txt", base_url="http://tea.example")
    assert theirs.get_data() == b"abc"
    assert anyone.get("/other.txt").status_code == 404
    with app.app_context():
        queries.forget_hosts()


def test_a_file_may_change_its_content_but_not_its_brand(inside):
    actions.create_brand(SYSTEM, NewBrand("tea"))
    actions.keep_file(SYSTEM, "tea", NewFile("a.txt", "1"))
    actions.keep_file(SYSTEM, "tea", NewFile("a.txt", "2"))
    brand_id = queries.get_brand("tea").id
    assert queries.verification_content("a.txt", brand_id) == "2"
    with pytest.raises(NotFound):
        queries.verification_content("a.txt", brand_id + 1)
    with pytest.raises(Conflict):
        actions.keep_file(SYSTEM, None, NewFile("a.txt", "3"))


@pytest.mark.parametrize(
    ("name", "good"),
    [("6ynZPDvfTF.txt", True), ("MP_verify_a-B.txt", True), ("robots.txt", False),
     ("Robots.TXT", False), ("ROBOTS.txt", False), ("security.txt", False), ("a.b.txt", False),
     (".txt", False), ("a/b.txt", False), ("x" * 77 + ".txt", False), ("名.txt", False)],
)  # fmt: skip
def test_only_plain_names_are_verification_files(name, good):
    assert is_file_name(name) is good


def _english():
    from contextvars import ContextVar

    return ContextVar("locale", default="en")
