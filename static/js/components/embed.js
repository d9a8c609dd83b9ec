// Inside somebody else's page: tell the allowed parents how tall we are and when a session is needed.
// Reads data-embed on <html>: the origins that may frame us, separated by spaces. Takes no messages.

const SOONEST = 100; // milliseconds between two sizes, so a parent that reacts cannot make us loop

export function startEmbed(root = document.documentElement) {
  if (window.parent === window) return document.querySelector("[data-own-window]")?.remove(); // it is one
  const origins = (root.dataset.embed || "").split(/\s+/).filter((origin) => /^https?:\/\/[^/*]+$/.test(origin));
  const parent = window.location.ancestorOrigins?.[0]; // not in every browser: then all that are allowed
  const addressed = parent ? origins.filter((origin) => origin === parent) : origins;
  if (addressed.length === 0) return;

  const tell = (message) => {
    for (const origin of addressed) window.parent.postMessage({ v: 1, ...message }, origin);
  };

  let told = 0;
  let timer = 0;
  const measure = () => {
    timer = 0;
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    tell({ type: "circle:resize", height });
  };
  const soon = () => {
    if (!timer) timer = window.setTimeout(measure, SOONEST);
  };
  new ResizeObserver(soon).observe(document.body);
  soon();
  if (document.querySelector("[data-needs-session]")) tell({ type: "circle:sign-in" });
}
