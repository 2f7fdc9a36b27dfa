import { keep } from "../outbox/store";
import { serverTime } from "../server_time";
import { forget } from "./kept_drafts";

const SENDS = new Set(["check", "send"]);
const NOT_A_FIELD = new Set(["csrfmiddlewaretoken", "step", "look_for", "files", "asked", "changing", "form_token"]);

/**
 * A `<dialog>` inside a filing form. Sending without a network asks in it whether words and pictures are to wait on this
 * device and go by themselves later; nothing is kept without a yes.
 *
 * `[data-later="public"]` and `[data-later="confidence"]` say what the yes means for who sees it; `keep`, `stay` and
 * `failed` are the buttons and the sentence for a device that keeps nothing. `data-key` names the draft that is then done.
 */
export function keepForLater(dialog: HTMLElement): void {
  const form = dialog.closest("form");
  if (!(dialog instanceof HTMLDialogElement) || !form) return;
  const part = (name: string): HTMLElement | null => dialog.querySelector<HTMLElement>(`[data-later="${name}"]`);
  form.addEventListener("submit", (event) => {
    const button = (event as SubmitEvent).submitter;
    if (navigator.onLine || event.defaultPrevented || !SENDS.has(button?.getAttribute("value") ?? "")) return;
    if (!new FormData(form).get("form_token")) return;
    event.preventDefault();
    part("public")?.toggleAttribute("hidden", visibility(form) !== "public");
    part("confidence")?.toggleAttribute("hidden", !isInConfidence(form));
    dialog.showModal();
    if (isInConfidence(form)) part("stay")?.focus(); // the careless key is the safe one
  });
  part("stay")?.addEventListener("click", () => dialog.close());
  part("keep")?.addEventListener("click", async () => {
    try {
      await keepForm(form);
    } catch {
      part("failed")?.removeAttribute("hidden");
      return;
    }
    forget(dialog.dataset["key"] ?? "");
    await askForSync();
    location.assign("/");
  });
}

async function keepForm(form: HTMLFormElement): Promise<void> {
  const data = new FormData(form);
  const fields = [...data].filter((pair): pair is [string, string] => typeof pair[1] === "string");
  await keep({
    token: String(data.get("form_token")),
    at: Date.now(),
    server: serverTime(),
    account: document.documentElement.dataset["account"] ?? "",
    inConfidence: isInConfidence(form),
    fields: fields.filter(([name]) => !NOT_A_FIELD.has(name)),
    files: data.getAll("files").filter((file): file is File => file instanceof File && file.size > 0),
    state: "waiting",
    message: "",
    problems: [],
    reference: "",
    code: "",
  });
}

/** Where the browser can, the service worker sends it even if no page of ours is open. */
async function askForSync(): Promise<void> {
  const registration = (await navigator.serviceWorker?.getRegistration()) as
    | (ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } })
    | undefined;
  await registration?.sync?.register("outbox").catch(() => undefined);
}

function visibility(form: HTMLFormElement): string {
  return String(new FormData(form).get("visibility") ?? "");
}

function isInConfidence(form: HTMLFormElement): boolean {
  return visibility(form) === "confidential" || visibility(form) === "anonymous";
}
