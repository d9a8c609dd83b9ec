// A like answers the thumb at once and is taken back, with a word, if the server says no.

import { Refused, ask, isMember, newKey } from "../core/ask.js";
import { spring } from "../core/motion.js";
import { text } from "../core/texts.js";
import { show } from "./toast.js";

const COUNTS = { like: "likes", bookmark: "bookmarks", helpful: "helpful", me_too: "me_too" };
const FILLED = new Set(["heart", "bookmark", "star"]);
const asked = new Map(); // address → { wanted, settled }: one request at a time, the last wish wins

export function startReactions() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-react]");
    if (!button || !isMember() || event.defaultPrevented) return; // guests: the form leads to signing in
    event.preventDefault();
    react(button);
  });
}

function react(button) {
  const url = button.dataset.url || `/api/v1/entries/${button.dataset.entry}/${button.dataset.react}`;
  const on = button.getAttribute("aria-pressed") !== "true";
  paint(button, on);
  if (on) spring(button.querySelector(".card__spring, svg"));
  const open = asked.get(url);
  if (open) {
    open.wanted = on;
    return;
  }
  asked.set(url, { wanted: on, settled: !on });
  settle(url, button);
}

async function settle(url, button) {
  const state = asked.get(url);
  try {
    while (state.wanted !== state.settled) {
      const wanted = state.wanted;
      const answer = await ask(url, { method: wanted ? "PUT" : "DELETE", key: newKey(), keepalive: true });
      state.settled = wanted;
      const count = answer?.counts?.[COUNTS[button.dataset.react]] ?? answer?.count;
      if (state.wanted === wanted && Number.isInteger(count)) correct(button, count);
    }
  } catch (error) {
    if (state.wanted !== state.settled) paint(button, state.settled);
    show(error instanceof Refused && error.status < 500 ? error.message : text("not_done"));
  } finally {
    asked.delete(url);
  }
}

function twins(button) {
  const { react: kind, entry, url } = button.dataset;
  return [...document.querySelectorAll(`button[data-react="${CSS.escape(kind)}"]`)].filter(
    (other) => other === button || (other.dataset.entry === entry && other.dataset.url === url && entry),
  );
}

function paint(button, on) {
  for (const twin of twins(button)) {
    const was = twin.getAttribute("aria-pressed") === "true";
    twin.setAttribute("aria-pressed", String(on));
    fill(twin, on);
    if (was !== on) count(twin, (number) => number + (on ? 1 : -1));
  }
}

function correct(button, number) {
  for (const twin of twins(button)) count(twin, () => number);
}

// "1.2万" stays as it is: one more does not change it.
function count(button, change) {
  const place = button.querySelector("[data-count]");
  if (!place || !/^\d*$/.test(place.textContent.trim())) return;
  const number = Math.max(0, change(Number(place.textContent.trim() || 0)));
  if (number < 10_000) place.textContent = number || "";
}

function fill(button, on) {
  const uses = button.querySelectorAll("use");
  if (uses.length !== 1) return; // both shapes are there and the style chooses
  const [sheet, name] = (uses[0].getAttribute("href") || "").split("#");
  const plain = (name || "").replace(/-fill$/, "");
  if (FILLED.has(plain)) uses[0].setAttribute("href", `${sheet}#${plain}${on ? "-fill" : ""}`);
}
