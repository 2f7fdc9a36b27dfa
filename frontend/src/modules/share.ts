/**
 * A link that opens a mail with the text in it. Where the device can, `data-share` goes to its programs instead (a chat with
 * oneself, notes), which ask where it goes.
 */
export function share(link: HTMLElement): void {
  const { share: text } = link.dataset;
  if (!text || !navigator.share) return;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    navigator.share({ text }).catch(() => undefined); // called off, or already open
  });
}
