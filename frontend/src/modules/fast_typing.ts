/**
 * Entering one paper after the other without a mouse: in a group of radio buttons or boxes a digit chooses what stands at that
 * place, and of radio buttons the focus goes on to the next group; 0 goes on without an answer. Ctrl+Enter saves.
 * `data-module` stands around the form, which has a module of its own.
 *
 * Keys are taken by their place (`event.code`), so they work with the Thai layout too. In a field for words they are letters.
 */
export function fastTyping(around: HTMLElement): void {
  const form = around.querySelector("form");
  if (!form) return;
  const first = groupsOf(form)[0];
  if (!form.querySelector(".govuk-form-group--error")) {
    (first?.[0] ?? form.querySelector<HTMLElement>("select, textarea"))?.focus(); // a paper may hold nothing but comments
  }
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
    const here = event.target;
    if (digit === undefined || !(here instanceof HTMLInputElement) || !isChoice(here)) return;
    event.preventDefault();
    choose(form, here, Number(digit));
  });
}

function choose(form: HTMLFormElement, here: HTMLInputElement, digit: number): void {
  const groups = groupsOf(form);
  const place = groups.findIndex((group) => group.includes(here));
  const group = groups[place] ?? [];
  if (digit > 0) {
    const wanted = group[digit - 1];
    if (!wanted) return;
    wanted.click();
    wanted.focus();
    if (wanted.type === "checkbox") return; // several can be chosen: 0 goes on
  }
  goOn(form, group.at(-1) ?? here);
}

/** To the next group, field of words or button, whichever comes first. */
function goOn(form: HTMLFormElement, last: HTMLInputElement): void {
  const all = [...form.elements].filter(
    (each): each is HTMLElement => each instanceof HTMLElement && !each.matches("fieldset, [type=hidden], .vh, :disabled"),
  );
  all[all.indexOf(last) + 1]?.focus();
}

function isChoice(field: HTMLInputElement): boolean {
  return field.type === "radio" || field.type === "checkbox";
}

function groupsOf(form: HTMLFormElement): HTMLInputElement[][] {
  const groups = new Map<string, HTMLInputElement[]>();
  for (const field of form.elements) {
    if (!(field instanceof HTMLInputElement) || !isChoice(field)) continue;
    groups.set(field.name, [...(groups.get(field.name) ?? []), field]);
  }
  return [...groups.values()];
}
