import { copy } from "./modules/copy";
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
import { share } from "./modules/share";
import { switchTheme } from "./modules/theme";

type Start = (element: HTMLElement) => void;

const modules: Record<string, Start> = {
  copy,
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
  share,
  "switch-theme": switchTheme,
  unfinished,
};

/** What few pages have, and nobody needs in the first second: fetched by the pages that name it. */
const fetched: Record<string, () => Promise<Start>> = {
  assist: async () => (await import("./modules/assist")).assist,
  "comment-words": async () => (await import("./modules/comment_words")).commentWords,
  "compare-file": async () => (await import("./modules/compare_file")).compareFile,
  "fast-typing": async () => (await import("./modules/fast_typing")).fastTyping,
  here: async () => (await import("./modules/here")).here,
  "live-count": async () => (await import("./modules/live_count")).liveCount,
  near: async () => (await import("./modules/near")).near,
  "pick-places": async () => (await import("./modules/pick_places")).pickPlaces,
  photos: async () => (await import("./modules/photos")).photos,
  "public-map": async () => (await import("./modules/public_map")).publicMap,
  "send-again": async () => (await import("./modules/send_again")).sendAgain,
  "save-image": async () => (await import("./modules/save_image")).saveImage,
  unfold: async () => (await import("./modules/unfold")).unfold,
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
