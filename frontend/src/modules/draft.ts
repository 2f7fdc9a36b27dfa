import { say, timeOfDay } from "../wording";

const DAYS_KEPT = 30;
const LONGEST_CLICK_MS = 500;
const NOT_KEPT = new Set(["file", "password", "hidden", "submit", "button", "image", "reset"]);
const forgotten = new Set<string>();
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
interface Kept {
  at: number;
  values: Record<string, string[]>;
}

/**
 * Keeps what is typed into a form on this device, so that a reload, a crash or a lost connection loses nothing.
 *
 * `data-key`: whose draft it is, for example "new-complaint". `data-restore="no"`: the server already filled the form in.
 * `data-text-saved` ("… {time}") and `data-text-restored` appear in `[data-draft-status]`. A field with `data-not-kept`
 * is left out, a hidden one with `data-kept` is not. The draft goes when a later page says so with `data-module="forget-draft"`, not when the form is sent:
 * sending may fail.
 */
export function draft(form: HTMLElement): void {
  const { key, restore, textSaved, textRestored } = form.dataset;
  if (!(form instanceof HTMLFormElement) || !key) return;
  const status = form.querySelector<HTMLElement>("[data-draft-status]");
  const tell = (sentence: string): void => {
    if (status) status.textContent = sentence;
  };
  const kept = read(key);
  if (kept && restore !== "no" && fill(form, kept)) tell(say(textRestored, { time: timeOfDay(new Date(kept.at)) }));
  let waiting = 0;
  let telling = 0;
  const save = (): void => {
    window.clearTimeout(waiting);
    window.clearTimeout(telling);
    const at = Date.now();
    if (!write(key, { at, values: collect(form) })) return;
    // Not at once: pressing a button is what ends the typing, and a sentence that pushed it away would swallow the click.
    telling = window.setTimeout(() => tell(say(textSaved, { time: timeOfDay(new Date(at)) })), LONGEST_CLICK_MS);
  };
  form.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(save, 500);
  });
  form.addEventListener("change", save);
  addEventListener("pagehide", () => {
    if (waiting) save();
  });
}

/**
 * Drops the draft named by `data-key`: at once on a page that confirms the sending, or on click when it is a button. A link
 * leaves the page for good: nothing is kept, and going back does not lead here.
 */
export function forgetDraft(element: HTMLElement): void {
  const key = element.dataset["key"] ?? "";
  const forget = (): void => {
    forgotten.add(key); // or leaving this page would save it once more
    localStorage.removeItem(storageKey(key));
  };
  if (element instanceof HTMLAnchorElement) {
    element.addEventListener("click", (event) => {
      event.preventDefault();
      forget();
      location.replace(element.href);
    });
    return;
  }
  if (!(element instanceof HTMLButtonElement)) return forget();
  element.hidden = false;
  element.addEventListener("click", () => {
    forget();
    location.assign(location.pathname);
  });
}

function storageKey(key: string): string {
  return `draft:${key}`;
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
      if (field.checked === values.includes(field.value)) continue;
      field.checked = values.includes(field.value);
    } else {
      const value = values[0] ?? "";
      if (field.value === value || (field.value !== "" && !(field instanceof HTMLSelectElement))) continue;
      if (field instanceof HTMLSelectElement) field.dataset["wanted"] = value; // its options may still be on their way
      field.value = value;
    }
    changed = true;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return changed;
}

function read(key: string): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(storageKey(key)) ?? "null") as Kept | null;
    if (kept && Date.now() - kept.at < DAYS_KEPT * 24 * 3600 * 1000) return kept;
    localStorage.removeItem(storageKey(key));
  } catch {
    // Storage may be off (private window) or hold something else: then there is no draft.
  }
  return null;
}

function write(key: string, kept: Kept): boolean {
  if (forgotten.has(key)) return false;
  try {
    localStorage.setItem(storageKey(key), JSON.stringify(kept));
    return true;
  } catch {
    return false; // full or off: saying "saved" would be untrue
  }
}
