// The service worker: keeps on the reader's device what was read, and hands it out from there.
//
// macros/offline.py puts one line before this in the built site:
//   const SITE = { version, files: {path: [sha256 in base64, bytes]}, shared: [path],
//                  checklist: [path] };
// A copy is kept under its path and the beginning of its hash. So copies of two versions lie side by
// side, nothing is handed out whose hash is not the list's, and what is missing or damaged is
// fetched from the host as if it had never been kept. Scripts and styles have their hash in their
// names: a tab with a page of the version before finds its own.

/* global SITE */
const KEPT = "img-field-guide";
const AT_ONCE = 1_000_000; // bytes; a larger file of the runtime, which tells when it is damaged, is handed out unchecked
const checked = new Set(); // keys of copies found sound since this worker started
const root = self.registration.scope;

if (typeof SITE === "undefined") {
  // Not a built site (`make serve`): leave nothing behind of one that was here before.
  self.addEventListener("install", () => self.skipWaiting());
  self.addEventListener("activate", (event) =>
    event.waitUntil(caches.delete(KEPT).then(() => self.registration.unregister())),
  );
} else {
  self.addEventListener("install", (event) => event.waitUntil(carryOver()));
  self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
  self.addEventListener("fetch", answer);
  self.addEventListener("message", (event) => event.waitUntil(hear(event)));
}

const open = () => caches.open(KEPT);
const listed = (path) => Object.hasOwn(SITE.files, path);
const keyOf = (path, [hash] = SITE.files[path]) => `${root}${path}?${encodeURIComponent(hash.slice(0, 22))}`;
const pathOf = (url) => new URL(url).href.slice(root.length).split(/[?#]/)[0].replace(/(^|\/)index\.html$/, "$1");
const thrifty = () => Boolean(self.navigator.connection?.saveData);

// --- Handing out

function answer(event) {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(root) || request.headers.has("range")) return;
  const path = pathOf(request.url);
  if (path === "sw.js") return;
  // Whoever asks for the host's own word gets it, while there is a network.
  const asked = request.mode !== "navigate" && ["no-store", "reload", "no-cache"].includes(request.cache);
  event.respondWith(found(event, path, asked));
}

async function found(event, path, asked) {
  const cache = await open().catch(() => null);
  const copy = asked ? null : await ours(event, cache, path).catch(() => null);
  if (copy) return copy;
  try {
    const got = await fetch(event.request);
    if (cache && got.ok && listed(path)) event.waitUntil(put(cache, path, got.clone()));
    return got;
  } catch (error) {
    const older = await cache?.match(root + path, { ignoreSearch: true });
    if (older) return older;
    if (event.request.mode !== "navigate") throw error;
    if (!path.endsWith("/") && listed(`${path}/`)) return Response.redirect(`${root}${path}/`);
    return Response.redirect(`${root}offline/`);
  }
}

// The copy of this version; of a file that only a version before had, that one's.
async function ours(event, cache, path) {
  if (!listed(path)) return /-[0-9a-f]{12}\.\w+$/.test(path) ? cache.match(root + path, { ignoreSearch: true }) : null;
  const copy = await cache.match(keyOf(path));
  if (!copy) return null;
  const large = SITE.files[path][1] > AT_ONCE && path.includes("/runtime/");
  const check = sound(cache, path, copy.clone());
  if (large) event.waitUntil(check);
  return large || (await check) ? copy : null;
}

// --- Keeping

// Whether a copy is what the list says. One that is not is dropped.
async function sound(cache, path, copy) {
  const key = keyOf(path);
  if (checked.has(key)) return true;
  const right = (await digest(copy)) === SITE.files[path][0];
  if (right) checked.add(key);
  else await cache.delete(key);
  return right;
}

async function digest(response) {
  const hash = await crypto.subtle.digest("SHA-256", await response.arrayBuffer());
  return btoa(String.fromCharCode(...new Uint8Array(hash)));
}

// Keeps a response if it is what the list says; gives whether it was. A full disk is no error.
async function put(cache, path, response) {
  try {
    if (response.redirected || (await digest(response.clone())) !== SITE.files[path][0]) return false;
    await cache.put(keyOf(path), response);
    checked.add(keyOf(path));
    return true;
  } catch {
    return false;
  }
}

// Has a file of this version kept; gives whether it is.
async function keep(cache, path, { free = false } = {}) {
  if (!listed(path)) return false;
  if (await cache.match(keyOf(path))) return true;
  // The browser has most of it at hand. `free`: do without what it has not.
  const ways = free ? [{ cache: "only-if-cached", mode: "same-origin" }] : [{}, { cache: "reload" }];
  for (const way of ways) {
    const got = await fetch(root + path, way).catch(() => null);
    if (got?.ok && (await put(cache, path, got))) return true;
  }
  return false;
}

async function keepAll(cache, paths, options) {
  const kept = [];
  for (const path of paths) kept.push(await keep(cache, path, options)); // one after the other: a slow line has better to do
  return kept.every(Boolean);
}

const has = async (cache, paths) => (await Promise.all(paths.map((path) => cache.match(keyOf(path))))).every(Boolean);

// --- From version to version

const note = async (cache, name) => (await cache.match(root + name))?.json().catch(() => null);
const write = (cache, name, value) => cache.put(root + name, new Response(JSON.stringify(value)));

// What was kept of the version before is kept of this one too, before it takes over.
async function carryOver() {
  const cache = await open();
  const before = await note(cache, "?site");
  const had = new Set((await cache.keys()).map(({ url }) => pathOf(url)));
  await keepAll(cache, SITE.shared);
  await keepAll(cache, [...had].filter(listed));
  if (before?.checklist.every((path) => had.has(path)) && !thrifty()) await keepAll(cache, SITE.checklist);
}

async function takeOver() {
  const cache = await open();
  const before = await note(cache, "?site");
  if (before && before.version !== SITE.version) await write(cache, "?site-before", before);
  await write(cache, "?site", SITE);
  const stay = new Set([`${root}?site`, `${root}?site-before`]);
  for (const { files } of [SITE, (await note(cache, "?site-before")) ?? { files: {} }]) {
    for (const [path, entry] of Object.entries(files)) stay.add(keyOf(path, entry));
  }
  for (const request of await cache.keys()) if (!stay.has(request.url)) await cache.delete(request);
  await self.clients.claim();
}

// --- Messages from pages: {do, ...}; the answer goes to the port that came with it.

async function hear({ data, ports }) {
  const does = { keep: kept, prepare, mend, "take-over": () => self.skipWaiting() };
  const answer = await does[data?.do]?.(data).catch(() => null);
  ports[0]?.postMessage(answer ?? {});
}

// Keeps what a page is made of; says what can be had without a network. `checklist` asks for all that
// the checklist needs: a page that has just used it says so.
async function kept({ urls, checklist }) {
  const cache = await open();
  const paths = urls.filter((url) => url.startsWith(root)).map(pathOf);
  const page = await keepAll(cache, [...SITE.shared, ...paths.filter(listed)]);
  if (checklist) await keepAll(cache, SITE.checklist, { free: thrifty() });
  return { page: page && listed(paths[0]), checklist: await has(cache, SITE.checklist) };
}

// The reader is about to go to the checklist.
async function prepare() {
  if (!thrifty()) await keepAll(await open(), SITE.checklist);
}

// Something did not run: check every copy of it again.
async function mend() {
  const cache = await open();
  checked.clear();
  for (const path of SITE.checklist) {
    const copy = await cache.match(keyOf(path));
    if (copy) await sound(cache, path, copy);
  }
}
