"""What a thumb does: pictures swiped through, and a slow line that tells how far it is."""

import io
import os

import pytest
from PIL import Image
from playwright.sync_api import expect

STEPS = 8
SLOW = 60_000  # bytes a second going up
COUNTED = """() => {
  window.told = [];
  new MutationObserver(() => {
    const now = document.querySelector("[role=progressbar]")?.getAttribute("aria-valuenow");
    if (now && window.told.at(-1) !== Number(now)) window.told.push(Number(now));
  }).observe(document.body, { subtree: true, childList: true, attributes: true });
}"""


def swipe(view, start: tuple[int, int], end: tuple[int, int]) -> None:
    """One finger from here to there, as the screen itself would tell it."""
    hand = view.context.new_cdp_session(view.page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        hand.send("Input.dispatchTouchEvent", {
            "type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points],
        })  # fmt: skip

    touch("touchStart", start)
    for step in range(1, STEPS + 1):
        part = step / STEPS
        touch("touchMove", tuple(a + (b - a) * part for a, b in zip(start, end, strict=True)))
    touch("touchEnd")
    hand.detach()


def noise(side: int = 260) -> bytes:
    """A picture nothing makes smaller."""
    kept = io.BytesIO()
    Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)).save(kept, "PNG")
    return kept.getvalue()


@pytest.fixture
def viewer(cast, window, lively):
    """A window in which the first of three pictures is open."""
    view = window(cast.member)
    view.open("/c/tea")
    view.page.locator(f"#e{lively['post_id']} a[data-picture]").first.tap()
    expect(view.page.locator(".viewer__caption")).to_have_text("一杯茶 0")
    return view


def test_pictures_are_swiped_to_and_fro_up_to_the_ends_and_a_short_touch_moves_nothing(viewer):
    caption = viewer.page.locator(".viewer__caption")
    left, right = (60, 400), (320, 400)
    for start, end, shown in (
        (right, left, 1), (right, left, 2), (right, left, 2), (left, right, 1), (left, right, 0),
        (left, right, 0),
    ):  # fmt: skip
        swipe(viewer, start, end)
        expect(caption).to_have_text(f"一杯茶 {shown}")
        viewer.page.wait_for_timeout(400)  # the picture comes to rest
    swipe(viewer, (190, 400), (182, 400))
    viewer.page.wait_for_timeout(400)
    expect(caption).to_have_text("一杯茶 0")


def test_a_picture_pulled_down_is_closed_and_the_list_stays(viewer):
    swipe(viewer, (190, 300), (190, 760))
    expect(viewer.page.locator(".pswp")).to_have_count(0)
    assert viewer.path == "/c/tea"
    expect(viewer.page.locator("[data-feed]")).to_be_visible()


def test_a_picture_on_a_slow_line_tells_how_far_it_is(cast, window, settled_in):
    view = window(cast.member)
    page = view.open("/c/tea/posts/new")
    page.wait_for_selector("form[data-composed]")
    page.evaluate(COUNTED)
    line = view.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", {
        "offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": SLOW,
    })  # fmt: skip
    page.locator("[data-pictures]").set_input_files(
        [{"name": "noise.png", "mimeType": "image/png", "buffer": noise()}]
    )
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("button", name="发布")).to_be_disabled()
    expect(page.locator("[data-tray] input[name=media]")).to_have_count(1)
    expect(page.get_by_role("progressbar")).to_have_count(0)
    expect(page.get_by_role("button", name="发布")).to_be_enabled()
    told = page.evaluate("window.told")
    assert told == sorted(told)
    assert len([part for part in told if 0 < part < 100]) >= 3, told
