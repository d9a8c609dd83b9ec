// Forms: busy while sending, sent once, the first mistake in focus, passwords shown, characters counted,
// and nothing typed is lost when the network is.

import { all, onWake } from "../core/awake.js";
import { session } from "../core/store.js";
import { text } from "../core/texts.js";
import { show } from "./toast.js";

const KEPT = "typed:";
const KEPT_FOR = 30 * 60_000;
const NEAR = 0.8; // of the limit: from here on the count is worth seeing
const growsItself = window.CSS?.supports?.("field-sizing", "content");

export function startForms() {
  onWake((root) => {
    all(root, "[data-reveal]").forEach(offerReveal);
    all(root, "[data-counter]").forEach(countCharacters);
    all(root, "textarea").forEach(grow);
    focusFirstMistake(root);
  });
  document.addEventListener("submit", send);
  document.addEventListener("click", reveal);
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("textarea")) grow(event.target);
  });
  window.addEventListener("pageshow", (event) => {
    document.querySelectorAll("form[data-busy]").forEach(free);
    if (!event.persisted) restoreTyped();
  });
}

function send(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.busy !== undefined) return event.preventDefault();
  keepTyped(form);
  if (navigator.onLine === false) {
    event.preventDefault();
    show(text("offline_kept"));
    return;
  }
  if (!form.matches("[data-once]") || form.target) return;
  // after this event: a disabled button would not be sent with the form
  window.setTimeout(() => !event.defaultPrevented && busy(form, event.submitter), 0);
}

export function busy(form, submitter) {
  form.dataset.busy = "";
  const button = submitter || form.querySelector("[type=submit]");
  if (!button) return;
  button.setAttribute("aria-busy", "true");
  const label = button.querySelector(".button__label") || button;
  if (button.dataset.busyLabel) {
    label.dataset.idle = label.textContent;
    label.textContent = button.dataset.busyLabel;
  }
}

export function free(form) {
  delete form.dataset.busy;
  const buttons = [...form.querySelectorAll("[aria-busy]"), ...document.querySelectorAll(`[form="${CSS.escape(form.id)}"][aria-busy]`)];
  for (const button of buttons) {
    button.removeAttribute("aria-busy");
    const label = button.querySelector("[data-idle]") || button;
    if (label.dataset.idle) label.textContent = label.dataset.idle;
  }
}

// What was typed survives a page that never arrived: coming back finds it again.
function keepTyped(form) {
  const values = typedIn(form);
  if (Object.keys(values).length === 0) return;
  session.set(KEPT + location.pathname, { at: Date.now(), action: form.action, values });
}

function restoreTyped() {
  const kind = performance.getEntriesByType?.("navigation")[0]?.type;
  const key = KEPT + location.pathname;
  const kept = session.get(key);
  if (kind === "navigate" || kind === undefined) return session.forget(KEPT); // an answer arrived
  if (!kept || Date.now() - kept.at > KEPT_FOR) return;
  session.remove(key);
  const form = [...document.forms].find((one) => one.action === kept.action);
  if (!form || form.matches("[data-draft-key], [data-draft]")) return; // drafts look after themselves
  let restored = false;
  for (const [name, value] of Object.entries(kept.values)) {
    const field = form.elements.namedItem(name);
    if (!field?.matches || field.value) continue;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    restored = true;
  }
  if (restored) show(text("restored"));
}

export function typedIn(form) {
  const values = {};
  const worth = "textarea, input:not([type]), input[type=text], input[type=search], input[type=email], input[type=url]";
  for (const field of form.querySelectorAll(worth)) {
    if (field.name && field.value.trim() && field.value !== field.defaultValue) values[field.name] = field.value;
  }
  return values;
}

function offerReveal(button) {
  button.hidden = false;
  button.setAttribute("aria-pressed", "false");
}

function reveal(event) {
  const button = event.target.closest?.("[data-reveal]");
  const field = button && (document.getElementById(button.dataset.reveal) || button.parentElement.querySelector("input"));
  if (!field) return;
  const shown = field.type === "password";
  field.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
  const use = button.querySelector("use");
  if (use) use.setAttribute("href", use.getAttribute("href").replace(/#.*/, shown ? "#eye-off" : "#eye"));
}

function countCharacters(element) {
  const field = element.maxLength > 0 ? element : document.getElementById(element.dataset.counter);
  if (!field || field.dataset.counted !== undefined) return;
  field.dataset.counted = "";
  const place = element === field ? document.createElement("span") : element;
  if (place !== element) {
    place.className = "field__counter";
    field.after(place);
  }
  place.setAttribute("aria-live", "off");
  const count = () => {
    const used = field.value.length;
    place.textContent = `${used}/${field.maxLength}`;
    place.hidden = used < field.maxLength * NEAR;
    place.toggleAttribute("data-full", used >= field.maxLength);
  };
  field.addEventListener("input", count);
  count();
}

export function grow(area) {
  if (growsItself || !area.offsetParent || area.matches("[data-still]")) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
}

function focusFirstMistake(root) {
  const wrong = root.querySelector("[data-invalid]");
  const field = "input, textarea, select";
  (wrong?.matches(field) ? wrong : wrong?.querySelector(field))?.focus();
}
