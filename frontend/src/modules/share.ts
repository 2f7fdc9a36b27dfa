/**
 * A button that hands `data-share` to the programs of the device (a chat with oneself, notes, mail), which ask where it goes.
 * It stays hidden where the browser has no way to.
 */
export function share(button: HTMLElement): void {
  const { share: text } = button.dataset;
  if (!text || !navigator.share) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.share({ text }).catch(() => undefined); // called off, or already open
  });
}
