// Passing on: the phone's own sheet where there is one, else the address in the clipboard.

import { text } from "../core/texts.js";
import { show } from "./toast.js";

export async function share(button) {
  const { url = location.href, title = button.dataset.text || document.title } = button.dataset;
  const address = new URL(url, location.href).href;
  if (navigator.share) {
    try {
      await navigator.share({ title, url: address });
      return;
    } catch (error) {
      if (error.name === "AbortError") return; // the person thought better of it
    }
  }
  await copy(address);
}

export async function copy(words) {
  show((await put(words)) ? text("copied") : text("copy_by_hand"));
}

async function put(words) {
  if (navigator.clipboard && window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(words);
      return true;
    } catch {
      return putOldWay(words); // web views refuse it without a prompt
    }
  }
  return putOldWay(words);
}

function putOldWay(words) {
  const area = document.createElement("textarea");
  area.value = words;
  area.readOnly = true;
  area.setAttribute("aria-hidden", "true");
  Object.assign(area.style, { position: "fixed", top: "0", left: "0", opacity: "0", fontSize: "16px" });
  const before = document.activeElement;
  ([...document.querySelectorAll("dialog[open]")].pop() || document.body).append(area);
  area.focus({ preventScroll: true });
  area.setSelectionRange(0, words.length);
  let done = false;
  try {
    done = document.execCommand("copy");
  } catch {
    done = false;
  }
  area.remove();
  before?.focus?.({ preventScroll: true });
  return done;
}
