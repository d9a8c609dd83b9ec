"""Our pages in somebody else's, on another site: who may show them, and how one acts there."""

import os
import shutil
import socket
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE
from tests.browser.server import LiveServer
from tests.browser.windows import PHONE, Window
from tests.cast import make_person
from tests.factories.brands import forget_brands, set_up_brand
from tests.factories.circles import found_circle
from tests.factories.posts import publish
from tests.security.conftest import make_app

NO_OPENSSL = "openssl is not installed; `apt install openssl` brings it"
OUTER = """<!doctype html><title>A shop</title>
<iframe name="circle" width="375" height="700"></iframe>
<script>
  window.heard = [];
  addEventListener("message", (event) => heard.push(event.data.type));
  document.querySelector("iframe").src = location.hash.slice(1);
</script>"""


class Shop(BaseHTTPRequestHandler):
    """A page of somebody else's that frames the address after its hash."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(OUTER.encode())

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def shops():
    """Two sites of other people's on `localhost`, which is another site than `127.0.0.1`."""
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Shop) for _ in range(2)]
    for server in servers:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield [f"http://localhost:{server.server_port}" for server in servers]
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def tls(tmp_path_factory):
    """A certificate of this machine's own, for as long as the tests run."""
    found = shutil.which("openssl")
    if found is None:
        if os.environ.get("TESTS_MAY_NOT_SKIP"):
            pytest.fail(NO_OPENSSL)
        pytest.skip(NO_OPENSSL)
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [found, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


@pytest.fixture(scope="module")
def framed(shops, tls, tmp_path_factory):
    """A circle over https which the first of the shops may frame: its server, and the brand."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder, address = tmp_path_factory.mktemp("framed"), f"https://127.0.0.1:{port}"
    app = make_app(folder, CIRCLE_BASE_URL=address, CIRCLE_FRAME_ANCESTORS=shops[0])
    with app.app_context():
        owner = make_person(app, "茶馆主人")
        found_circle(owner.actor, "tea")
        publish(owner, "今天的水是八十五度。")
        brand = set_up_brand()
    server = LiveServer(app, port, tls)
    yield server, brand
    server.settle()
    server.close()
    with app.app_context():
        forget_brands()


@pytest.fixture
def browser(framed, chromium):
    """A phone that trusts the certificate."""
    context = chromium.new_context(
        viewport=PHONE, ignore_https_errors=True, locale="zh-CN", reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    window = Window(context, framed[0].address)
    yield window
    problems = window.problems()
    window.close()
    assert not problems, "\n".join(problems)


def show(browser, shop: str, path: str):
    """A shop's page with one of ours in it; answers the frame."""
    browser.page.goto("about:blank")
    browser.page.goto(f"{shop}/#{browser.address}{path}")
    return browser.page.frame_locator("iframe[name=circle]")


def test_an_allowed_site_shows_us_without_our_bars_and_hears_how_tall_we_are(browser, shops):
    inside = show(browser, shops[0], "/c/tea?embed=1")
    expect(inside.get_by_text("今天的水是八十五度")).to_be_visible()
    expect(inside.locator(".tabbar")).to_have_count(0)
    expect(inside.locator("[data-own-window]")).to_be_visible()
    browser.page.wait_for_function("heard.includes('circle:resize')")


def test_another_site_may_not_show_us(browser, shops):
    browser.forgive("frame-ancestors", "ERR_BLOCKED_BY_RESPONSE")
    with browser.page.expect_console_message(lambda told: "frame-ancestors" in told.text):
        inside = show(browser, shops[1], "/c/tea?embed=1")
    expect(inside.get_by_text("今天的水是八十五度")).to_have_count(0)
    assert any("frame-ancestors" in wrong for wrong in browser.wrongs)


def test_a_ticket_signs_in_inside_the_frame_alone_and_one_can_act_there(browser, shops, framed):
    ticket = framed[1].ticket("fan-7")
    inside = show(browser, shops[0], f"/enter?ticket={ticket}&next=/c/tea")
    inside.get_by_role("button", name="我已阅读并同意").click()
    inside.get_by_role("link", name="加入", exact=True).click()
    inside.get_by_role("button", name="加入").first.click()
    like = inside.get_by_role("button", name="点赞").first
    with browser.page.expect_response("**/like"):
        like.click()
    expect(like).to_have_attribute("aria-pressed", "true")
    again = show(browser, shops[0], "/c/tea?embed=1")
    liked = again.get_by_role("button", name="点赞").first
    expect(liked).to_have_attribute("aria-pressed", "true")
    kept = {one["name"]: one for one in browser.context.cookies()}["__Host-session"]
    assert (kept["sameSite"], kept["secure"], kept["httpOnly"]) == ("None", True, True)
    assert kept["partitionKey"] == "http://localhost"
    browser.open("/c/tea")
    expect(browser.page.get_by_role("link", name="登录").first).to_be_visible()
