const GAP_PX = 8;

/**
 * Offers to comment on the words that are selected in one paragraph: a link beside them, which brings paragraph and words
 * along. Paragraphs are marked with `data-part`, where their words are with `data-words`; `data-href` begins the link.
 */
export function commentWords(text: HTMLElement): void {
  const { label, most } = text.dataset;
  if (!label) return;
  const link = document.createElement("a");
  link.className = "govuk-button btn-s comment-words no-print";
  link.setAttribute("role", "button");
  link.textContent = label;
  link.hidden = true;
  text.append(link);
  text.style.position = "relative";
  document.addEventListener("selectionchange", () => offer(text, link, Number(most)));
}

function offer(text: HTMLElement, link: HTMLAnchorElement, most: number): void {
  const selection = document.getSelection();
  const range = selection && selection.rangeCount > 0 ? selection.getRangeAt(0) : null;
  const words = range ? range.toString().trim() : "";
  const paragraph = range ? paragraphOf(range) : null;
  const isOffered = words !== "" && words.length <= most && paragraph !== null && text.contains(paragraph);
  link.hidden = !isOffered;
  if (!isOffered || !range || !paragraph) return;
  link.href = `${paragraph.dataset["href"] ?? ""}&words=${encodeURIComponent(words)}#write`;
  const place = range.getBoundingClientRect();
  const around = text.getBoundingClientRect();
  link.style.insetBlockStart = `${String(place.bottom - around.top + GAP_PX)}px`;
  link.style.insetInlineStart = `${String(Math.max(0, Math.min(place.left - around.left, around.width - link.offsetWidth)))}px`;
}

/** The paragraph in whose words the selection begins and ends, or none. */
function paragraphOf(range: Range): HTMLElement | null {
  const both = [range.startContainer, range.endContainer].map((node) => {
    const element = node instanceof Element ? node : node.parentElement;
    return element?.closest<HTMLElement>("[data-words]")?.closest<HTMLElement>("[data-part]") ?? null;
  });
  return both[0] === both[1] ? (both[0] ?? null) : null;
}
