// Lists without an end: the next part is fetched before it is reached, what is new is offered as a pill,
// and coming back finds the same place.

import { page, parse } from "../core/ask.js";
import { all, onWake, wake } from "../core/awake.js";
import { text } from "../core/texts.js";
import { mayMove } from "../core/motion.js";
import { keepPlace, restorePlace } from "./place.js";
import { retryRow } from "./sheet.js";
import { show } from "./toast.js";

const AHEAD = "900px 0px";
const ASKED_EVERY = 45_000;
const SKELETONS = 2;

export function startFeeds() {
  onWake((root) => all(root, "[data-feed]").forEach(start));
  window.addEventListener("pagehide", () => document.querySelectorAll("[data-feed]").forEach(keepPlace));
}

function start(feed) {
  if (feed.dataset.started !== undefined) return;
  restorePlace(feed);
  feed.dataset.started = "";
  watchEnd(feed);
  if (feed.dataset.countUrl && feed.dataset.since) watchNews(feed);
}

const moreOf = (feed) => feed.querySelector("a[data-more]") || feed.parentElement?.querySelector(":scope > .pager a[data-more]");

function watchEnd(feed) {
  if (!("IntersectionObserver" in window)) return; // the link stays a link
  const seen = new IntersectionObserver((found) => {
    if (found.some((one) => one.isIntersecting)) load(feed, seen);
  }, { rootMargin: AHEAD });
  const more = moreOf(feed);
  if (more) seen.observe(more);
  feed.addEventListener("click", (event) => {
    if (!event.target.closest?.("a[data-more]")) return;
    event.preventDefault();
    load(feed, seen);
  });
}

// The link with everything around it that belongs to it alone: a paragraph, or an item of the list.
function blockOf(feed, more) {
  if (!feed.contains(more)) return more.closest(".pager");
  let block = more;
  while (block.parentElement !== feed) block = block.parentElement;
  return block;
}

async function load(feed, seen) {
  const more = moreOf(feed);
  if (!more || feed.getAttribute("aria-busy") === "true") return;
  seen.unobserve(more);
  feed.setAttribute("aria-busy", "true");
  const pager = blockOf(feed, more);
  const bones = skeletons(feed);
  pager.before(...bones);
  pager.hidden = true;
  try {
    const response = await page(more.href, feed.dataset.fragment || "entries");
    const part = parse(await response.text()).body;
    pager.replaceWith(...fresh(feed, part));
  } catch (error) {
    const row = retryRow(error.status ? text("list_broke") : error.message, () => {
      row.remove();
      pager.hidden = false;
      load(feed, seen);
    });
    pager.before(row);
  } finally {
    bones.forEach((bone) => bone.remove());
    feed.removeAttribute("aria-busy");
  }
  const next = moreOf(feed);
  if (next && next !== more) seen.observe(next);
}

// An entry that moved between two parts of a list is shown once.
function fresh(feed, part) {
  const inner = part.querySelector("[data-feed]") || part;
  const nodes = [...inner.children].filter((node) => !node.id || !feed.querySelector(`#${CSS.escape(node.id)}`));
  const outside = inner === part ? null : part.querySelector("a[data-more]")?.closest(".pager");
  if (outside && !nodes.includes(outside)) nodes.push(outside);
  const adopted = nodes.map((node) => document.adoptNode(node));
  window.requestAnimationFrame(() => adopted.forEach((node) => node.isConnected && wake(node)));
  return adopted;
}

function skeletons(feed) {
  const given = document.querySelector("template[data-skeleton]");
  return Array.from({ length: SKELETONS }, () => {
    if (given) return document.importNode(given.content, true).firstElementChild;
    const bone = piece("skeleton", piece("skeleton__head", piece("skeleton__round"), piece("skeleton__line")), piece("skeleton__line"), piece("skeleton__line"));
    bone.setAttribute("aria-hidden", "true");
    return bone;
  });
}

function piece(name, ...inner) {
  const element = document.createElement("div");
  element.className = name;
  element.append(...inner);
  return element;
}

function watchNews(feed) {
  const pill = document.querySelector("[data-pill]");
  if (!pill) return;
  let last = Date.now();
  const look = async () => {
    if (document.hidden || !pill.hidden || Date.now() - last < ASKED_EVERY - 1_000) return;
    last = Date.now();
    const told = await news(feed);
    if (!told?.count) return;
    (pill.querySelector("[data-pill-text]") || pill).textContent = told.text;
    pill.hidden = false;
  };
  window.setInterval(look, ASKED_EVERY);
  document.addEventListener("visibilitychange", look);
  pill.addEventListener("click", (event) => {
    event.preventDefault();
    renew(feed, pill);
  });
}

async function news(feed) {
  const url = new URL(feed.dataset.countUrl, location.href);
  url.searchParams.set("since", feed.dataset.since);
  try {
    return await (await page(url)).json();
  } catch {
    return null; // nobody asked for this: the next round may have better luck
  }
}

async function renew(feed, pill) {
  pill.setAttribute("aria-busy", "true");
  try {
    const whole = parse(await (await page(location.href.split("#")[0])).text());
    const found = whole.querySelector("[data-feed]");
    if (!found) return location.reload();
    const renewed = document.adoptNode(found);
    const outside = moreOf(feed)?.closest(".pager");
    if (outside && !feed.contains(outside)) {
      const next = whole.querySelector("a[data-more]")?.closest(".pager");
      if (next && !renewed.contains(next)) outside.replaceWith(document.adoptNode(next));
    }
    feed.replaceWith(renewed);
    pill.replaceWith(pill.cloneNode(true)); // its listener spoke for the old list
    const again = document.querySelector("[data-pill]");
    again.hidden = true;
    again.removeAttribute("aria-busy");
    wake(renewed);
    window.scrollTo({ top: 0, behavior: mayMove() ? "smooth" : "auto" });
  } catch (error) {
    pill.removeAttribute("aria-busy");
    show(error.message);
  }
}
