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
  const state = { input, timer: 0, turn: 0, asked: input.value.trim(), on: -1 };
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", offered().id);
  input.setAttribute("aria-expanded", "false");
  input.addEventListener("input", (event) => {
    if (event.isComposing) return; // a word is still being chosen
    soon(form, state);
  });
  input.addEventListener("compositionend", () => soon(form, state));
  input.addEventListener("keydown", (event) => {
    if (!event.isComposing) KEYS[event.key]?.(event, state);
  });
}

const KEYS = {
  ArrowDown: (event, state) => walk(event, state, 1),
  ArrowUp: (event, state) => walk(event, state, -1),
  Enter: (event, state) => {
    if (state.on < 0) return; // the words themselves are looked for
    event.preventDefault();
    options()[state.on].click();
  },
  Escape: (event, state) => leave(event, state), // with nothing offered it empties the field
};

const offered = () => document.querySelector("[data-find-place]");
const options = () => [...offered().querySelectorAll("a")];

function leave(event, state) {
  if (!options().length) return;
  event.preventDefault();
  window.clearTimeout(state.timer);
  state.turn += 1; // what is still on its way comes too late
  show(state, []);
}

// The field keeps the focus; which option the arrows stand on is said of it.
function walk(event, state, step) {
  const many = options().length;
  if (!many) return;
  event.preventDefault();
  stand(state, ((state.on + 1 + step + many + 1) % (many + 1)) - 1); // the field itself is one of the places
}

function stand(state, on) {
  options()[state.on]?.setAttribute("aria-selected", "false");
  state.on = on;
  const option = options()[on];
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) state.input.setAttribute("aria-activedescendant", option.id);
  else state.input.removeAttribute("aria-activedescendant");
}

function show(state, found) {
  const place = offered();
  stand(state, -1);
  place.replaceChildren(...found);
  for (const group of place.querySelectorAll("section")) group.setAttribute("role", "group");
  for (const between of place.querySelectorAll("ul, li")) between.setAttribute("role", "presentation");
  options().forEach((option, number) => {
    option.id = `offered-${number}`;
    option.tabIndex = -1;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
  });
  const said = place.querySelector("[data-find-count]");
  said?.remove();
  document.querySelector("[data-find-said]").textContent = said?.textContent || "";
  place.hidden = !found.length;
  document.querySelector("[data-find-rest]").hidden = !place.hidden;
  state.input.setAttribute("aria-expanded", String(!place.hidden));
}

function soon(form, state) {
  window.clearTimeout(state.timer);
  stand(state, -1);
  state.timer = window.setTimeout(() => offer(form, state), PAUSE);
}

async function offer(form, state) {
  const words = state.input.value.trim();
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
  show(state, found);
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
