// Reading without a network: has the page kept on the device (sw.js), says so, and announces a newer
// version of the guide. Nothing is reloaded unless the reader asks for it.

const box = document.querySelector("[data-offline]");
const part = (name) => box.querySelector(`[data-says="${name}"]`);
const { connection, serviceWorker } = navigator;
const thrifty = Boolean(connection?.saveData || connection?.type === "cellular" || /2g/.test(connection?.effectiveType));

// Tells the service worker something and waits for its answer.
function tell(worker, message) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", ({ data }) => resolve(data));
    port1.start();
    worker.postMessage(message, [port2]);
  });
}

function used() {
  const files = performance.getEntriesByType("resource").map(({ name }) => name);
  return [...new Set([location.href, ...files])];
}

async function keep(checklist) {
  const { active } = await serviceWorker.ready;
  const kept = await tell(active, { do: "keep", urls: used(), checklist });
  part("page").hidden = !kept.page;
  part("checklist").hidden = !kept.checklist;
  box.dataset.offline = kept.checklist ? "checklist" : kept.page ? "page" : "";
}

// When the checklist has run here, all of it is at hand.
function watchChecklist() {
  for (const root of document.querySelectorAll(".checklist")) {
    const ready = () => root.dataset.engine === "ready" && (keep(true), watcher.disconnect());
    const watcher = new MutationObserver(ready);
    watcher.observe(root, { attributeFilter: ["data-engine"] });
    ready();
  }
}

// A reader who reaches for the checklist will need it: fetch it meanwhile.
function watchIntent() {
  if (thrifty || document.querySelector(".checklist")) return;
  const types = ["pointerover", "focusin", "touchstart"];
  const reach = async ({ target }) => {
    if (!target.closest?.('a[href*="checklist/"]')) return;
    for (const type of types) document.removeEventListener(type, reach);
    (await serviceWorker.ready).active.postMessage({ do: "prepare" });
  };
  for (const type of types) document.addEventListener(type, reach, { passive: true });
}

// --- A newer version

function announce(take) {
  const news = part("update");
  news.hidden = false;
  news.querySelector("[data-take]").onclick = take;
  news.querySelector("[data-later]").onclick = () => {
    news.hidden = true;
  };
}

function watchUpdates(registration) {
  let asked = false;
  let ours = Boolean(serviceWorker.controller); // the first to take over brings nothing new
  const waiting = () =>
    announce(() => {
      asked = true;
      if (registration.waiting) registration.waiting.postMessage({ do: "take-over" });
      else location.reload();
    });
  serviceWorker.addEventListener("controllerchange", () => {
    if (asked) location.reload();
    else if (ours) announce(() => location.reload()); // accepted in another tab
    ours = true;
  });
  const watch = (worker) =>
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && registration.active) waiting();
    });
  if (registration.waiting && registration.active) waiting();
  watch(registration.installing);
  registration.addEventListener("updatefound", () => watch(registration.installing));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) registration.update().catch(() => {});
  });
}

function watchNetwork() {
  const say = () => {
    part("cut").hidden = navigator.onLine;
  };
  addEventListener("online", say);
  addEventListener("offline", say);
  say();
}

async function start() {
  watchNetwork();
  const { sw, scope } = box.dataset;
  const registration = await serviceWorker.register(sw, { scope, updateViaCache: "none" }).catch(() => null);
  if (!registration) return; // storage is forbidden here: the guide is read from the host, as ever
  watchUpdates(registration);
  watchIntent();
  await keep(false);
  watchChecklist();
}

if (serviceWorker) {
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
}
