"""Tickets: they let in once, whom they name, for a minute, and never anybody else."""

import base64
import json
import threading
import time

import jwt
from sqlalchemy import func, select

from circle.accounts.actions import add_person
from circle.accounts.models import Identity, LoginSession, User
from circle.brands import actions
from circle.brands.models import SpentTicket
from circle.core.actor import SYSTEM
from circle.core.db import session

SIGN_IN = "/signin"


def enter(client, ticket: str, following: str = "/c/tea", **options):
    return client.get("/enter", query_string={"ticket": ticket, "next": following}, **options)


def let_in(answer, following: str = "/c/tea") -> bool:
    assert answer.status_code == 303, answer.get_data(as_text=True)[:300]
    assert "ticket" not in answer.headers["Location"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    return answer.headers["Location"] == following


def refused(answer) -> bool:
    return not let_in(answer) and answer.headers["Location"].startswith(SIGN_IN)


def user_of(client) -> int | None:
    with client.session_transaction() as kept:
        token = kept.get("_user_id")
    from circle.accounts import queries

    with client.application.app_context():
        found = queries.signed_in_by_session(token) if token else None
        return found.actor.user_id if found else None


def test_a_ticket_lets_in_once_and_leads_to_a_clean_address(brand, app):
    client = app.test_client()
    ticket = brand.ticket("u-1")
    assert let_in(enter(client, ticket))
    first = user_of(client)
    assert first is not None
    with app.app_context():
        user = session().get_one(User, first)
        assert user.display_name == "阿茶"
        assert session().scalar(select(LoginSession.via)) is not None
        assert session().scalar(select(func.count()).select_from(SpentTicket)) == 1
    stranger = app.test_client()
    assert refused(enter(stranger, ticket))
    assert user_of(stranger) is None


def test_a_reload_after_coming_in_goes_on_instead_of_complaining(brand, app):
    client = app.test_client()
    ticket = brand.ticket()
    assert let_in(enter(client, ticket))
    assert let_in(enter(client, ticket))


def test_the_same_person_comes_back_as_the_same_user(brand, app):
    first, second, third = (app.test_client() for _ in range(3))
    assert let_in(enter(first, brand.ticket("u-1")))
    assert let_in(enter(second, brand.ticket("u-1", name="改名了")))
    assert let_in(enter(third, brand.ticket("u-2")))
    assert user_of(first) == user_of(second)
    assert user_of(first) != user_of(third)


def test_the_same_number_at_two_brands_is_two_people(brand, other_brand, app):
    here, there = app.test_client(), app.test_client()
    assert let_in(enter(here, brand.ticket("u-1")))
    assert let_in(enter(there, other_brand.ticket("u-1")))
    assert user_of(here) != user_of(there)


def test_on_a_brands_own_host_only_its_tickets_count(brand, other_brand, app):
    client = app.test_client()
    assert refused(enter(client, brand.ticket(), base_url="http://books.example"))
    assert let_in(enter(client, other_brand.ticket(), base_url="http://books.example"))


LACKING = [
    {"aud": "somewhere"}, {"aud": None}, {"exp": None}, {"iat": None}, {"jti": None},
    {"sub": None}, {"sub": ""}, {"sub": "null"}, {"sub": "x" * 201}, {"sub": "a\nb"},
    {"sub": 7}, {"jti": "x" * 129}, {"jti": ""}, {"exp": "soon"}, {"iat": True},
    {"exp": 1e308}, {"iat": -1e308}, {"aud": ["circle-2", "other"]},
]  # fmt: skip


def test_a_ticket_that_lacks_something_is_refused(brand, app):
    accepted = []
    for changed in LACKING:
        client = app.test_client()
        claims = brand.claims() | changed
        token = _sign({k: v for k, v in claims.items() if v is not None}, brand)
        if not refused(enter(client, token)) or user_of(client) is not None:
            accepted.append(changed)
    assert accepted == []
    assert let_in(enter(client, brand.ticket()))


def test_clocks_may_differ_by_five_seconds(brand, app):
    for shift, good in ((0, True), (4, True), (-4, True), (30, False), (-70, False), (8, False)):
        now = brand.claims()["iat"] + shift
        ticket = brand.ticket(iat=now, exp=now + 60)
        assert (let_in if good else refused)(enter(app.test_client(), ticket)), shift


def test_a_ticket_is_good_for_a_minute_at_most(brand, app):
    now = brand.claims()["iat"]
    assert refused(enter(app.test_client(), brand.ticket(exp=now + 61)))
    assert refused(enter(app.test_client(), brand.ticket(exp=now)))
    assert let_in(enter(app.test_client(), brand.ticket(exp=now + 60)))


def test_a_late_ticket_is_refused(brand, app, clock):
    ticket = brand.ticket()
    clock.travel(seconds=63)
    assert let_in(enter(app.test_client(), ticket))
    late = brand.ticket()
    clock.travel(seconds=67)
    assert refused(enter(app.test_client(), late))


def test_the_algorithm_is_ours_to_choose(brand, app):
    claims = brand.claims()
    unsigned = jwt.encode(claims, None, algorithm="none", headers={"kid": brand.kid})
    longer = jwt.encode(claims, brand.secret * 2, algorithm="HS512", headers={"kid": brand.kid})
    same_key = jwt.encode(claims, brand.secret * 2, algorithm="HS256", headers={"kid": brand.kid})
    for token in (unsigned, longer, same_key):
        assert refused(enter(app.test_client(), token))


def test_a_key_out_of_use_or_of_another_brand_signs_nothing(brand, other_brand, app):
    assert let_in(enter(app.test_client(), brand.ticket()))
    assert refused(enter(app.test_client(), brand.ticket(headers={"kid": other_brand.kid})))
    assert refused(enter(app.test_client(), brand.ticket(headers={"kid": "no-such-key"})))
    with app.app_context():
        assert actions.revoke_key(SYSTEM, brand.kid)
    assert refused(enter(app.test_client(), brand.ticket()))
    assert let_in(enter(app.test_client(), other_brand.ticket()))


def test_what_is_no_ticket_leads_to_the_sign_in_page(brand, app):
    for said in ("", "x", "a.b.c", "x" * 5000, "é.é.é", "..", "[]"):
        assert refused(enter(app.test_client(), said)), said


def test_a_respelled_ticket_is_the_same_ticket(brand, app):
    ticket = brand.ticket()
    head, body, signature = ticket.split(".")
    assert let_in(enter(app.test_client(), ticket))
    for other in (f"{head}.{body}.{signature}=", f"{head}.{body}.{_last_bits(signature)}"):
        assert refused(enter(app.test_client(), other))


def test_a_look_does_not_spend_the_ticket(brand, app):
    client = app.test_client()
    ticket = brand.ticket()
    assert client.head("/enter", query_string={"ticket": ticket}).status_code == 204
    ahead = enter(client, ticket, headers={"Sec-Purpose": "prefetch;prerender"})
    assert ahead.status_code == 204
    assert let_in(enter(client, ticket))


def test_a_ticket_leads_nowhere_but_here(brand, app):
    for following in ("https://evil.example/", "//evil.example", "/\\evil.example",
                      "javascript:1", "/\t/evil.example", " /c/tea", ""):  # fmt: skip
        answer = enter(app.test_client(), brand.ticket(), following)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/"), following


def test_coming_in_as_somebody_else_ends_the_session_before(brand, app, cast):
    client = cast.member.client
    assert user_of(client) == cast.member.user_id
    with client.session_transaction() as kept:
        before = kept["_user_id"]
    assert let_in(enter(client, brand.ticket("u-9")))
    assert user_of(client) not in (None, cast.member.user_id)
    with app.app_context():
        from circle.accounts import queries

        assert queries.signed_in_by_session(before) is None


def test_a_banned_person_is_not_let_in(brand, app):
    client = app.test_client()
    assert let_in(enter(client, brand.ticket("u-1")))
    with app.app_context():
        from circle.core import clock
        from circle.core.db import transaction

        with transaction() as current:
            current.get_one(User, user_of(client)).banned_at = clock.now()
    assert refused(enter(app.test_client(), brand.ticket("u-1")))


def test_a_name_of_the_site_is_not_taken_over_by_ticket(brand, app):
    client = app.test_client()
    assert let_in(enter(client, brand.ticket("u-1", name="官方客服")))
    with app.app_context():
        user = session().get_one(User, user_of(client))
        assert "官方" not in user.name
        assert "官方" not in user.display_name


def test_twenty_browsers_with_one_ticket_let_one_in(brand, app):
    ticket = brand.ticket("u-1")
    found = []

    def try_it():
        found.append(enter(app.test_client(), ticket).headers["Location"])

    threads = [threading.Thread(target=try_it) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.count("/c/tea") == 1
    assert len(found) == 20


def test_many_tickets_of_a_newcomer_make_one_person(brand, app, monkeypatch):
    tickets = [brand.ticket("new-1") for _ in range(6)]
    came = []

    def add_slowly(record):
        time.sleep(0.3)  # everybody who did not wait has looked by now and found nobody
        return add_person(record)

    monkeypatch.setattr("circle.accounts.actions.tickets.add_person", add_slowly)

    def come(ticket):
        came.append(let_in(enter(app.test_client(), ticket)))

    threads = [threading.Thread(target=come, args=(ticket,)) for ticket in tickets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert came == [True] * 6
    with app.app_context():
        of_brand = Identity.brand_id == brand.brand_id
        assert session().scalar(select(func.count()).select_from(Identity).where(of_brand)) == 1


def test_spent_tickets_are_forgotten_when_their_time_is_over(brand, app, clock):
    ticket = brand.ticket()
    assert let_in(enter(app.test_client(), ticket))
    with app.app_context():
        assert actions.sweep_tickets() == 0
    clock.travel(seconds=80)
    with app.app_context():
        assert actions.sweep_tickets() == 1
    assert refused(enter(app.test_client(), ticket))


def _sign(claims: dict, brand) -> str:
    """A signature over any claims, also those PyJWT would not write."""
    def part(value: dict) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    head = part({"alg": "HS256", "typ": "JWT", "kid": brand.kid})
    signed = f"{head}.{part(claims)}"
    algorithm = jwt.get_algorithm_by_name("HS256")
    raw = algorithm.sign(signed.encode(), algorithm.prepare_key(brand.secret))
    return f"{signed}.{base64.urlsafe_b64encode(raw).decode().rstrip('=')}"


def _last_bits(signature: str) -> str:
    """The same signature with the unused bits of its last letter set."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    place = letters.index(signature[-1])
    return signature[:-1] + letters[place ^ 1]
