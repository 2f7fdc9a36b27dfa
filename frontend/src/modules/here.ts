const EVERY_MS = 45_000;

/**
 * Which colleagues have the same case open: asked for now and then while somebody can see this page.
 *
 * `data-address` answers with a part for `[data-here="shown"]`; its `data-at` says when this page was last open, which is
 * posted to `data-gone` (with the token of the form in it) when the page is left. Only a name that has not been spoken yet
 * is spoken, in `[data-here="spoken"]`.
 */
export function here(root: HTMLElement): void {
  const { address, gone } = root.dataset;
  const shown = root.querySelector<HTMLElement>('[data-here="shown"]');
  const spoken = root.querySelector<HTMLElement>('[data-here="spoken"]');
  if (!address || !gone || !shown || !spoken) return;
  const known = new Set(sentences(shown));
  const ask = async (): Promise<void> => {
    if (document.visibilityState !== "visible") return;
    try {
      const answer = await fetch(address, { headers: { "X-Part": "1" }, credentials: "same-origin" });
      if (answer.status === 404 || answer.redirected) return stop();
      if (answer.ok) show(await answer.text());
    } catch {
      // Without a network nobody is told; the page itself says so (live.ts).
    }
  };
  const show = (html: string): void => {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    const changed = shown.textContent.trim() !== (fresh.content.textContent ?? "").trim();
    if (changed) shown.replaceChildren(fresh.content);
    else at(shown)?.setAttribute("data-at", at(fresh.content)?.dataset["at"] ?? "");
    const unspoken = sentences(shown).filter((each) => !known.has(each));
    if (unspoken.length > 0) spoken.textContent = unspoken.join(" ");
    unspoken.forEach((each) => known.add(each));
  };
  const stop = (): void => {
    window.clearInterval(timer);
    shown.replaceChildren();
  };
  const timer = window.setInterval(() => void ask(), EVERY_MS);
  document.addEventListener("visibilitychange", () => void ask());
  addEventListener("pageshow", (event) => {
    if (event.persisted) void ask();
  });
  addEventListener("pagehide", () => {
    const last = at(shown)?.dataset["at"];
    if (!last) return;
    const told = new FormData();
    told.set("csrfmiddlewaretoken", root.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "");
    told.set("at", last);
    navigator.sendBeacon(gone, told);
  });
}

function sentences(shown: HTMLElement): string[] {
  return [...shown.querySelectorAll("p")].map((each) => each.textContent.trim());
}

function at(within: ParentNode): HTMLElement | null {
  return within.querySelector<HTMLElement>("[data-at]");
}
