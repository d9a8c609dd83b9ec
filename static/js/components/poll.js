// A vote answers in place: the bars appear where the options were, and it can be taken back at once.

import { Refused, newKey, parse, reach, token } from "../core/ask.js";
import { wake } from "../core/awake.js";
import { text } from "../core/texts.js";
import { show } from "./toast.js";

export function voteWith(button) {
  const part = button.closest("[data-polls]");
  const chosen = [...part.querySelectorAll(".poll__input:checked")].map(({ name, value }) => [name, value]);
  const before = [...part.querySelectorAll(".poll__input")].filter((field) => field.defaultChecked).map(({ name, value }) => [name, value]);
  const takesBack = button.formAction.endsWith("/unvote");
  if (!takesBack && !chosen.length) return part.querySelector(".poll__input")?.focus();
  send(part, button.formAction, takesBack ? [] : chosen, button.dataset.said, before);
}

async function send(part, address, chosen, said, before) {
  if (part.getAttribute("aria-busy") === "true") return;
  part.setAttribute("aria-busy", "true");
  try {
    const fresh = await ask(part, address, chosen);
    part.replaceWith(fresh);
    wake(fresh);
    const field = fresh.querySelector(".poll__input:checked") || fresh.querySelector(".poll__input");
    field?.focus({ preventScroll: true });
    show(said, before === undefined ? {} : { undo: () => undo(fresh, before) });
  } catch (error) {
    part.removeAttribute("aria-busy");
    show(error instanceof Refused && error.status < 500 ? error.message : text("not_done"));
  }
}

// What was there before comes back: an earlier choice, or none.
function undo(part, before) {
  const address = `/entries/${part.dataset.polls}/${before.length ? "vote" : "unvote"}`;
  const said = part.querySelector(`[data-vote][formaction="${address}"]`)?.dataset.said || text("undo");
  if (part.isConnected) send(part, address, before, said);
}

async function ask(part, address, chosen) {
  const body = new FormData();
  body.set("csrf_token", token());
  body.set("_key", newKey());
  for (const [name, value] of chosen) body.append(name, value);
  const headers = { "X-Fragment": part.dataset.whole === undefined ? "polls" : "polls-whole" };
  const response = await reach(address, { method: "POST", body, headers });
  const page = parse(await response.text());
  const fresh = response.ok && page.querySelector("[data-polls]");
  if (!fresh) throw new Refused(response.status, { detail: page.querySelector("main p")?.textContent.trim() });
  return document.adoptNode(fresh);
}
