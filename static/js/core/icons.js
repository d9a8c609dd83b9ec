// Icons and the turning ring, made by scripts exactly as _components/icon.html and ring.html make them.

import { text } from "./texts.js";

const SVG = "http://www.w3.org/2000/svg";

function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

export function icon(name, size = 24) {
  const svg = shape("svg", { class: "icon", width: size, height: size, "aria-hidden": "true" });
  svg.append(shape("use", { href: `${text("sprite")}#${name}` }));
  return svg;
}

// progress from 0 to 1; without it the ring turns
export function ring(progress, size = 24) {
  const kind = progress === undefined ? "ring ring--turns" : "ring";
  const svg = shape("svg", {
    class: kind, width: size, height: size, viewBox: "0 0 36 36", fill: "none", "aria-hidden": "true",
  });
  const line = { cx: 18, cy: 18, r: 15, "stroke-width": 4 };
  svg.append(shape("circle", { class: "ring__track", ...line }));
  const fill = shape("circle", {
    class: "ring__fill", ...line, "stroke-linecap": "round", pathLength: 100,
    transform: "rotate(-90 18 18)",
  });
  svg.append(fill);
  svg.fillTo = (part) => fill.setAttribute("stroke-dasharray", `${Math.round(part * 100)} 100`);
  svg.fillTo(progress ?? 0.26);
  return svg;
}

export function iconButton(name, label, size = 20) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--icon";
  button.setAttribute("aria-label", label);
  button.append(icon(name, size));
  return button;
}
