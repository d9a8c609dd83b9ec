// Times grow old while a page stays open: "just now" becomes "5 min ago" as the server would say it.

import { all, onWake } from "../core/awake.js";
import { text } from "../core/texts.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ZONE = 8 * HOUR; // Asia/Shanghai, which keeps no summer time; days are counted there

export function startTimes() {
  onWake(refresh);
  window.setInterval(() => {
    if (!document.hidden) refresh(document);
  }, MINUTE);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) refresh(document);
  });
}

function refresh(root) {
  for (const element of all(root, "time[data-ago]")) {
    const words = ago(Date.parse(element.dateTime), Date.now());
    if (words && element.textContent !== words) element.textContent = words;
  }
}

// Null where the server's own words stay true: the future, and everything older than yesterday.
export function ago(at, now) {
  const passed = now - at;
  if (!(passed >= 0)) return null;
  if (passed < MINUTE) return text("just_now");
  if (passed < HOUR) return text("minutes_ago", { num: Math.floor(passed / MINUTE) });
  const days = Math.floor((now + ZONE) / DAY) - Math.floor((at + ZONE) / DAY);
  if (days === 0) return text("hours_ago", { num: Math.floor(passed / HOUR) });
  if (days === 1) return text("yesterday", { time: new Date(at + ZONE).toISOString().slice(11, 16) });
  return null;
}
