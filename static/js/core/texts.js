// The few words scripts say, in the reader's language; printed by templates/_components/strings.html.

let known;

export function text(key, values = {}) {
  if (!known) known = read();
  const found = known[key] ?? key.replaceAll("_", " ");
  return found.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function read() {
  const block = document.getElementById("strings");
  if (!block) return {};
  try {
    return JSON.parse(block.textContent);
  } catch {
    return {}; // a broken block must not take the page's scripts with it: keys read as plain English
  }
}
