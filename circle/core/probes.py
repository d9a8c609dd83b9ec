"""What monitoring asks: is the process serving, is it ready, and how it is doing."""

import hmac
import time

from flask import Flask, Response, current_app, g, make_response, request
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from circle.core.counts import RequestCounts
from circle.core.db import session
from circle.core.errors import NotFound
from circle.core.jobs import Job

LOOPBACK = ("127.0.0.1", "::1")

registry = CollectorRegistry()
counts = RequestCounts()
registry.register(counts)
jobs_waiting = Gauge("circle_jobs_waiting", "Jobs not done yet", registry=registry)
jobs_dead = Gauge("circle_jobs_dead", "Jobs that were given up", registry=registry)


def install_probes(app: Flask) -> None:
    """Add /healthz, /readyz and /metrics, and measure every request."""
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)
    app.add_url_rule("/metrics", "metrics", metrics)

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def measure(response: Response) -> Response:
        if "started" in g:
            took = time.perf_counter() - g.started
            counts.count(request.method, response.status_code, took)
        return response


def healthz() -> dict[str, str]:
    """The process serves."""
    return {"status": "ok"}


def readyz() -> tuple[dict[str, object], int]:
    """What is needed is there, or 503 naming what is missing."""
    try:
        session().execute(text("SELECT version_num FROM alembic_version")).one()
    except SQLAlchemyError:
        session().rollback()
        return {"status": "unavailable", "missing": ["database"]}, 503
    return {"status": "ok", "missing": []}, 200


def metrics() -> Response:
    """Prometheus text, for this machine or whoever has the token; not there for anybody else."""
    token = current_app.config["CIRCLE"].metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not _is_this_machine() and not (token and hmac.compare_digest(given, token)):
        raise NotFound
    jobs_waiting.set(_count(Job.dead_at.is_(None)))
    jobs_dead.set(_count(Job.dead_at.is_not(None)))
    response = make_response(generate_latest(registry))
    response.content_type = "text/plain; version=0.0.4; charset=utf-8"
    return response


def _is_this_machine() -> bool:
    """Asked from here, and not through a proxy that runs here."""
    return request.remote_addr in LOOPBACK and "X-Forwarded-For" not in request.headers


def _count(condition: ColumnElement[bool]) -> int:
    return session().scalar(select(func.count()).select_from(Job).where(condition)) or 0
