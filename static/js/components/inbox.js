// The inbox: what was on the screen for a moment is seen, and a swipe shows what else can be done with a line.

import { ask } from "../core/ask.js";
import { all, onWake } from "../core/awake.js";
import { mayMove } from "../core/motion.js";
import { openSheet } from "./sheet.js";
import { keepUnread } from "./unread.js";

const MOMENT = 900; // milliseconds a line is looked at
const TOGETHER = 1_200; // what is seen within this is told at once
const MOST = 100;
const FAR = 72; // pixels aside that mean it

const looking = new Map(); // line → timer
const seen = new Set();
let telling = 0;
let watch = null;

export function startInbox() {
  if (watch || !("IntersectionObserver" in window)) return;
  watch = new IntersectionObserver(onSight, { threshold: 0.6 });
  onWake(follow);
  follow(document);
  window.addEventListener("pagehide", tell);
  document.addEventListener("visibilitychange", () => document.hidden && tell());
  document.addEventListener("click", (event) => {
    const line = event.target.closest?.(".told__link")?.closest("[data-unread]");
    if (line) note(line);
  });
  followFinger();
}

const follow = (root) => all(root, "[data-unread]").forEach((line) => watch.observe(line));

function onSight(found) {
  for (const { target, isIntersecting } of found) {
    window.clearTimeout(looking.get(target));
    if (isIntersecting) looking.set(target, window.setTimeout(() => note(target), MOMENT));
    else looking.delete(target);
  }
}

// The line stays bold while the page does: one sees what was new.
function note(line) {
  if (document.hidden || line.dataset.unread === undefined) return;
  watch.unobserve(line);
  looking.delete(line);
  seen.add(Number(line.dataset.unread));
  delete line.dataset.unread;
  telling ||= window.setTimeout(tell, TOGETHER);
}

async function tell() {
  window.clearTimeout(telling);
  telling = 0;
  const ids = [...seen].slice(0, MOST);
  if (!ids.length) return;
  ids.forEach((id) => seen.delete(id));
  try {
    keepUnread(await ask("/api/v1/me/inbox/seen", { method: "POST", json: { ids }, keepalive: true }));
  } catch {
    ids.forEach((id) => seen.add(id)); // the next that is seen tells of these, too
  }
}

function followFinger() {
  let start = null;
  document.addEventListener("touchstart", (event) => {
    const line = event.touches.length === 1 && event.target.closest?.("[data-swipe]");
    start = line ? { line, x: event.touches[0].clientX, y: event.touches[0].clientY, moved: 0 } : null;
  }, { passive: true });
  document.addEventListener("touchmove", (event) => {
    if (!start) return;
    const aside = event.touches[0].clientX - start.x;
    if (!start.moved && Math.abs(event.touches[0].clientY - start.y) > Math.abs(aside)) {
      start = null;
      return;
    }
    start.moved = Math.max(-FAR * 1.4, Math.min(0, aside));
    if (mayMove()) start.line.style.transform = `translateX(${start.moved}px)`;
  }, { passive: true });
  const release = (event) => {
    if (!start) return;
    const { line, moved } = start;
    start = null;
    line.style.transform = "";
    if (event.type === "touchend" && moved < -FAR) openSheet(new URL(line.dataset.swipe, location.href).href, line.querySelector("a[data-sheet]"));
  };
  document.addEventListener("touchend", release);
  document.addEventListener("touchcancel", release);
}
