import { say } from "../wording";

/** Longitude, latitude, how many cases, and whether all of them lie at this very point. */
type Cluster = [number, number, number, boolean];

const CLOSER = 2;
const CLOSEST = 16;
const LARGE = 10;
const HUGE = 100;
const PAUSE_MS = 150;
const APART_PX = 44;

/**
 * The public cases on the map: a number where some lie close together, counted by the server.
 *
 * `data-clusters`: where to ask, with the topic and the kind. `data-list`: the list; a spot is shown there. `data-province`: the
 * code of the one it opens at, or nothing. `data-text-here`, `data-text-closer`: what a number says to those who listen
 * ({count}). `[data-map="map"]` is the box, `zoom-in` and `zoom-out`
 * are buttons, `told` says how many are in sight. Everything is a button or a link, so the keyboard reaches it.
 */
export function publicMap(root: HTMLElement): void {
  void open(root).catch((problem: unknown) => {
    console.error(problem);
    part(root, "told").textContent = say(root.dataset["textFailed"]);
  });
}

async function open(root: HTMLElement): Promise<void> {
  const box = part(root, "map");
  box.hidden = false;
  const [{ boundsOf, outlineMap }, { Marker }] = await Promise.all([import("./map"), import("maplibre-gl")]);
  const map = await outlineMap(box);
  map.setMaxZoom(CLOSEST);
  const { clusters = "", list = "", province = "", textHere, textCloser, textTold, textFailed } = root.dataset;
  const edges = province ? await boundsOf(province) : undefined;
  if (edges) map.fitBounds(edges, { animate: false, padding: 12 });
  let shown: InstanceType<typeof Marker>[] = [];
  let asked = 0;

  const draw = (found: Cluster[]): void => {
    shown.forEach((marker) => marker.remove());
    shown = apart(found, (at) => map.project(at)).map(([longitude, latitude, count, isOneSpot]) => {
      const at: [number, number] = [longitude, latitude];
      const element = document.createElement(isOneSpot ? "a" : "button");
      element.className = `cluster${count >= HUGE ? " cluster--huge" : count >= LARGE ? " cluster--large" : ""}`;
      element.textContent = count.toLocaleString();
      if (element instanceof HTMLAnchorElement) element.href = `${list}spot=${latitude.toFixed(4)},${longitude.toFixed(4)}`;
      else element.addEventListener("click", () => map.easeTo({ center: at, zoom: Math.min(map.getZoom() + CLOSER, CLOSEST) }));
      const marker = new Marker({ element }).setLngLat(at).addTo(map);
      element.removeAttribute("role"); // MapLibre calls it an image
      element.removeAttribute("tabindex");
      element.setAttribute("aria-label", say(isOneSpot ? textHere : textCloser, { count: String(count) }));
      return marker;
    });
    const sum = found.reduce((all, cluster) => all + cluster[2], 0);
    part(root, "told").textContent = say(textTold, { count: sum.toLocaleString() });
  };

  const ask = async (): Promise<void> => {
    const mine = ++asked;
    const bounds = map.getBounds();
    const bbox = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((edge) => edge.toFixed(3));
    const answer = await fetch(`${clusters}bbox=${bbox.join(",")}&zoom=${map.getZoom().toFixed(1)}`).catch(() => undefined);
    if (mine !== asked) return; // the reader has moved on meanwhile
    if (!answer?.ok) return void (part(root, "told").textContent = say(textFailed));
    draw(((await answer.json()) as { clusters: Cluster[] }).clusters);
  };

  let timer = 0;
  map.on("moveend", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), PAUSE_MS);
  });
  for (const [name, step] of [["zoom-in", 1], ["zoom-out", -1]] as const) {
    const button = part(root, name);
    button.hidden = false;
    button.addEventListener("click", () => map.easeTo({ zoom: map.getZoom() + step }));
  }
  part(root, "source").hidden = false;
  await ask();
}

/** Numbers that would lie on each other become one: a thumb must find each (the largest stay where they are). */
function apart(found: Cluster[], project: (at: [number, number]) => { x: number; y: number }): Cluster[] {
  const kept: { cluster: Cluster; x: number; y: number }[] = [];
  for (const cluster of found) {
    const { x, y } = project([cluster[0], cluster[1]]);
    const near = kept.find((other) => Math.hypot(other.x - x, other.y - y) < APART_PX);
    if (near) near.cluster = [near.cluster[0], near.cluster[1], near.cluster[2] + cluster[2], false];
    else kept.push({ cluster, x, y });
  }
  return kept.map(({ cluster }) => cluster);
}

function part(root: HTMLElement, name: string): HTMLElement {
  const found = root.querySelector<HTMLElement>(`[data-map="${name}"]`);
  if (!found) throw new Error(`The map has no part “${name}”`);
  return found;
}
