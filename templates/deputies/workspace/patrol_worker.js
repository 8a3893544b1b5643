// Keeps the page on which deputies report what a patrol found, so that it opens without a network.
"use strict";

const CACHE = "patrol-{{ version }}";
const PAGE = new URL("./", self.location.href).pathname;
const FILES = {{ files|safe }};

async function keepPage(response) {
  // What is not the page itself (a redirect to the sign-in page, an error) is never kept in its place.
  if (response.ok && !response.redirected && response.type === "basic") {
    const cache = await caches.open(CACHE);
    await cache.put(PAGE, response.clone());
  }
  return response;
}

async function openPage(request) {
  try {
    return await keepPage(await fetch(request));
  } catch (error) {
    const kept = await caches.match(PAGE);
    if (kept) { return kept; }
    throw error;
  }
}

async function openFile(request) {
  const kept = await caches.match(request);
  return kept || fetch(request);
}

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(FILES);
    await keepPage(await fetch(PAGE, { credentials: "same-origin", redirect: "manual" })).catch(() => undefined);
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("patrol-") && name !== CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) { return; }
  if (request.mode === "navigate" && url.pathname === PAGE) {
    event.respondWith(openPage(request));
  } else if (FILES.includes(url.pathname)) {
    event.respondWith(openFile(request));
  }
});
