// Words not sent yet: kept in the page at once and on the server a moment later, found again after anything.

import { ask, isMember } from "../core/ask.js";
import { all, onWake } from "../core/awake.js";
import { local, session } from "../core/store.js";
import { text } from "../core/texts.js";
import { typedIn } from "./form.js";
import { show } from "./toast.js";

const PREFIX = "draft:";
const SENT = "draft-sent:";
const PAUSE = 1_500; // milliseconds without a key before the server is told
const FORM = "form[data-draft-key], form[data-draft]";
const drafts = new WeakMap();
const keyOf = (form) => form.dataset.draftKey || form.dataset.draft;

export function startDrafts() {
  settleSent();
  onWake((root) => all(root, FORM).forEach(follow));
  document.addEventListener("submit", (event) => {
    if (/\/signout$/.test(event.submitter?.formAction || event.target.action)) local.forget(PREFIX); // the next person at this phone
    const key = event.target.matches?.(FORM) && keyOf(event.target);
    if (key && !event.defaultPrevented) session.set(SENT + key, Date.now());
  });
}

export const draftOf = (form) => drafts.get(form);

// A form sent the plain way: when another page came by "navigate", the server has answered it.
function settleSent() {
  const kind = performance.getEntriesByType?.("navigation")[0]?.type;
  for (const mark of session.keys(SENT)) {
    session.remove(mark);
    const key = mark.slice(SENT.length);
    const again = [...document.querySelectorAll(FORM)].find((form) => keyOf(form) === key);
    if (kind === "navigate" && !again?.querySelector("[data-invalid], [aria-invalid=true]")) forget(key);
  }
}

async function follow(form) {
  if (drafts.has(form)) return;
  const draft = { key: keyOf(form), timer: 0, form, extra: () => ({}) };
  drafts.set(form, draft);
  form.addEventListener("input", () => touch(draft));
  form.addEventListener("change", () => touch(draft));
  window.addEventListener("pagehide", () => draft.timer && send(draft, true));
  const mirrored = local.get(PREFIX + draft.key)?.content;
  if (bodyOf(form)?.value.trim()) return offer(draft, mirrored);
  const kept = mirrored || (form.dataset.composer === undefined ? null : await fromServer(draft.key));
  if (kept && !bodyOf(form)?.value.trim()) restore(draft, kept);
}

// Over words that already stand there a draft is only offered: changes of an edit that were never saved.
function offer(draft, content) {
  if (!content?.body || content.body === bodyOf(draft.form).value) return;
  show(text("draft_newer"), { label: text("restore"), undo: () => {
    bodyOf(draft.form).value = "";
    restore(draft, content);
  } });
}

const bodyOf = (form) => form.querySelector("[data-body], textarea[name=body]");
const path = (key) => `/api/v1/me/drafts/${encodeURIComponent(key)}`;

export function touch(draft) {
  const content = contentOf(draft);
  if (!content) return drop(draft);
  local.set(PREFIX + draft.key, { at: Date.now(), content });
  window.clearTimeout(draft.timer);
  draft.timer = window.setTimeout(() => send(draft), PAUSE);
}

function contentOf(draft) {
  const content = { ...typedIn(draft.form), ...draft.extra() };
  const body = bodyOf(draft.form)?.value ?? "";
  if (!body.trim() && !content.title?.trim() && !content.media?.length && !content.poll1_question?.trim()) return null;
  return { ...content, body };
}

async function send(draft, leaving = false) {
  window.clearTimeout(draft.timer);
  draft.timer = 0;
  const content = contentOf(draft);
  if (!content || draft.done) return;
  let word = text("draft_saved");
  if (isMember()) {
    const json = { kind: draft.form.dataset.kind || draft.key.split(":")[0], content };
    if (draft.form.dataset.circle) json.circle = draft.form.dataset.circle;
    try {
      await ask(path(draft.key), { method: "PUT", json, keepalive: leaving });
    } catch (error) {
      word = text("draft_saved_here"); // the page has it; the server hears of it with the next key
      if (error.code === "drafts_full") word += ` · ${error.message}`;
    }
  }
  say(draft.form, word);
}

function say(form, word) {
  const place = form.querySelector("[data-saved]");
  if (!place) return;
  place.textContent = word;
  place.hidden = false;
}

async function fromServer(key) {
  if (!isMember()) return null;
  try {
    const answer = await ask("/api/v1/me/drafts");
    return (answer?.items || []).find((one) => one.key === key)?.content ?? null;
  } catch {
    return null;
  }
}

function restore(draft, content) {
  draft.restored = content; // the composer may wake later than this
  for (const [name, value] of Object.entries(content)) {
    const field = draft.form.elements.namedItem(name);
    if (!field?.matches?.("input, textarea") || ["file", "hidden", "checkbox", "radio"].includes(field.type)) continue;
    if (field.value || typeof value !== "string") continue;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  window.clearTimeout(draft.timer);
  draft.timer = 0;
  draft.form.dispatchEvent(new CustomEvent("draft:restored", { detail: content }));
  show(text("draft_restored"), { label: text("discard"), undo: () => discard(draft) });
}

function discard(draft) {
  draft.form.reset();
  draft.form.dispatchEvent(new CustomEvent("draft:discarded"));
  bodyOf(draft.form)?.dispatchEvent(new Event("input", { bubbles: true }));
  drop(draft);
}

// Its form goes: what still waited to be told is told by who takes its place, or not at all.
export function putAside(draft) {
  window.clearTimeout(draft.timer);
  draft.timer = 0;
  draft.done = true;
}

export function drop(draft) {
  window.clearTimeout(draft.timer);
  draft.timer = 0;
  if (local.get(PREFIX + draft.key)) forget(draft.key);
}

export function forget(key) {
  local.remove(PREFIX + key);
  if (!isMember()) return;
  ask(path(key), { method: "DELETE", keepalive: true }).catch((error) => {
    if (error.status !== 404) console.warn(error.message); // swept after 90 days in any case
  });
}
