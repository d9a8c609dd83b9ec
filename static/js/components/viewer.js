// Pictures large: swiped, zoomed, closed by Back; what they show is said below.

import PhotoSwipe from "photoswipe";
import styles from "photoswipe/dist/photoswipe.css";
import { icon } from "../core/icons.js";
import { mayMove } from "../core/motion.js";
import { text } from "../core/texts.js";

let styled = false;

export function view(link) {
  dress();
  const links = [...link.closest(".pictures").querySelectorAll("a[data-picture]")];
  const viewer = new PhotoSwipe({
    dataSource: links.map(slide),
    index: links.indexOf(link),
    bgOpacity: 1,
    loop: false,
    zoomSVG: icon("search", 24).outerHTML,
    closeSVG: icon("close", 26).outerHTML,
    arrowPrevSVG: icon("back", 30).outerHTML,
    arrowNextSVG: icon("back", 30).outerHTML,
    wheelToZoom: true,
    showHideAnimationType: mayMove() ? "zoom" : "none",
    closeTitle: text("close"),
    zoomTitle: text("zoom"),
    arrowPrevTitle: text("previous"),
    arrowNextTitle: text("next"),
    errorMsg: text("picture_broke"),
    indexIndicatorSep: " / ",
  });
  viewer.addFilter("thumbEl", (found, data) => pictureOf(data.element) || found);
  viewer.addFilter("placeholderSrc", (source, { data }) => data.msrc || source);
  caption(viewer);
  closeOnBack(viewer);
  viewer.init();
  viewer.on("destroy", () => links[viewer.currIndex]?.focus({ preventScroll: true }));
}

// Beneath the picture there may be its blurred one, which has no words.
const pictureOf = (link) => link?.querySelector("img.pictures__picture") || link?.querySelector("img");

function slide(link) {
  const picture = pictureOf(link);
  return {
    src: link.href,
    width: Number(link.dataset.width) || picture?.naturalWidth || 1200,
    height: Number(link.dataset.height) || picture?.naturalHeight || 1200,
    alt: picture?.alt || "",
    msrc: picture?.currentSrc || picture?.src,
    element: link,
    thumbCropped: true,
  };
}

function caption(viewer) {
  viewer.on("uiRegister", () => {
    viewer.ui.registerElement({
      name: "caption",
      order: 9,
      isButton: false,
      appendTo: "root",
      onInit: (element) => {
        element.className = "viewer__caption";
        const tell = () => {
          element.textContent = viewer.currSlide?.data.alt ?? "";
          element.hidden = !element.textContent;
        };
        viewer.on("change", tell);
        tell();
      },
    });
  });
}

function closeOnBack(viewer) {
  history.pushState({ ...history.state, viewer: true }, "");
  const back = () => viewer.close();
  window.addEventListener("popstate", back, { once: true });
  viewer.on("close", () => {
    window.removeEventListener("popstate", back);
    if (history.state?.viewer) history.back();
  });
}

// The policy allows no style element, but rules may be added to the sheets we already have.
function dress() {
  if (styled) return;
  styled = true;
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  } catch {
    const own = [...document.styleSheets].find((sheet) => sheet.href?.startsWith(location.origin));
    for (const rule of rules(styles)) own?.insertRule(rule, own.cssRules.length);
  }
}

function rules(css) {
  const found = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < css.length; at += 1) {
    if (css[at] === "{") depth += 1;
    if (css[at] === "}" && --depth === 0) {
      found.push(css.slice(start, at + 1));
      start = at + 1;
    }
  }
  return found;
}
