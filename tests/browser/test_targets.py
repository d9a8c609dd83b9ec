"""On a phone what stands alone to be pressed is large enough for a thumb."""

SMALLEST = 44  # CSS pixels, `--tap`
# Selector → why it may be smaller: WCAG 2.5.8 asks for 24 px or room around, and we keep to that.
EXCEPTED = {
    ".skip": "is seen by keyboards only",
    ".card__face, .card__name a, .card__meta a": "stand inside the line that says who and when",
    ".comment__name a, .comment__foot a, .comment__foot button": "stand inside a comment's line",
    ".prose a": "links inside what somebody wrote",
    "p a, span a, label a, dd a, .account-facts a": "links inside a sentence",
    ".tag": "words of a line of tags",
    "input[type=checkbox], input[type=radio]": "their whole label is pressed",
    "input[type=file]": "its label is pressed",
    "details > summary .icon": "the whole summary is pressed",
}
FIND_SMALL = """([smallest, excepted]) => {
  // what the thumb meets may be larger than what is drawn: a ::before or ::after around it
  const around = (one, part) => {
    const style = getComputedStyle(one, part);
    const stands = style.content !== "none" && style.position === "absolute";
    return stands ? [parseFloat(style.width) || 0, parseFloat(style.height) || 0] : [0, 0];
  };
  const small = new Set();
  for (const one of document.querySelectorAll("a[href], button, select, summary, [role=button]")) {
    if (!one.checkVisibility({ visibilityProperty: true }) || one.matches(excepted)) continue;
    const box = one.getBoundingClientRect();
    if (box.width < 1 || box.height < 1) continue;
    const parts = [around(one, "::before"), around(one, "::after")];
    const wide = Math.max(box.width, ...parts.map(([width]) => width));
    const high = Math.max(box.height, ...parts.map(([, height]) => height));
    if (Math.min(wide, high) >= smallest - 0.5) continue;
    const words = `${one.className} “${one.innerText.trim().slice(0, 20)}”`;
    small.add(`${one.tagName} ${words} ${Math.round(wide)}×${Math.round(high)}`);
  }
  return [...small];
}"""


def small_targets(page) -> list[str]:
    """What of this page a thumb would miss."""
    return page.evaluate(FIND_SMALL, [SMALLEST, ", ".join(EXCEPTED)])


def test_a_button_too_small_for_a_thumb_would_be_found(phone):
    page = phone.open("/signin")
    assert small_targets(page) == []
    page.evaluate("""() => {
      const button = document.querySelector("button[type=submit]");
      Object.assign(button.style, { width: "30px", height: "30px", minHeight: "0", padding: "0" });
    }""")
    [found] = small_targets(page)
    assert "30×30" in found
