import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl";
import { Marker } from "maplibre-gl";
import { provinceAt } from "./provinces";

interface District {
  type: "Feature";
  properties: { name_th: string; name_en: string; label: [number, number] };
  geometry: { type: "MultiPolygon"; coordinates: [number, number][][][] };
}

const ZOOM_OF_LINES = 8;
const ZOOM_OF_NAMES = 9.3;

/**
 * Draws the borders and names of the districts of every province in view, from near by; each province is fetched once.
 * `data-shapes` of the box is the address of a province's districts, with 0 in place of its code; without it nothing is drawn.
 */
export function drawDistricts(map: MapLibre, box: HTMLElement, colour: string): void {
  const address = box.dataset["shapes"];
  if (!address) return;
  const asked = new Set<number>();
  const drawn: District[] = [];
  map.addSource("districts", { type: "geojson", data: { type: "FeatureCollection", features: [] } });
  map.addLayer(
    {
      id: "districts",
      type: "line",
      source: "districts",
      minzoom: ZOOM_OF_LINES,
      paint: { "line-color": colour, "line-width": 0.6 }, // no dashes: two neighbours draw each border, and fill each other's gaps
    },
    "line", // the border of the province stays on top
  );
  map.setPaintProperty("line", "line-width", ["step", ["zoom"], 1, ZOOM_OF_LINES, 2]);

  const fetchProvince = async (code: number): Promise<void> => {
    asked.add(code);
    const answer = await fetch(address.replace("/0/", `/${code}/`)).catch(() => undefined);
    if (!answer?.ok) return void asked.delete(code); // the map is a help: it is tried again when the map moves
    const { features } = (await answer.json()) as { features: District[] };
    drawn.push(...features);
    map.getSource<GeoJSONSource>("districts")?.setData({ type: "FeatureCollection", features: drawn });
    features.forEach((district) => nameDistrict(map, district));
  };

  const look = async (): Promise<void> => {
    box.classList.toggle("map--close", map.getZoom() >= ZOOM_OF_NAMES);
    if (map.getZoom() < ZOOM_OF_LINES) return;
    const bounds = map.getBounds();
    const corners = [bounds.getCenter(), bounds.getNorthEast(), bounds.getNorthWest(), bounds.getSouthEast(), bounds.getSouthWest()];
    for (const { lat, lng } of corners) {
      const code = await provinceAt({ latitude: lat, longitude: lng }).catch(() => null);
      if (code !== null && !asked.has(code)) void fetchProvince(code);
    }
  };
  map.on("moveend", () => void look());
  void look();
}

function nameDistrict(map: MapLibre, { properties }: District): void {
  const element = document.createElement("span");
  element.className = "map-name map-name--district";
  element.textContent = document.documentElement.lang === "th" ? properties.name_th : properties.name_en;
  new Marker({ element }).setLngLat(properties.label).addTo(map);
  for (const name of ["aria-label", "role", "tabindex"]) element.removeAttribute(name);
  element.setAttribute("aria-hidden", "true");
}
