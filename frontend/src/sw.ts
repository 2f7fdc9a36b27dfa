/// <reference lib="webworker" />
// Shows the offline page and the emergency numbers when there is no network, and sends what waits in the outbox when it is
// back and no page is open (Background Sync). It keeps no page but those; what somebody wrote is in the outbox only after a yes.
import { sendWaiting } from "./outbox/send";

declare const self: ServiceWorkerGlobalScope;

const KEPT = "siang-pracha-3";
const OFFLINE = "/offline/";
const EMERGENCY = "/help/emergency/"; // the same for everybody, so nothing of a person is kept with it
const HASHED = /^\/static\/assets\//; // their name changes with their content, so a copy is never stale

self.addEventListener("install", (event) => {
  event.waitUntil(keepOfflinePage().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOlder().then(() => self.clients.claim()));
});

self.addEventListener("sync", (event) => {
  // Chromium's own event, which TypeScript's library does not know.
  const { tag } = event as Event & { tag?: string };
  if (tag === "outbox") (event as ExtendableEvent).waitUntil(sendWaiting());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  // A form that is sent while offline: the draft is on the device, and the page says so. Online, and on the way back to
  // a form that was sent, the browser does it by itself: asked for by us, its kept copy would not be found.
  if (request.method !== "GET" && navigator.onLine) return;
  if (request.mode === "navigate" && address.pathname === EMERGENCY) event.respondWith(emergencyPage(request));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => offlinePage()));
  else if (request.method === "GET" && HASHED.test(address.pathname)) event.respondWith(keptOrFetched(request));
});

async function keepOfflinePage(): Promise<void> {
  const cache = await caches.open(KEPT);
  const page = await fetch(OFFLINE, { cache: "reload" });
  const html = await page.clone().text();
  const files = [...html.matchAll(/(?:href|src)="(\/static\/[^"#]+)"/g)].map((found) => found[1] ?? "");
  await cache.put(OFFLINE, page);
  await cache.addAll([...new Set(files), EMERGENCY]);
}

async function dropOlder(): Promise<void> {
  for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
}

async function offlinePage(): Promise<Response> {
  return (await caches.match(OFFLINE)) ?? Response.error();
}

async function emergencyPage(request: Request): Promise<Response> {
  try {
    const page = await fetch(request);
    if (page.ok) await (await caches.open(KEPT)).put(EMERGENCY, page.clone());
    return page;
  } catch {
    return (await caches.match(EMERGENCY)) ?? offlinePage();
  }
}

async function keptOrFetched(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(KEPT)).put(request, answer.clone());
  return answer;
}
