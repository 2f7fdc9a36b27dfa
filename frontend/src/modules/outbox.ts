import { CHANGED, type Entry, entries, forgetSentInConfidence, keep, remove, SHOWN_FOR_MS } from "../outbox/store";
import { sendWaiting } from "../outbox/send";
import { say, timeOfDay } from "../wording";
import { write } from "./kept_drafts";

const FIRST_WORDS = 60;

/**
 * What waits on this device to be sent, and what became of it. Sends by itself when the page opens and when the network is
 * back; hidden while there is nothing. Shows an account's own entries only, and no words of what is told in confidence.
 * Sent, that is not named anywhere: who asks for number and code sees them on that page, for some minutes, and then they go.
 *
 * `<template data-outbox="entry">` is one entry: its `[data-part]` are filled in. Sentences: `data-text-waiting`
 * ("… {when}"), `-old`, `-refused`, `-twice`, `-sent`, `-sent-closely`, `-pictures` ("… {count}"), `-offline`, `-sure`.
 */
export function outbox(root: HTMLElement): void {
  const panel = new Panel(root);
  void panel.show();
  void panel.send();
  addEventListener("online", () => void panel.send());
  new BroadcastChannel(CHANGED).addEventListener("message", () => void panel.show());
}

class Panel {
  /** The entry whose number and code were asked for here: on this page only. */
  private open = "";
  private hiding = 0;

  constructor(private readonly root: HTMLElement) {}

  async send(wanted = ""): Promise<void> {
    await sendWaiting(wanted).catch(() => undefined); // no storage, or no locks in this browser: nothing waits then
    await this.show();
  }

  async show(): Promise<void> {
    await forgetSentInConfidence().catch(() => undefined);
    const account = document.documentElement.dataset["account"] ?? "";
    const own = (await entries().catch(() => [])).filter((entry) => entry.account === account);
    const list = this.root.querySelector("[data-outbox=list]");
    list?.replaceChildren(...own.map((entry) => this.drawn(entry)));
    const leave = this.root.querySelector<HTMLElement>("[data-outbox=leave]");
    if (leave) leave.hidden = !own.some(isClose);
    this.root.hidden = own.length === 0;
  }

  private drawn(entry: Entry): Node {
    const template = this.root.querySelector<HTMLTemplateElement>("template");
    const item = template?.content.cloneNode(true) as DocumentFragment;
    const part = (name: string): HTMLElement | null => item.querySelector<HTMLElement>(`[data-part="${name}"]`);
    const fill = (name: string, words: string): void => {
      const place = part(name);
      if (place) [place.textContent, place.hidden] = [words, words === ""];
    };
    const isSent = entry.state === "sent";
    const isShown = isSent && (!isClose(entry) || this.open === entry.token);
    const name = isClose(entry) ? "sentClosely" : entry.state;
    const { [`text${name[0]?.toUpperCase() ?? ""}${name.slice(1)}`]: sentence, textPictures } = this.root.dataset;
    const pictures = entry.files.length > 0 ? say(textPictures, { count: entry.files.length }) : "";
    fill("state", [say(sentence, { when: when(entry.at) }), pictures].filter(Boolean).join(" · "));
    fill("words", entry.inConfidence ? "" : firstWords(entry));
    fill("message", [entry.message, ...entry.problems].filter(Boolean).join(" "));
    fill("reference", isShown ? entry.reference : "");
    fill("code", isShown ? entry.code : "");
    part("receipt")?.toggleAttribute("hidden", !isShown);
    part("soon")?.toggleAttribute("hidden", !isClose(entry));
    part("follow")?.setAttribute("href", isClose(entry) ? "/track/" : `/track/${entry.reference}/`);
    this.onClick(part("show"), isSent && !isShown, () => this.showCode(entry));
    this.onClick(part("send"), !isSent && entry.state !== "twice", (button) => this.sendNow(entry, button));
    this.onClick(part("anew"), entry.state === "twice", () => this.sendAnew(entry));
    this.onClick(part("change"), entry.state === "refused", () => this.change(entry));
    this.onClick(part("delete"), !isSent, (button) => this.removeWhenSure(entry, button));
    this.onClick(part("noted"), isShown, () => remove(entry.token));
    return item;
  }

  private async sendNow(entry: Entry, button: HTMLElement): Promise<void> {
    const status = this.root.querySelector("[data-outbox=status]");
    if (status) status.textContent = "";
    button.setAttribute("aria-busy", "true");
    await this.send(entry.token);
    const left = (await entries()).find(({ token }) => token === entry.token);
    if (status && left?.state === entry.state) status.textContent = say(this.root.dataset["textOffline"]);
  }

  private async showCode(entry: Entry): Promise<void> {
    this.open = entry.token;
    window.clearTimeout(this.hiding);
    this.hiding = window.setTimeout(() => void this.show(), SHOWN_FOR_MS + 1000);
    await keep({ ...entry, shown: entry.shown ?? Date.now() });
    await this.show();
    this.root.querySelector<HTMLElement>('[data-part="noted"]:not([hidden])')?.focus();
  }

  /** The same form was sent before with other words: this one becomes a form of its own. */
  private async sendAnew(entry: Entry): Promise<void> {
    const token = crypto.randomUUID();
    await keep({ ...entry, token, state: "waiting", message: "" });
    await remove(entry.token);
    await this.send(token);
  }

  /** Back into the form, as a draft: what the server did not take stands there to be put right. */
  private async change(entry: Entry): Promise<void> {
    const values: Record<string, string[]> = { form_token: [entry.token] };
    for (const [name, value] of entry.fields) (values[name] ??= []).push(value);
    if (!write("new-complaint", { at: Date.now(), values }, entry.inConfidence)) return;
    await remove(entry.token);
    location.assign("/complaints/new/");
  }

  private async removeWhenSure(entry: Entry, button: HTMLElement): Promise<void> {
    const label = button.querySelector("[data-label]") ?? button;
    const sure = say(this.root.dataset["textSure"]);
    if (label.textContent === sure) await remove(entry.token);
    else label.textContent = sure;
  }

  private onClick(button: HTMLElement | null, isThere: boolean, act: (button: HTMLElement) => Promise<void>): void {
    if (!button) return;
    button.hidden = !isThere;
    button.addEventListener("click", () => void act(button).then(() => button.isConnected && this.after(button)));
  }

  private after(button: HTMLElement): void {
    button.removeAttribute("aria-busy");
    if (button.dataset["part"] !== "delete") void this.show();
  }
}

/** Sent, and told in confidence: nothing of it stands where somebody else may read it. */
function isClose({ state, inConfidence }: Entry): boolean {
  return state === "sent" && inConfidence;
}

function firstWords({ fields }: Entry): string {
  const text = fields.find(([name]) => name === "text")?.[1].trim() ?? "";
  return text.length > FIRST_WORDS ? `${text.slice(0, FIRST_WORDS)}…` : text;
}

/** "14.32 น." today, with the date before. Buddhist years on Thai pages. */
function when(at: number): string {
  const then = new Date(at);
  if (then.toDateString() === new Date().toDateString()) return timeOfDay(then);
  const thai = document.documentElement.lang === "th";
  const date = new Intl.DateTimeFormat(thai ? "th-TH" : "en-GB", { dateStyle: "medium", timeZone: "Asia/Bangkok" });
  return `${date.format(then)} ${timeOfDay(then)}`;
}
