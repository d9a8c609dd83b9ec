// A thin line while the next page is on its way; it says "heard you" before the server can.

import { isPlain } from "./sheet.js";

const PATIENCE = 120; // milliseconds; quicker pages need no line
let bar = null;
let timer = 0;

export function startProgress() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (link && isPlain(event) && leaves(link)) begin();
  });
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && !event.target.target) begin();
  });
  window.addEventListener("pageshow", end);
  window.addEventListener("pagehide", end);
}

function leaves(link) {
  if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return false;
  return link.pathname !== location.pathname || link.search !== location.search || !link.hash;
}

function begin() {
  window.clearTimeout(timer);
  timer = window.setTimeout(() => {
    if (!bar) {
      bar = document.createElement("div");
      bar.className = "progress";
      bar.setAttribute("aria-hidden", "true");
      document.body.append(bar);
    }
    bar.dataset.going = "";
    timer = window.setTimeout(end, 15_000); // a download or a stopped navigation never says it ended
  }, PATIENCE);
}

function end() {
  window.clearTimeout(timer);
  bar?.remove();
  bar = null;
}
