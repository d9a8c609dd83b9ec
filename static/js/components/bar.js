// The bar above takes the page's name once that has gone under it, and its own ground once a cover has.

export function startBar() {
  const bar = document.querySelector("[data-bar]");
  const title = bar?.querySelector("[data-bar-title]");
  const name = document.querySelector("[data-bar-watch]");
  if (!title || !window.IntersectionObserver) return;
  const cover = bar.matches(".topbar--over") && document.querySelector(".hero__cover");
  if (cover) follow(cover, (gone) => bar.toggleAttribute("data-solid", gone));
  if (!name) return;
  if (!title.textContent.trim()) title.textContent = name.textContent;
  title.style.transition = "opacity 160ms ease-out";
  follow(name, (gone) => (title.style.opacity = gone ? "1" : "0"));
}

function follow(element, tell) {
  new IntersectionObserver(([seen]) => tell(!seen.isIntersecting), { rootMargin: "-52px 0px 0px" }).observe(element);
}
