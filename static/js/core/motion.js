// Whether things may move, and the one spring the product has.

const still = window.matchMedia("(prefers-reduced-motion: reduce)");

export const mayMove = () => !still.matches;

export function spring(element) {
  if (!mayMove() || !element?.animate) return;
  element.animate(
    [{ transform: "scale(1)" }, { transform: "scale(1.28)", offset: 0.4 }, { transform: "scale(1)" }],
    { duration: 220, easing: "cubic-bezier(.2,.8,.3,1)" },
  );
}

export function scrollCalmly(element, block = "center") {
  element.scrollIntoView({ block, behavior: mayMove() ? "smooth" : "auto" });
}
