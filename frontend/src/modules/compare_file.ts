/**
 * Holds a chosen or dropped file against `data-sha256`, here on the device: it is never sent. Shows the one of the two
 * `[data-result]` that came out; the button that would send the file is not needed then.
 */
export function compareFile(form: HTMLElement): void {
  const { sha256 } = form.dataset;
  const input = form.querySelector<HTMLInputElement>("input[type=file]");
  const results = form.querySelectorAll<HTMLElement>("[data-result]");
  if (!sha256 || !input || !window.isSecureContext) return;
  form.querySelector<HTMLElement>("[data-compare]")?.setAttribute("hidden", "");
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    if (!file) return;
    const digest = await window.crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    const found = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const cameOut = found === sha256 ? "same" : "other";
    for (const result of results) result.hidden = result.dataset["result"] !== cameOut;
  });
}
