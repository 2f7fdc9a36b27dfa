import { bind } from "../bind";
import { say, timeOfDay } from "../wording";
import { listen } from "./connection";

const JITTER_MS = 2000;
const POLL_MS = 60_000;
const LONGEST_RETRY_MS = 30_000;
const TIME_TO_READ_MS = 10_000;
const BUSY_MS = 2000;
const SLOW_START_MS = 1500;

/**
 * A part of a page that shows the newest state by itself: the socket says *that* something changed, the page asks again.
 *
 * `data-socket`: where to listen. `data-fragment`: where the part's inside is fetched; its first element may carry
 * `data-seen` (the number of the last event shown) and `data-announce` (what a screen reader is told).
 * `[data-passing]` anywhere on the page (a message of success) goes when the news has come.
 * Whoever may no longer look loses it from the screen: it is cleared, with whatever is marked `[data-with-live]`, and
 * `template[data-live-gone]` says so in its place.
 * While something in it is `aria-busy`, it is asked for again now and then, whatever the socket says.
 * `data-seen`: the number the page was made with. `data-mine`: no waiting by chance, this is one's own case.
 * The status is `[data-live-status]` in the part or the first one of the page (components/live_status.html).
 */
export function live(part: HTMLElement): void {
  const { socket, fragment } = part.dataset;
  if (!socket || !fragment) return;
  const status = statusOf(part);
  const refresher = new Refresher(part, fragment, status);
  const connection = listen(socket, {
    seen: () => refresher.seen,
    changed: (news) => {
      if (news.n === undefined || news.n > refresher.seen) refresher.soon(news.n);
    },
    state: (connected, refused) => {
      const isOver = refused || refresher.isGone;
      status?.show(connected && !refresher.isGone, isOver);
      refresher.poll(!connected && !isOver);
      if (refused) refresher.soon(undefined); // what stands here may not be theirs any more: the page asks, not the socket
      // What this part waits for, or a change that has no number, may have come between the making of the page and the
      // opening of the socket.
      const isLate = part.dataset["seen"] === undefined && performance.now() > SLOW_START_MS;
      if (connected && (isLate || part.querySelector('[aria-busy="true"]'))) refresher.soon(undefined);
    },
  });
  part.addEventListener("live:changed", () => connection.again());
}

class Refresher {
  seen: number;
  private expected = 0;
  private timer = 0;
  private polling = 0;
  private running = false;
  private failures = 0;
  isGone = false;
  private typed = "";
  private shown = "";
  private busy = 0;
  private askedBusy = 0;

  constructor(
    private readonly part: HTMLElement,
    private readonly fragment: string,
    private readonly status: Status | undefined,
  ) {
    this.seen = Number(part.dataset["seen"] ?? 0);
    this.watchBusy();
  }

