const DAYS_KEPT = 30;
const MINUTES_TO_SIGN_IN = 60;
const forgotten = new Set<string>();
export interface Kept {
  at: number;
  values: Record<string, string[]>;
}

/**
 * Drafts on this device, each account's apart from all others': `<html data-account>` names the account by a word that
 * says nothing about the person, and is not there for visitors.
 *
 * Who began as a visitor and signed in within the hour finds the words again; after that they are somebody else's.
 */
export function read(key: string): Kept | null {
  const own = readAt(storageKey(key));
  if (own || !account()) return own;
  const visitors = readAt(storageKey(key, ""));
  if (!visitors || Date.now() - visitors.at > MINUTES_TO_SIGN_IN * 60_000 || !write(key, visitors)) return null;
  localStorage.removeItem(storageKey(key, ""));
  return visitors;
}

/** False when nothing was kept: storage is off or full, or this very page has dropped the draft. */
export function write(key: string, kept: Kept): boolean {
  if (forgotten.has(key)) return false;
  try {
    localStorage.setItem(storageKey(key), JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

export function forget(key: string): void {
  forgotten.add(key); // or leaving this page would save it once more
  localStorage.removeItem(storageKey(key));
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
    const stored = Object.keys(localStorage).filter((item) => item.startsWith("draft:"));
    for (const item of stored) {
      if (item.startsWith(`draft:${name}:`) || item.endsWith(`-${name}`)) localStorage.removeItem(item);
    }
  } catch {
    // Storage is off: then there is nothing to forget.
  }
  document.cookie = "forget_drafts=; path=/; max-age=0; samesite=lax";
}

function account(): string {
  return document.documentElement.dataset["account"] ?? "";
}

function storageKey(key: string, owner: string = account()): string {
  return `draft:${owner}:${key}`;
}

function readAt(item: string): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(item) ?? "null") as Kept | null;
    if (kept && Date.now() - kept.at < DAYS_KEPT * 24 * 3600 * 1000) return kept;
    localStorage.removeItem(item);
  } catch {
    // Storage may be off (private window) or hold something else: then there is no draft.
  }
  return null;
}
