import { type Entry, entries, keep } from "./store";

export const ADDRESS = "/complaints/later/";
const DAY_MS = 24 * 3600 * 1000;
const DAYS_BY_ITSELF = 30;
/** Beyond these the device's clock was changed in between, and nobody knows how old the words are. */
const CLOCK_WENT_BACK_MS = -3600 * 1000;

interface Hello {
  csrf: string;
  account: string;
  /** The server's clock, in ms. */
  now: number;
}

interface Answer {
  reference?: string;
  receipt_code?: string;
  in_confidence?: boolean;
  code?: string;
  message?: string;
}

/**
 * Sends what waits, one entry after the other; quiet where there is still no network. `wanted`: the token of an entry that
 * the person asked to send now, however old it is.
 *
 * Pictures go first, each on its own and then off this device's list, so that a line that breaks loses one at most. The
 * form's token goes with all of it: a repeated sending is answered with the same case.
 */
export async function sendWaiting(wanted = ""): Promise<void> {
  // Waits for its turn: whoever is at it may be cut off, and what is left is then ours to send.
  await navigator.locks.request("outbox", async () => {
    const waiting = (await entries()).filter(({ token, state }) => state === "waiting" || (token === wanted && state !== "sent"));
    if (waiting.length === 0) return;
    const hello = await greet();
    if (!hello) return;
    for (const entry of waiting) {
      if (entry.account !== hello.account) continue;
      if (entry.token !== wanted && !goesByItself(entry, hello)) await keep({ ...entry, state: "old" });
      else if (!(await sendOne(entry, hello))) return;
    }
  });
}

/** By the server's clock it is at most so old. Where that says nothing (the page was open for weeks) this device's counts. */
function goesByItself({ at, server }: Entry, { now }: Hello): boolean {
  if (server && now - server < DAYS_BY_ITSELF * DAY_MS) return true;
  const age = Date.now() - at;
  return age > CLOCK_WENT_BACK_MS && age < DAYS_BY_ITSELF * DAY_MS;
}

async function greet(): Promise<Hello | null> {
  const answer = await fetch(ADDRESS, { cache: "no-store" }).catch(() => null);
  return answer?.ok ? ((await answer.json()) as Hello) : null;
}

/** False when the line broke or the server wants no more just now: the rest waits. */
async function sendOne(waiting: Entry, hello: Hello): Promise<boolean> {
  let entry = waiting;
  for (const file of waiting.files) {
    const form = new FormData();
    form.set("form_token", entry.token);
    form.set("files", file, file.name);
    const answer = await post(form, hello);
    if (!answer || !(answer.ok || answer.status === 400)) return false;
    const { code, message } = answer.ok ? ({} as Answer) : ((await answer.json()) as Answer);
    // More than fit were never kept: the server has them all already, from a sending whose answer was lost.
    const problems = message && code !== "too_many_files" ? [...entry.problems, message] : entry.problems;
    entry = { ...entry, files: entry.files.slice(1), problems };
    await keep(entry);
  }
  const form = new FormData();
  for (const [name, value] of entry.fields) form.append(name, value);
  form.set("form_token", entry.token);
  const answer = await post(form, hello);
  if (!answer || ![201, 400, 422].includes(answer.status)) return false;
  const told = (await answer.json()) as Answer;
  if (answer.status !== 201) {
    await keep({ ...entry, state: answer.status === 422 ? "twice" : "refused", message: told.message ?? "" });
    return true;
  }
  const { reference = "", receipt_code: code = "" } = told;
  const inConfidence = entry.inConfidence || told.in_confidence === true;
  const rest = { message: "", fields: [], files: [] };
  await keep({ ...entry, ...rest, state: "sent", at: Date.now(), inConfidence, reference, code });
  return true;
}

async function post(body: FormData, { csrf }: Hello): Promise<Response | null> {
  return fetch(ADDRESS, { method: "POST", body, headers: { "X-CSRFToken": csrf, "X-Part": "1" } }).catch(() => null);
}
