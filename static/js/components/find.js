// The search page: what may be meant while somebody types, and what was looked for lately on this device.

import { page, parse } from "../core/ask.js";
import { local } from "../core/store.js";

const PAUSE = 180; // milliseconds without a key
const MOST = 8; // searches kept, on this device alone
const KEY = "searches";

export function startFind(form) {
  if (form.dataset.finding !== undefined) return;
  form.dataset.finding = "";
  const input = form.elements.q;
  offerWhileTyping(form, input);
  form.addEventListener("submit", () => remember(input.value));
  if (input.defaultValue) remember(input.defaultValue);
  showRecent(form);
}

function offerWhileTyping(form, input) {
  const state = { timer: 0, turn: 0, asked: input.value.trim() };
  input.addEventListener("input", (event) => {
    if (event.isComposing) return; // a word is still being chosen
    soon(form, input, state);
  });
  input.addEventListener("compositionend", () => soon(form, input, state));
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && !event.isComposing) walk(event, input, 1);
    if (event.key === "Escape" && !event.isComposing) leave(event, state); // with nothing offered it empties the field
  });
  offered().addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) walk(event, input, step);
    if (event.key !== "Escape") return;
    leave(event, state);
    input.focus();
  });
}

const offered = () => document.querySelector("[data-find-place]");

function leave(event, state) {
  if (!offered().firstElementChild) return;
  event.preventDefault();
  window.clearTimeout(state.timer);
  state.turn += 1; // what is still on its way comes too late
  offered().replaceChildren();
  document.querySelector("[data-find-rest]").hidden = false;
}

function walk(event, input, step) {
  const links = [...offered().querySelectorAll("a")];
  if (!links.length) return;
  event.preventDefault();
  (links[links.indexOf(document.activeElement) + step] || input).focus();
}

function soon(form, input, state) {
  window.clearTimeout(state.timer);
  state.timer = window.setTimeout(() => offer(form, input, state), PAUSE);
}

async function offer(form, input, state) {
  const place = offered();
  const rest = document.querySelector("[data-find-rest]");
  const words = input.value.trim();
  if (words === state.asked) return;
  state.asked = words;
  const turn = (state.turn += 1);
  let found = [];
  if (words) {
    try {
      const answer = await page(`${form.dataset.find}?q=${encodeURIComponent(words)}`, "suggestions");
      found = [...parse(await answer.text()).body.children].map((one) => document.importNode(one, true));
    } catch {
      state.asked = ""; // typing goes on without being helped
    }
  }
  if (turn !== state.turn) return;
  place.replaceChildren(...found);
  rest.hidden = found.length > 0;
}

function recent() {
  const kept = local.get(KEY);
  return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
}

function remember(typed) {
  const words = typed.trim();
  if (words) local.set(KEY, [words, ...recent().filter((one) => one !== words)].slice(0, MOST));
}

function showRecent(form) {
  const place = document.querySelector("[data-find-recent]");
  const words = recent();
  if (!place || !words.length) return;
  place.querySelector("ul").replaceChildren(...words.map((one) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `${form.getAttribute("action")}?q=${encodeURIComponent(one)}`;
    link.textContent = one;
    item.append(link);
    return item;
  }));
  place.querySelector("[data-find-forget]").addEventListener("click", () => {
    local.forget(KEY);
    place.hidden = true;
    form.elements.q.focus();
  });
  place.hidden = false;
}
