const KEY = "keyboard-off";

/**
 * Shortcuts of the desk.
 *
 * `data-key="a"` on a button or link: the key presses it; on a field: the key goes there; inside a row only while the
 * row has the focus. `data-row` marks rows: j and k walk through them, Enter opens the row's first link, x ticks its box. `?` opens the `<dialog data-keys>`.
 * The checkbox `[data-keys-off]` turns all of it off on this device (WCAG 2.1.4).
 * Keys are taken by their place (`event.code`), so they work with the Thai layout too.
 */
export function keyboard(root: HTMLElement): void {
  const off = root.querySelector<HTMLInputElement>("[data-keys-off]");
  if (off) {
    off.checked = localStorage.getItem(KEY) === "yes";
    off.addEventListener("change", () => localStorage.setItem(KEY, off.checked ? "yes" : "no"));
  }
  document.addEventListener("keydown", (event) => {
    if (off?.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event)) return;
    const key = keyOf(event);
    if (act(root, key)) event.preventDefault();
  });
}

function act(root: HTMLElement, key: string): boolean {
  if (root.querySelector("dialog[open]")) return false;
  if (key === "j" || key === "k") return walk(root, key === "j" ? 1 : -1);
  if (key === "x") return tick(root);
  if (key === "?") return openHelp(root);
  const target = [...root.querySelectorAll<HTMLElement>("[data-key]")].find(
    (element) => element.dataset["key"] === key && isMeant(element),
  );
  if (!target || target.hidden) return false;
  target.focus(); // a field waits for words; what opens leaves the focus where the reader goes on
  if (!target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) target.click();
  return true;
}

/** What stands in a row answers only while the focus is in that row: no key may act on a case nobody has chosen. */
function isMeant(element: HTMLElement): boolean {
  const row = element.closest("[data-row]");
  return row === null || row.contains(document.activeElement);
}

function walk(root: HTMLElement, step: 1 | -1): boolean {
  const rows = [...root.querySelectorAll<HTMLElement>("[data-row]")];
  if (rows.length === 0) return false;
  const now = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[now === -1 ? (step === 1 ? 0 : rows.length - 1) : Math.min(Math.max(now + step, 0), rows.length - 1)];
  (next?.querySelector<HTMLElement>("a[href]") ?? next)?.focus(); // the link has the focus, so Enter opens it by itself
  return true;
}

function tick(root: HTMLElement): boolean {
  const row = document.activeElement?.closest<HTMLElement>("[data-row]");
  const box = row && root.contains(row) ? row.querySelector<HTMLInputElement>("input[type=checkbox]") : null;
  box?.click();
  return Boolean(box);
}

function openHelp(root: HTMLElement): boolean {
  const help = root.querySelector<HTMLDialogElement>("dialog[data-keys]");
  help?.showModal();
  return Boolean(help);
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox]):not([type=radio])");
}

function keyOf(event: KeyboardEvent): string {
  if (event.code === "Slash") return event.shiftKey ? "?" : "/";
  if (event.shiftKey) return "";
  return /^(?:Key|Digit)(\w)$/.exec(event.code)?.[1]?.toLowerCase() ?? "";
}
