// Tags and people offered while # or @ is typed.

import { ask } from "../core/ask.js";
import { text } from "../core/texts.js";

const PAUSE = 160;
const MOST = 8;
const OPEN = /(?:^|[\s，。！？、；：])([#@])([^\s#@]{0,20})$/;

export function suggest(area, circle) {
  if (!area || !circle) return;
  const state = { area, circle, box: null, timer: 0, turn: 0 };
  area.addEventListener("input", () => soon(state));
  area.addEventListener("click", () => soon(state));
  area.addEventListener("keydown", (event) => {
    if (!state.box) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close(state);
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      state.box.querySelector("button").focus();
    }
  });
}

function soon(state) {
  window.clearTimeout(state.timer);
  state.timer = window.setTimeout(() => look(state), PAUSE);
}

async function look(state) {
  const typed = state.area.value.slice(0, state.area.selectionStart).match(OPEN);
  if (!typed) return close(state);
  const [, sign, begun] = typed;
  const turn = (state.turn += 1);
  const kind = sign === "#" ? "tags" : "members";
  let found = [];
  try {
    const answer = await ask(`/api/v1/circles/${encodeURIComponent(state.circle)}/${kind}?q=${encodeURIComponent(begun)}&limit=${MOST}`);
    found = (answer?.items || []).slice(0, MOST);
  } catch {
    found = []; // typing goes on without being helped
  }
  if (turn !== state.turn) return;
  if (found.length) offer(state, sign, begun, found);
  else close(state);
}

function offer(state, sign, begun, found) {
  close(state);
  const place = state.area.form.querySelector("[data-suggest]");
  const box = document.createElement("div");
  box.className = "composer__suggest";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", text("suggestions"));
  for (const one of found) {
    const name = typeof one === "string" ? one : one.name || one.user?.name;
    if (!name) continue;
    const shown = one.display_name || one.user?.display_name;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "chip";
    button.textContent = sign + (shown && sign === "@" ? shown : name);
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // the keyboard stays open
    button.addEventListener("click", () => put(state, sign, begun, name));
    box.append(button);
  }
  if (!box.children.length) return;
  box.addEventListener("keydown", (event) => walk(event, state));
  state.box = box;
  if (place) place.replaceChildren(box);
  else state.area.after(box);
}

function put(state, sign, begun, name) {
  const { area } = state;
  const end = area.selectionStart;
  const whole = sign === "#" ? `#${name}# ` : `@${name} `;
  area.focus();
  area.setRangeText(whole, end - begun.length - 1, end, "end");
  close(state);
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function walk(event, state) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") {
    event.stopPropagation();
    close(state);
    state.area.focus();
  } else if (step) {
    event.preventDefault();
    const buttons = [...state.box.children];
    (buttons[buttons.indexOf(event.target) + step] || state.area).focus();
  }
}

function close(state) {
  state.box?.remove();
  state.box = null;
}
