"""Refusals: the same for everybody, in the asker's form, and nothing typed is lost."""

from sqlalchemy.exc import OperationalError

from circle.core import failures, probes

WORDS = "这一段字写了很久，不能丢。<b>"


def test_a_stale_form_gives_back_what_was_typed(cast):
    answer = cast.member.client.post("/c/tea/posts/new", data={"body": WORDS, "csrf_token": "x"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "这一段字写了很久，不能丢。&lt;b&gt;" in page


def test_a_form_of_somebody_signed_out_gives_back_what_was_typed(anyone):
    answer = anyone.submit("/c/tea/posts/new", {"body": WORDS})
    assert answer.status_code == 401
    assert "不能丢" in answer.get_data(as_text=True)


def test_secrets_are_never_shown_again(anyone):
    sent = {"name": "somebody", "password": "a-very-long-secret", "csrf_token": "x"}
    page = anyone.post("/signin", data=sent).get_data(as_text=True)
    assert "a-very-long-secret" not in page
    assert "somebody" in page


def test_programs_get_problem_json(anyone):
    answer = anyone.get("/api/v1/circles/nowhere")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert answer.json["code"] == "not_found"


def test_a_guest_reads_a_whole_page_though_the_database_is_away(app, monkeypatch):
    def away(*args):
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr("circle.core.switches.read_all", away)
    with app.test_request_context("/"):
        app.preprocess_request()
        answer = failures.answer_database(Exception("away"))
    assert answer.status_code == 503
    assert 'class="plain-page"' in answer.get_data(as_text=True)


def test_a_database_that_is_away_is_said_plainly(app, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("SELECT 1", {}, Exception("database is locked"))

    monkeypatch.setattr(failures, "render_template", away)
    with app.test_request_context("/"):
        app.preprocess_request()
        answer = failures.answer_database(Exception("away"))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "2"
    assert "<h1>" in answer.get_data(as_text=True)


def test_requests_are_counted_and_told_to_this_machine_only(anyone):
    anyone.get("/healthz")
    told = anyone.get("/metrics").get_data(as_text=True)
    assert 'circle_requests_total{method="GET",status="200"}' in told
    assert 'circle_request_seconds_bucket{le="+Inf"}' in told
    assert "circle_jobs_waiting" in told
    beyond = anyone.get("/metrics", environ_overrides={"REMOTE_ADDR": "203.0.113.9"})
    proxied = anyone.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"})
    assert (beyond.status_code, proxied.status_code) == (404, 404)


def test_counts_are_one_for_all_processes():
    counts = probes.RequestCounts()
    counts.count("GET", 200, 0.004)
    counts.count("BREW", 418, 9.0)
    told = {sample.name: sample for metric in counts.collect() for sample in metric.samples}
    assert told["circle_request_seconds_count"].value == 2
    assert told["circle_request_seconds_sum"].value == 9.004
