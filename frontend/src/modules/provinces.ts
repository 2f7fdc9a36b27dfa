import outlinesUrl from "../../../directory/reference/provinces.geojson?url";
import type { Pin } from "./map";

type Ring = [number, number][];
interface Province {
  properties: { code: string; name_th: string; name_en: string; label: [number, number] };
  geometry: { type: "Polygon"; coordinates: Ring[] } | { type: "MultiPolygon"; coordinates: Ring[][] };
}

export { outlinesUrl };
let outlines: Promise<Province[]> | undefined;

/** The outlines, fetched once. */
export function provinces(): Promise<Province[]> {
  outlines ??= fetch(outlinesUrl).then(async (answer) => ((await answer.json()) as { features: Province[] }).features);
  return outlines;
}

/** The code of the province that holds the pin; null outside Thailand. The same outlines as on the server. */
export async function provinceAt(pin: Pin): Promise<number | null> {
  const found = (await provinces()).find(({ geometry }) =>
    (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates).some((rings) => holds(rings, pin)),
  );
  return found ? Number(found.properties.code) : null;
}

/** Even-odd rule over all rings, so that holes count. */
function holds(rings: Ring[], { latitude: y, longitude: x }: Pin): boolean {
  let inside = false;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi, yi] = ring[i] ?? [0, 0];
      const [xj, yj] = ring[j] ?? [0, 0];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
  }
  return inside;
}
