"""Coming in: signing up, signing in, being held off, one-time links over real mail."""

import re
import threading

import pytest

from circle.accounts import actions, passwords, queries
from circle.accounts.models import LoginSession, User
from circle.core.db import session
from tests.factories.accounts import PASSWORD, imported_person, sign_up_person

NEWCOMER = {"name": "山里人", "password": PASSWORD, "accept_terms": "on"}
MAIL = "shanli@example.org"


def signed_in_name(client):
    user = client.get("/api/v1/session").json["user"]
    return user and user["name"]


def link_of(letter):
    return re.search(r"/link/[\w-]+", letter.get_body(("plain",)).get_content())[0]


def sign_in(client, name, password=PASSWORD):
    answer = client.submit("/signin", {"name": name, "password": password})
    client.forget_csrf()
    return answer


@pytest.fixture
def shanli(app):
    """Somebody with a confirmed address."""
    with app.app_context():
        user_id = sign_up_person("山里人", email=MAIL)
        confirm(user_id)
    return user_id


def confirm(user_id):
    from circle.core.db import transaction

    with transaction():
        token = actions.make_link(queries.get_user(user_id), "email")
    actions.confirm_email(token)


def test_a_newcomer_signs_up_and_is_in(anyone):
    answer = anyone.submit("/signup", NEWCOMER)
    assert (answer.status_code, answer.location) == (303, "/")
    assert signed_in_name(anyone) == "山里人"


def test_signing_up_leads_back_to_where_one_was_going(anyone):
    assert anyone.submit("/signup", {**NEWCOMER, "_next": "/c/tea"}).location == "/c/tea"


def test_signing_up_leads_to_no_other_site(anyone):
    assert anyone.submit("/signup", {**NEWCOMER, "_next": "//evil.example/"}).location == "/"


def test_without_the_terms_there_is_no_account(anyone):
    answer = anyone.call("POST", "/users", {"name": "山里人", "password": PASSWORD})
    assert (answer.status_code, answer.json["code"]) == (422, "terms_required")
    assert anyone.get("/api/v1/users/山里人").status_code == 404
    body = {"name": "山里人", "password": PASSWORD, "accept_terms": True}
    assert anyone.call("POST", "/users", body).status_code == 201
    assert anyone.get("/api/v1/users/山里人").status_code == 200


def test_a_refused_form_keeps_what_was_typed_but_the_password(anyone):
    answer = anyone.submit("/signup", {**NEWCOMER, "accept_terms": "", "email": MAIL})
    assert answer.status_code == 422
    assert "山里人" in answer.text and MAIL in answer.text
    assert PASSWORD not in answer.text


def test_who_only_missed_the_terms_is_told_to_type_the_password_again(anyone):
    page = anyone.get("/signup").text
    assert re.search(r'name="accept_terms" required', page) and "再输一次密码" not in page
    told = anyone.submit("/signup", {**NEWCOMER, "accept_terms": ""}).text
    box = re.search(r'<input class="field__input" id="password".*?>', told, re.S)[0]
    assert "再输一次密码" in told and "autofocus" in box and "value" not in box
    assert anyone.submit("/signup", NEWCOMER).status_code == 303


@pytest.mark.parametrize(
    "name", ["MEMBER_of_tea", "member-of-tea", "ｍember_of_tea", "rnernber_of_tea"]
)
def test_nobody_signs_up_with_the_name_of_another(anyone, cast, name):
    body = {"name": name, "password": PASSWORD, "accept_terms": True}
    answer = anyone.call("POST", "/users", body)
    assert (answer.status_code, answer.json["code"]) == (422, "name_taken")


def test_nobody_signs_up_by_the_traditional_form_of_a_name(app, anyone):
    with app.app_context():
        sign_up_person("说书先生")
    body = {"name": "說書先生", "password": PASSWORD, "accept_terms": True}
    assert anyone.call("POST", "/users", body).json["code"] == "name_taken"
    assert anyone.call("POST", "/users", {**body, "name": "說唱先生"}).status_code == 201


@pytest.mark.parametrize("wrong", [{"password": "short"}, {"accept_terms": ""}])
def test_a_taken_name_is_said_with_all_else_that_is_wrong(anyone, cast, wrong):
    told = anyone.submit("/signup", {**NEWCOMER, "name": cast.member.name, **wrong}).text
    assert 'id="name-error" >' in told and told.count('aria-invalid="true"') >= 2
    free = anyone.submit("/signup", {**NEWCOMER, **wrong}).text
    assert 'id="name-error" hidden' in free


