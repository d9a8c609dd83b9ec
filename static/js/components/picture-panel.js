// What may be done with one picture of the tray: describe it, move it, remove it.

import { text } from "../core/texts.js";

const LONGEST = 300;

export function describe(tray, picture, verbs) {
  const old = tray.form.querySelector("[data-picture-panel]");
  const same = old?.picture === picture;
  old?.remove();
  if (same) return;
  const panel = document.createElement("div");
  panel.className = "composer__panel";
  panel.dataset.picturePanel = "";
  panel.picture = picture;
  panel.append(...field(tray, picture, verbs), buttons(tray, picture, verbs, panel));
  tray.list.after(panel);
  panel.querySelector("textarea").focus();
}

const numberOf = (tray, picture) => [...tray.list.children].indexOf(picture.item) + 1;

function field(tray, picture, verbs) {
  const label = document.createElement("label");
  label.className = "field__label";
  label.htmlFor = "picture-alt";
  label.textContent = text("picture_alt", { num: numberOf(tray, picture) });
  const area = document.createElement("textarea");
  Object.assign(area, { id: "picture-alt", rows: 2, maxLength: LONGEST, value: picture.alt, placeholder: text("picture_alt_hint") });
  area.className = "field__input field__input--area";
  area.addEventListener("change", () => verbs.keepText(tray, picture, area.value.trim()));
  return [label, area];
}

function buttons(tray, picture, verbs, panel) {
  const row = document.createElement("p");
  row.className = "composer__moves";
  const words = () => panel.querySelector("label") && (panel.querySelector("label").textContent = text("picture_alt", { num: numberOf(tray, picture) }));
  const choices = [
    ["picture_earlier", () => verbs.move(tray, picture, -1) && words()],
    ["picture_later", () => verbs.move(tray, picture, 1) && words()],
    ["picture_remove", () => (panel.remove(), verbs.remove(tray, picture))],
    ["close", () => (panel.remove(), picture.controls.alt.focus())],
  ];
  for (const [key, press] of choices) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet";
    button.textContent = text(key, { num: numberOf(tray, picture) });
    button.addEventListener("click", press);
    row.append(button);
  }
  return row;
}
