// The name in the bar above shows once the name on the page has gone under it.

export function startBar() {
  const name = document.querySelector("[data-bar-watch]");
  const title = document.querySelector("[data-bar-title]");
  if (!name || !title || !window.IntersectionObserver) return;
  title.style.transition = "opacity 160ms ease-out";
  const watch = ([seen]) => (title.style.opacity = seen.isIntersecting ? "0" : "1");
  new IntersectionObserver(watch, { rootMargin: "-52px 0px 0px" }).observe(name);
}
