// A level reached: the sheet the page brought becomes a dialog; putting it away is told to the server by the way.

import { reach, token } from "../core/ask.js";

export function celebrate(dialog) {
  if (!dialog.showModal || dialog.dataset.shown !== undefined) return;
  dialog.dataset.shown = "";
  dialog.removeAttribute("open");
  dialog.showModal();
  const form = dialog.querySelector("form");
  const end = () => {
    dialog.close();
    dialog.remove();
    const told = { method: "POST", body: new FormData(form), keepalive: true, redirect: "manual" };
    reach(form.action, { ...told, headers: { "X-CSRF-Token": token() } }).catch(() => undefined); // told again on the next page
  };
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
