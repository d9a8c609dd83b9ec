// Entries like the one that is read come when its end is near.

import { page, parse } from "../core/ask.js";

const NEAR = "400px";

export function startRelated(place) {
  if (place.dataset.watched !== undefined) return;
  place.dataset.watched = "";
  const watching = new IntersectionObserver((seen) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    watching.disconnect();
    bring(place);
  }, { rootMargin: NEAR });
  watching.observe(place);
}

async function bring(place) {
  try {
    const answer = await page(place.querySelector("a").href, "related");
    const found = parse(await answer.text()).body;
    place.replaceChildren(...[...found.children].map((one) => document.importNode(one, true)));
  } catch {
    return; // the way there stays
  }
}
