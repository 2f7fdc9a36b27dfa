/**
 * Shows the emergency numbers as soon as what is written speaks of danger.
 *
 * Sits around a text field and `[data-emergency]`, a hidden panel whose items carry `data-words`, separated by "|": each
 * item shows when one of its words is written, those in Latin letters as whole words. Once shown it stays: a person in
 * danger may be deleting and typing again.
 */
export function emergency(around: HTMLElement): void {
  const panel = around.querySelector<HTMLElement>("[data-emergency]");
  const field = around.querySelector<HTMLTextAreaElement>("textarea");
  if (!panel || !field) return;
  const items = [...panel.querySelectorAll<HTMLElement>("[data-words]")];
  const look = (): void => {
    const text = field.value.toLowerCase();
    const latin = ` ${text.replace(/[^a-z]+/g, " ")} `;
    for (const item of items) {
      const words = (item.dataset["words"] ?? "").split("|").filter(Boolean);
      const isWritten = (word: string): boolean => (word < "{" ? latin.includes(` ${word} `) : text.includes(word));
      if (words.some(isWritten)) item.hidden = panel.hidden = false;
    }
  };
  field.addEventListener("input", look);
  look();
}
