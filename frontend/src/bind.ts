import { draft, forgetDraft, keptWords, unfinished } from "./modules/draft";
import { emergency } from "./modules/emergency";
import { findPlace } from "./modules/find_place";
import { govuk } from "./modules/govuk";
import { keyboard } from "./modules/keyboard";
import { keepForLater } from "./modules/keep_for_later";
import { leave } from "./modules/leave";
import { live } from "./modules/live";
import { outbox } from "./modules/outbox";
import { place } from "./modules/place";
import { print } from "./modules/print";
import { switchTheme } from "./modules/theme";

type Start = (element: HTMLElement) => void;

const modules: Record<string, Start> = {
  draft,
  "forget-draft": forgetDraft,
  emergency,
  "find-place": findPlace,
  "keep-for-later": keepForLater,
  "kept-words": keptWords,
  keyboard,
  leave,
  live,
  outbox,
  place,
  print,
  "switch-theme": switchTheme,
  unfinished,
};

/** What few pages have, and nobody needs in the first second: fetched by the pages that name it. */
const fetched: Record<string, () => Promise<Start>> = {
  assist: () => import("./modules/assist").then((found) => found.assist),
  "comment-words": () => import("./modules/comment_words").then((found) => found.commentWords),
  copy: () => import("./modules/copy").then((found) => found.copy),
  "compare-file": () => import("./modules/compare_file").then((found) => found.compareFile),
  "fast-typing": () => import("./modules/fast_typing").then((found) => found.fastTyping),
  here: () => import("./modules/here").then((found) => found.here),
  "live-count": () => import("./modules/live_count").then((found) => found.liveCount),
  near: () => import("./modules/near").then((found) => found.near),
  "pick-places": () => import("./modules/pick_places").then((found) => found.pickPlaces),
  photos: () => import("./modules/photos").then((found) => found.photos),
  "public-map": () => import("./modules/public_map").then((found) => found.publicMap),
  "send-again": () => import("./modules/send_again").then((found) => found.sendAgain),
  share: () => import("./modules/share").then((found) => found.share),
  "save-image": () => import("./modules/save_image").then((found) => found.saveImage),
  unfold: () => import("./modules/unfold").then((found) => found.unfold),
};

/** Starts the module of every element that names one in `data-module`, once each; `within` is a page or a part of it. */
export function bind(within: HTMLElement): void {
  govuk(within);
  const named = [...within.querySelectorAll<HTMLElement>("[data-module]")];
  for (const element of named) {
    const name = element.dataset["module"] ?? "";
    const start = modules[name];
    const fetchStart = fetched[name];
    if (!(start ?? fetchStart) || element.dataset["bound"] !== undefined) continue;
    element.dataset["bound"] = "";
    if (start) start(element);
    else void fetchStart?.().then((start) => start(element));
  }
}
