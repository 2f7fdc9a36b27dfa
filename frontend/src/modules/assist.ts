import { bind } from "../bind";

const WAIT_MS = 700;

/**
 * The page of a helper who files while somebody tells.
 *
 * `data-look` is the address that answers with what stands beside the words (danger, what to ask, who told it already); it is
 * put into `[data-assist="beside"]`; its first `data-said` is spoken in `[data-assist="spoken"]`. What was answered there stays: the questions are only drawn anew when their topic changed.
 * Ctrl+Enter presses `[data-assist="send"]`; Alt+1 to Alt+3 the first to third `[data-assist="join"]`.
 */
export function assist(form: HTMLElement): void {
  const beside = form.querySelector<HTMLElement>("[data-assist=beside]");
  const look = form.dataset["look"];
  if (!(form instanceof HTMLFormElement) || !beside || !look) return;
  const spoken = form.querySelector<HTMLElement>("[data-assist=spoken]");
  let timer = 0;
  let asking = new AbortController();
  let shown = "";
  const ask = async (): Promise<void> => {
    asking.abort();
    asking = new AbortController();
    const sent = new FormData(form);
    sent.delete("files");
    try {
      const answer = await fetch(look, { method: "POST", body: sent, signal: asking.signal, headers: { "X-Part": "yes" } });
      if (!answer.ok) return;
      const html = await answer.text();
      if (html === shown) return; // somebody may be on one of its links
      shown = html;
      show(beside, html);
      const said = beside.querySelector<HTMLElement>("[data-said]")?.dataset["said"] ?? "";
      if (spoken && spoken.textContent !== said) spoken.textContent = said;
    } catch {
      // Without a network nothing stands beside the words; the form itself goes on.
    }
  };
  const later = (event: Event): void => {
    if (event.target instanceof Element && event.target.closest("[data-assist=ask]")) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), WAIT_MS);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "Enter") press(event, form.querySelector("[data-assist=send]"));
    const number = event.altKey ? /^Digit([1-3])$/.exec(event.code)?.[1] : undefined;
    if (number) press(event, form.querySelectorAll("[data-assist=join]")[Number(number) - 1]);
  });
}

function press(event: Event, button: Element | null | undefined): void {
  if (!(button instanceof HTMLElement)) return;
  event.preventDefault();
  button.click();
}

function show(beside: HTMLElement, html: string): void {
  const found = document.createElement("div");
  found.innerHTML = html;
  const now = beside.querySelector<HTMLElement>("[data-assist=ask]");
  const next = found.querySelector<HTMLElement>("[data-assist=ask]");
  if (now && next && now.dataset["about"] === next.dataset["about"]) {
    for (const each of [...beside.children]) if (each !== now) each.remove();
    const above = [...found.children].slice(0, [...found.children].indexOf(next));
    now.before(...above);
    now.after(...[...found.children].slice([...found.children].indexOf(next) + 1));
    bind(beside);
    return;
  }
  beside.replaceChildren(...found.children);
  bind(beside);
}
