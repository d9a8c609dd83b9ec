// One tap closes the ring of the day at once. Without a network the tap is kept with its day and sent when
// there is one again, under the same key, as long as that day lasts.

import { Refused, ask, isMember, newKey, page, parse } from "../core/ask.js";
import { mayMove, spring } from "../core/motion.js";
import { local } from "../core/store.js";
import { text } from "../core/texts.js";
import { rememberPoints } from "./points.js";
import { openSheet } from "./sheet.js";
import { show } from "./toast.js";

const KEPT = "check-in:";
const DAY = 86_400_000;
const CLOSING = 260; // milliseconds until the closed ring takes the button's place
const keyOf = (slug) => `${KEPT}${document.body.dataset.viewer}:${slug}`;
const placesOf = (slug) => document.querySelectorAll(`[data-check-in="${CSS.escape(slug)}"]`);
const sending = new Set();
let started = false;

export function startCheckIn() {
  if (started) return;
  started = true;
  document.addEventListener("click", (event) => {
    const tap = event.target.closest?.("[data-check-in-tap]");
    if (!tap || !isMember() || event.defaultPrevented) return;
    event.preventDefault();
    checkIn(tap.closest("[data-check-in]"));
  });
  document.addEventListener("submit", mend);
  window.addEventListener("online", sendKept);
  document.addEventListener("visibilitychange", () => document.hidden || sendKept());
  sendKept();
}

function checkIn(place) {
  const slug = place.dataset.checkIn;
  if (sending.has(slug)) return;
  close(slug);
  spring(place.querySelector(".ring"));
  send(slug, { day: dayOf(place), key: newKey() }, true);
}

// The server printed a day and when it began; a page may stay open over midnight, days there are never shorter.
function dayOf(place) {
  const { day, begins } = place.dataset;
  const more = Math.max(0, Math.floor((Date.now() - Date.parse(begins)) / DAY));
  return new Date(Date.parse(day) + more * DAY).toISOString().slice(0, 10);
}

async function send(slug, tap, live) {
  if (sending.has(slug)) return;
  sending.add(slug);
  try {
    const answer = await ask(`/api/v1/circles/${slug}/check-ins`, { method: "POST", json: { day: tap.day }, key: tap.key });
    local.remove(keyOf(slug));
    settle(slug, answer, live);
  } catch (error) {
    if (error.code === "day_over" && live && tap.day) {
      sending.delete(slug);
      return send(slug, { day: null, key: newKey() }, true); // this device's clock is wrong; the tap is not
    }
    if (error instanceof Refused && error.status < 500 && error.status !== 429) {
      local.remove(keyOf(slug));
      open(slug);
      show(error.message);
    } else {
      keep(slug, tap);
    }
  } finally {
    sending.delete(slug);
  }
}

function keep(slug, tap) {
  const known = local.get(keyOf(slug)) !== null;
  local.set(keyOf(slug), tap);
  for (const place of placesOf(slug)) place.dataset.kept = "";
  if (!known) show(text("check_in_kept"));
}

function sendKept() {
  if (navigator.onLine === false) return;
  const mine = keyOf("");
  for (const key of local.keys(KEPT)) {
    const tap = local.get(key);
    if (!key.startsWith(mine) || !tap) local.remove(key); // somebody else's, who was here before
    else send(key.slice(mine.length), tap, false);
  }
}

function settle(slug, answer, live) {
  rememberPoints(slug, answer.balance);
  close(slug, answer.streak);
  for (const place of placesOf(slug)) delete place.dataset.kept;
  const words = answer.points ? text("checked_in_paid", { num: answer.streak, points: answer.points })
    : text("checked_in", { num: answer.streak });
  const calendar = document.querySelector("[data-check-in-words]");
  if (calendar) renew(slug, calendar);
  show(words, calendar || !live ? {} : { label: text("calendar"), undo: () => openSheet(`/c/${slug}/check-in`) });
}

function close(slug, streak) {
  for (const place of placesOf(slug)) {
    const [tap, done] = [place.querySelector("[data-check-in-tap]"), place.querySelector("[data-check-in-done]")];
    const said = place.querySelector("[data-check-in-streak]");
    if (streak && said) said.textContent = said.matches("b") ? streak : text("day_in_a_row", { num: streak });
    place.dataset.closed = "";
    tap.querySelector(".ring__fill").setAttribute("stroke-dasharray", "100 100");
    window.setTimeout(() => {
      if (place.dataset.closed === undefined) return;
      const focused = tap.contains(document.activeElement);
      tap.hidden = true;
      done.hidden = false;
      if (focused && done.matches("a")) done.focus({ preventScroll: true });
    }, mayMove() ? CLOSING : 0);
  }
  for (const day of document.querySelectorAll('.month__day[data-state="open"]')) day.dataset.state = "done";
}

function open(slug) {
  for (const place of placesOf(slug)) {
    delete place.dataset.closed;
    delete place.dataset.kept;
    place.querySelector("[data-check-in-tap] .ring__fill").setAttribute("stroke-dasharray", "0 100");
    place.querySelector("[data-check-in-tap]").hidden = false;
    place.querySelector("[data-check-in-done]").hidden = true;
  }
  for (const day of document.querySelectorAll('.month__day[aria-current][data-state="done"]')) day.dataset.state = "open";
}

// A day made up inside the sheet leaves the sheet where it is.
async function mend(event) {
  const form = event.target;
  if (event.defaultPrevented || !form.matches?.("dialog form[data-make-up]")) return;
  event.preventDefault();
  if (form.dataset.busy !== undefined) return;
  form.dataset.busy = "";
  const [slug, day] = [form.dataset.makeUp, form.elements.namedItem("day").value];
  try {
    const answer = await ask(`/api/v1/circles/${slug}/check-ins/make-up`, { method: "POST", json: { day }, key: newKey() });
    rememberPoints(slug, answer.balance);
    show(text("made_up"));
    openSheet(`/c/${slug}/check-in?month=${day.slice(0, 7)}`);
  } catch (error) {
    delete form.dataset.busy;
    show(error.message);
  }
}

// What tomorrow brings is for the server to say.
async function renew(slug, words) {
  const response = await page(`/c/${slug}/check-in`).catch(() => null);
  const fresh = response && parse(await response.text()).querySelector("[data-check-in-words]");
  if (fresh) words.replaceWith(document.importNode(fresh, true));
}
