import "maplibre-gl/dist/maplibre-gl.css";
import { Map as MapLibre, Marker, NavigationControl, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { outlinesUrl } from "./provinces";

export interface Pin {
  latitude: number;
  longitude: number;
}

const THAILAND: [[number, number], [number, number]] = [
  [97.2, 5.5],
  [105.8, 20.6],
];

/** Draws the provinces' outlines into the box; a click puts the pin, which can also be dragged. */
export async function drawMap(
  box: HTMLElement,
  onPin: (pin: Pin) => void,
): Promise<{ show(pin: Pin | null): void; middle(): Pin }> {
  setWorkerUrl(workerUrl); // version 6 is ES modules: without this, "Worker failed to load"
  const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const map = new MapLibre({
    container: box,
    bounds: THAILAND,
    fitBoundsOptions: { padding: 12 },
    attributionControl: { compact: true, customAttribution: "Natural Earth" },
    cooperativeGestures: false,
    dragRotate: false,
    style: {
      version: 8,
      sources: { provinces: { type: "geojson", data: outlinesUrl } },
      layers: [
        { id: "sea", type: "background", paint: { "background-color": colour("--kram-50") } },
        { id: "land", type: "fill", source: "provinces", paint: { "fill-color": colour("--surface") } },
        { id: "line", type: "line", source: "provinces", paint: { "line-color": colour("--line-strong"), "line-width": 1 } },
      ],
    },
  });
  map.addControl(new NavigationControl({ showCompass: false }));
  map.touchZoomRotate.disableRotation();
  const marker = new Marker({ color: colour("--brand"), draggable: true });
  const tell = ({ lat, lng }: { lat: number; lng: number }): void => onPin({ latitude: lat, longitude: lng });
  marker.on("dragend", () => tell(marker.getLngLat()));
  map.on("click", (event) => tell(event.lngLat));
  await new Promise<void>((resolve) => map.once("load", () => resolve()));
  return {
    show(pin): void {
      if (!pin) return void marker.remove();
      marker.setLngLat([pin.longitude, pin.latitude]).addTo(map);
      if (!map.getBounds().contains([pin.longitude, pin.latitude]) || map.getZoom() < 8) {
        map.jumpTo({ center: [pin.longitude, pin.latitude], zoom: Math.max(map.getZoom(), 9) });
      }
    },
    middle(): Pin {
      const { lat, lng } = map.getCenter();
      return { latitude: lat, longitude: lng };
    },
  };
}
