import { say } from "../wording";

const METRES_A_DEGREE = 111_195;
const KM_FROM_M = 1000;

/**
 * Orders the cards of a page by how far they are from where the device is. It asks for the position only when
 * `[data-near="locate"]` is pressed, sends it nowhere and keeps it nowhere.
 *
 * `[data-near="list"]` holds cards, those with `data-latitude` and `data-longitude` are placed; each has a
 * `[data-near="distance"]`. `[data-near="status"]` says what happened: `data-text-looking`, `-sorted`, `-refused`, `-too-slow`,
 * `-no-position`; `data-text-m` and `data-text-km` say a distance ("{n} km away").
 */
export function near(root: HTMLElement): void {
  const button = root.querySelector<HTMLButtonElement>('[data-near="locate"]');
  const list = root.querySelector<HTMLElement>('[data-near="list"]');
  const status = root.querySelector<HTMLElement>('[data-near="status"]');
  if (!button || !list || !status || !("geolocation" in navigator)) return;
  const { textLooking, textSorted, textRefused, textTooSlow, textNoPosition } = root.dataset;
  const speak = (sentence: string | undefined): void => {
    button.removeAttribute("aria-busy");
    status.textContent = say(sentence);
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    speak(textLooking);
    button.setAttribute("aria-busy", "true");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        order(root, list, coords.latitude, coords.longitude);
        speak(textSorted);
      },
      (problem) => {
        if (problem.code === problem.PERMISSION_DENIED) speak(textRefused);
        else speak(problem.code === problem.TIMEOUT ? textTooSlow : textNoPosition);
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  });
}

function order(root: HTMLElement, list: HTMLElement, latitude: number, longitude: number): void {
  const cards = [...list.children].filter((card) => card instanceof HTMLElement);
  const placed = cards.map((card) => ({ card, metres: metresTo(card, latitude, longitude) }));
  for (const { card, metres } of placed) {
    const place = card.querySelector<HTMLElement>('[data-near="distance"]');
    if (place) place.textContent = Number.isFinite(metres) ? distance(root, metres) : "";
  }
  placed.sort((one, other) => (one.metres === other.metres ? 0 : one.metres - other.metres)); // stable: the rest by date
  list.append(...placed.map(({ card }) => card));
}

function metresTo(card: HTMLElement, latitude: number, longitude: number): number {
  const { latitude: north, longitude: east } = card.dataset;
  if (!north || !east) return Infinity;
  const across = (Number(east) - longitude) * Math.cos((latitude * Math.PI) / 180);
  return Math.hypot(Number(north) - latitude, across) * METRES_A_DEGREE;
}

function distance(root: HTMLElement, metres: number): string {
  const { textM, textKm } = root.dataset;
  if (metres < KM_FROM_M) return say(textM, { n: Math.round(metres / 10) * 10 });
  return say(textKm, { n: (metres / KM_FROM_M).toFixed(metres < 10 * KM_FROM_M ? 1 : 0) });
}
