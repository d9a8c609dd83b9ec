"""Windows of the browser: who is signed in, what was seen in them, and what went wrong."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, expect

from circle.core.assets import STATIC

PHONE = {"width": 375, "height": 812}
DESK = {"width": 1280, "height": 800}
CANCELLED = "net::ERR_ABORTED"  # a page was left while something was still on its way
AXE = STATIC / "vendor" / "dev" / "axe.min.js"
WATCH = """
window.seen = { policy: [], shift: 0 };
document.addEventListener("securitypolicyviolation", (event) =>
  window.seen.policy.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    // also what is called "after input": a phone's size, set a moment ago, counts as that
    window.seen.shift += entry.value;
    window.seen.shifted = (entry.sources ?? []).map(({ node, previousRect, currentRect }) =>
      `${node?.className || node?.nodeName} ${previousRect.y} to ${currentRect.y}`).join("; ");
  }
}).observe({ type: "layout-shift", buffered: true });
"""
# Still: fonts, pictures in view and modules have arrived, and a frame was drawn after them.
STILL = """async () => {
  await document.fonts.ready;
  await Promise.all([...document.images].filter((one) => !one.complete && one.loading !== "lazy")
    .map((one) => one.decode().catch(() => undefined)));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
# The modules the page asked for, asked for again: ends when each has run, those that came late too.
AWAKE = "(modules) => Promise.allSettled(modules.map((one) => import(one))).then(() => undefined)"


class Window:
    """A browser window with one page in it."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.wrongs: list[str] = []
        self._forgiven: tuple[str, ...] = ()
        self._modules: list[str] = []
        context.add_init_script(WATCH)
        self.page: Page = context.new_page()
        self._watch(self.page)

    def sign_in(self, person=None) -> "Window":
        """Put somebody's session into this window, or nobody's."""
        self.context.clear_cookies()
        if person is None:
            return self
        cookie = person.client.get_cookie("session")
        self.context.add_cookies(
            [{"name": "session", "value": cookie.value, "url": self.address, "httpOnly": True}]
        )
        return self

    def open(self, path: str) -> Page:
        """Go to a page and wait until its scripts are awake and it stands still."""
        self.page.goto(self.address + path, wait_until="load")
        self.wait_awake()
        self.page.evaluate(STILL)
        return self.page

    def wait_awake(self) -> None:
        """Wait until every script of this page has run, those too that a page does not wait for."""
        self.page.wait_for_load_state("load")
        self.page.evaluate(AWAKE, self._modules)

    @property
    def path(self) -> str:
        """Where this window is, without host and query."""
        return urlsplit(self.page.url).path

    def expect_path(self, path: str) -> None:
        """Wait until the window is there."""
        self.page.wait_for_url(lambda url: urlsplit(url).path == path)

    def see(self, words: str) -> None:
        """Wait until these words are to be seen."""
        expect(self.page.get_by_text(words).locator("visible=true").first).to_be_visible()

    def forgive(self, *parts: str) -> None:
        """What this test breaks on purpose is told in the console too."""
        self._forgiven += parts

    def problems(self) -> list[str]:
        """Everything that went wrong here and was not meant to."""
        return [one for one in self.wrongs if not any(part in one for part in self._forgiven)]

    def seen(self) -> dict:
        """What the page noticed of itself: policy violations and shifts."""
        return self.page.evaluate("window.seen")

    def close(self) -> None:
        self.context.close()

    def _watch(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.wrongs.append(f"script: {error}"))
        page.on("request", self._asked)
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _hear(self, message) -> None:
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.wrongs.append(f"{message.type} on {self.path}: {message.text}")

    def _asked(self, request) -> None:
        if request.is_navigation_request():
            self._modules = []
        elif request.resource_type == "script":
            self._modules.append(request.url)

    def _failed(self, request) -> None:
        if request.failure != CANCELLED:
            self.wrongs.append(f"{request.failure}: {request.method} {request.url}")

    def _answered(self, response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.wrongs.append(f"{response.status}: {response.request.method} {response.url}")


def sideways(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return page.evaluate("document.scrollingElement.scrollWidth - innerWidth")


def look(page: Page, scheme: str, size: dict[str, int], *, unseen: bool = False) -> None:
    """Give the page another scheme and size at once: nothing of it is drawn between the two.

    `unseen` leaves it undrawn, for a page that is left next.
    """
    page.evaluate("document.documentElement.style.display = 'none'")
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    if not unseen:
        page.evaluate("document.documentElement.style.display = ''")
        page.evaluate(RESTED)


def axe(page: Page, *rules: str) -> list[str]:
    """What axe finds serious or critical (of these rules, or of all), each with its place.

    The window's context was given AXE as an init script.
    """
    return page.evaluate(RUN_AXE, list(rules))


# A colour on its way from light to dark is neither; what is out of sight sets out when asked for.
RESTED = """async () => {
  for (let round = 0; round < 2; round += 1) {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    for (const one of document.querySelectorAll("body *")) void getComputedStyle(one).color;
    for (const one of document.getAnimations()) if (one instanceof CSSTransition) one.finish();
  }
}"""
# Rules that could find nothing serious are not asked at all.
RUN_AXE = """async (rules) => {
  const grave = (one) => ["serious", "critical"].includes(one.impact);
  const all = () => axe._audit.rules.filter((one) => one.enabled && grave(one)).map(({ id }) => id);
  const found = await axe.run(document, {
    resultTypes: ["violations"], preload: false, iframes: false,  // sheets and frames are ours
    runOnly: { type: "rule", values: rules.length ? rules : all() },
  });
  return found.violations.filter(grave).flatMap((one) => one.nodes.slice(0, 3).map((node) => [
    one.id, node.target.join(" "), (node.any[0] || node.all[0] || node.none[0])?.message,
  ].join(": ")));
}"""
