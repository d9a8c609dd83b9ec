// Comments are sent without leaving the page; the answer is the page itself, of which the list is taken.

import { parse, reach, token } from "../core/ask.js";
import { all, wake } from "../core/awake.js";
import { iconButton, ring } from "../core/icons.js";
import { scrollCalmly } from "../core/motion.js";
import { text } from "../core/texts.js";
import { draftOf, drop } from "./draft.js";
import { busy, free } from "./form.js";
import { followKeys } from "./keys.js";
import { show } from "./toast.js";

const FORM = "form[data-comment]";
const LIST = "[data-comments], ul.comments";
let started = false;

export function startComments(root) {
  for (const form of all(root, FORM)) followKeys(form);
  if (started) return;
  started = true;
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-reply-to], [data-reply-cancel]");
    const form = button && document.querySelector(FORM);
    if (!form) return;
    event.preventDefault();
    answerTo(form, button.dataset.replyTo || "", button.dataset.replyName || "");
    form.elements.namedItem("body")?.focus();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches(FORM) && token()) take(event);
  }, true); // before the plain handling of forms, which came first
}

function take(event) {
  event.preventDefault();
  event.stopPropagation();
  if (event.target.dataset.busy === undefined) send(event.target, event.submitter);
}

function answerTo(form, id, name) {
  let field = form.elements.namedItem("reply_to_id");
  if (!field && id) {
    field = Object.assign(document.createElement("input"), { type: "hidden", name: "reply_to_id" });
    form.append(field);
  }
  if (field) field.value = id;
  const area = form.elements.namedItem("body");
  area.dataset.idle ??= area.placeholder;
  area.placeholder = id && name ? text("reply_to", { name }) : area.dataset.idle;
  let cancel = form.querySelector("[data-reply-cancel]");
  if (!cancel && id) {
    cancel = iconButton("close", text("reply_cancel"));
    cancel.dataset.replyCancel = "";
    form.prepend(cancel);
  }
  if (cancel) cancel.hidden = !id;
}

async function send(form, submitter) {
  const area = form.elements.namedItem("body");
  const list = document.querySelector(LIST);
  if (!area?.value.trim() && !form.elements.namedItem("media")?.value) return area?.focus();
  const body = new FormData(form);
  const ghost = list && sending(list, area.value);
  busy(form, submitter);
  try {
    const response = await reach(form.action, { method: "POST", body, headers: { "X-CSRF-Token": token() } });
    settle(form, list, response, parse(await response.text()));
  } catch (error) {
    show(`${error.message} ${text("kept")}`, { label: text("retry"), undo: () => form.requestSubmit?.(submitter) });
  } finally {
    ghost?.remove();
    free(form);
  }
}

function settle(form, list, response, answer) {
  const again = findForm(answer, form);
  if (response.status === 422 && again) return renew(form, again);
  if (!response.ok) {
    const why = answer.querySelector("main p, main h1")?.textContent.trim();
    return void show(`${why || text("failed")} ${text("kept")}`);
  }
  const draft = draftOf(form);
  if (draft) drop(draft);
  const fresh = answer.querySelector(LIST);
  if (!list || !fresh) return location.assign(response.url);
  const before = new Set([...list.querySelectorAll("li[id]")].map((item) => item.id));
  list.replaceWith(document.adoptNode(fresh));
  Object.assign(document.body.dataset, answer.body.dataset);
  wake(fresh);
  if (again) renew(form, again);
  else form.reset();
  followAround(answer);
  const said = answer.querySelector("[data-toast] .toast__text");
  if (said) show(said.textContent);
  const own = [...fresh.querySelectorAll("li[id]")].filter((item) => !before.has(item.id)).pop();
  if (own) scrollCalmly(own);
}

// The title with its count, and the sentence that says nobody spoke yet.
function followAround(answer) {
  for (const part of [".talk__title", ".under__title", ".under__none", "[data-comment-count]"]) {
    const place = document.querySelector(part);
    const now = answer.querySelector(part);
    if (place && now) place.replaceWith(document.importNode(now, true));
    else place?.remove();
  }
}

const findForm = (answer, form) =>
  [...answer.querySelectorAll(FORM)].find((one) => one.getAttribute("action") === form.getAttribute("action"));

// The new form brings the next key, so the same words can be said again on purpose.
function renew(form, again) {
  const fresh = document.adoptNode(again);
  form.replaceWith(fresh);
  wake(fresh);
}

function sending(list, words) {
  const ghost = document.createElement("li");
  ghost.className = "comment comment--sending";
  ghost.setAttribute("aria-busy", "true");
  const body = document.createElement("p");
  body.className = "plain";
  body.textContent = words;
  const state = document.createElement("p");
  state.className = "comment__state";
  state.append(ring(undefined, 16), ` ${text("sending")}`);
  ghost.append(body, state);
  list.append(ghost);
  return ghost;
}
