// Where something is written: pictures seen at once, what is missing said, nothing lost, never under the keys.

import { parse, reach, token } from "../core/ask.js";
import { wake } from "../core/awake.js";
import { text } from "../core/texts.js";
import { draftOf, drop, putAside, touch } from "./draft.js";
import { busy, free } from "./form.js";
import { followKeys } from "./keys.js";
import { suggest } from "./suggest.js";
import { show } from "./toast.js";
import { openTray } from "./tray.js";

export function compose(form) {
  if (form.dataset.composed !== undefined) return;
  form.dataset.composed = "";
  const composer = { form, body: form.querySelector("[data-body]"), title: form.querySelector("[data-title]"), sending: false };
  composer.tray = openTray(form, () => changed(composer, true));
  connectDraft(composer);
  suggest(composer.body, form.dataset.circle);
  form.addEventListener("input", () => changed(composer));
  form.addEventListener("click", (event) => useTool(composer, event));
  form.addEventListener("submit", (event) => submit(composer, event));
  window.addEventListener("online", () => composer.waits && form.requestSubmit?.());
  followKeys(form.closest("dialog") || form);
  changed(composer);
}

// Drafts carry the pictures too: ids and addresses, so they are seen again after anything.
function connectDraft({ form, tray }) {
  const draft = draftOf(form);
  if (!draft) return;
  draft.extra = () => ({ ...pollOf(form), ...(tray.kept().length ? { media: tray.kept(), pictures: tray.addresses() } : {}) });
  const restore = ({ media = [], pictures = {}, ...typed }) => {
    tray.restore(media, pictures);
    openPoll(form, typed);
  };
  form.addEventListener("draft:restored", (event) => restore(event.detail));
  form.addEventListener("draft:discarded", () => tray.clear());
  if (draft.restored) restore(draft.restored);
}

// Of a poll the words are kept like all that is typed; what is chosen around them goes along once there are some.
const choicesOf = (form) => [...form.querySelectorAll("[data-asking] select, [data-asking] input[type=checkbox]")];

function pollOf(form) {
  if (!form.querySelector("[data-asking] [name$=_question]")?.value.trim()) return {};
  return Object.fromEntries(choicesOf(form).flatMap((field) => (field.type === "checkbox" ? (field.checked ? [[field.name, "on"]] : []) : [[field.name, field.value]])));
}

function openPoll(form, typed) {
  if (!typed.poll1_question && !typed.poll1_options) return;
  for (const field of choicesOf(form)) {
    if (field.type === "checkbox") field.checked = typed[field.name] === "on";
    else if (typeof typed[field.name] === "string") field.value = typed[field.name];
  }
  for (const words of form.querySelectorAll("[data-asking] [name$=_question]")) {
    if (words.value) words.closest("details").open = true;
  }
}

// The button may stand in the bar above, outside its form.
const buttonsOf = (form) => [...form.elements].filter((field) => field.matches("[data-send]"));

function changed(composer, byTray = false) {
  const missing = missingIn(composer);
  const place = composer.form.querySelector("[data-missing]");
  for (const button of buttonsOf(composer.form)) button.disabled = missing !== "";
  if (place && place.textContent !== missing) place.textContent = missing;
  const draft = byTray && draftOf(composer.form);
  if (draft) touch(draft);
}

function missingIn({ body, title, tray }) {
  const over = body.maxLength > 0 ? body.value.length - body.maxLength : 0;
  if (over > 0) return text("need_shorter", { num: over });
  if (tray.failed()) return text("need_retry");
  if (tray.pending()) return text("need_uploads", { num: tray.pending() });
  if (title && !title.value.trim()) return title.dataset.title || text("need_title");
  if (title && !body.required) return "";
  return body.value.trim() || tray.count() ? "" : text("need_words");
}

// Asked first with the form's own key; what was published once is answered again, never done again.
async function submit(composer, event) {
  const { form } = composer;
  if (event.defaultPrevented || !token() || !form.elements.namedItem("_key")) return;
  event.preventDefault();
  if (composer.sending || missingIn(composer)) return;
  composer.sending = true;
  composer.waits = false;
  carry(form, event.submitter);
  await composer.tray.settleTexts();
  busy(form, event.submitter || buttonsOf(form)[0]);
  try {
    const response = await reach(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    if (response.type === "opaqueredirect") return leave(composer);
    const answer = parse(await response.text());
    const again = response.status < 500 && sameForm(answer, form);
    if (again) return mend(composer, again);
    const why = answer.querySelector("main p")?.textContent.trim();
    show(`${why || text("failed")} ${text("kept")}`);
  } catch {
    composer.waits = true;
    show(text("saved_will_retry"), { label: text("retry"), undo: () => form.requestSubmit?.() });
  }
  composer.sending = false;
  free(form);
}

const sameForm = (answer, form) =>
  [...answer.querySelectorAll("form[data-composer]")].find((one) => one.getAttribute("action") === form.getAttribute("action"));

// What was refused comes back as the same form with its mistakes said and a key of its own: it takes this one's place.
function mend({ form }, again) {
  const draft = draftOf(form);
  if (draft) putAside(draft);
  const fresh = document.adoptNode(again);
  form.replaceWith(fresh);
  wake(fresh);
  const wrong = fresh.querySelector("[role=alert], [data-invalid], .field__error:not([hidden])");
  wrong?.scrollIntoView({ block: "center" });
}

function leave({ form }) {
  const draft = draftOf(form);
  if (draft) {
    putAside(draft);
    drop(draft);
  }
  HTMLFormElement.prototype.submit.call(form); // the answer is stored under the key: it leads on
}

// A form sent by a script forgets which button was pressed.
function carry(form, button) {
  form.querySelector("input[data-carried]")?.remove();
  if (!button?.name) return;
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: button.name, value: button.value });
  field.dataset.carried = "";
  form.append(field);
}

function useTool({ form, body }, event) {
  const tool = event.target.closest("[data-tool]")?.dataset.tool;
  if (tool === "picture") form.querySelector("[data-pictures]")?.click();
  if (tool === "tag") insert(body, "#");
  if (tool === "mention") insert(body, "@");
  if (tool === "poll") askIn(form);
  if (tool === "more") {
    const more = form.querySelector("[data-more-fields]");
    if (more) more.hidden = !more.hidden;
  }
}

function askIn(form) {
  const part = form.querySelector("[data-asking]");
  part.open = true;
  part.querySelector("[name$=_question]").focus();
}

function insert(body, sign) {
  const before = body.value.slice(0, body.selectionStart);
  const space = before === "" || /\s$/.test(before) ? "" : " ";
  body.focus();
  body.setRangeText(space + sign, body.selectionStart, body.selectionEnd, "end");
  body.dispatchEvent(new Event("input", { bubbles: true }));
}
