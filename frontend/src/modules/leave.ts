import { forgetSentInConfidence } from "../outbox/store";
import { forget, forgetThisWindows } from "./kept_drafts";

const LONGEST_WAIT_MS = 300;

/**
 * A quick way out of a page that may be dangerous to be seen with: a link to a place that nobody asks about.
 *
 * Asks nothing. Drops what is told in confidence on this device: what this window keeps, number and code of what the outbox
 * sent, the draft of `data-key` and, with `data-drop-files` (the form's token), the files that wait on the
 * server for the form around it; on a case's page that form is the one that closes the case here. This page leaves the browser's history, and going back to one before it leads out again.
 */
export function leave(link: HTMLElement): void {
  const { key, dropFiles } = link.dataset;
  if (!(link instanceof HTMLAnchorElement) || !key) return;
  stayAway(key);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    forget(key);
    forgetThisWindows();
    leadAway(key, link.href);
    const form = link.closest("form");
    if (form && dropFiles) dropWaitingFiles(form, dropFiles);
    const out = (): void => location.replace(link.href);
    window.setTimeout(out, LONGEST_WAIT_MS);
    void forgetSentInConfidence(true).then(out, out);
  });
}

/** From now on going back, in this window, to a page with the form of this key leads to `address`. */
export function leadAway(key: string, address: string): void {
  try {
    sessionStorage.setItem(noteOf(key), address);
  } catch {
    // Storage is off: then nothing was kept either.
  }
}

/** On a page with the form of this key: out again, when it was left for good and only the way back led here. */
export function stayAway(key: string): void {
  goIfLeft(key, cameBack());
  addEventListener("pageshow", (event) => {
    if (event.persisted) goIfLeft(key, true);
  });
}

function goIfLeft(key: string, isBack: boolean): void {
  try {
    const address = sessionStorage.getItem(noteOf(key));
    if (address && isBack) location.replace(address);
    else sessionStorage.removeItem(noteOf(key)); // somebody begins anew
  } catch {
    // Storage is off.
  }
}

function cameBack(): boolean {
  const [how] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return how?.type === "back_forward" || how?.type === "reload";
}

function dropWaitingFiles(form: HTMLFormElement, token: string): void {
  const asked = new FormData();
  asked.set("csrfmiddlewaretoken", new FormData(form).get("csrfmiddlewaretoken") ?? "");
  asked.set("form_token", token);
  asked.set("remove", "all");
  navigator.sendBeacon(form.action, asked);
}

function noteOf(key: string): string {
  return `left:${key}`;
}
