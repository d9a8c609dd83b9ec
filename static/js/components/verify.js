// Draws a lottery once more from what is public, step by step; docs/lottery.md has the formula.

import { ask } from "../core/ask.js";

const AT_ONCE = 500; // digests under way

export function startVerify(root) {
  const go = root.querySelector("[data-verify-go]");
  if (!go || root.dataset.ready) return;
  root.dataset.ready = "yes";
  go.hidden = false;
  go.addEventListener("click", async () => {
    go.disabled = true;
    try {
      await verify(root);
    } catch {
      say(root, "unable");
    } finally {
      go.disabled = false;
    }
  });
}

async function verify(root) {
  if (!window.crypto?.subtle) return say(root, "unable"); // only pages that came over https have it
  const proof = await ask(root.dataset.verify);
  const steps = await drawAgain(proof, root.dataset.commitment);
  for (const [name, right] of Object.entries(steps)) {
    const step = root.querySelector(`[data-verify-step="${name}"]`);
    step.dataset.right = right ? "yes" : "no";
    step.querySelector("[data-verify-mark]").textContent = right ? "✓" : "✗";
  }
  say(root, Object.values(steps).every(Boolean) ? "right" : "wrong");
}

export async function drawAgain(proof, promised) {
  const { seed, digest, winners } = proof;
  const uids = [...proof.uids].sort();
  const prizes = proof.prizes.flatMap((count, number) => Array(count).fill(number));
  const ranks = await ranksOf(`${seed}${digest}`, uids);
  const order = [...uids].sort((one, other) => (ranks.get(one) < ranks.get(other) ? -1 : 1));
  const drawn = order.slice(0, prizes.length);
  return {
    commitment: (await sha256(seed)) === promised && proof.commitment === promised,
    digest: (await sha256(uids.join("\n"))) === digest && new Set(uids).size === uids.length,
    order: drawn.length === winners.length && winners.every((one, place) => one.uid === drawn[place]),
    prizes: winners.every((one, place) => one.place === place + 1 && one.prize === prizes[place]),
  };
}

async function ranksOf(before, uids) {
  const ranks = new Map();
  for (let start = 0; start < uids.length; start += AT_ONCE) {
    const some = uids.slice(start, start + AT_ONCE);
    const found = await Promise.all(some.map((uid) => sha256(before + uid)));
    some.forEach((uid, number) => ranks.set(uid, found[number]));
  }
  return ranks;
}

async function sha256(text) {
  const bytes = await window.crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function say(root, what) {
  for (const one of root.querySelectorAll("[data-verify-said]")) one.hidden = one.dataset.verifySaid !== what;
}
