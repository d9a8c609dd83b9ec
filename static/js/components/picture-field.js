// The picture one has just chosen, seen where it will stand; what cannot be drawn here keeps its name.

let started = false;

export function startPictureFields() {
  if (started) return;
  started = true;
  document.addEventListener("change", (event) => event.target.matches?.("[data-picture-field]") && preview(event.target));
}

function preview(field) {
  const [file] = field.files;
  const form = field.form;
  const place = form.querySelector(".picture-field__shown");
  const ready = form.querySelector(".picture-field__ready");
  if (!file) return;
  const picture = new Image();
  const address = URL.createObjectURL(file);
  picture.alt = "";
  picture.addEventListener("load", () => {
    [...place.children].slice(0, -1).forEach((old) => old.remove()); // the sign stays
    place.prepend(picture);
  });
  picture.addEventListener("error", () => (ready.textContent = file.name));
  for (const end of ["load", "error"]) picture.addEventListener(end, () => URL.revokeObjectURL(address));
  picture.src = address;
}
