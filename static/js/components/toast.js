// Short words at the bottom of the page, with a way to take back what was just done.

import { all, onWake } from "../core/awake.js";
import { text } from "../core/texts.js";

const SHOWN = 4_000;
const SHOWN_WITH_UNDO = 8_000; // long enough to read, find the button and reach it

export function show(words, { undo, label, kind } = {}) {
  const region = stand();
  const toast = document.createElement("div");
  toast.className = kind ? `toast toast--${kind}` : "toast";
  const said = document.createElement("span");
  said.className = "toast__text";
  said.textContent = words;
  toast.append(said);
  if (undo) toast.append(undoButton(undo, label, toast));
  for (const old of region.querySelectorAll(".toast:not(.toast--leaving)")) leave(old);
  region.append(toast);
  expire(toast, undo ? SHOWN_WITH_UNDO : SHOWN);
  return () => leave(toast);
}

export function startToasts() {
  onWake((root) => {
    for (const toast of all(root, "[data-toast]")) {
      const slow = toast.querySelector("button, a");
      expire(toast, slow ? SHOWN_WITH_UNDO : SHOWN);
    }
  });
}

// A modal dialog makes everything outside it unreachable, so the word goes where the person is.
function stand() {
  let region = document.querySelector("[data-toasts]");
  if (!region) {
    region = document.createElement("div");
    region.className = "toasts";
    region.dataset.toasts = "";
    region.setAttribute("role", "status");
    region.setAttribute("aria-live", "polite");
  }
  const open = [...document.querySelectorAll("dialog[open]")].pop();
  const home = open || document.body;
  if (region.parentElement !== home) home.append(region);
  return region;
}

export function keepToasts(dialog) {
  const region = dialog.querySelector("[data-toasts]");
  if (region) document.body.append(region);
}

function undoButton(undo, label, toast) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast__undo";
  button.textContent = label || text("undo");
  button.addEventListener("click", () => {
    leave(toast);
    undo();
  }, { once: true });
  return button;
}

function expire(toast, milliseconds) {
  let timer = 0;
  const wait = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => leave(toast), milliseconds);
  };
  const stay = () => window.clearTimeout(timer);
  toast.addEventListener("pointerenter", stay);
  toast.addEventListener("pointerleave", wait);
  toast.addEventListener("focusin", stay);
  toast.addEventListener("focusout", wait);
  wait();
}

function leave(toast) {
  if (toast.contains(document.activeElement)) document.activeElement.blur();
  toast.classList.add("toast--leaving");
  window.setTimeout(() => toast.remove(), 220);
}
