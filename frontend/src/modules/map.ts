import { Map as MapLibre, Marker, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { outlinesUrl, provinces } from "./provinces";

export interface Pin {
  latitude: number;
  longitude: number;
}

const ZOOM_OF_A_PROVINCE = 8;
const ZOOM_OF_NAMES = 6.3;
const THAILAND: [[number, number], [number, number]] = [
  [97.2, 5.5],
  [105.8, 20.6],
];

export interface DrawnMap {
  show(pin: Pin | null): void;
  middle(): Pin;
  zoom(step: 1 | -1): void;
}

/**
 * Draws the provinces' outlines into the box; a click puts the pin, which can also be dragged.
 *
 * MapLibre's own buttons and stylesheet stay out: their pictures are data: addresses, which our CSP refuses. The few rules
 * that it needs stand in styles/_map.scss, the buttons in components/place.html.
 */
export async function drawMap(box: HTMLElement, onPin: (pin: Pin) => void): Promise<DrawnMap> {
  const map = await outlineMap(box);
  const marker = new Marker({ color: colour("--brand"), draggable: true });
  const tell = ({ lat, lng }: { lat: number; lng: number }): void => onPin({ latitude: lat, longitude: lng });
  marker.on("dragend", () => tell(marker.getLngLat()));
  map.on("click", (event) => tell(event.lngLat));
  return {
    show(pin): void {
      if (!pin) return void marker.remove();
      marker.setLngLat([pin.longitude, pin.latitude]).addTo(map);
      if (!map.getBounds().contains([pin.longitude, pin.latitude]) || map.getZoom() < ZOOM_OF_A_PROVINCE) {
        map.jumpTo({ center: [pin.longitude, pin.latitude], zoom: Math.max(map.getZoom(), ZOOM_OF_A_PROVINCE) });
      }
    },
    middle(): Pin {
      const { lat, lng } = map.getCenter();
      return { latitude: lat, longitude: lng };
    },
    zoom(step): void {
      map.easeTo({ zoom: map.getZoom() + step });
    },
  };
}

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The whole country in the box: provinces, their borders and names, and nothing that comes from elsewhere. */
export async function outlineMap(box: HTMLElement): Promise<MapLibre> {
  setWorkerUrl(workerUrl); // version 6 is ES modules: without this, "Worker failed to load"
  const map = new MapLibre({
    container: box,
    bounds: THAILAND,
    fitBoundsOptions: { padding: 12 },
    attributionControl: false,
    boxZoom: false,
    dragRotate: false,
    style: {
      version: 8,
      sources: { provinces: { type: "geojson", data: outlinesUrl } },
      layers: [
        { id: "sea", type: "background", paint: { "background-color": colour("--kram-100") } },
        { id: "land", type: "fill", source: "provinces", paint: { "fill-color": colour("--surface") } },
        { id: "line", type: "line", source: "provinces", paint: { "line-color": colour("--line-strong"), "line-width": 1 } },
      ],
    },
  });
  map.touchZoomRotate.disableRotation();
  await new Promise<void>((resolve) => map.once("load", () => resolve()));
  await nameProvinces(map, box);
  return map;
}

/** Names as page text: MapLibre would need letter files of its own, and cannot stack Thai marks. Hidden from far away. */
async function nameProvinces(map: MapLibre, box: HTMLElement): Promise<void> {
  const thai = document.documentElement.lang === "th";
  for (const { properties } of await provinces()) {
    const element = document.createElement("span");
    element.className = "map-name";
    element.textContent = thai ? properties.name_th : properties.name_en;
    new Marker({ element }).setLngLat(properties.label).addTo(map);
    element.removeAttribute("aria-label");
    element.removeAttribute("role");
    element.removeAttribute("tabindex");
    element.setAttribute("aria-hidden", "true"); // 77 names in the middle of a form help nobody who listens
  }
  const fit = (): void => void box.classList.toggle("map--near", map.getZoom() >= ZOOM_OF_NAMES);
  map.on("zoom", fit);
  fit();
}
