"""Every page there is, on a phone and on a desk, light and dark: nothing broken, nothing jumps."""

from html.parser import HTMLParser
from itertools import groupby

import pytest

from circle.accounts.actions import make_link
from circle.accounts.queries import get_user
from circle.core.db import transaction
from circle.qa.actions import mute_unnamed, reveal_author
from circle.qa.schemas import Sealing
from tests.browser import seed
from tests.browser.rooms import rooms
from tests.browser.test_targets import small_targets
from tests.browser.windows import AXE, DESK, PHONE, axe, look, sideways
from tests.factories import qa
from tests.factories.content import picture, post
from tests.walk import known_things, pages

MOST_SHIFT = 0.05
LOOKS = (("light", PHONE), ("dark", DESK))
COLOURS = ("color-contrast",)  # what changes with the look; the rest is asked in the first
SHARES = 3  # parts the walk is cut into, so that workers may share it
WALKERS = ("owner", None, "moderator", "member", "outsider")  # after the first: what is new
VOID = frozenset(("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))
FILES = (".atom", ".rss", ".xml", ".csv", ".svg", ".txt", ".ics")
# No pages: files, what only leads on, and what other tests open as those for whom it is a page.
LEFT_OUT = frozenset((
    "/avatars/<name>", "/me/export/<int:export_id>/file", "/enter",
    "/evidence/<int:evidence_id>/file", "/evidence/<int:evidence_id>/pictures/<int:number>",
    "/circle-media/<uid>/<name>", "/media/<uid>/<size>",
    "/reward-media/<uid>/<name>", "/s/<code>", "/c/<slug>/settings", "/entries/<int:entry_id>",
    "/posts/<int:entry_id>", "/questions/<int:entry_id>", "/answers/<int:entry_id>",
    "/topics/<int:topic_id>", "/replies/<int:reply_id>", "/c/<slug>/new-count",
    "/agree", "/link/<token>", "/signout", "/topics/<int:topic_id>/lottery", "/healthz",
    "/readyz", "/metrics", "/entries/<int:entry_id>/reveal", "/reveals", "/reveals/<int:reveal_id>",
    "/site/switches", "/entries/<int:entry_id>/mute-author", "/c/<slug>/search/suggestions",
    "/search/suggestions", "/site/waiting", "/u/<name>/sanction",
    "/messages/<int:broadcast_id>", "/inbox/unread",
    "/site/rules", "/site/rules/list", "/site/audit", "/site/rules/try", "/unsubscribe/<token>",
    "/closed-out/<token>",
))  # fmt: skip


class Parts(HTMLParser):
    """What a page is made of: each element with its classes, inside that around it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()
        self._around = ["document"]
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        told = {name: value or "" for name, value in attrs}
        here = f"{tag}.{told.get('class', '')}[{told.get('type', '')}]"
        self.found.add((self._around[-1], here))
        if tag not in VOID:
            self._around.append(here)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag not in VOID and self._around[-1].startswith(f"{tag}."):
            self._around.pop()


@pytest.fixture
def there(app, cast, scene) -> list[str]:
    """Every address there is, with something behind each."""
    return scene("a page of every kind", lambda: addresses(app, cast))


def addresses(app, cast) -> list[str]:
    """Makes something of every kind; answers every address there is, by the alphabet."""
    known = known_things(app, cast) | seed.live_in(app, cast)
    behind = rooms(app, cast, known["post_id"])
    return sorted({place.path for place in pages(app, known) if place.rule != "/signout"}
                  | set(behind))  # fmt: skip


def page_of(client, path: str) -> str | None:
    """The page somebody finds at an address, or nothing."""
    answer = client.get(path)
    return answer.text if answer.status_code == 200 and answer.mimetype == "text/html" else None


def walk_of(app, cast, found: list[str]) -> list[tuple[str | None, str]]:
    """Who walks which of these addresses: each page once, and again for what is new on it."""
    walked: list[tuple[str | None, str]] = []
    shown: set[str] = set()
    known: set[tuple[str, str]] = set()
    for who in WALKERS:
        client = cast[who].client if who else app.test_client()
        for path in found:
            page = page_of(client, path)
            if page is None:
                continue
            parts = Parts(page).found
            if path not in shown or not parts <= known:
                walked.append((who, path))
            shown.add(path)
            known |= parts
    return walked


def test_no_page_is_left_out_of_the_walk(app, cast, there):
    adapter = app.url_map.bind("localhost")
    left = there
    walked = set()
    for who in WALKERS:
        client = cast[who].client if who else app.test_client()
        shown = {path for path in left if page_of(client, path)}
        bare = {path.partition("?")[0] for path in shown}
        walked |= {adapter.match(path, "GET", return_rule=True)[0].rule for path in bare}
        left = [path for path in left if path not in shown]
    rules = {place.rule for place in pages(app, known_things(app, cast))}
    pages_there = {rule for rule in rules if not rule.endswith(FILES)}
    assert sorted(pages_there - walked - LEFT_OUT) == []
    assert sorted(LEFT_OUT & walked) == []


def test_who_finds_something_new_on_a_page_walks_it_too(app, cast):
    """The owner first; then guests have the way in, and members their own marks."""
    walked = walk_of(app, cast, ["/", "/c/tea", "/signin", "/terms"])
    assert walked[:2] == [("owner", "/"), ("owner", "/c/tea")]
    assert {(None, "/"), (None, "/c/tea"), (None, "/signin")} <= set(walked)
    assert (None, "/terms") not in walked


@pytest.mark.parametrize("purpose", ["sign_in", "password", "email"])
def test_the_page_of_a_mailed_link_can_be_used_by_everybody(app, cast, window, purpose):
    with app.app_context(), transaction():
        token = make_link(get_user(cast.member.user_id), purpose)
    view = window()
    view.context.add_init_script(path=AXE)
    assert faults(view, f"/link/{token}") == []


def test_the_pages_of_looks_at_authors_can_be_used_by_everybody(app, cast, window):
    with app.app_context(), transaction():
        get_user(cast.outsider.user_id).is_staff = True
    with app.app_context():
        asked = qa.ask(cast.member.inside(), anonymous=True).id
        look_up, _author = reveal_author(cast.outsider.actor, asked, "投诉要核实")
        kept = look_up.id
    view = window(cast.outsider)
    view.context.add_init_script(path=AXE)
    for path in (f"/entries/{asked}/reveal", "/reveals", f"/reveals/{kept}", "/site/switches"):
        assert faults(view, path) == []


def test_the_sheet_that_mutes_who_has_no_name_can_be_used_by_everybody(app, cast, window):
    with app.app_context():
        asked = qa.ask(cast.member.inside(), anonymous=True).id
        mute_unnamed(cast.admin.actor, asked, Sealing(7, "骂人"))
    view = window(cast.moderator)
    view.context.add_init_script(path=AXE)
    for path in (f"/entries/{asked}/mute-author", "/c/tea/author-mutes"):
        assert faults(view, path) == []
    view = window(cast.member)
    view.context.add_init_script(path=AXE)
    assert faults(view, "/c/tea/own-mutes") == []


@pytest.mark.timeout(300)  # some eighty pages; a busy machine takes its time
@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_stands_still_fits_and_can_be_used_by_everybody(
    app, cast, window, ways, share, there
):
    wrong = []
    opened = [path for number, path in enumerate(there) if number % 2 in ways((0, 1), 0)]
    size = -(-len(opened) // SHARES)
    walked = walk_of(app, cast, opened[share * size : (share + 1) * size])  # neighbours are alike
    view = window()
    view.context.add_init_script(path=AXE)
    for who, part in groupby(walked, key=lambda one: one[0]):
        view.sign_in(cast[who] if who else None)
        for _who, path in part:
            looks = ways(LOOKS, there.index(path) // 2, stays=2)
            wrong += [f"{who or 'a guest'}: {fault}" for fault in faults(view, path, looks)]
    assert not wrong, "\n".join(wrong)


def faults(view, path: str, looks=LOOKS) -> list[str]:
    """What is wrong with one page, on a phone in the light and on a desk in the dark."""
    page = view.open(path)
    wrong = [*jumps(view, path), *too_wide(page, path, PHONE)]
    wrong += [f"{path} is hard to hit: {found}" for found in small_targets(page)]
    for scheme, size in looks:
        if size is not PHONE:  # as which it was opened
            look(page, scheme, size)
            wrong += too_wide(page, path, size)
        rules = COLOURS if scheme != looks[0][0] else ()
        wrong += [f"{path} in the {scheme}: {found}" for found in axe(page, *rules)]
    wrong += [f"{path}: {told}" for told in view.seen()["policy"]]
    look(page, "light", PHONE, unseen=True)
    return wrong


def too_wide(page, path: str, size: dict[str, int]) -> list[str]:
    """Whether one must push it to and fro to see all of it."""
    over = sideways(page)
    return [f"{path} is {over} px too wide at {size['width']}"] if over else []


def jumps(view, path: str) -> list[str]:
    """How far what was seen already moved while the page came."""
    seen = view.seen()
    if seen["shift"] <= MOST_SHIFT:
        return []
    return [f"{path} jumps by {seen['shift']:.2f}: {seen.get('shifted')}"]


def test_wide_pages_do_not_jump(app, cast, window):
    made = seed.live_in(app, cast)
    view = window(cast.member, size=DESK)
    for path in ("/", "/c/tea", f"/c/tea/posts/{made['post_id']}", "/u/member_of_tea"):
        view.open(path)
        assert jumps(view, path) == []


@pytest.mark.parametrize("size", [(1600, 1200), (1200, 1500), (120, 90)])
def test_a_picture_that_comes_late_moves_nothing(app, cast, window, size):
    with app.app_context():
        shown = picture(cast.member.actor, size=size, name="late")
        number = post(cast.member.inside(), "一张照片。", media=(shown.id,)).id
    view = window(cast.member)
    held = []

    def hold(route) -> None:
        held.append(route)

    view.context.route("**/media/**", hold)
    view.page.goto(f"{view.address}/c/tea/posts/{number}", wait_until="domcontentloaded")
    foot = view.page.locator(".card__foot").first
    before = foot.bounding_box()
    assert held
    for route in held:
        route.continue_()
    view.context.unroute("**/media/**")
    view.page.wait_for_function(
        "() => [...document.querySelectorAll('.pictures__picture')].every((one) => one.complete)"
    )
    assert foot.bounding_box() == before


def test_a_line_of_the_log_does_not_wrap_when_its_time_grows_old(app, cast, window):
    view = window(cast.owner)
    page = view.open("/c/tea/audit")
    wide = """(words) => [...document.querySelectorAll(".ruling time")].map((one) => {
      one.textContent = words;
      return one.getBoundingClientRect().width;
    })"""
    rooms_taken = {width for words in ("刚刚", "59 分钟前", "just now", "59 min ago")
                   for width in page.evaluate(wide, words)}  # fmt: skip
    assert len(rooms_taken) == 1


def test_a_page_that_jumps_would_be_found(window, app):
    view = window()
    page = view.open("/terms")
    page.evaluate("""async () => {
      const wedge = document.createElement("div");
      wedge.style.height = "300px";
      document.body.prepend(wedge);
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    }""")
    page.wait_for_function("() => window.seen.shift > 0")
    assert jumps(view, "/terms") != []


def test_what_cannot_be_used_by_everybody_would_be_found(window):
    view = window()
    view.context.add_init_script(path=AXE)
    page = view.open("/terms")
    page.evaluate("""() => {
      const pale = Object.assign(document.createElement("p"), { textContent: "pale" });
      Object.assign(pale.style, { color: "silver", background: "white" });
      document.querySelector("main").prepend(pale, document.createElement("button"));
    }""")
    assert {fault.partition(":")[0] for fault in axe(page)} == {"color-contrast", "button-name"}
    look(page, "dark", DESK)
    assert [fault.partition(":")[0] for fault in axe(page, "color-contrast")] == ["color-contrast"]
