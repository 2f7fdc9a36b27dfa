import { entries, remove } from "../outbox/store";
import { serverTime } from "../server_time";

const DAYS_KEPT = 30;
const MINUTES_TO_SIGN_IN = 60;
const forgotten = new Set<string>();
export interface Kept {
  /** By this device's clock. */
  at: number;
  /** By the server's; not there in what was kept before pages said so. */
  server?: number;
  values: Record<string, string[]>;
}

/**
 * Drafts on this device, each account's apart from all others': `<html data-account>` names the account by a word that
 * says nothing about the person, and is not there for visitors. What is told in confidence is kept in its window only
 * and goes when that is closed.
 *
 * Who began as a visitor and signed in within the hour finds the words again; after that they are somebody else's.
 */
export function read(key: string): Kept | null {
  const own = readAt(storageKey(key));
  if (own || !account()) return own;
  const visitors = readAt(storageKey(key, ""));
  if (!visitors) return null;
  // A clock that went back says nothing of how old they are: then they stay the visitor's.
  const age = Date.now() - visitors.at;
  if (age < 0 || age > MINUTES_TO_SIGN_IN * 60_000) return null;
  if (!write(key, visitors, isInThisWindow(key, ""))) return null;
  drop(storageKey(key, ""));
  return visitors;
}

/** False when nothing was kept: storage is off or full, or this very page has dropped the draft. */
export function write(key: string, kept: Kept, inThisWindow: boolean): boolean {
  if (forgotten.has(key)) return false;
  try {
    const [place, other] = inThisWindow ? [sessionStorage, localStorage] : [localStorage, sessionStorage];
    place.setItem(storageKey(key), JSON.stringify({ ...kept, server: kept.server ?? serverTime() }));
    other.removeItem(storageKey(key));
    return true;
  } catch {
    return false;
  }
}

/** Is the draft of this key one that goes with its window? */
export function isInThisWindow(key: string, owner: string = account()): boolean {
  try {
    return sessionStorage.getItem(storageKey(key, owner)) !== null;
  } catch {
    return false;
  }
}

/** Is there a draft of this key, whosever it is? For pages that nobody is signed in to. */
export function isKept(key: string): boolean {
  try {
    const stored = [...Object.keys(sessionStorage), ...Object.keys(localStorage)];
    return stored.some((item) => item.startsWith("draft:") && item.split(":").slice(2).join(":") === key);
  } catch {
    return false;
  }
}

export function forget(key: string): void {
  forgotten.add(key); // or leaving this page would save it once more
  drop(storageKey(key));
}

/** All drafts that are kept in this window only: those of what is told in confidence. */
export function forgetThisWindows(): void {
  try {
    const keys = Object.keys(sessionStorage).filter((item) => item.startsWith("draft:"));
    for (const item of keys) {
      forgotten.add(item.split(":").slice(2).join(":")); // or leaving this page would save it once more
      drop(item);
    }
  } catch {
    // Storage is off: then there is nothing to forget.
  }
}

/** Calls back when another page of this browser has dropped the draft: sent there, or signed out. */
export function whenForgottenElsewhere(key: string, act: () => void): void {
  addEventListener("storage", (event) => {
    if (event.key === storageKey(key) && event.newValue === null) act();
  });
}

/** The server names in a cookie what this device is to forget: an account that signed out, or a case. */
export function forgetWhatTheServerNames(): void {
  const name = /(?:^|; )forget_drafts=([\w-]+)/.exec(document.cookie)?.[1];
  if (!name) return;
  try {
    const stored = [...Object.keys(localStorage), ...Object.keys(sessionStorage)];
    for (const item of stored.filter((item) => item.startsWith("draft:"))) {
      if (item.startsWith(`draft:${name}:`) || item.endsWith(`-${name}`)) drop(item);
    }
  } catch {
    // Storage is off: then there is nothing to forget.
  }
  void forgetWaitingOf(name);
  document.cookie = "forget_drafts=; path=/; max-age=0; samesite=lax";
}

/** What an account that signed out had waiting to be sent goes with the rest of it. */
async function forgetWaitingOf(account: string): Promise<void> {
  const waiting = await entries().catch(() => []);
  for (const entry of waiting) if (entry.account === account) await remove(entry.token);
}

function account(): string {
  return document.documentElement.dataset["account"] ?? "";
}

function storageKey(key: string, owner: string = account()): string {
  return `draft:${owner}:${key}`;
}

function drop(item: string): void {
  try {
    localStorage.removeItem(item);
    sessionStorage.removeItem(item);
  } catch {
    // Storage is off: there is nothing to drop.
  }
}

function readAt(item: string): Kept | null {
  try {
    const stored = sessionStorage.getItem(item) ?? localStorage.getItem(item);
    const kept = JSON.parse(stored ?? "null") as Kept | null;
    if (kept && ageOf(kept) < DAYS_KEPT * 24 * 3600 * 1000) return kept;
    drop(item);
  } catch {
    // Storage may be off (private window) or hold something else: then there is no draft.
  }
  return null;
}

/** By the server's clock where both pages knew it, else by this device's. */
function ageOf({ at, server }: Kept): number {
  const now = serverTime();
  return server && now ? now - server : Date.now() - at;
}
