"""A live server, one Chromium per worker, a fresh window per test that tells what went wrong."""

import os
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser import seed
from tests.browser.server import LiveServer
from tests.browser.windows import DESK, PHONE, Window
from tests.conftest import on_one_database

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    # Chromium hears the last such word alone, so what Playwright turns off stands here again. Each
    # window's address bar had a page of its own, hidden, and a process in reserve: two thirds of
    # what opening a window took.
    "--disable-features=AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,"
    "HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,"
    "ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,"
    "NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,"
    "WebUIOmniboxPopup,WebUIOmniboxFullPopup,WebUIOmniboxAimPopup,SpareRendererForSitePerProcess",
]  # fmt: skip
PATIENCE = 10_000  # milliseconds; what is waited for comes in a few
# The first found is taken; the shell has no window around its pages: half the processor time.
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser")
NO_CHROMIUM = "Chromium is not installed; `apt install chromium-headless-shell` brings it"


def pytest_configure(config):
    config.addinivalue_line("markers", "both_databases: a browser test worth running on both")


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc):
    """One database is enough for what happens in a browser, unless a test says otherwise."""
    if not metafunc.definition.get_closest_marker("both_databases"):
        on_one_database(metafunc)


@pytest.fixture(scope="session")
def chromium():
    """The browser of this worker."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if found is None:
        if os.environ.get("TESTS_MAY_NOT_SKIP"):
            pytest.fail(NO_CHROMIUM)
        pytest.skip(NO_CHROMIUM)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def settled_in(app, cast, scene):
    """Rules and a welcome, and nobody's first words wait."""
    scene("rules and a welcome", lambda: seed.settle_in(app, cast))


@pytest.fixture
def posts(app, cast, scene):
    """So many short posts in a circle that settled in: their numbers, oldest first."""
    return lambda count: scene(
        f"{count} short posts", lambda: seed.settle_and_publish(app, cast, count)
    )


@pytest.fixture
def lively(app, cast, scene):
    """A circle people have lived in: the numbers of what was made."""
    return scene("a lively circle", lambda: seed.live_in(app, cast))


@pytest.fixture
def crowded(app, cast, scene):
    """The lively circle with more posts than fit a page: the numbers of what was made."""
    return scene("a crowded circle", lambda: seed.live_in(app, cast, posts=20))


@pytest.fixture
def served(app):
    """The application of this worker, on a port that was nobody's before this test."""
    server = LiveServer(app)
    yield server
    server.settle()
    server.close()


@pytest.fixture
def window(app, served, chromium):
    """Opens windows: `window(person)`, `window(size=DESK)`; each is closed and asked afterwards."""
    opened = []

    def open_window(person=None, size=PHONE, **options) -> Window:
        touch = size is PHONE
        options = {"viewport": size, "has_touch": touch, "is_mobile": touch,
                   "locale": "zh-CN", "reduced_motion": "reduce", **options}
        made = Window(chromium.new_context(**options), served.address)
        made.context.set_default_timeout(PATIENCE)
        opened.append(made)
        return made.sign_in(person) if person else made

    yield open_window
    problems = [problem for made in opened for problem in made.problems()]
    for made in opened:
        made.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def phone(window):
    """A phone in which nobody is signed in."""
    return window()


@pytest.fixture
def desk(window):
    """A wide window in which nobody is signed in."""
    return window(size=DESK)
