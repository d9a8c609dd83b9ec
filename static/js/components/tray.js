// The pictures of a composer: chosen, pasted or dropped, seen at once, sent two at a time, put in order.

import { ask } from "../core/ask.js";
import { icon, ring } from "../core/icons.js";
import { text } from "../core/texts.js";
import { dragToOrder } from "./order.js";
import { describe } from "./picture-panel.js";
import { show } from "./toast.js";
import { upload } from "./upload.js";

const MOST = 9;
const LARGEST = 10 * 1024 * 1024;
const AT_ONCE = 2;
const READABLE = /^image\/(jpeg|png|webp|gif|heic|heif)$/;
const READABLE_NAME = /\.(jpe?g|png|webp|gif|hei[cf])$/i; // some phones give HEIC no type

export function openTray(form, changed) {
  const list = form.querySelector("[data-tray]");
  const tray = { form, list, pictures: [], most: Number(list?.dataset.max || form.dataset.max) || MOST, changed, texts: new Set() };
  if (!list) return emptyTray();
  for (const item of list.children) adopt(tray, item);
  const input = form.querySelector("[data-pictures]");
  input?.addEventListener("change", () => {
    add(tray, [...input.files]);
    input.value = ""; // they go on their own, not with the form
  });
  form.addEventListener("paste", (event) => takeFiles(tray, event, event.clipboardData));
  form.addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
  form.addEventListener("drop", (event) => takeFiles(tray, event, event.dataTransfer));
  dragToOrder(list, () => arranged(tray));
  window.addEventListener("online", () => tray.pictures.filter((one) => one.state === "failed").forEach((one) => again(tray, one)));
  return faceOf(tray);
}

function faceOf(tray) {
  const inState = (state) => tray.pictures.filter((one) => one.state === state);
  return {
    count: () => tray.pictures.length,
    failed: () => inState("failed").length,
    pending: () => inState("waiting").length + inState("going").length,
    kept: () => inState("done").map((one) => one.id),
    addresses: () => Object.fromEntries(inState("done").filter((one) => one.url).map((one) => [one.id, one.url])),
    restore: (ids, addresses) => restore(tray, ids, addresses),
    clear: () => [...tray.pictures].forEach((one) => remove(tray, one, true)),
    settleTexts: () => Promise.allSettled([...tray.texts]),
  };
}

const emptyTray = () => faceOf({ pictures: [], texts: new Set() });

function takeFiles(tray, event, data) {
  const files = [...(data?.files || [])].filter((file) => file.type.startsWith("image/"));
  if (!files.length) return;
  event.preventDefault();
  add(tray, files);
}

function add(tray, files) {
  for (const file of files) {
    if (tray.pictures.length >= tray.most) {
      show(text("pictures_most", { num: tray.most }));
      break;
    }
    const why = refusal(file);
    if (why) show(why);
    else begin(tray, file);
  }
  sendNext(tray);
  tray.changed();
}

function refusal(file) {
  if (!READABLE.test(file.type) && !READABLE_NAME.test(file.name)) return text("picture_not", { name: file.name });
  return file.size > LARGEST ? text("picture_too_large", { name: file.name }) : "";
}

function begin(tray, file) {
  const picture = { file, state: "waiting", alt: "", key: undefined };
  picture.preview = URL.createObjectURL(file);
  draw(tray, picture, picture.preview);
  tray.pictures.push(picture);
  veil(tray, picture);
}

function adopt(tray, item) {
  const id = Number(item.dataset.id || item.querySelector("input[name=media]")?.value);
  if (!id) return;
  const picture = { id, item, state: "done", alt: item.dataset.alt ?? item.querySelector("img")?.alt ?? "", url: item.querySelector("img")?.src };
  tray.pictures.push(picture);
  item.replaceChildren(...[item.querySelector("img")].filter(Boolean), hidden(id));
  dress(tray, picture);
}

async function restore(tray, ids, addresses = {}) {
  for (const id of ids) {
    if (tray.pictures.some((one) => one.id === id) || tray.pictures.length >= tray.most) continue;
    const picture = { id, state: "done", alt: "", url: addresses[id] };
    try {
      const known = await ask(`/api/v1/media/${id}`);
      picture.url = known?.urls?.small || picture.url;
      picture.alt = known?.alt || "";
    } catch (error) {
      if (error.status) continue; // swept meanwhile: a picture that is gone cannot be published
    }
    draw(tray, picture, picture.url);
    picture.item.append(hidden(id));
    tray.pictures.push(picture);
  }
  tray.changed();
}

function draw(tray, picture, source) {
  picture.item = document.createElement("li");
  picture.item.className = "composer__picture";
  const image = document.createElement("img");
  image.alt = "";
  image.draggable = false;
  if (source) image.src = source;
  image.addEventListener("error", () => picture.item.setAttribute("data-unseen", ""));
  picture.item.append(image);
  tray.list.append(picture.item);
  dress(tray, picture);
}

