import { copy } from "./modules/copy";
import { draft, forgetDraft } from "./modules/draft";
import { emergency } from "./modules/emergency";
import { findPlace } from "./modules/find_place";
import { govuk } from "./modules/govuk";
import { keyboard } from "./modules/keyboard";
import { keepForLater } from "./modules/keep_for_later";
import { leave } from "./modules/leave";
import { live } from "./modules/live";
import { outbox } from "./modules/outbox";
import { photos } from "./modules/photos";
import { place } from "./modules/place";
import { print } from "./modules/print";
import { publicMap } from "./modules/public_map";
import { saveImage } from "./modules/save_image";
import { switchTheme } from "./modules/theme";

const modules: Record<string, (element: HTMLElement) => void> = {
  copy,
  draft,
  "forget-draft": forgetDraft,
  emergency,
  "find-place": findPlace,
  "keep-for-later": keepForLater,
  keyboard,
  leave,
  live,
  outbox,
  photos,
  place,
  print,
  "public-map": publicMap,
  "save-image": saveImage,
  "switch-theme": switchTheme,
};

/** Starts the module of every element that names one in `data-module`, once each; `within` is a page or a part of it. */
export function bind(within: HTMLElement): void {
  govuk(within);
  const named = [...within.querySelectorAll<HTMLElement>("[data-module]")];
  for (const element of named) {
    const start = modules[element.dataset["module"] ?? ""];
    if (!start || element.dataset["bound"] !== undefined) continue;
    element.dataset["bound"] = "";
    start(element);
  }
}
