// Long texts show six lines and a button; a text that fits gets no button.

import { all, onWake } from "../core/awake.js";

export function startFolds() {
  onWake((root) => {
    const folds = all(root, "[data-fold]").map((fold) => ({ fold, long: isLong(bodyOf(fold)) }));
    for (const { fold, long } of folds) settle(fold, long);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-unfold]");
    if (!button) return;
    event.preventDefault();
    unfold(button);
  });
}

const bodyOf = (fold) => fold.querySelector("[data-fold-body], .prose") || fold;
const isLong = (body) => body.scrollHeight > body.clientHeight + 4;

function buttonOf(fold) {
  const next = fold.nextElementSibling;
  return fold.querySelector("[data-unfold]") || (next?.matches("[data-unfold]") ? next : null);
}

function settle(fold, long) {
  const button = buttonOf(fold);
  if (!button) return;
  if (!long) {
    fold.removeAttribute("data-fold");
    button.hidden = true;
    return;
  }
  button.hidden = false;
  button.setAttribute("aria-expanded", "false");
}

function unfold(button) {
  const before = button.previousElementSibling;
  const fold = button.closest("[data-fold]") || (before?.matches("[data-fold]") ? before : null);
  if (!fold) return;
  const body = bodyOf(fold);
  fold.removeAttribute("data-fold");
  button.hidden = true;
  body.tabIndex = -1;
  body.focus({ preventScroll: true }); // the reader goes on where the text does
}
