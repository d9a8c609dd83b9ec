// While a question is typed: those that sound like it, to join instead of asking again.

import { page, parse } from "../core/ask.js";

const PAUSE = 350; // milliseconds without a key
const LEAST = 4; // characters

export function look(title) {
  if (title.dataset.looking !== undefined) return;
  title.dataset.looking = "";
  const place = title.form.querySelector("[data-similar-place]");
  const state = { timer: 0, asked: "", turn: 0 };
  const soon = () => {
    window.clearTimeout(state.timer);
    state.timer = window.setTimeout(() => ask(title, place, state), PAUSE);
  };
  title.addEventListener("input", soon);
  if (title.value.trim()) soon();
}

async function ask(title, place, state) {
  const words = title.value.trim();
  if (words === state.asked) return;
  state.asked = words;
  const turn = (state.turn += 1);
  if (words.length < LEAST) return place.replaceChildren();
  try {
    const response = await page(`${title.dataset.similar}?q=${encodeURIComponent(words)}`, "similar");
    const found = parse(await response.text()).body;
    if (turn === state.turn) place.replaceChildren(...[...found.children].map((one) => document.importNode(one, true)));
  } catch {
    state.asked = ""; // typing goes on without being helped
  }
}
