// What waits on this device to be sent. Shared by the pages and the service worker: no document and no window here.

/** "waiting" goes by itself; "old", "refused" and "twice" wait for the person; of "sent" only number and code are left. */
export type State = "waiting" | "old" | "refused" | "twice" | "sent";

export interface Entry {
  /** The form's token: however often it is sent, there is one case. */
  token: string;
  /** When it was kept, or sent, by this device's clock; only ever compared with the same clock. */
  at: number;
  /** By the server's clock, at the earliest; not there in what was kept before pages said so. */
  server?: number;
  /** Whose it is: the word of `<html data-account>`, "" for a visitor. Never sent as somebody else's. */
  account: string;
  inConfidence: boolean;
  fields: [string, string][];
  files: File[];
  state: State;
  /** What the server said, in the reader's language; pictures that could not be taken, one sentence each. */
  message: string;
  problems: string[];
  reference: string;
  code: string;
  /** When number and code of a sent one in confidence were shown, by this device's clock: soon after it is forgotten. */
  shown?: number;
}

const STORE = "outbox";
const SENT_KEPT_MS = 7 * 24 * 3600 * 1000;
export const SHOWN_FOR_MS = 10 * 60 * 1000;
export const CHANGED = "outbox-changed";

export async function entries(): Promise<Entry[]> {
  const all = await run<Entry[]>("readonly", (store) => store.getAll());
  return all.sort((one, other) => one.at - other.at);
}

export async function keep(entry: Entry): Promise<void> {
  await run("readwrite", (store) => store.put(entry));
  tellOthers();
}

export async function remove(token: string): Promise<void> {
  await run("readwrite", (store) => store.delete(token));
  tellOthers();
}

/** Number and code of what was sent in confidence: all of it for who leaves in a hurry, else what has had its time. */
export async function forgetSentInConfidence(all = false): Promise<void> {
  const isOver = ({ at, shown }: Entry): boolean => {
    const now = Date.now();
    // Once shown it may as well go when the clock was changed meanwhile.
    return now - at > SENT_KEPT_MS || (shown !== undefined && Math.abs(now - shown) > SHOWN_FOR_MS);
  };
  for (const entry of await entries()) {
    if (entry.state === "sent" && entry.inConfidence && (all || isOver(entry))) await remove(entry.token);
  }
}

function tellOthers(): void {
  const channel = new BroadcastChannel(CHANGED);
  channel.postMessage("");
  channel.close();
}

/** Resolves when the change is on the disk: a browser that is killed right after keeps it. */
async function run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const asked = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(asked.result as T);
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("not kept"));
    });
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("siang-pracha", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "token" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error("no storage"));
  });
}
