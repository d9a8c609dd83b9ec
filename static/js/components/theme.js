// Light, dark and the circle's hue, seen at once while choosing; the form keeps the choice.

let started = false;

export function startTheme() {
  if (started) return;
  started = true;
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (field.matches?.("input[type=range][data-hue]")) showHue(field);
    if (field.matches?.("input[name=theme], input[data-theme-choice], select[name=theme]")) showTheme(field.value);
  });
}

function showHue(field) {
  const place = field.dataset.hue ? document.querySelector(field.dataset.hue) : null;
  (place || document.documentElement).style.setProperty("--hue", field.value);
  const said = field.closest(".field")?.querySelector("output");
  if (said) said.value = field.value;
}

function showTheme(value) {
  if (["auto", "light", "dark"].includes(value)) document.documentElement.dataset.theme = value;
}
