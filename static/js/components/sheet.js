// a[data-sheet] shows the main[data-sheet-body] of its page in a sheet; Back, Escape, a swipe and the
// backdrop close it. Where that cannot be, the link stays a link.

import { page, parse } from "../core/ask.js";
import { wake } from "../core/awake.js";
import { iconButton, ring } from "../core/icons.js";
import { mayMove } from "../core/motion.js";
import { text } from "../core/texts.js";
import { keepToasts } from "./toast.js";

const FAR = 110; // pixels down that mean "close"
const FAST = 0.5; // pixels a millisecond that mean it too
let current = null;

export function startSheets() {
  if (typeof HTMLDialogElement === "undefined" || !HTMLDialogElement.prototype.showModal) return;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-sheet], dialog a[data-sheet-within]");
    if (!link || !isPlain(event)) return;
    event.preventDefault();
    openSheet(link.href, link);
  });
  document.addEventListener("click", (event) => {
    if (!current || !event.target.closest?.("[data-sheet-close]")) return;
    event.preventDefault();
    closeSheet();
  });
  window.addEventListener("popstate", () => current && putAway());
  // Coming back to the list after a form of the sheet was sent: the sheet has done its work.
  window.addEventListener("pageshow", () => history.state?.sheet && history.back());
}

export const isPlain = (event) =>
  !event.defaultPrevented && !event.button && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

export async function openSheet(url, opener) {
  const sheet = current || build(opener);
  const mine = (sheet.turn = Symbol(url));
  sheet.body.replaceChildren(waiting());
  let found;
  try {
    const response = await page(url);
    found = parse(await response.text()).querySelector("main[data-sheet-body]");
  } catch (error) {
    if (current !== sheet || sheet.turn !== mine) return;
    if (error.status) return location.assign(url); // the page itself explains a refusal best
    sheet.body.replaceChildren(retry(error.message, () => openSheet(url, opener)));
    return;
  }
  if (current !== sheet || sheet.turn !== mine) return;
  if (!found) return location.assign(url);
  fill(sheet, found);
}

export function openWith(nodes, opener) {
  const sheet = current || build(opener);
  sheet.turn = Symbol("own");
  sheet.body.replaceChildren(...nodes);
  name(sheet);
  return closeSheet;
}

export function closeSheet() {
  if (!current) return;
  if (history.state?.sheet) history.back(); // popstate puts it away
  else putAway();
}

function build(opener) {
  const dialog = document.createElement("dialog");
  dialog.className = opener?.dataset.sheet === "full" ? "sheet sheet--full" : "sheet";
  const grip = document.createElement("span");
  grip.className = "sheet__grip";
  const close = iconButton("close", text("close"));
  close.classList.add("sheet__close");
  close.dataset.sheetClose = "";
  const body = document.createElement("div");
  body.className = "sheet__body";
  dialog.append(grip, close, body);
  document.body.append(dialog);
  current = { dialog, body, opener: opener || document.activeElement };
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    closeSheet();
  });
  dialog.addEventListener("mousedown", (event) => outside(event, dialog) && closeSheet());
  followFinger(dialog);
  dialog.showModal();
  document.documentElement.dataset.sheetOpen = "";
  history.pushState({ ...history.state, sheet: true }, "");
  return current;
}

// Adopted nodes stay inert until woken; scripts in them never run.
function fill(sheet, found) {
  const content = document.importNode(found, true);
  sheet.body.replaceChildren(...content.childNodes);
  sheet.dialog.classList.toggle("sheet--full", found.dataset.sheetFull !== undefined);
  name(sheet, found.dataset.sheetTitle);
  sheet.dialog.scrollTop = 0;
  wake(sheet.body);
  (sheet.body.querySelector("[autofocus]") || sheet.body.querySelector("h1, h2") || sheet.dialog).focus();
}

function name(sheet, title) {
  let heading = sheet.body.querySelector("h1, h2");
  if (!heading && title) {
    heading = document.createElement("h2");
    heading.className = "sheet__title";
    heading.textContent = title;
    sheet.body.prepend(heading);
  }
  if (!heading) return;
  heading.id ||= "sheet-title";
  heading.tabIndex = -1;
  sheet.dialog.setAttribute("aria-labelledby", heading.id);
}

function putAway() {
  const { dialog, opener } = current;
  current = null;
  keepToasts(dialog);
  delete document.documentElement.dataset.sheetOpen;
  const end = () => {
    dialog.close();
    dialog.remove();
    if (opener?.isConnected) opener.focus({ preventScroll: true });
  };
  if (!mayMove() || !dialog.animate) return end();
  const from = dialog.style.transform || "none";
  const slide = dialog.animate([{ transform: from }, { transform: "translateY(100%)" }], { duration: 160, easing: "ease-in" });
  slide.onfinish = slide.oncancel = end;
}

function outside(event, dialog) {
  if (event.target !== dialog) return false;
  const box = dialog.getBoundingClientRect();
  return event.clientY < box.top || event.clientY > box.bottom || event.clientX < box.left || event.clientX > box.right;
}

function followFinger(dialog) {
  let start = null;
  dialog.addEventListener("touchstart", (event) => {
    const holds = event.target.closest("textarea, input, select, [data-tray]");
    start = event.touches.length === 1 && dialog.scrollTop <= 0 && !holds
      ? { y: event.touches[0].clientY, x: event.touches[0].clientX, at: event.timeStamp, moved: 0 } : null;
  }, { passive: true });
  dialog.addEventListener("touchmove", (event) => {
    if (!start) return;
    const down = event.touches[0].clientY - start.y;
    const aside = Math.abs(event.touches[0].clientX - start.x);
    if (!start.moved && (down < 8 || aside > down)) {
      if (down < -4 || aside > 12) start = null;
      return;
    }
    start.moved = Math.max(0, down);
    event.preventDefault();
    dialog.style.transform = `translateY(${start.moved}px)`;
  }, { passive: false });
  const release = (event) => {
    if (!start?.moved) return;
    const speed = start.moved / Math.max(1, event.timeStamp - start.at);
    const closes = event.type === "touchend" && (start.moved > FAR || speed > FAST);
    start = null;
    if (closes) return closeSheet();
    dialog.style.transform = "";
  };
  dialog.addEventListener("touchend", release);
  dialog.addEventListener("touchcancel", release);
}

function waiting() {
  const box = document.createElement("p");
  box.className = "sheet__waiting";
  box.append(ring());
  return box;
}

function retry(words, again) {
  const box = document.createElement("div");
  box.className = "notice notice--warn";
  box.setAttribute("role", "alert");
  const said = document.createElement("div");
  said.className = "notice__text";
  said.textContent = words;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet";
  button.textContent = text("retry");
  button.addEventListener("click", again);
  box.append(said, button);
  return box;
}

export { retry as retryRow };