  /** Fetches at once for one's own case, else within two seconds: a hundred thousand watchers must not ask together. */
  soon(n: number | undefined): void {
    this.expected = Math.max(this.expected, n ?? 0);
    if (this.timer) return;
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      void this.refresh();
    }, this.wait());
  }

  /** After a failure 1, 2, 4 … 30 seconds, each up to half as long again: a server in trouble is not asked without a pause. */
  private wait(): number {
    const pause = Math.min(500 * 2 ** this.failures, LONGEST_RETRY_MS);
    if (this.failures > 0) return pause * (1 + Math.random() / 2);
    return this.part.dataset["mine"] === undefined ? Math.random() * JITTER_MS : 0;
  }

  /** While no socket can be had at all (some proxies cut them), ask now and then. */
  poll(on: boolean): void {
    window.clearInterval(this.polling);
    this.polling = on ? window.setInterval(() => this.soon(undefined), POLL_MS) : 0;
  }

  /** The word that work is done may go astray, or whoever does it may only be starting: after 2, 4, 8 … 30 seconds. */
  private watchBusy(): void {
    window.clearTimeout(this.busy);
    if (!this.part.querySelector('[aria-busy="true"]')) return;
    const pause = Math.min(BUSY_MS * 2 ** this.askedBusy, LONGEST_RETRY_MS);
    this.askedBusy += 1;
    this.busy = window.setTimeout(() => this.soon(undefined), pause);
  }

  private async refresh(): Promise<void> {
    if (this.running) return void this.soon(this.expected);
    this.running = true;
    const shown = await this.fetchAndShow();
    this.running = false;
    this.failures = shown ? 0 : this.failures + 1;
    if (shown) this.watchBusy();
    if (!this.isGone && (!shown || this.expected > this.seen)) this.soon(this.expected);
  }

  /** False when there was no answer, or none that can be shown: then it is asked for again. */
  private async fetchAndShow(): Promise<boolean> {
    try {
      const answer = await fetch(this.fragment, { headers: { "X-Part": "1" }, credentials: "same-origin" });
      this.isGone = [403, 404].includes(answer.status) || answer.redirected; // redirected: to the sign-in page
      if (this.isGone) await this.clear(answer.redirected);
      else if (answer.ok) this.offer(await answer.text());
      return answer.ok;
    } catch {
      return false; // no network: the connection notices too, and the status says so
    }
  }

  /** Nothing that somebody may no longer read stays on their screen; only what they typed themselves does. */
  private async clear(signedOut: boolean): Promise<void> {
    const parts = [this.part, ...document.querySelectorAll("[data-with-live]")];
    const fields = new Set(parts.flatMap((each) => [...each.querySelectorAll("textarea")]));
    this.typed ||= [...fields].filter(isChanged).map(({ value }) => value).join("\n\n");
    this.shown = ""; // whoever may look again sees it, though it says the same
    for (const each of parts) each.replaceChildren(); // at once
    this.status?.show(false, true);
    (await import("./gone_notice")).showGone(this.part, signedOut, this.typed);
  }

  /** Never take away what somebody is writing: then a button offers the news instead. */
  private offer(html: string): void {
    if (html === this.shown) return; // still busy: nothing to say
    this.shown = html;
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    const first = fresh.content.querySelector<HTMLElement>("[data-seen]");
    this.seen = Math.max(this.expected, Number(first?.dataset["seen"] ?? 0), this.seen);
    if (isBeingFilledIn(this.part)) this.status?.offer(() => this.swap(fresh));
    else this.swap(fresh);
  }

  private swap(fresh: HTMLTemplateElement): void {
    const announce = fresh.content.querySelector<HTMLElement>("[data-announce]")?.dataset["announce"];
    const focused = document.activeElement;
    const id = focused instanceof HTMLElement && this.part.contains(focused) ? focused.id : "";
    const open = [...this.part.querySelectorAll("details[id][open]")].map(({ id }) => id);
    this.part.replaceChildren(fresh.content);
    for (const folded of open) document.getElementById(folded)?.setAttribute("open", "");
    bind(this.part);
    if (id) document.getElementById(id)?.focus({ preventScroll: true });
    this.status?.announce(announce);
    letPass();
    this.part.dispatchEvent(new CustomEvent("live:changed", { bubbles: true }));
  }
}

/** Also words that the server sent back with an error: they are the default then. Not words that it proposes. */
function isChanged(field: HTMLTextAreaElement): boolean {
  return field.value !== (field.closest("[data-proposed]") ? field.defaultValue : "");
}

function isBeingFilledIn(part: HTMLElement): boolean {
  const fields = [...part.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("textarea, input")];
  return fields.some((field) => {
    if (field instanceof HTMLTextAreaElement) return isChanged(field) || field === document.activeElement;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    return field.type !== "hidden" && (field.value !== field.defaultValue || field === document.activeElement);
  });
}

/** "Your answer is sent" was true of what stood here before: it goes with the news, once there was time to read it. */
function letPass(): void {
  const passing = document.querySelectorAll<HTMLElement>("[data-passing]");
  if (passing.length === 0) return;
  window.setTimeout(
    () => passing.forEach((message) => message.remove()),
    Math.max(0, TIME_TO_READ_MS - performance.now()),
  );
}

const statuses = new WeakMap<HTMLElement, Status>();

function statusOf(part: HTMLElement): Status | undefined {
  const element =
    part.querySelector<HTMLElement>("[data-live-status]") ?? document.querySelector<HTMLElement>("[data-live-status]");
  if (!element) return undefined;
  const status = statuses.get(element) ?? new Status(element);
  statuses.set(element, status);
  return status;
}

/** The dot: breathing and "changes by itself" while connected; a hollow ring and "data as of …" when not. */
class Status {
  private asOf = new Date();

  constructor(private readonly element: HTMLElement) {
    // A connection that comes at once need not be spoken of as missing.
    setTimeout(() => element.hidden && this.show(false, false), SLOW_START_MS);
  }

  show(connected: boolean, refused: boolean): void {
    if (!connected && !this.element.classList.contains("live--off")) this.asOf = new Date();
    this.element.hidden = false;
    this.element.classList.toggle("live--off", !connected);
    const { textOn, textOff, textRefused } = this.element.dataset;
    this.say(say(connected ? textOn : refused ? textRefused : textOff, { time: timeOfDay(this.asOf) }));
  }

  announce(sentence: string | undefined): void {
    this.element.hidden = false;
    this.say(sentence ?? say(this.element.dataset["textChanged"], { time: timeOfDay() }));
  }

  offer(accept: () => void): void {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn-text";
    button.textContent = this.element.dataset["textShow"] ?? "";
    button.addEventListener("click", accept);
    this.say("");
    this.place()?.append(button);
  }

  private say(sentence: string): void {
    const place = this.place();
    if (place && place.textContent !== sentence) place.textContent = sentence;
  }

  private place(): HTMLElement | null {
    return this.element.querySelector<HTMLElement>("[data-live-text]");
  }
}
