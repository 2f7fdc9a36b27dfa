import { say, timeOfDay } from "../wording";
import { forget, isInThisWindow, isKept, type Kept, read, whenForgottenElsewhere, write } from "./kept_drafts";
import { leadAway, stayAway } from "./leave";

const LONGEST_CLICK_MS = 500;
/** The page shows that the words speak of danger, or that telling may be dangerous. */
const DANGER = "[data-danger]:not([hidden]), .safety--on";
const NOT_KEPT = new Set(["file", "password", "hidden", "submit", "button", "image", "reset"]);
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/**
 * Keeps what is typed into a form on this device, so that a reload, a crash or a lost connection loses nothing.
 *
 * `data-key`: what it is a draft of, for example "new-complaint". `data-restore="no"`: the server already filled the form in.
 * `data-text-saved` ("… {time}") and `data-text-restored` appear in `[data-draft-status]`. A field with `data-not-kept`
 * is left out, a hidden one with `data-kept` is not. The draft goes when a later page says so with `data-module="forget-draft"`, not when the form is sent:
 * sending may fail.
 *
 * What is told in confidence is kept in this window only: on a form with `data-keep="window"`, or while a choice with
 * `data-in-confidence` is made, or as soon as the page shows a hint of danger; a form that asks no such thing keeps it where it is. `data-text-saved-here` says so.
 */
export function draft(form: HTMLElement): void {
  const { key, restore, textSaved, textSavedHere, textRestored } = form.dataset;
  if (!(form instanceof HTMLFormElement) || !key || form.hidden) return;
  stayAway(key);
  const status = form.querySelector<HTMLElement>("[data-draft-status]");
  const tell = (sentence: string): void => {
    if (status) status.textContent = sentence;
  };
  const inThisWindow = (): boolean => {
    if (form.dataset["keep"] === "window" || form.querySelector(DANGER)) return true;
    const asks = form.querySelector("[data-in-confidence]") !== null;
    return asks ? form.querySelector("[data-in-confidence]:checked") !== null : isInThisWindow(key);
  };
  const kept = read(key);
  if (kept && inThisWindow()) write(key, kept, true);
  if (kept && restore !== "no" && fill(form, kept)) tell(say(textRestored, { time: timeOfDay(new Date(kept.at)) }));
  let waiting = 0;
  let telling = 0;
  let isDropped = false; // by another page: until somebody writes here again there is nothing to save
  const save = (): void => {
    window.clearTimeout(waiting);
    window.clearTimeout(telling);
    waiting = 0;
    const at = Date.now();
    const here = inThisWindow();
    if (!write(key, { at, values: collect(form) }, here)) return;
    const sentence = here ? (textSavedHere ?? textSaved) : textSaved;
    // Not at once: pressing a button is what ends the typing, and a sentence that pushed it away would swallow the click.
    telling = window.setTimeout(() => tell(say(sentence, { time: timeOfDay(new Date(at)) })), LONGEST_CLICK_MS);
  };
  form.addEventListener("input", () => {
    isDropped = false;
    window.clearTimeout(waiting);
    waiting = window.setTimeout(save, 500);
  });
  form.addEventListener("change", () => {
    if (!isDropped) save();
  });
  addEventListener("pagehide", () => {
    if (waiting) save();
  });
  whenForgottenElsewhere(key, () => {
    isDropped = true;
    window.clearTimeout(waiting);
    waiting = 0;
  });
}

/**
 * Drops the draft named by `data-key`: at once on a page that confirms the sending, or on click when it is a button. With
 * `data-instead` going back to the form leads to that address: what was told in confidence is not shown once more.
 */
export function forgetDraft(element: HTMLElement): void {
  const { key = "", instead } = element.dataset;
  if (!(element instanceof HTMLButtonElement)) {
    forget(key);
    if (instead) leadAway(key, instead);
    return;
  }
  element.hidden = false;
  element.addEventListener("click", () => {
    forget(key);
    location.assign(location.pathname);
  });
}

/**
 * On a page that anybody may open: says that something unfinished is kept under `data-key`, and none of its words. The form
 * behind it is for who begins anew, so that nothing kept is written over.
 */
export function unfinished(notice: HTMLElement): void {
  const form = notice.nextElementSibling;
  if (!(form instanceof HTMLElement)) return;
  const look = (): void => {
    const isThere = Boolean(read(notice.dataset["key"] ?? "")?.values["text"]?.[0]?.trim());
    [notice.hidden, form.hidden] = [!isThere, isThere];
  };
  look();
  addEventListener("pageshow", (event) => {
    if (event.persisted) look();
  });
}

/** Shown where this browser keeps a draft under `data-key`: on the way to signing in, or to a receipt code. */
export function keptWords(notice: HTMLElement): void {
  notice.hidden = !isKept(notice.dataset["key"] ?? "");
}

function keptFields(form: HTMLFormElement): Field[] {
  return [...form.elements].filter(
    (field): field is Field =>
      (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) &&
      field.name !== "" &&
      (!NOT_KEPT.has(field.type) || field.dataset["kept"] !== undefined) &&
      field.dataset["notKept"] === undefined,
  );
}

function collect(form: HTMLFormElement): Record<string, string[]> {
  const values: Record<string, string[]> = {};
  for (const field of keptFields(form)) {
    const list = (values[field.name] ??= []);
    const ticks = field.type === "checkbox" || field.type === "radio";
    if (!ticks || (field as HTMLInputElement).checked) list.push(field.value);
  }
  return values;
}

function fill(form: HTMLFormElement, kept: Kept): boolean {
  let changed = false;
  for (const field of keptFields(form)) {
    const values = kept.values[field.name];
    if (!values) continue;
    if (field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio")) {
      // Kept by a page on which nothing was chosen yet: what is proposed here stays.
      if (values[0] === "" || field.checked === values.includes(field.value)) continue;
      field.checked = values.includes(field.value);
    } else {
      const value = values[0] ?? "";
      // Nothing kept takes nothing away: somebody may have chosen before the script came.
      if (field.value === value || value === "" || (field.value !== "" && !(field instanceof HTMLSelectElement))) continue;
      if (field instanceof HTMLSelectElement) field.dataset["wanted"] = value; // its options may still be on their way
      field.value = value;
    }
    changed = true;
    field.closest("details")?.setAttribute("open", "");
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return changed;
}
