/**
 * A button that copies `data-copy` and says so in its own words (`data-text-done`) for three seconds.
 * It is hidden until a script runs.
 */
export function copy(button: HTMLElement): void {
  const { copy: text, textDone } = button.dataset;
  const label = button.querySelector<HTMLElement>("[data-label]") ?? button;
  if (!text || !navigator.clipboard) return;
  const before = label.textContent ?? "";
  button.hidden = false;
  label.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    label.textContent = textDone ?? before;
    setTimeout(() => (label.textContent = before), 3000);
  });
}
