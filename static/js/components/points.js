// What was earned since the page before is said once, from what the pages themselves carry: no question to the server.

import { onWake } from "../core/awake.js";
import { session } from "../core/store.js";
import { text } from "../core/texts.js";
import { show } from "./toast.js";

const PREFIX = "points:";
const keyOf = (slug) => `${PREFIX}${document.body.dataset.viewer}:${slug}`;

export function tellPoints() {
  tell(document.body);
  onWake(() => tell(document.body));
}

export function rememberPoints(slug, points) {
  session.set(keyOf(slug), points);
  if (document.body.dataset.circle === slug) document.body.dataset.points = points;
}

function tell(body) {
  const { circle, points } = body.dataset;
  if (circle === undefined || points === undefined) return;
  const before = session.get(keyOf(circle));
  const now = Number(points);
  if (before === now) return;
  session.set(keyOf(circle), now);
  if (before === null || now < before) return;
  sayBeside(text("points_more", { num: now - before }));
}

// What the write before said stays to be read.
export function sayBeside(words) {
  const said = [...document.querySelectorAll(".toast:not(.toast--leaving) .toast__text")].pop();
  if (said) said.append(` · ${words}`);
  else show(words);
}
