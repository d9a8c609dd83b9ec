// How far a topic was read is told to the server once its floors were on the screen for a moment.

import { ask } from "../core/ask.js";
import { all } from "../core/awake.js";

const MOMENT = 1_200; // milliseconds after the last floor came into sight

const readings = new Map(); // list → what was reached and what was told of it

export function startReading(root) {
  for (const floor of all(root, "[data-floor]")) {
    const list = floor.closest("[data-reading]");
    if (list) readingOf(list).seen.observe(floor);
  }
}

function readingOf(list) {
  const known = readings.get(list);
  if (known) return known;
  const reading = { url: list.dataset.reading, reached: 0, told: Number(list.dataset.read) || 0, timer: 0 };
  reading.seen = new IntersectionObserver((found) => {
    const numbers = found.filter((one) => one.isIntersecting).map((one) => Number(one.target.dataset.floor));
    reading.reached = Math.max(reading.reached, ...numbers);
    if (reading.reached <= reading.told) return;
    window.clearTimeout(reading.timer);
    reading.timer = window.setTimeout(() => tell(reading), MOMENT);
  }, { threshold: 0.25 });
  window.addEventListener("pagehide", () => tell(reading));
  readings.set(list, reading);
  return reading;
}

async function tell(reading) {
  window.clearTimeout(reading.timer);
  if (reading.reached <= reading.told) return;
  const before = reading.told;
  reading.told = reading.reached;
  try {
    await ask(reading.url, { method: "PUT", json: { floor: reading.reached }, keepalive: true });
  } catch {
    reading.told = before; // the next floor tells of this one, too
  }
}
