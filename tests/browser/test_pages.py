"""Every page there is, on a phone and on a desk, light and dark: nothing broken, nothing jumps."""

import pytest

from tests.browser import seed
from tests.browser.test_targets import small_targets
from tests.browser.windows import AXE, DESK, PHONE, axe, sideways
from tests.walk import known_things, pages

MOST_SHIFT = 0.05
LOOKS = (("light", PHONE, ()), ("dark", DESK, ("color-contrast",)))  # the rest has no colour
SHARES = 4  # parts the walk is cut into, so that workers may share it


def html_pages(app, cast, person) -> list[str]:
    """Every address that answers this person with a page."""
    known = known_things(app, cast) | seed.live_in(app, cast)
    client = person.client if person else app.test_client()
    found = [place.path for place in pages(app, known) if place.rule != "/signout"]
    answers = {path: client.get(path) for path in sorted(set(found))}
    return [path for path, answer in answers.items()
            if answer.status_code == 200 and answer.mimetype == "text/html"]  # fmt: skip


@pytest.mark.timeout(180)  # some thirty pages; a busy machine takes its time
@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("who", [None, "owner"])
def test_every_page_stands_still_fits_and_can_be_used_by_everybody(app, cast, window, who, share):
    person = cast[who] if who else None
    view = window(person)
    view.context.add_init_script(path=AXE)
    wrong = []
    for path in html_pages(app, cast, person)[share::SHARES]:
        view.page.emulate_media(color_scheme="light")
        view.page.set_viewport_size(PHONE)
        page = view.open(path)
        wrong += jumps(view, path)
        for scheme, size, rules in LOOKS:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size(size)
            if over := sideways(page):
                wrong.append(f"{path} is {over} px too wide at {size['width']}")
            if size is PHONE:
                wrong += [f"{path} is hard to hit: {found}" for found in small_targets(page)]
            wrong += [f"{path} in the {scheme}: {found}" for found in axe(page, *rules)]
        wrong += [f"{path}: {told}" for told in view.seen()["policy"]]
    assert not wrong, "\n".join(wrong)


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
