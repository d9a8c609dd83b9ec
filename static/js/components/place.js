// The place in a long list, for browsers that do not keep the whole page when a link is followed.

import { session } from "../core/store.js";

const PREFIX = "place:";
const KEPT_FOR = 10 * 60_000;
const MOST = 1_500_000; // characters; the browser gives us five million for everything
const LISTS = 3;
const ITEMS = ":scope > [id], :scope > :is(ol, ul) > [id]"; // lines stand in a list of their own
let leaving = false;

const keyOf = () => PREFIX + location.pathname + location.search;

export function keepPlace(feed) {
  if (leaving || !feed.isConnected || feed.dataset.started === undefined) return;
  const items = [...feed.querySelectorAll(ITEMS)];
  const at = items.find((item) => item.getBoundingClientRect().bottom > 0);
  if (!at || window.scrollY < 200) return session.remove(keyOf());
  const copy = feed.cloneNode(true);
  for (const styled of copy.querySelectorAll("[style]")) styled.removeAttribute("style");
  for (const bone of copy.querySelectorAll(".skeleton, .notice[role=alert]")) bone.remove();
  for (const pager of copy.querySelectorAll(".pager[hidden]")) pager.hidden = false;
  if (copy.innerHTML.length > MOST) return;
  makeRoom();
  session.set(keyOf(), {
    at: Date.now(), id: at.id, top: at.getBoundingClientRect().top, since: feed.dataset.since, html: copy.innerHTML,
  });
}

// Only for Back and Forward: who follows a link to the list wants it from the top.
export function restorePlace(feed) {
  const kept = session.get(keyOf());
  if (!kept) return;
  session.remove(keyOf());
  const kind = performance.getEntriesByType?.("navigation")[0]?.type;
  if (kind !== "back_forward" || Date.now() - kept.at > KEPT_FOR) return;
  feed.innerHTML = kept.html;
  if (kept.since) feed.dataset.since = kept.since;
  history.scrollRestoration = "manual"; // the browser would measure the short page
  const settle = () => {
    const item = document.getElementById(kept.id);
    if (item) window.scrollBy({ top: item.getBoundingClientRect().top - kept.top, behavior: "instant" });
  };
  settle();
  if (document.readyState !== "complete") window.addEventListener("load", settle, { once: true });
  window.addEventListener("pagehide", () => (history.scrollRestoration = "auto"), { once: true });
}

export function forgetPlaces() {
  leaving = true; // the page on screen is not to be kept either
  session.forget(PREFIX);
}

function makeRoom() {
  const kept = session.keys(PREFIX).map((key) => [session.get(key)?.at ?? 0, key]).sort();
  for (const [, key] of kept.slice(0, Math.max(0, kept.length - LISTS + 1))) session.remove(key);
}
