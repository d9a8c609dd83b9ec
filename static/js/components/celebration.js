// A level reached: the sheet the page brought becomes a dialog. That it was seen is told at once, so it shows on one page alone.

import { reach, token } from "../core/ask.js";
import { sayBeside } from "./points.js";

// New badges are said by a toast; that they were is told by the way.
export function noteTold(form) {
  sayBeside(form.querySelector("[data-told-text]").textContent);
  tell(form);
  form.remove();
}

function tell(form) {
  const told = { method: "POST", body: new FormData(form), keepalive: true, redirect: "manual" };
  reach(form.action, { ...told, headers: { "X-CSRF-Token": token() } }).catch(() => undefined); // told again on the next page
}

export function celebrate(dialog) {
  if (!dialog.showModal || dialog.dataset.shown !== undefined) return;
  dialog.dataset.shown = "";
  dialog.removeAttribute("open");
  dialog.showModal();
  const form = dialog.querySelector("form");
  const end = () => {
    dialog.close();
    dialog.remove();
  };
  tell(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    end();
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    end();
  });
  dialog.addEventListener("mousedown", (event) => event.target === dialog && end());
}
