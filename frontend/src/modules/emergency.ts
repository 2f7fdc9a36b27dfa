/**
 * Shows the emergency numbers as soon as what is written speaks of danger.
 *
 * Sits around a text field and `[data-emergency]`, a hidden panel whose items carry `data-words`, separated by "|": each
 * item shows when one of its words is written, those in Latin letters as whole words. Once shown it stays: a person in
 * danger may be deleting and typing again. It only goes when the word turns out to be part of a phrase of no danger
 * (`data-unless`, for Thai the pattern `data-no-danger`): "fire" was on its way to "fire hydrant". As complaints/danger.py.
 * Showing is told as a "change", for what keeps a draft.
 */
export function emergency(around: HTMLElement): void {
  const panel = around.querySelector<HTMLElement>("[data-emergency]");
  const field = around.querySelector<HTMLTextAreaElement>("textarea");
  if (!panel || !field) return;
  const items = [...panel.querySelectorAll<HTMLElement>("[data-words]")];
  const wordsOf = (text: string): string => ` ${text.replace(/[^a-z]+/g, " ")} `;
  const look = (): void => {
    const text = field.value.toLowerCase();
    const latin = wordsOf(text);
    for (const item of items) {
      const wanted = (item.dataset["words"] ?? "").split("|").filter(Boolean);
      const without = item.dataset["unless"];
      const plain = without ? wordsOf(text.replace(RegExp(`\\b(${without})\\b`.replaceAll(" ", "[ -]"), "g"), "-")) : latin;
      const calm = item.dataset["noDanger"];
      const thai = calm ? text.replace(RegExp(calm, "g"), "-") : text;
      const isWhole = (word: string): boolean => thai.includes(word) && RegExp(`(?<![เ-ไ])${word}(?![ะ-ฺ็-๎])`).test(thai);
      if (wanted.some((word) => (word < "{" ? plain.includes(` ${word} `) : isWhole(word)))) item.hidden = false;
      else if (wanted.some((word) => (word < "{" ? latin.includes(` ${word} `) : text.includes(word)))) item.hidden = true;
    }
    const wasHidden = panel.hidden;
    panel.hidden = !panel.querySelector("li:not([hidden])");
    if (wasHidden && !panel.hidden) panel.dispatchEvent(new Event("change", { bubbles: true }));
  };
  field.addEventListener("input", look);
  look();
}
