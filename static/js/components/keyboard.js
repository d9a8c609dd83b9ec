// Keys of a desktop: j and k walk the list, l likes, o opens, n writes, / searches, ? tells; on the
// staff's desk a releases and x says why not.

import { scrollCalmly } from "../core/motion.js";
import { text } from "../core/texts.js";
import { openWith } from "./sheet.js";

const KEYS = ["j", "k", "o", "l", "n", "/", "?"];
const DESK_KEYS = ["j", "k", "a", "x", "?"];

export function startKeyboard(first) {
  document.addEventListener("keydown", press);
  press(first);
}

function press(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.matches?.("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open], .pswp")) return;
  const does = {
    j: () => walk(1),
    k: () => walk(-1),
    o: () => here()?.querySelector("a[data-open], .card__body a, time a, a[href*='/posts/']")?.click(),
    l: () => here()?.querySelector("button[data-react=like]")?.click(),
    n: () => document.querySelector("a[data-compose], a[href$='/questions/new'], a[href$='/topics/new'], a[href$='/posts/new']")?.click(),
    a: () => here()?.querySelector("[data-ruling] button[value=approve], [data-ruling] button[value=restore]")?.click(),
    x: () => sayWhy(here()?.querySelector("[data-ruling] details")),
    "/": () => document.querySelector("input[type=search], a[href$='/search']")?.focus(),
    "?": () => openWith(help(), event.target),
  }[event.key];
  if (!does) return;
  event.preventDefault();
  does();
}

const cards = () => [...document.querySelectorAll("[data-feed] > article[id], [data-feed] > li[id], article[data-case]")];
const here = () => document.activeElement?.closest("article") || cards().find((card) => card.getBoundingClientRect().bottom > 80);

function sayWhy(details) {
  if (!details) return;
  details.open = true;
  details.querySelector("input[name=reason]")?.focus();
}

function walk(step) {
  const list = cards();
  const at = list.indexOf(document.activeElement?.closest("article"));
  const next = at < 0 ? here() : list[at + step];
  if (!next) return;
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  scrollCalmly(next, "start");
}

function help() {
  const title = document.createElement("h2");
  title.textContent = text("keys");
  const list = document.createElement("dl");
  list.className = "keys";
  for (const key of document.querySelector("[data-case]") ? DESK_KEYS : KEYS) {
    const name = document.createElement("dt");
    const kbd = document.createElement("kbd");
    kbd.textContent = key;
    name.append(kbd);
    const does = document.createElement("dd");
    does.textContent = text(`key_${{ "/": "search", "?": "help" }[key] || key}`);
    list.append(name, does);
  }
  return [title, list];
}