def test_what_one_agrees_to_opens_beside_the_form(anyone):
    page = anyone.get("/signup").text
    for path in ("/terms", "/privacy"):
        assert f'href="{path}" target="_blank" rel="noopener"' in page


@pytest.mark.parametrize(
    "password",
    ["short", "x" * 257, "12345678", "woaini1314", "A123456789", "11111111", "abcdefgh",
     "山里人山里人", "shanli-1", "quanzi123"],
)  # fmt: skip
def test_passwords_that_others_would_try_are_refused(anyone, password):
    body = {"name": "shanli", "password": password, "accept_terms": True}
    answer = anyone.call("POST", "/users", body)
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == ["password"]


def test_password_of_256_characters_counts_to_the_last(anyone):
    long = "茶" + "ab1x" * 63 + "xyz"
    assert anyone.submit("/signup", {**NEWCOMER, "password": long}).status_code == 303
    other = anyone.application.test_client()
    assert sign_in(other, "山里人", long[:-1] + "w").status_code == 422
    assert sign_in(other, "山里人", long).status_code == 303


def test_same_name_at_once_is_given_out_once(app):
    answers = []
    clients = [app.test_client() for _ in range(5)]
    for client in clients:
        assert client.csrf

    def run(client):
        body = {"name": "同名人", "password": PASSWORD, "accept_terms": True}
        answers.append(client.call("POST", "/users", body).status_code)

    threads = [threading.Thread(target=run, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [201, 422, 422, 422, 422]


def test_name_and_password_open_the_door_however_the_name_is_written(anyone, cast):
    assert sign_in(anyone, "ＭEMBER_of_tea", "quiet-tea-house-7").status_code == 303
    assert signed_in_name(anyone) == "member_of_tea"


def test_unknown_and_wrong_are_told_the_same(anyone, cast):
    wrong = anyone.call("POST", "/session", {"name": "member_of_tea", "password": "not-this-one"})
    unknown = anyone.call("POST", "/session", {"name": "nobody_at_all", "password": "not-this-one"})
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.json == unknown.json


def test_an_unknown_name_is_hashed_for_too(anyone, cast, monkeypatch):
    tried = []
    real = passwords.matches
    monkeypatch.setattr(
        passwords, "matches", lambda known, typed: tried.append(known) or real(known, typed)
    )
    anyone.call("POST", "/session", {"name": "nobody_at_all", "password": "not-this-one"})
    assert tried == [None]


def test_imported_people_have_no_password_to_guess(app, anyone):
    with app.app_context():
        imported_person("旧友")
    assert sign_in(anyone, "旧友", "").status_code == 422
    assert sign_in(anyone, "旧友", passwords.PLACEHOLDER).status_code == 422


def test_ten_wrong_passwords_hold_off_and_time_lets_in_again(app, anyone, cast, clock):
    for _ in range(10):
        assert sign_in(anyone, "member_of_tea", "not-this-one").status_code == 422
    refused = sign_in(anyone, "member_of_tea")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 900
    elsewhere = {"environ_overrides": {"REMOTE_ADDR": "203.0.113.9"}}
    body = {"name": "owner_of_tea", "password": PASSWORD}
    other = app.test_client()
    assert other.call("POST", "/session", body, **elsewhere).status_code == 200
    clock.travel(minutes=16)
    assert sign_in(anyone, "member_of_tea").status_code == 303


def test_signing_in_oneself_buys_no_more_guesses_at_others(app, anyone, cast):
    for number in range(9):
        assert sign_in(anyone, f"nobody{number}", "not-this-one").status_code == 422
    assert sign_in(app.test_client(), "member_of_tea").status_code == 303
    assert sign_in(app.test_client(), "member_of_tea").status_code == 303  # successes cost nothing
    assert sign_in(anyone, "nobody9", "not-this-one").status_code == 422
    assert sign_in(anyone, "nobody10", "not-this-one").status_code == 429


def test_signing_in_makes_a_new_session_and_hashes_anew_when_the_cost_changed(app, anyone, cast):
    with app.app_context():
        before = queries.get_user_by_name("member_of_tea").password_hash
    passwords.set_cost(passwords.Cost(memory_kib=16, passes=1))
    assert sign_in(anyone, "member_of_tea").status_code == 303
    with app.app_context():
        after = queries.get_user_by_name("member_of_tea").password_hash
    passwords.set_cost(passwords.Cost(memory_kib=8, passes=1))
    assert before != after


def test_hashing_inside_a_transaction_is_a_mistake(inside):
    from circle.core.db import transaction

    with transaction(), pytest.raises(RuntimeError):
        passwords.hash_password("anything at all")
    assert passwords.hash_password("anything at all")


def test_signing_out_ends_the_session_itself_not_only_the_cookie(app, cast):
    client, copy = cast.member.client, cast.member.client
    assert signed_in_name(copy) == "member_of_tea"
    answer = client.submit("/signout")
    assert "storage" in answer.headers["Clear-Site-Data"]
    assert signed_in_name(copy) is None


def test_a_link_alone_signs_nobody_out(cast):
    client = cast.member.client
    assert client.get("/signout").status_code == 200
    assert signed_in_name(client) == "member_of_tea"


def test_a_session_ends_after_30_quiet_days_and_after_90_in_any_case(app, cast, clock):
    quiet, busy = cast.member.client, cast.owner.client
    for _ in range(3):
        clock.travel(days=29)
        assert signed_in_name(busy) == "owner_of_tea"
    assert signed_in_name(quiet) is None
    clock.travel(days=4)
    assert signed_in_name(busy) is None


def test_a_visit_is_noted_once_an_hour(app, cast, clock):
    def seen():
        with app.app_context():
            actor = cast.member.actor
            return session().get(LoginSession, actor.session_id).seen_at

    first = seen()
    cast.member.client.get("/api/v1/session")
    assert seen() == first
    clock.travel(minutes=61)
    cast.member.client.get("/api/v1/session")
    assert seen() > first


def test_a_forgotten_password_is_set_by_a_letter(app, anyone, shanli, smtp, run_jobs):
    old = app.test_client()
    sign_in(old, "山里人")
    assert anyone.submit("/signin/forgot", {"account": MAIL}).status_code == 200
    run_jobs()
    [letter] = smtp.letters
    assert letter["To"] == MAIL
    path = link_of(letter)
    assert anyone.get(path).status_code == 200
    assert anyone.get(path).headers["Referrer-Policy"] == "strict-origin"
    assert anyone.submit(path, {"password": "short"}).status_code == 422
    assert anyone.submit(path, {"password": "a-much-better-one"}).status_code == 303
    anyone.forget_csrf()
    assert signed_in_name(anyone) == "山里人"
    assert signed_in_name(old) is None
    assert app.test_client().get(path).status_code == 404
    fresh = app.test_client()
    assert sign_in(fresh, "山里人").status_code == 422
    assert sign_in(fresh, "山里人", "a-much-better-one").status_code == 303


@pytest.mark.parametrize("page", ["forgot", "link"])
def test_a_mailed_link_leads_on_to_where_one_was_going(
    app, clock, shanli, smtp, run_jobs, page
):
    for going, led in (
        ("/c/tea?order=hot", "/c/tea?order=hot"), ("//evil.example/", "/"), ("", "/"),
        ("/enter?ticket=of-somebody-else", "/"), ("/c/" + "t" * 300, "/"),
    ):  # fmt: skip
        browser = app.test_client()
        browser.submit(f"/signin/{page}", {"account": MAIL, "_next": going})
        run_jobs()
        text = smtp.letters[-1].get_body(("plain",)).get_content()
        path = re.search(r"http://localhost(/link/\S+)", text)[1]
        assert ("?next=" in path) == (led != "/"), going
        assert browser.submit(path, {"password": "a-much-better-one"}).location == led, going
        clock.travel(hours=1)  # nobody is sent letter upon letter


def test_asking_for_a_link_keeps_where_one_was_going(anyone):
    page = anyone.get("/signin?next=/c/tea").text
    for way in ("/signin/forgot", "/signin/link"):
        assert f'href="{way}?next=/c/tea"' in page
        assert 'name="_next" value="/c/tea"' in anyone.get(f"{way}?next=/c/tea").text
    assert 'href="/signin?next=/c/tea"' in anyone.get("/signin/forgot?next=/c/tea").text


def test_a_link_signs_in_once(app, anyone, shanli, smtp, run_jobs):
    anyone.submit("/signin/link", {"account": "山里人"})
    run_jobs()
    path = link_of(smtp.letters[0])
    anyone.get(path)  # a preview
    assert anyone.submit(path).status_code == 303
    anyone.forget_csrf()
    assert signed_in_name(anyone) == "山里人"
    other = app.test_client()
    assert other.submit(path).status_code == 404
    assert signed_in_name(other) is None


def test_only_the_newest_link_works_and_not_for_ever(app, anyone, shanli, smtp, run_jobs, clock):
    for _ in range(2):
        anyone.submit("/signin/forgot", {"account": MAIL})
        run_jobs()
    older, newer = map(link_of, smtp.letters)
    assert anyone.get(older).status_code == 404
    assert anyone.get(newer).status_code == 200
    clock.travel(minutes=61)
    assert anyone.get(newer).status_code == 404


def test_known_and_unknown_addresses_get_the_same_answer(app, shanli, smtp, run_jobs):
    pages = []
    for account in (MAIL, "nobody@example.org"):
        client = app.test_client()
        answer = client.submit("/signin/forgot", {"account": account})
        pages.append((answer.status_code, re.sub(r'value="[^"]+"', "", answer.text)))
    assert pages[0] == pages[1]
    run_jobs()
    assert [letter["To"] for letter in smtp.letters] == [MAIL]


def test_an_unconfirmed_address_opens_nothing(app, anyone, smtp, run_jobs):
    with app.app_context():
        sign_up_person("山里人", email=MAIL)
    anyone.submit("/signin/forgot", {"account": MAIL})
    anyone.submit("/signin/link", {"account": "山里人"})
    run_jobs()
    assert smtp.letters == []


def test_letters_are_limited_for_known_and_unknown_alike(app, shanli):
    for account in (MAIL, "nobody@example.org"):
        client = app.test_client()
        codes = [client.submit("/signin/link", {"account": account}).status_code for _ in range(6)]
        assert codes == [200] * 5 + [429]


def test_the_letter_speaks_the_language_it_was_asked_in(app, shanli, smtp, run_jobs):
    client = app.test_client()
    client.set_cookie("lang", "en")
    client.submit("/signin/link", {"account": MAIL})
    app.test_client().submit("/signin/forgot", {"account": MAIL})
    run_jobs()
    english, chinese = smtp.letters
    assert english["Subject"] == "Your link to sign in"
    assert chinese["Subject"] == "设置新密码"
    assert link_of(english) in english.get_body(("html",)).get_content()


def test_letters_never_lead_to_a_host_somebody_made_up(app, shanli, smtp, run_jobs):
    client = app.test_client()
    assert client.csrf
    client.submit("/signin/link", {"account": MAIL})
    run_jobs()
    assert "http://localhost/link/" in smtp.letters[0].get_body(("plain",)).get_content()
    hostile = {"base_url": "http://evil.example/"}
    token = client.get("/api/v1/session", **hostile).json["csrf_token"]
    client.post("/signin/forgot", data={"csrf_token": token, "account": MAIL}, **hostile)
    run_jobs()
    assert len(smtp.letters) == 2
    assert "evil" not in smtp.letters[1].as_string()


def test_a_new_address_is_confirmed_by_its_letter(app, anyone, smtp, run_jobs):
    anyone.submit("/signup", {**NEWCOMER, "email": MAIL})
    anyone.forget_csrf()
    assert anyone.get("/api/v1/me").json["email_confirmed"] is False
    run_jobs()
    path = link_of(smtp.letters[0])
    assert anyone.get(path).status_code == 200
    assert anyone.get("/api/v1/me").json["email_confirmed"] is False
    assert anyone.submit(path).status_code == 303
    assert anyone.get("/api/v1/me").json["email_confirmed"] is True
    other = app.test_client()
    assert sign_in(other, MAIL).status_code == 303


def test_a_confirmed_address_serves_one_account(app, anyone, shanli, smtp, run_jobs):
    anyone.submit("/signup", {**NEWCOMER, "name": "海边人", "email": MAIL})
    anyone.forget_csrf()
    run_jobs()
    assert anyone.submit(link_of(smtp.letters[-1])).status_code == 409
    with app.app_context():
        assert queries.find_by_email(MAIL).id == shanli


def test_somebody_banned_from_the_site_is_out_at_once(app, cast):
    from circle.core import clock
    from circle.core.db import transaction

    assert signed_in_name(cast.member.client) == "member_of_tea"
    with app.app_context(), transaction() as current:
        current.get(User, cast.member.user_id).banned_at = clock.now()
    assert signed_in_name(cast.member.client) is None
    again = app.test_client()
    assert sign_in(again, "member_of_tea").headers["Location"].startswith("/closed-out/")
    assert signed_in_name(again) is None
    assert sign_in(again, "member_of_tea", "not their password").status_code == 422


def test_without_csrf_nobody_is_signed_up(app):
    assert app.test_client().post("/signup", data=NEWCOMER).status_code == 400


def test_after_an_open_redirect_nobody_asks(anyone, cast):
    data = {"name": "member_of_tea", "password": PASSWORD}
    assert anyone.submit("/signin", {**data, "_next": "https://evil.example"}).location == "/"
