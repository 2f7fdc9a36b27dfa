import { listen } from "./connection";

const AT_MOST_EACH_MS = 1000;

/**
 * A public number that rides on its socket: nothing is asked for, however often it moves. It is not announced: a screen
 * reader that read each of them aloud would say nothing else.
 *
 * `data-socket`: where to listen. `data-count`: the number the page was made with. `[data-number]`: where it stands.
 */
export function liveCount(element: HTMLElement): void {
  const { socket } = element.dataset;
  const shown = element.querySelector<HTMLElement>("[data-number]");
  if (!socket || !shown) return;
  let count = Number(element.dataset["count"] ?? 0);
  let timer = 0;
  listen(socket, {
    seen: () => count,
    changed: ({ n }) => {
      if (n === undefined || n <= count) return;
      count = n;
      timer ||= window.setTimeout(() => {
        timer = 0;
        shown.textContent = count.toLocaleString("en-US");
      }, AT_MOST_EACH_MS);
    },
    state: () => undefined,
  });
}
