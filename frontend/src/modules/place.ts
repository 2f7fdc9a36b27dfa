import { say } from "../wording";
import { PLACE_CHOSEN, type PlaceChosen, SEARCH_OVER } from "./find_place";
import type { DrawnMap, Pin } from "./map";
import { isWithin, placeAt, type PinPlace } from "./pin_place";

interface Area {
  code: number;
  th: string;
  en: string;
}

/** Sent to the place's element with a pin: the page knows one from elsewhere, and the person said yes to it. */
export const PIN_GIVEN = "pin-given";
const ROUGH_M = 1000; // a position from the network alone may be a district away

/**
 * Where it happened: three selects that follow each other, and, for who wants it, a pin.
 *
 * `[data-place="province"]`, `district` and `subdistrict` are selects; `data-children` is the address of an area's parts
 * with 0 in place of its code; `lists`, if there, a `<details>` around them. `latitude` and `longitude` are hidden fields. `locate`, `show-map`, `pin-middle`,
 * `remove-pin`, `zoom-in` and `zoom-out` are buttons, `map` the map's box, `spoken` where the pin is told in words. The selects alone are always enough.
 *
 * A new pin fills what is still open. `data-at`, where the server has outlines of districts, tells the district of a pin;
 * without it a pin proves the province only. What somebody chose it never overrules: `take`, a button, offers the other,
 * and `drop` to go on without the pin where the two disagree. `asked` holds the same two of a server that asked already.
 */
export function place(root: HTMLElement): void {
  const where = new Where(root);
  where.followSelects();
  where.followSearch();
  where.followButtons();
}

const NAMES = ["province", "district", "subdistrict"] as const;

class Where {
  private map: DrawnMap | undefined;
  /** What the last pin put into the lists: the next one may change that, and nothing else. */
  private filled: string[] = [];
  private offered: string[] = [];
  private searched: string[] = [];
  private isFilling = false;

  constructor(private readonly root: HTMLElement) {}

  followSelects(): void {
    NAMES.slice(0, 2).forEach((name, i) => {
      const parent = this.part<HTMLSelectElement>(name);
      const child = this.part<HTMLSelectElement>(NAMES[i + 1] ?? "");
      const grandchild = this.part<HTMLSelectElement>(NAMES[i + 2] ?? "");
      if (!parent || !child) return;
      parent.addEventListener("change", async () => {
        empty(child);
        if (grandchild) empty(grandchild);
        if (parent.value) await this.fillSelect(child, parent.value);
      });
      if (parent.value && child.options.length <= 1) void this.fillSelect(child, parent.value);
      else child.disabled = child.options.length <= 1;
    });
  }

  /** What was found by its name: each list takes its part of the place when it has come. */
  followSearch(): void {
    this.root.addEventListener(PLACE_CHOSEN, (event) => {
      this.searched = (event as PlaceChosen).detail.path.map(String);
      this.choose(this.searched);
    });
  }

  /** The box of the search names what the lists say, or nothing: each list that still takes its part agrees with it. */
  private forgetSearch(changed: HTMLSelectElement): void {
    const chosen = this.chosen();
    const agrees = isWithin(chosen, this.searched) || isWithin(this.searched, chosen);
    if (this.searched.length === 0 || (changed.value && agrees)) return;
    this.searched = [];
    this.root.dispatchEvent(new CustomEvent(SEARCH_OVER));
  }

