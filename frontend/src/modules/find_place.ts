import { say } from "../wording";

interface Place {
  /** Codes of province, district and sub-district, as far as the place goes. */
  path: number[];
  name: string;
  postal: string;
}

export type PlaceChosen = CustomEvent<{ path: number[]; name: string }>;
export const PLACE_CHOSEN = "place-chosen";
/** Sent back to `[data-module="place"]` when the lists were set to another place than the chosen one. */
export const SEARCH_OVER = "search-over";

const WAIT_MS = 200;
const SHORTEST = 2;

/**
 * A box in which one types a place's name or postal code, and a list of what fits (WAI-ARIA's combobox with a listbox).
 *
 * `data-search` is the address that answers; `data-text-found` ("{count} …"), `data-text-more`, `data-text-none`,
 * `data-text-failed` and `data-text-chosen` ("{name} …") are spoken in the element of `aria-controls` + "-status". Choosing
 * sends `place-chosen` with the codes and the name; `modules/place.ts` sets its selects to them, `modules/pick_places.ts` adds a tick.
 */
export function findPlace(input: HTMLElement): void {
  const list = document.getElementById(input.getAttribute("aria-controls") ?? "");
  const status = document.getElementById(`${list?.id ?? ""}-status`);
  if (!(input instanceof HTMLInputElement) || !list || !status) return;
  new PlaceBox(input, list, status).listen();
}

class PlaceBox {
  private places: Place[] = [];
  private active = -1;
  private timer = 0;
  private asking = new AbortController();

  constructor(
    private readonly input: HTMLInputElement,
    private readonly list: HTMLElement,
    private readonly status: HTMLElement,
  ) {}

  listen(): void {
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-autocomplete", "list");
    this.close();
    this.input.addEventListener("input", (event) => {
      event.stopPropagation(); // looking for a place writes nothing: there is no draft to save
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.ask(), WAIT_MS);
    });
    this.input.addEventListener("change", (event) => event.stopPropagation());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("blur", () => this.close());
    this.input.addEventListener("focus", () => {
      this.makeRoom();
      if (this.places.length > 0) this.open();
    });
    this.input.closest("[data-module=place]")?.addEventListener(SEARCH_OVER, () => {
      this.input.value = "";
      this.show([]);
    });
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // keep the focus in the box
    this.list.addEventListener("click", (event) => {
      const option = (event.target as Element).closest("[role=option]");
      if (option) this.choose([...this.list.children].indexOf(option));
    });
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      if (this.isOpen()) event.preventDefault(); // a search box empties itself: first the list goes
      this.close();
    } else if (event.key === "Enter") {
      event.preventDefault(); // it sends no form from here
      if (this.isOpen() && this.places.length > 0) this.choose(Math.max(this.active, 0));
      else void this.ask();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!this.isOpen()) return this.open();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    }
  }

  private async ask(): Promise<void> {
    window.clearTimeout(this.timer);
    const words = this.input.value.trim();
    this.asking.abort();
    if (words.length < SHORTEST) return this.show([]);
    this.asking = new AbortController();
    const { signal } = this.asking;
    const { search = "", textFound, textMore, textNone, textFailed } = this.input.dataset;
    this.input.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(`${search}?q=${encodeURIComponent(words)}`, { signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const { places, more } = (await answer.json()) as { places: Place[]; more: boolean };
      this.show(places);
      if (places.length === 0) this.status.textContent = say(textNone, { words });
      else this.status.textContent = say(more ? textMore : textFound, { count: places.length });
    } catch {
      if (signal.aborted) return; // a newer question is on its way
      this.show([]);
      this.status.textContent = say(textFailed);
    } finally {
      if (!signal.aborted) this.input.removeAttribute("aria-busy");
    }
  }

  private show(places: Place[]): void {
    this.places = places;
    this.status.textContent = "";
    this.list.replaceChildren(
      ...places.map(({ name, postal }, number) => {
        const option = document.createElement("li");
        option.id = `${this.list.id}-${number}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = postal ? `${name} ${postal}` : name;
        return option;
      }),
    );
    if (places.length > 0 && document.activeElement === this.input) this.open();
    else this.close();
  }

  private move(step: 1 | -1): void {
    const { length } = this.places;
    if (length === 0) return;
    this.active = this.active < 0 && step < 0 ? length - 1 : (this.active + step + length) % length;
    [...this.list.children].forEach((option, number) => {
      const isActive = number === this.active;
      option.setAttribute("aria-selected", String(isActive));
      if (!isActive) return;
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    });
  }

  private choose(number: number): void {
    const place = this.places[number];
    if (!place) return;
    this.input.value = place.name;
    this.show([]);
    this.status.textContent = say(this.input.dataset["textChosen"], { name: place.name });
    this.input.dispatchEvent(new CustomEvent(PLACE_CHOSEN, { detail: place, bubbles: true }));
  }

  /** On a narrow screen the box goes to the top: below it a keyboard comes up, and the list has to fit between them. */
  private makeRoom(): void {
    if (!matchMedia("(max-width: 40rem)").matches) return;
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    this.input.closest(".find")?.scrollIntoView({ block: "start", behavior });
  }

  private isOpen(): boolean {
    return !this.list.hidden;
  }

  private open(): void {
    if (this.places.length === 0) return;
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  private close(): void {
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    for (const option of this.list.children) option.setAttribute("aria-selected", "false");
  }
}
