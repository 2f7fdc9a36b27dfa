/**
 * Shows the emergency numbers as soon as what is written speaks of danger.
 *
 * Sits around a text field; `data-words` lists the words, separated by "|", and `[data-emergency]` is the hidden panel.
 * Once shown it stays: a person in danger may be deleting and typing again.
 */
export function emergency(around: HTMLElement): void {
  const words = (around.dataset["words"] ?? "").split("|").filter(Boolean);
  const panel = around.querySelector<HTMLElement>("[data-emergency]");
  const field = around.querySelector<HTMLTextAreaElement>("textarea");
  if (!panel || !field) return;
  const look = (): void => {
    const text = field.value.toLowerCase();
    if (words.some((word) => text.includes(word.toLowerCase()))) panel.hidden = false;
  };
  field.addEventListener("input", look);
  look();
}
