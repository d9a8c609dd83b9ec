// Parts of a page that arrive later (lists, sheets) are woken like the page itself.

const wakers = [];

export function onWake(waker) {
  wakers.push(waker);
}

export function wake(root) {
  for (const waker of wakers) waker(root);
}

export function all(root, selector) {
  const found = [...root.querySelectorAll(selector)];
  if (root.matches?.(selector)) found.unshift(root);
  return found;
}
