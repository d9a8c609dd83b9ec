"""Soak: SIGKILL at random moments under mixed writes loses no acknowledged write, leaves no half.

Writers post, comment, like and bookmark through the JSON interface with idempotency keys; a write
without an answer is sent again with the same key. Afterwards every acknowledged write must be there
exactly once, every counter must equal its rows, and the database must be whole.
"""

import http.client
import os
import random
import signal
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field

from bench.site import Caller, Site

SLUG = "soak"
GROUP_SHARE = 0.2  # of the kills take every process at once, the others one web process


@dataclass
class Acknowledged:
    """What the server said it has kept."""

    posts: dict[int, str] = field(default_factory=dict)
    comments: dict[int, str] = field(default_factory=dict)
    likes: set[tuple[int, int]] = field(default_factory=set)
    sent: Counter = field(default_factory=Counter)
    refused: Counter = field(default_factory=Counter)


class Writer(threading.Thread):
    """One member who writes without pause, repeating what got no answer."""

    def __init__(self, number: int, caller: Caller, kept: Acknowledged, stop: threading.Event):
        super().__init__(daemon=True)
        self._number, self._caller, self._kept, self._ended = number, caller, kept, stop
        self._rng = random.Random(number)
        self._posts: list[int] = []

    def run(self) -> None:
        while not self._ended.is_set():
            draw = self._rng.random()
            if draw < 0.4 or not self._posts:
                self._post()
            elif draw < 0.7:
                self._comment(self._rng.choice(self._posts))
            else:
                self._like(self._rng.choice(self._posts))

    def _post(self) -> None:
        text = f"第 {self._number} 人写下的 {uuid.uuid4().hex}"
        answer = self._send("POST", f"/circles/{SLUG}/posts", {"body": text, "tags": ["压测"]})
        if answer:
            self._kept.posts[answer["id"]] = text
            self._posts.append(answer["id"])

    def _comment(self, post: int) -> None:
        text = f"回 {uuid.uuid4().hex}"
        answer = self._send("POST", f"/entries/{post}/comments", {"body": text})
        if answer:
            self._kept.comments[answer["id"]] = text

    def _like(self, post: int) -> None:
        if self._send("PUT", f"/entries/{post}/like", None):
            self._kept.likes.add((post, self._number))

    def _send(self, method: str, path: str, body: object):
        key = uuid.uuid4().hex
        while not self._ended.is_set():
            status, answer = self._try(method, path, body, key)
            if 200 <= status < 300:
                self._kept.sent[method] += 1
                return answer
            if status and status not in (409, 429, 503):
                self._kept.refused[status] += 1
                return None
            time.sleep(0.02)
        return None

    def _try(self, method: str, path: str, body: object, key: str):
        try:
            return self._caller.call(method, path, body, key)
        except http.client.HTTPException:
            return 0, None


def run(site: Site, tokens: list[str], rounds: int, seed: int, seconds: float | None) -> dict:
    """Kill so many times (or for so long) and answer what was written and what is wrong after."""
    rng = random.Random(seed)
    kept, stop = Acknowledged(), threading.Event()
    site.start()
    writers = [Writer(n, Caller(site, token), kept, stop) for n, token in enumerate(tokens)]
    for writer in writers:
        writer.start()
    ended = time.monotonic() + seconds if seconds else float("inf")
    done = 0
    while done < rounds and time.monotonic() < ended:
        time.sleep(rng.uniform(0.05, 0.9))
        strike(site, rng)
        done += 1
    stop.set()
    for writer in writers:
        writer.join(30)
    site.stop()
    return {"rounds": done, "kept": kept}


def strike(site: Site, rng: random.Random) -> None:
    """Kill one web process, or all of them with the worker and the master."""
    pids = site.pids()
    if rng.random() < GROUP_SHARE or len(pids) < 2:
        site.kill()
        site.start()
        return
    try:
        os.kill(rng.choice(pids[1:]), signal.SIGKILL)
    except ProcessLookupError:
        return
