"""Structured logs: one line an event, text for people or JSON for machines, with request ids."""

import logging
import sys

import orjson
from flask import g, has_request_context

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class Lines(logging.Formatter):
    """One record as one line; newlines inside cannot forge another."""

    def __init__(self, style: str) -> None:
        super().__init__()
        self._json = style == "json"

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        facts: dict[str, object] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"), "level": record.levelname.lower(),
            "logger": record.name, "event": record.getMessage(),
        }
        if has_request_context():
            facts["request"] = g.get("request_id", "")
        facts.update({k: v for k, v in vars(record).items() if k not in STANDARD})
        if record.exc_info:
            facts["error"] = self.formatException(record.exc_info)
        if self._json:
            return orjson.dumps(facts, default=str).decode()
        head = f"{facts.pop('at')} {facts.pop('level')} {facts.pop('logger')}: {facts.pop('event')}"
        tail = " ".join(f"{k}={v!r}" for k, v in facts.items() if k != "error")
        trace = f"\n{facts['error']}" if "error" in facts else ""
        return f"{head} {tail}".rstrip().replace("\n", "\\n") + trace


def configure(style: str) -> None:
    """Send every log line to standard error in the chosen style."""
    stream = logging.StreamHandler(sys.stderr)
    stream.setFormatter(Lines(style))
    root = logging.getLogger()
    root.handlers[:] = [stream]
    root.setLevel(logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # a first start has better to tell
