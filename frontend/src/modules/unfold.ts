import { bind } from "../bind";

/**
 * A `<details>` whose inside is fetched when it is opened: `data-fragment` answers with what is put into `[data-unfold]`.
 * Until then, and where that fails, a link to the same as a page stands there.
 */
export function unfold(fold: HTMLElement): void {
  const { fragment } = fold.dataset;
  const inside = fold.querySelector<HTMLElement>("[data-unfold]");
  if (!(fold instanceof HTMLDetailsElement) || !fragment || !inside) return;
  let isAsked = false;
  const fill = async (): Promise<void> => {
    if (!fold.open || isAsked) return;
    isAsked = true;
    try {
      const answer = await fetch(fragment, { headers: { "X-Part": "1" }, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return;
      inside.innerHTML = await answer.text();
      bind(inside);
    } catch {
      isAsked = false; // no network: the next opening asks once more
    }
  };
  fold.addEventListener("toggle", () => void fill());
  void fill();
}
