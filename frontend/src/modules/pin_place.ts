import type { Pin } from "./map";

/** What lies at a pin by the outlines of the server. path: codes of province, district and sub-district as far as known. */
export interface PinPlace {
  path: string[];
  name: string;
  /** Whether the pin may lie in what was chosen; near a border it lies on both sides. */
  fits: boolean;
  /** How far the pin is from what was chosen; 0 where it fits. */
  km: number;
}

/** Asks the server. chosen: the codes in the lists. Rejects where it cannot be asked. */
export async function placeAt(address: string, pin: Pin, chosen: string[]): Promise<PinPlace> {
  const body = new URLSearchParams({
    latitude: pin.latitude.toFixed(6),
    longitude: pin.longitude.toFixed(6),
    area: chosen.at(-1) ?? "",
  });
  const answer = await fetch(address, { method: "POST", body });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const { path, ...told } = (await answer.json()) as Omit<PinPlace, "path"> & { path: number[] };
  return { path: path.map(String), ...told };
}

/** Whether the first place is the second or holds it: no code at all holds everything. */
export function isWithin(outer: string[], inner: string[]): boolean {
  return outer.every((code, level) => inner[level] === code);
}
