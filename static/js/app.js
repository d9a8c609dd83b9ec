// The script of every page: wakes what the page's data attributes ask for; what is heavy comes when needed.

import { all, onWake, wake } from "./core/awake.js";
import { startBar } from "./components/bar.js";
import { startDrafts } from "./components/draft.js";
import { startFeeds } from "./components/feed.js";
import { startFolds } from "./components/fold.js";
import { startForms } from "./components/form.js";
import { forgetPlaces } from "./components/place.js";
import { startProgress } from "./components/progress.js";
import { startReactions } from "./components/react.js";
import { startRelated } from "./components/related.js";
import { isPlain, startSheets } from "./components/sheet.js";
import { startTimes } from "./components/time.js";
import { startToasts } from "./components/toast.js";
import { startUnread } from "./components/unread.js";
import { local, session } from "./core/store.js";

const lazily = {
  celebration: () => import("./components/celebration.js"),
  checkIn: () => import("./components/check-in.js"),
  comment: () => import("./components/comment.js"),
  composer: () => import("./components/composer.js"),
  embed: () => import("./components/embed.js"),
  find: () => import("./components/find.js"),
  inbox: () => import("./components/inbox.js"),
  keyboard: () => import("./components/keyboard.js"),
  pictureField: () => import("./components/picture-field.js"),
  points: () => import("./components/points.js"),
  poll: () => import("./components/poll.js"),
  reading: () => import("./components/reading.js"),
  theme: () => import("./components/theme.js"),
  share: () => import("./components/share.js"),
  similar: () => import("./components/similar.js"),
  verify: () => import("./components/verify.js"),
  viewer: () => import("./components/viewer.js"),
};

// Order matters for clicks and submits: who prevents the default is heeded by those after.
startSheets();
startReactions();
startDrafts();
startForms();
startToasts();
startFeeds();
startFolds();
startTimes();
startBar();
startProgress();
if (document.documentElement.dataset.embed) lazily.embed().then(({ startEmbed }) => startEmbed());
onWake((root) => {
  const composers = all(root, "form[data-composer]");
  if (composers.length) lazily.composer().then(({ compose }) => composers.forEach(compose));
  if (all(root, "form[data-comment]").length) lazily.comment().then(({ startComments }) => startComments(root));
  const proofs = all(root, "[data-verify]");
  if (proofs.length) lazily.verify().then(({ startVerify }) => proofs.forEach(startVerify));
  const titles = all(root, "[data-similar]");
  if (titles.length) lazily.similar().then(({ look }) => titles.forEach(look));
  const finds = all(root, "form[data-find]");
  if (finds.length) lazily.find().then(({ startFind }) => finds.forEach(startFind));
  if ("IntersectionObserver" in window) all(root, "[data-related]").forEach(startRelated);
  if (all(root, "[data-floor]").length && "IntersectionObserver" in window) lazily.reading().then(({ startReading }) => startReading(root));
  if (all(root, "[data-hue], [name=theme]").length) lazily.theme().then(({ startTheme }) => startTheme());
  if (all(root, "[data-picture-field]").length) lazily.pictureField().then(({ startPictureFields }) => startPictureFields());
  for (const button of all(root, "[data-share][hidden], [data-copy][hidden]")) button.hidden = false;
});
onWake((root) => {
  if (all(root, "[data-check-in]").length || local.keys("check-in:").length) lazily.checkIn().then(({ startCheckIn }) => startCheckIn());
});
document.addEventListener("click", onClick);
document.addEventListener("submit", (event) => {
  if (/\/(signout|signin)$/.test(event.submitter?.formAction || event.target.action)) forget();
});
document.addEventListener("keydown", onFirstKey);
wake(document);
startUnread();
if (document.querySelector("[data-inbox]")) lazily.inbox().then(({ startInbox }) => startInbox());

if (document.body.dataset.points) lazily.points().then(({ tellPoints }) => tellPoints());
const celebration = document.querySelector("dialog[data-celebration]");
if (celebration) lazily.celebration().then(({ celebrate }) => celebrate(celebration));
const told = document.querySelector("form[data-told]");
if (told) lazily.celebration().then(({ noteTold }) => noteTold(told));

function forget() {
  forgetPlaces(); // what is one person's is not the next one's at this device
  local.forget("check-in:");
  local.forget("searches");
  local.forget("unread:");
  session.forget("points:");
}

function onClick(event) {
  const back = event.target.closest?.("a[data-back]");
  if (back && isPlain(event) && cameFrom(back)) {
    event.preventDefault();
    return history.back(); // to the same place in the list, not to its top
  }
  if (event.target.matches?.("input[data-select]")) event.target.select();
  const votes = event.target.closest?.("[data-polls] button[data-vote]");
  if (votes && isPlain(event)) {
    event.preventDefault();
    return lazily.poll().then(({ voteWith }) => voteWith(votes), () => votes.form.requestSubmit(votes));
  }
  const target = event.target.closest?.("[data-copy], [data-share]:not([data-sheet]), .pictures a[data-picture]");
  if (!target || !isPlain(event)) return;
  event.preventDefault();
  if (target.matches("[data-picture]")) {
    lazily.viewer().then(({ view }) => view(target), () => location.assign(target.href));
  } else {
    lazily.share().then(({ copy, share }) => (target.dataset.copy ? copy(target.dataset.copy) : share(target)));
  }
}

function cameFrom(link) {
  const before = document.referrer && new URL(document.referrer);
  return before && before.origin === location.origin && before.pathname === link.pathname && history.length > 1;
}

function onFirstKey(event) {
  if (!/^[a-z?/]$/i.test(event.key) || event.target.matches?.("input, textarea, select, [contenteditable]")) return;
  document.removeEventListener("keydown", onFirstKey);
  lazily.keyboard().then(({ startKeyboard }) => startKeyboard(event));
}
