import { addProtocol, type LayerSpecification, Map as MapLibre, Marker, setWorkerUrl, type SourceSpecification } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { drawDistricts } from "./district_lines";
import { outlinesUrl, provinces } from "./provinces";
import { TileArchive } from "./tile_archive";

export interface Pin {
  latitude: number;
  longitude: number;
}

const ZOOM_OF_A_PROVINCE = 8;
/** Without streets nothing would be left to see any closer: among districts' lines, and among provinces' alone. */
const CLOSEST_OF_DISTRICTS = 11;
const CLOSEST_OF_PROVINCES = 8.5;
const ZOOM_OF_NAMES = 6.3;
const THAILAND: [[number, number], [number, number]] = [
  [97.2, 5.5],
  [105.8, 20.6],
];

export interface DrawnMap {
  show(pin: Pin | null): void;
  middle(): Pin;
  /** Shows as a whole the smallest place of these codes whose outline is known: where somebody who chose it wants the pin. */
  showPlace(codes: string[]): Promise<void>;
  zoom(step: 1 | -1): void;
}

type Box = [number, number, number, number];

/** West, south, east and north of a province; undefined for no province's code. */
export async function boundsOf(code: string): Promise<Box | undefined> {
  const found = (await provinces()).find(({ properties }) => String(properties.code) === code);
  if (!found) return undefined;
  const points = found.geometry.coordinates.flat(found.geometry.type === "Polygon" ? 1 : 2) as [number, number][];
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** By the outlines of the server, where it has some. address: with 0 in place of a code. */
async function boxOf(address: string | undefined, codes: string[]): Promise<Box | undefined> {
  const code = codes.at(-1);
  if (!address || !code || codes.length === 1) return undefined;
  const answer = await fetch(address.replace("/0/", `/${encodeURIComponent(code)}/`)).catch(() => undefined);
  return answer?.ok ? ((await answer.json()) as { box: Box }).box : undefined;
}

/**
 * Draws the provinces' outlines into the box, over the operator's base map if `data-tiles` names one; a click puts the
 * pin, which can also be dragged.
 *
 * MapLibre's own buttons and stylesheet stay out: their pictures are data: addresses, which our CSP refuses. The few rules
 * that it needs stand in styles/_map.scss, the buttons in components/place.html.
 */
export async function drawMap(box: HTMLElement, onPin: (pin: Pin) => void): Promise<DrawnMap> {
  const map = await outlineMap(box);
  if (!box.dataset["tiles"]) map.setMaxZoom(box.dataset["shapes"] ? CLOSEST_OF_DISTRICTS : CLOSEST_OF_PROVINCES);
  const marker = new Marker({ color: colour("--brand"), draggable: true });
  const tell = ({ lat, lng }: { lat: number; lng: number }): void => onPin({ latitude: lat, longitude: lng });
  marker.on("dragend", () => tell(marker.getLngLat()));
  map.on("click", (event) => tell(event.lngLat));
  let shown = ""; // two choices soon after another: the later one counts, whichever answer comes first
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
    async showPlace(codes): Promise<void> {
      shown = codes.join();
      const bounds = (await boxOf(box.dataset["boxes"], codes)) ?? (await boundsOf(codes[0] ?? ""));
      if (bounds && shown === codes.join()) map.fitBounds(bounds, { padding: 12, animate: false });
    },
    zoom(step): void {
      map.easeTo({ zoom: map.getZoom() + step });
    },
  };
}

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The whole country in the box: provinces, their borders and names, near by the districts if the server has any, and nothing from elsewhere. */
export async function outlineMap(box: HTMLElement): Promise<MapLibre> {
  setWorkerUrl(workerUrl); // version 6 is ES modules: without this, "Worker failed to load"
  const ground = await baseMap(box.dataset["tiles"] ?? "", colour);
  const map = new MapLibre({
    container: box,
    bounds: THAILAND,
    fitBoundsOptions: { padding: 12 },
    attributionControl: false,
    boxZoom: false,
    dragRotate: false,
    style: {
      version: 8,
      sources: { provinces: { type: "geojson", data: outlinesUrl }, ...ground.sources },
      layers: [
        { id: "sea", type: "background", paint: { "background-color": colour("--kram-100") } },
        { id: "land", type: "fill", source: "provinces", paint: { "fill-color": colour("--surface") } },
        ...ground.layers,
        { id: "line", type: "line", source: "provinces", paint: { "line-color": colour("--line-strong"), "line-width": 1 } },
      ],
    },
  });
  map.touchZoomRotate.disableRotation();
  await new Promise<void>((resolve) => map.once("load", () => resolve()));
  await nameProvinces(map, box);
  drawDistricts(map, box, colour("--ink-2"));
  return map;
}

interface Ground {
  sources: Record<string, SourceSpecification>;
  layers: LayerSpecification[];
}

/** The operator's own tiles. A file that cannot be read leaves the outlines alone: the map is a help, never a need. */
async function baseMap(address: string, colour: (name: string) => string): Promise<Ground> {
  const archive = address ? await TileArchive.open(address).catch((problem) => void console.warn(problem)) : undefined;
  if (!archive) return { sources: {}, layers: [] };
  addProtocol("archive", async ({ url }) => {
    const [z, x, y] = url.replace("archive://", "").split("/").map(Number);
    return { data: await archive.tile(z ?? 0, x ?? 0, y ?? 0) };
  });
  const tiles = ["archive://{z}/{x}/{y}"];
  if (archive.kind === "raster") {
    return {
      sources: { ground: { type: "raster", tiles, tileSize: 256, ...archive.zooms } },
      layers: [{ id: "ground", type: "raster", source: "ground" }],
    };
  }
  return { sources: { ground: { type: "vector", tiles, ...archive.zooms } }, layers: vectorLayers(colour) };
}

/** Water, roads and houses under the layer names of Protomaps and of OpenMapTiles; a layer that is not there draws nothing. */
function vectorLayers(colour: (name: string) => string): LayerSpecification[] {
  const fill = (layer: string, name: string): LayerSpecification => ({
    id: `fill-${layer}`,
    type: "fill",
    source: "ground",
    "source-layer": layer,
    filter: ["==", ["geometry-type"], "Polygon"],
    paint: { "fill-color": colour(name) },
  });
  const line = (layer: string): LayerSpecification => ({
    id: `line-${layer}`,
    type: "line",
    source: "ground",
    "source-layer": layer,
    paint: { "line-color": colour("--line"), "line-width": ["interpolate", ["exponential", 1.6], ["zoom"], 6, 0.5, 16, 8] },
  });
  return [
    fill("water", "--kram-100"),
    fill("buildings", "--well"),
    fill("building", "--well"),
    line("roads"),
    line("transportation"),
  ];
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
