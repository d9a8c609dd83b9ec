// What stands at the bottom stays above the phone's keys, by following what can be seen of the page.

const KEYS = 120; // pixels; a bar of the browser that comes and goes is smaller

export function followKeys(element) {
  const view = window.visualViewport;
  if (!view) return;
  const place = () => {
    if (!element.isConnected) return leave();
    if (view.scale > 1.01 || getComputedStyle(element).position !== "fixed") return clear(element);
    const keys = window.innerHeight - view.height > KEYS;
    document.documentElement.toggleAttribute("data-keys", keys);
    if (!keys) return clear(element);
    if (element.matches(".bar, .saybar")) {
      element.style.transform = `translateY(${-Math.max(0, window.innerHeight - view.height - view.offsetTop)}px)`;
    } else {
      const top = `${view.offsetTop}px`;
      Object.assign(element.style, { top, height: `${view.height}px`, maxHeight: "none", bottom: "auto", margin: "0 auto" });
    }
  };
  const leave = () => {
    view.removeEventListener("resize", place);
    view.removeEventListener("scroll", place);
  };
  view.addEventListener("resize", place);
  view.addEventListener("scroll", place);
  place();
}

function clear(element) {
  Object.assign(element.style, { top: "", height: "", maxHeight: "", bottom: "", margin: "", transform: "" });
}