  private choose([province, district, subdistrict]: string[]): void {
    const select = this.part<HTMLSelectElement>("province");
    if (!select || province === undefined) return;
    this.part("lists")?.setAttribute("open", ""); // what was chosen is seen, and can be changed
    want(this.part("district"), district);
    want(this.part("subdistrict"), subdistrict);
    select.value = province;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** The codes in the lists, as far as somebody went. */
  private chosen(): string[] {
    const values = NAMES.map((name) => this.part<HTMLSelectElement>(name)?.value ?? "");
    return values.slice(0, values.includes("") ? values.indexOf("") : values.length);
  }

  followButtons(): void {
    this.part("box")?.removeAttribute("hidden");
    this.onClick("show-map", () => void this.openMap());
    this.onClick("locate", (button) => this.locate(button));
    this.onClick("pin-middle", () => this.map && void this.setPin(this.map.middle()));
    this.onClick("zoom-in", () => this.map?.zoom(1));
    this.onClick("zoom-out", () => this.map?.zoom(-1));
    this.onClick("remove-pin", () => void this.setPin(null));
    this.root.addEventListener(PIN_GIVEN, (event) => void this.setPin((event as CustomEvent<Pin>).detail));
    this.onClick("take", () => this.take(this.offered));
    this.onClick("drop", () => void this.setPin(null));
    this.root.addEventListener("change", (event) => this.onChange(event));
    const pin = this.pin();
    if (pin && this.part("asked")) this.part("remove-pin")?.removeAttribute("hidden");
    else if (pin) void this.setPin(pin, { isNew: false });
  }

  /** Somebody chose otherwise: the map goes there, and, does the pin agree? Not asked of what the pin is just filling in. */
  private onChange(event: Event): void {
    if (!(event.target instanceof HTMLSelectElement)) return;
    this.forgetSearch(event.target);
    const pin = this.pin();
    const chosen = this.chosen();
    if (this.isFilling || (this.filled.length > 0 && isWithin(chosen, this.filled))) return;
    if (chosen.length > 0) void this.map?.showPlace(chosen);
    if (!pin) return;
    if (!this.root.dataset["at"]) return chosen.length > 0 ? void this.tellProvince(pin) : undefined;
    void this.tellPlace(pin, false);
  }

  private async fillSelect(select: HTMLSelectElement, parent: string): Promise<void> {
    const address = (this.root.dataset["children"] ?? "").replace("/0/", `/${encodeURIComponent(parent)}/`);
    const answer = await fetch(address).catch(() => undefined);
    if (!answer?.ok) return this.speak(say(this.root.dataset["textFailed"]));
    const { children } = (await answer.json()) as { children: Area[] };
    const thai = document.documentElement.lang === "th";
    const wanted = select.dataset["wanted"];
    for (const area of children) select.add(new Option(thai ? area.th : area.en, String(area.code)));
    select.disabled = false;
    if (wanted && children.some((area) => String(area.code) === wanted)) {
      select.value = wanted;
      delete select.dataset["wanted"];
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  private locate(button: HTMLElement): void {
    const { textLooking, textNoPosition, textRefused, textTooSlow, textRoughly } = this.root.dataset;
    if (!("geolocation" in navigator)) return this.speak(say(textNoPosition));
    const ended = (): void => button.removeAttribute("aria-busy");
    button.setAttribute("aria-busy", "true");
    this.speak(say(textLooking));
    navigator.geolocation.getCurrentPosition(
      async ({ coords }) => {
        ended();
        await this.setPin({ latitude: coords.latitude, longitude: coords.longitude });
        if (coords.accuracy <= ROUGH_M) return;
        const roughly = say(textRoughly, { km: Math.ceil(coords.accuracy / 1000) });
        this.speak(`${this.part("spoken")?.textContent ?? ""} ${roughly}`);
      },
      (problem) => {
        ended();
        if (problem.code === problem.PERMISSION_DENIED) this.speak(say(textRefused));
        else this.speak(say(problem.code === problem.TIMEOUT ? textTooSlow : textNoPosition));
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  }

  private async openMap(): Promise<void> {
    const box = this.part<HTMLElement>("map");
    if (!box || this.map) return;
    box.hidden = false;
    try {
      const { drawMap } = await import("./map");
      this.map = await drawMap(box, (pin) => void this.setPin(pin));
    } catch (problem) {
      console.error(problem);
      box.hidden = true;
      return this.speak(say(this.root.dataset["textFailed"]));
    }
    for (const name of ["pin-middle", "zoom-in", "zoom-out", "source", "no-streets"]) this.part(name)?.removeAttribute("hidden");
    const opener = this.part("show-map");
    opener?.classList.remove("room"); // its place is free now
    opener?.setAttribute("hidden", "");
    this.map.show(this.pin());
    if (!this.pin() && this.chosen().length > 0) await this.map.showPlace(this.chosen());
    box.focus();
  }

  private pin(): Pin | null {
    const latitude = this.part<HTMLInputElement>("latitude")?.value ?? "";
    const longitude = this.part<HTMLInputElement>("longitude")?.value ?? "";
    return latitude && longitude ? { latitude: Number(latitude), longitude: Number(longitude) } : null;
  }

  private async setPin(pin: Pin | null, { isNew } = { isNew: true }): Promise<void> {
    const [latitude, longitude] = [this.part<HTMLInputElement>("latitude"), this.part<HTMLInputElement>("longitude")];
    if (latitude) latitude.value = pin ? pin.latitude.toFixed(6) : "";
    if (longitude) longitude.value = pin ? pin.longitude.toFixed(6) : "";
    longitude?.dispatchEvent(new Event("change", { bubbles: true }));
    this.map?.show(pin);
    this.offer([], "");
    if (pin) await this.tellPlace(pin, isNew);
    else this.speak("");
  }

  private async tellPlace(pin: Pin, isNew: boolean): Promise<void> {
    const address = this.root.dataset["at"];
    const found = address ? await placeAt(address, pin, this.chosen()).catch(() => undefined) : undefined;
    const now = this.pin();
    if (now && (now.latitude.toFixed(6) !== pin.latitude.toFixed(6) || now.longitude.toFixed(6) !== pin.longitude.toFixed(6))) return;
    if (!found || found.path.length === 1) return this.tellProvince(pin); // the device knows the provinces by itself
    if (found.path.length === 0) return this.speak(say(this.root.dataset["textAbroad"]));
    this.tellDistrict(found, isNew);
  }

  private tellDistrict({ path, name, fits, km }: PinPlace, isNew: boolean): void {
    const chosen = this.chosen();
    const { textIn, textFilled, textElsewhere } = this.root.dataset;
    const isOpen = isWithin(chosen, path);
    const isOurs = this.filled.length > 0 && chosen.join() === this.filled.join();
    if (isNew && (isOpen || isOurs)) {
      this.filled = path;
      this.offer([], "");
      if (chosen.join() !== path.join()) this.choose(path);
      return this.speak(say(textFilled, { place: name }));
    }
    const isSettled = isOpen ? chosen.length === path.length : fits;
    const agrees = isOpen || fits;
    this.offer(isSettled ? [] : path, name, !agrees);
    this.speak(say(agrees ? textIn : textElsewhere, { place: name, km }));
  }

  /** A button for what the pin says, where the lists say less or something else; asks: beside one to go on without the pin. */
  private offer(path: string[], name: string, asks = false): void {
    const button = this.part<HTMLElement>("take");
    this.offered = path;
    this.part("asked")?.remove(); // it was asked of another pin or choice
    this.part("drop")?.toggleAttribute("hidden", !asks);
    this.part("remove-pin")?.toggleAttribute("hidden", asks || !this.pin());
    if (!button) return;
    button.hidden = path.length === 0;
    const words = button.querySelector("span");
    if (words) words.textContent = say(this.root.dataset["textTake"], { place: name });
  }

  private take(path: string[]): void {
    this.filled = path;
    this.choose(path);
    this.offer([], "");
    this.speak(""); // the lists say it now
    this.part<HTMLSelectElement>("province")?.focus();
  }

  private async tellProvince(pin: Pin): Promise<void> {
    const { provinceAt } = await import("./provinces");
    const province = await provinceAt(pin).catch(() => undefined);
    const select = this.part<HTMLSelectElement>("province");
    const [latitude, longitude] = [pin.latitude.toFixed(5), pin.longitude.toFixed(5)];
    const { textPin, textAbroad, textDisagrees } = this.root.dataset;
    if (province === undefined) return this.speak(say(textPin, { province: "", latitude, longitude }));
    if (province === null) return this.speak(say(textAbroad));
    const option = [...(select?.options ?? [])].find((each) => each.value === String(province));
    const name = option?.text ?? "";
    if (select && option && !select.value) {
      select.value = option.value;
      this.isFilling = true;
      select.dispatchEvent(new Event("change", { bubbles: true }));
      this.isFilling = false;
    }
    const agrees = !select?.value || select.value === String(province);
    this.offer(agrees ? [] : [String(province)], name, !agrees);
    this.speak(say(agrees ? textPin : textDisagrees, { province: name, latitude, longitude }));
  }

  private speak(sentence: string): void {
    const spoken = this.part<HTMLElement>("spoken");
    if (spoken) spoken.textContent = sentence;
  }

  private onClick(name: string, act: (button: HTMLElement) => void): void {
    const button = this.part<HTMLElement>(name);
    if (!button) return;
    if (name === "locate" || name === "show-map") button.hidden = false; // without a script they could do nothing
    button.addEventListener("click", () => act(button));
  }

  private part<T extends HTMLElement = HTMLElement>(name: string): T | null {
    return this.root.querySelector<T>(`[data-place="${name}"]`);
  }
}

function want(select: HTMLElement | null, code: string | undefined): void {
  if (!select) return;
  if (code === undefined) delete select.dataset["wanted"];
  else select.dataset["wanted"] = code;
}

function empty(select: HTMLSelectElement): void {
  select.length = 1; // the first option asks to choose
  select.value = "";
  select.disabled = true;
}
