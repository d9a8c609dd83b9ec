"""More than the server takes, sent to the real server by a real browser: refused, nothing lost."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from playwright.sync_api import expect

from circle.core.db import db
from tests.browser.conftest import PATIENCE
from tests.browser.windows import PHONE, Window
from tests.conftest import REPO, SECRET

FILL = """(words) => {
  const body = document.querySelector("[data-body]");
  body.removeAttribute("maxlength");
  body.value = words;
  body.dispatchEvent(new Event("input", { bubbles: true }));
}"""
WORDS = "茶"
LONG_PATIENCE = 6 * PATIENCE  # laying out a text of millions of characters takes a phone a while


@pytest.fixture
def gunicorn(app, database):
    """The address of `circle web`, as people run it, on the tests' database."""
    with app.app_context():
        db.engine.connect().close()  # what is to stand there does: it is asked from outside
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environ = {
        **os.environ, "CIRCLE_DATA": str(app.config["CIRCLE"].data), "CIRCLE_SECRET_KEY": SECRET,
        "CIRCLE_DATABASE_URL": database.url, "PYTHONPATH": str(REPO),
    }  # fmt: skip
    command = [sys.executable, "-m", "circle.cli", "web", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(command, cwd=REPO, env=environ, stderr=subprocess.PIPE) as process:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/healthz", process)
        yield address
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=30)[1].decode()
    assert "Traceback" not in said, said


def wait_for(address: str, process: subprocess.Popen) -> None:
    for _try in range(200):
        assert process.poll() is None, process.stderr.read().decode()
        try:
            with urllib.request.urlopen(address):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


@pytest.fixture
def writer(cast, settled_in, gunicorn, chromium):
    """A member on a phone, before an empty sheet of the real server."""
    context = chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True, locale="zh-CN",
                                   reduced_motion="reduce")  # fmt: skip
    context.set_default_timeout(PATIENCE)
    view = Window(context, gunicorn).sign_in(cast.member)
    view.open("/c/tea/posts/new").wait_for_selector("form[data-composed]")
    view.forgive("413")
    yield view
    problems = view.problems()
    view.close()
    assert not problems, "\n".join(problems)


@pytest.mark.timeout(120)
def test_what_is_too_long_is_refused_with_a_word_and_kept(writer, ways):
    for megabytes in ways((1, 14), 0):  # more than a text may have, more than a form may have
        refuse_and_keep(writer, megabytes * 1024 * 1024 // len(WORDS.encode()))
        send_less(writer, f"短一点就好，第 {megabytes} 次。")
        writer.open("/c/tea/posts/new").wait_for_selector("form[data-composed]")


def refuse_and_keep(writer, length: int) -> None:
    page = writer.page
    page.evaluate(FILL, "")
    page.evaluate(FILL.replace("= words", f"= words.repeat({length})"), WORDS)
    with page.expect_response(lambda answer: answer.status == 413, timeout=LONG_PATIENCE):
        page.get_by_role("button", name="发布").tap(timeout=LONG_PATIENCE)
    writer.see("你写的还在这里")
    assert writer.path == "/c/tea/posts/new"
    assert page.evaluate("document.querySelector('[data-body]').value.length") == length


def send_less(writer, words: str) -> None:
    writer.page.evaluate(FILL, words)
    writer.page.get_by_role("button", name="发布").tap()
    writer.expect_path("/c/tea")
    expect(writer.page.locator("article", has_text=words)).to_have_count(1)