function dress(tray, picture) {
  picture.item.picture = picture;
  const drop = button("composer__drop", () => remove(tray, picture));
  drop.append(icon("close", 20));
  const alt = button("composer__alt", () => describe(tray, picture, { move, remove, keepText }));
  alt.append(icon("edit", 18));
  picture.controls = { drop, alt };
  picture.item.append(alt, drop);
  name(tray);
}

function button(kind, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = kind;
  made.addEventListener("click", press);
  return made;
}

// Buttons say which picture they are of, so they are renamed when the order changes.
function name(tray) {
  [...tray.list.children].forEach((item, index) => {
    const controls = item.picture?.controls;
    if (!controls) return;
    controls.drop.setAttribute("aria-label", text("picture_remove", { num: index + 1 }));
    controls.alt.setAttribute("aria-label", text("picture_alt", { num: index + 1 }));
    item.picture.again?.setAttribute("aria-label", text("picture_retry", { num: index + 1 }));
  });
}

function veil(tray, picture) {
  picture.veil?.remove();
  picture.veil = picture.again = undefined;
  if (picture.state === "done") return;
  if (picture.state === "failed") {
    picture.again = button("composer__veil", () => again(tray, picture));
    picture.again.title = picture.why || "";
    picture.again.append(icon("retry"), text("picture_failed"));
    picture.veil = picture.again;
  } else {
    picture.ring = ring(0, 40);
    picture.veil = document.createElement("span");
    picture.veil.className = "composer__veil";
    picture.veil.setAttribute("role", "progressbar");
    picture.veil.append(picture.ring);
  }
  picture.item.querySelector("img").after(picture.veil);
  name(tray);
}

function sendNext(tray) {
  const going = tray.pictures.filter((one) => one.state === "going").length;
  const waiting = tray.pictures.filter((one) => one.state === "waiting");
  for (const picture of waiting.slice(0, Math.max(0, AT_ONCE - going))) send(tray, picture);
}

async function send(tray, picture) {
  picture.state = "going";
  const job = upload(picture.file, { key: picture.key, progress: (part) => advance(picture, part) });
  picture.key = job.key;
  picture.stop = job.stop;
  try {
    const answer = await job.done;
    Object.assign(picture, { id: answer.id, state: "done", url: answer.urls?.small });
    if (picture.item.hasAttribute("data-unseen") && picture.url) picture.item.querySelector("img").src = picture.url;
    picture.item.append(hidden(answer.id));
    if (picture.alt) keepText(tray, picture, picture.alt);
  } catch (error) {
    picture.state = "failed";
    picture.why = error.message;
    if (tray.pictures.includes(picture)) show(error.message);
  }
  if (!tray.pictures.includes(picture)) return;
  veil(tray, picture);
  sendNext(tray);
  tray.changed();
}

function advance(picture, part) {
  picture.ring.fillTo(part);
  picture.veil?.setAttribute("aria-valuenow", Math.round(part * 100));
  picture.veil?.setAttribute("aria-label", text("picture_uploading", { num: Math.round(part * 100) }));
}

function again(tray, picture) {
  picture.state = "waiting";
  veil(tray, picture);
  sendNext(tray);
  tray.changed();
}

function remove(tray, picture, silently = false) {
  const at = [...tray.list.children].indexOf(picture.item);
  tray.pictures = tray.pictures.filter((one) => one !== picture);
  if (picture.state === "going") picture.stop();
  picture.item.remove();
  name(tray);
  sendNext(tray);
  tray.changed();
  if (silently) return;
  (tray.list.children[Math.min(at, tray.list.children.length - 1)]?.querySelector("button") || tray.form.querySelector("[data-body]")).focus();
  show(text("picture_removed"), { undo: () => putBack(tray, picture, at) });
}

function putBack(tray, picture, at) {
  if (tray.pictures.length >= tray.most) return show(text("pictures_most", { num: tray.most }));
  tray.list.insertBefore(picture.item, tray.list.children[at] || null);
  if (picture.state !== "done") picture.state = "waiting";
  tray.pictures.push(picture);
  veil(tray, picture);
  sendNext(tray);
  arranged(tray);
}

function move(tray, picture, step) {
  const items = [...tray.list.children];
  const to = items.indexOf(picture.item) + step;
  if (to < 0 || to >= items.length) return false;
  if (step < 0) items[to].before(picture.item);
  else items[to].after(picture.item);
  arranged(tray);
  show(text("picture_moved", { num: to + 1, total: items.length }));
  return true;
}

function arranged(tray) {
  tray.pictures = [...tray.list.children].map((item) => item.picture).filter(Boolean);
  name(tray);
  tray.changed();
}

function keepText(tray, picture, alt) {
  picture.alt = alt;
  picture.item.toggleAttribute("data-described", alt !== "");
  if (picture.state !== "done") return; // told when it has arrived
  const told = ask(`/api/v1/media/${picture.id}`, { method: "PATCH", json: { alt } }).catch((error) => show(error.message));
  tray.texts.add(told);
  told.finally(() => tray.texts.delete(told));
}

function hidden(id) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "media", value: id });
  return field;
}
