import { bind } from "../bind";
import { say } from "../wording";

const LONGEST_WAIT_MS = 90_000;
const NEXT_TRIES_MS = [4000, 10_000, 30_000, 60_000];

/**
 * Sends the form within it over a bad line: where no answer comes, everything stays on the page and is sent again by itself,
 * with the same token, so that it counts once. Only for `[data-send="go"]`; other buttons of the form go the browser's own way.
 *
 * `[data-send="status"]` says how it goes: `data-text-sending`, `data-text-lost`. Where the server refuses, its page takes the place
 * of this one; where it does as asked, the browser goes where the server leads.
 */
export function sendAgain(root: HTMLElement): void {
  const form = root.querySelector("form");
  const status = root.querySelector<HTMLElement>('[data-send="status"]');
  if (!form || !status) return;
  let isSending = false;
  root.addEventListener("submit", (event) => {
    const { submitter } = event as SubmitEvent;
    if (submitter?.dataset["send"] !== "go") return;
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    void send(root, form, submitter, status).finally(() => (isSending = false));
  });
}

async function send(root: HTMLElement, form: HTMLFormElement, submitter: HTMLElement, status: HTMLElement): Promise<void> {
  const { textSending, textLost } = root.dataset;
  for (let tries = 0; form.isConnected; tries += 1) {
    status.textContent = say(textSending);
    try {
      const signal = AbortSignal.timeout(LONGEST_WAIT_MS);
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form, submitter), signal });
      if (answer.status >= 500) throw new Error("no answer of the house"); // of a gateway, or while the first is still at work
      if (answer.redirected) return location.assign(answer.url);
      return show(await answer.text());
    } catch {
      status.textContent = say(textLost);
      await nextTry(NEXT_TRIES_MS[Math.min(tries, NEXT_TRIES_MS.length - 1)] ?? 0);
    }
  }
}

/** After a while, or as soon as the device says that it is connected again. */
function nextTry(afterMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = window.setTimeout(done, afterMs);
    addEventListener("online", done, { once: true });
    function done(): void {
      window.clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    }
  });
}

function show(html: string): void {
  const page = new DOMParser().parseFromString(html, "text/html");
  const now = document.querySelector("main");
  const next = page.querySelector("main");
  if (!now || !next) return location.reload();
  takeIcons(page);
  now.replaceWith(next);
  document.title = page.title;
  bind(next);
  next.querySelector<HTMLElement>(".govuk-error-summary, h1")?.scrollIntoView();
}

/** A page brings the drawings of its own icons only; those of the next one are still missing here. */
function takeIcons(page: Document): void {
  const missing = [...page.querySelectorAll("symbol")].filter(({ id }) => !document.getElementById(id));
  document.querySelector("symbol")?.parentElement?.append(...missing);
}
