/// <reference lib="webworker" />
// Shows the offline page when there is no network. It keeps nothing that anybody wrote, and no page but that one.
declare const self: ServiceWorkerGlobalScope;
export {};

const KEPT = "siang-pracha-1";
const OFFLINE = "/offline/";
const HASHED = /^\/static\/assets\//; // their name changes with their content, so a copy is never stale

self.addEventListener("install", (event) => {
  event.waitUntil(keepOfflinePage().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  // A form that is sent while offline: the draft is on the device, and the page says so. Online, and on the way back to
  // a form that was sent, the browser does it by itself: asked for by us, its kept copy would not be found.
  if (request.method !== "GET" && navigator.onLine) return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => offlinePage()));
  else if (request.method === "GET" && HASHED.test(address.pathname)) event.respondWith(keptOrFetched(request));
});

async function keepOfflinePage(): Promise<void> {
  const cache = await caches.open(KEPT);
  const page = await fetch(OFFLINE, { cache: "reload" });
  const html = await page.clone().text();
  const files = [...html.matchAll(/(?:href|src)="(\/static\/[^"#]+)"/g)].map((found) => found[1] ?? "");
  await cache.put(OFFLINE, page);
  await cache.addAll([...new Set(files)]);
}

async function offlinePage(): Promise<Response> {
  return (await caches.match(OFFLINE)) ?? Response.error();
}

async function keptOrFetched(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(KEPT)).put(request, answer.clone());
  return answer;
}
