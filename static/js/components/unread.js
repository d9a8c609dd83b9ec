// How much waits in the inbox, on every page: asked while somebody looks, by one tab for all of them,
// remembered from page to page; what is read where it stands waits no more.

import { ask, reach } from "../core/ask.js";
import { onWake } from "../core/awake.js";
import { local } from "../core/store.js";
import { text } from "../core/texts.js";

const ADDRESS = "/inbox/unread";
const SETTLED = 1_500; // what a page itself needs comes first
const EVERY = 30_000;
const FRESH = 8_000; // younger is not asked again on coming back
const IDLE_AFTER = 4 * 60_000; // without a touch
const IDLE_EVERY = 3 * 60_000;
const LONGEST = 15 * 60_000; // between two tries while the server is not well
const THREAD = /^\/c\/[^/]+\/(?:posts|questions|topics)\/(\d+)$/;
const NOTHING = { at: 0, count: 0, threads: [] };
let key = "";
let timer = 0;
let touched = Date.now();
let pause = 0;
let quietUntil = 0;
let isOut = false;

export function startUnread() {
  const { viewer } = document.body.dataset;
  if (!viewer) return;
  key = `unread:${viewer}`;
  onWake(show);
  show();
  window.addEventListener("storage", (event) => event.key === key && show());
  for (const sign of ["pointerdown", "keydown", "scroll"]) {
    document.addEventListener(sign, () => (touched = Date.now()), { passive: true, capture: true });
  }
  document.addEventListener("visibilitychange", () => look(FRESH));
  window.addEventListener("online", () => look(FRESH));
  window.addEventListener("pageshow", (event) => event.persisted && look(FRESH));
  if (location.pathname === "/inbox") look(0);
  else timer = window.setTimeout(() => look(EVERY), SETTLED);
}

export function keepUnread(told) {
  local.set(key, { at: Date.now(), count: told.count, threads: told.threads });
  show();
}

const kept = () => local.get(key) ?? NOTHING;
const rhythm = () => (Date.now() - touched > IDLE_AFTER ? IDLE_EVERY : EVERY);

// Asks when what is known is older than `age`, and comes back when it will be.
async function look(age) {
  window.clearTimeout(timer);
  if (document.hidden || isOut) return;
  const due = Math.max(kept().at + age, quietUntil) - Date.now();
  if (due > 0) {
    readHere();
    return plan(due);
  }
  await alone(() => asked(age)); // another tab that asks tells us through the storage
  readHere();
  plan(Math.max(rhythm(), quietUntil - Date.now()));
}

function plan(milliseconds) {
  window.clearTimeout(timer);
  timer = window.setTimeout(() => look(rhythm() - 1_000), milliseconds);
}

function alone(work) {
  if (!navigator.locks?.request) return work();
  return navigator.locks.request("unread", { ifAvailable: true }, (lock) => (lock ? work() : null)).catch(work);
}

async function asked(age) {
  if (Date.now() - kept().at < Math.min(age, FRESH)) return;
  try {
    const response = await reach(ADDRESS, { headers: { Accept: "application/json" }, cache: "no-cache" });
    if (response.status === 204 || response.status === 401) return leave();
    if (!response.ok) return rest(Number(response.headers.get("Retry-After")) * 1_000);
    pause = quietUntil = 0;
    keepUnread(await response.json());
  } catch {
    rest(0); // the network is gone: nobody asked for this
  }
}

function rest(wanted) {
  pause = Math.min(LONGEST, Math.max(wanted || 0, pause * 2, EVERY * 2));
  quietUntil = Date.now() + pause;
}

function leave() {
  isOut = true;
  local.remove(key);
  show();
}

// A thread that is on the screen is read here, not in the inbox.
async function readHere() {
  const thread = Number(location.pathname.match(THREAD)?.[1]);
  if (!thread || document.hidden || !kept().threads.includes(thread)) return;
  keepUnread({ ...kept(), threads: kept().threads.filter((one) => one !== thread) }); // told once
  try {
    keepUnread(await ask("/api/v1/me/inbox/seen", { method: "POST", json: { thread } }));
  } catch {
    local.remove(key); // the next page asks how it stands
  }
}

function show() {
  const { count } = kept();
  const shown = count > 99 ? "99+" : String(count);
  for (const badge of document.querySelectorAll("[data-badge]")) {
    if (badge.dataset.shown === shown) continue;
    badge.dataset.shown = shown;
    badge.hidden = !count;
    const number = document.createElement("span");
    number.setAttribute("aria-hidden", "true");
    number.textContent = shown;
    const said = document.createElement("span");
    said.className = "only-read";
    said.textContent = ` ${text("unread", { num: shown })} `;
    badge.replaceChildren(...(count ? [number, said] : []));
  }
  const title = document.title.replace(/^\(\d+\+?\) /, "");
  const named = count ? `(${shown}) ${title}` : title;
  if (document.title !== named) document.title = named;
}
