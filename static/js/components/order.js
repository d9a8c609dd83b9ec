// Putting pictures in order by dragging: at once with a mouse, after a short hold with a finger.

const HOLD = 260; // milliseconds; shorter would take scrolling for dragging
const SLIP = 10; // pixels a resting finger moves

export function dragToOrder(list, arranged) {
  let held = null;
  list.addEventListener("pointerdown", (event) => {
    const item = event.target.closest("li");
    if (!item || event.button || event.target.closest("button, input")) return;
    held = { item, x: event.clientX, y: event.clientY, moving: false, id: event.pointerId };
    if (event.pointerType === "mouse") return;
    held.timer = window.setTimeout(() => lift(held), HOLD);
  });
  window.addEventListener("pointermove", (event) => {
    if (!held || event.pointerId !== held.id) return;
    const far = Math.hypot(event.clientX - held.x, event.clientY - held.y);
    if (!held.moving) {
      if (far < SLIP) return;
      if (event.pointerType !== "mouse") return drop();
      lift(held);
    }
    held.item.style.transform = `translate(${event.clientX - held.x}px, ${event.clientY - held.y}px) scale(1.04)`;
    const over = document.elementsFromPoint(event.clientX, event.clientY).map((node) => node.closest("li"))
      .find((node) => node && node !== held.item && node.parentElement === list);
    if (over) trade(held, over, event);
  });
  list.addEventListener("touchmove", (event) => held?.moving && event.preventDefault(), { passive: false });
  list.addEventListener("contextmenu", (event) => held && event.preventDefault());
  window.addEventListener("pointerup", () => drop());
  window.addEventListener("pointercancel", () => held?.moving || drop());
  window.addEventListener("touchend", () => drop());

  function lift(one) {
    one.moving = true;
    one.item.dataset.lifted = "";
  }

  function trade(one, over, event) {
    const before = one.item.getBoundingClientRect();
    one.item.style.transform = "";
    const items = [...list.children];
    if (items.indexOf(over) > items.indexOf(one.item)) over.after(one.item);
    else over.before(one.item);
    // the finger stays where it is: measure the new resting place
    const rest = one.item.getBoundingClientRect();
    one.x = event.clientX - (before.left - rest.left);
    one.y = event.clientY - (before.top - rest.top);
    one.item.style.transform = `translate(${event.clientX - one.x}px, ${event.clientY - one.y}px) scale(1.04)`;
  }

  function drop() {
    if (!held) return;
    window.clearTimeout(held.timer);
    held.item.style.transform = "";
    delete held.item.dataset.lifted;
    if (held.moving) arranged();
    held = null;
  }
}
