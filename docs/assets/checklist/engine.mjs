// The page's side of the engine: starts the worker, asks it, starts it again.
//
//   const engine = new Engine({ onState: (state) => ... });   // loading, ready or failed
//   engine.on("progress", ({ loaded, total }) => ...);        // also: ready {ms},
//   engine.on("failed", ({ kind, message }) => ...);          //       state (its name)
//   engine.start();
//   const answer = await engine.ask(text);   // JSON text, or null: see `ask`
//
// Nothing here throws at the page and no promise is ever rejected: what went wrong is said once, by
// `failed`. Its kinds: no-wasm, no-module-worker (a browser too old, or one that forbids it);
// missing-file, not-the-file (a page came in the file's place), cut-short (try again); compile
// (refused as damaged or too large); python (a fault of ours); timeout (nothing heard for a while).

const DAMAGED = new Set(["missing-file", "not-the-file", "cut-short", "compile"]);

export class Engine {
  #urls;
  #told = told(); // what the page says of the files, if it does
  #timeout = 30000;
  #listeners = { progress: [], ready: [], failed: [], state: [] };
  #state = "idle";
  #settle = () => {}; // tells whoever started the engine that it is ready, or failed
  #worker = null;
  #fresh = false; // whether the manifest in use was asked of the host just now
  #mended = false; // whether the kept copies have been checked since the start
  #again = false; // whether to take no file from the browser's store: one of them may be damaged
  #timer = 0;
  #asked = 0;
  #current = null; // {id, resolve}: the question the worker is at
  #waiting = new Map(); // kind -> {text, resolve}: at most one of a kind

  // `base` is where this file lies, or any file beside it.
  constructor({ base = import.meta.url, onState } = {}) {
    this.#urls = {
      worker: new URL("worker.mjs", base).href,
      manifest: new URL("../runtime/manifest.json", base).href,
      contents: null,
    };
    if (onState) this.on("state", onState);
  }

  // idle, loading, ready or failed.
  get state() {
    return this.#state;
  }

  // Calls `listener` at each event of a type: progress, ready, failed or state.
  on(type, listener) {
    this.#listeners[type]?.push(listener);
    return this;
  }

  // Starts the download, and Python when it is there. The promise ends when it is ready or failed.
  //   urls.worker    worker.mjs, if it is not beside this file
  //   urls.manifest  manifest.json, if it is not in ../runtime; the files it names lie beside it
  //   urls.contents  what is in that manifest, if the page knows: saves waiting for it
  // `timeout` is how long, in milliseconds, nothing at all may happen.
  start(urls = {}, { timeout = 30000 } = {}) {
    if (this.#state === "loading" || this.#state === "ready") return Promise.resolve();
    this.#urls = { ...this.#urls, ...urls };
    this.#timeout = timeout;
    this.#fresh = this.#mended = this.#again = false;
    return this.#settled(this.#urls.contents ?? this.#told.contents);
  }

  // Starts again after a failure, with the manifest and the files as the host has them now.
  retry() {
    if (this.#state !== "failed") return Promise.resolve();
    this.#again = true;
    return this.#settled(null);
  }

  // Stops all work. `start` begins anew.
  stop() {
    this.#end("idle");
    this.#settle();
  }

  // Asks the engine, now or as soon as it is ready. The promise gives its answer; or null where a
  // newer question of the same kind took this one's place, or the engine failed while at it.
  ask(text, kind = "") {
    return new Promise((resolve) => {
      this.#waiting.get(kind)?.resolve(null);
      this.#waiting.delete(kind); // the newest goes last in line
      this.#waiting.set(kind, { text: String(text), resolve });
      this.#next();
    });
  }

  // --- Starting

  #settled(contents) {
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.#begin(contents);
    });
  }

  async #begin(contents) {
    // What the page tells holds while nothing has gone wrong; later only the plain names do.
    const { worker: named } = contents && contents === this.#told.contents ? this.#told : {};
    this.#end("loading");
    if (typeof WebAssembly !== "object")
      return this.#fail("no-wasm", "this browser has no WebAssembly");
    this.#alarm();
    const worker = this.#open(named ?? this.#urls.worker);
    if (!worker) return;
    try {
      const manifest = contents ?? (await this.#manifest());
      if (worker !== this.#worker) return; // stopped or failed meanwhile
      const base = new URL(".", new URL(this.#urls.manifest, document.baseURI)).href;
      worker.postMessage({ type: "start", base, manifest, again: this.#again });
    } catch (error) {
      if (worker === this.#worker) this.#fail(error.kind ?? "missing-file", error.message);
    }
  }

  #open(url) {
    // A browser that knows module workers reads the option; one that does not never looks.
    let looked = false;
    const options = {
      get type() {
        looked = true;
        return "module";
      },
    };
    try {
      const worker = new Worker(url, options);
      this.#worker = worker;
      if (!looked) throw new Error("this browser does not know module workers");
      worker.addEventListener(
        "message",
        ({ data }) => worker === this.#worker && this.#heard(data),
      );
      worker.addEventListener("error", (event) => {
        event.preventDefault();
        if (worker === this.#worker) this.#broken(event.message);
      });
      return worker;
    } catch (error) {
      this.#fail("no-module-worker", error.message);
      return null;
    }
  }

  async #manifest() {
    this.#fresh = true;
    return (await fetched(this.#urls.manifest)).json().catch((error) => {
      throw Object.assign(error, { kind: "cut-short" });
    });
  }

  // The worker's own script did not load, or threw. The browser does not say which; fetching it does.
  async #broken(message) {
    const worker = this.#worker;
    let found = { kind: "compile", message: message || "the worker did not start" };
    try {
      await fetched(this.#urls.worker);
    } catch (error) {
      found = error;
    }
    if (worker === this.#worker) this.#fail(found.kind, found.message);
  }

  // --- Hearing

  #heard({ type, ...said }) {
    this.#alarm();
    if (type === "progress") this.#tell("progress", said);
    if (type === "ready") this.#ready(said);
    if (type === "answer") this.#answered(said);
    if (type === "failed") this.#fail(said.kind, said.message);
  }

  #ready(said) {
    this.#quiet();
    this.#become("ready");
    this.#tell("ready", said);
    this.#settle();
    this.#next();
  }

  #answered({ id, text }) {
    if (id !== this.#current?.id) return;
    const { resolve } = this.#current;
    this.#current = null;
    this.#quiet();
    resolve(text);
    this.#next();
  }

  // Hands the worker the next question, if it is free.
  #next() {
    if (this.#state !== "ready" || this.#current || !this.#waiting.size) return;
    const [kind, { text, resolve }] = this.#waiting.entries().next().value;
    this.#waiting.delete(kind);
    this.#asked += 1;
    this.#current = { id: this.#asked, resolve };
    this.#alarm();
    this.#worker.postMessage({ type: "ask", id: this.#asked, text });
  }

  // --- Failing

  #fail(kind, message) {
    // After an update of the site, a page from before it names files that are gone: look once.
    if (kind === "missing-file" && this.#state === "loading" && !this.#fresh) {
      this.#begin();
      return;
    }
    if (DAMAGED.has(kind) && this.#state === "loading" && !this.#mended && navigator.serviceWorker?.controller) {
      this.#mend();
      return;
    }
    this.#end("failed");
    this.#tell("failed", { kind, message: String(message) });
    this.#settle();
  }

  // A copy that the browser kept may be damaged: have the service worker look, and begin again.
  #mend() {
    this.#end("loading");
    this.#mended = true;
    const { port1, port2 } = new MessageChannel();
    this.#alarm();
    port1.onmessage = () => this.#state === "loading" && this.#begin();
    navigator.serviceWorker.controller.postMessage({ do: "mend" }, [port2]);
  }

  #end(state) {
    this.#quiet();
    this.#worker?.terminate();
    this.#worker = null;
    this.#current?.resolve(null);
    this.#current = null;
    this.#become(state);
  }

  #become(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.#tell("state", state);
  }

  #alarm() {
    this.#quiet();
    this.#timer = setTimeout(
      () => this.#fail("timeout", `nothing for ${this.#timeout} ms`),
      this.#timeout,
    );
  }

  #quiet() {
    clearTimeout(this.#timer);
  }

  #tell(type, said) {
    for (const listener of this.#listeners[type]) {
      try {
        listener(said);
      } catch (error) {
        console.error(error); // a listener's fault is no fault of the engine
      }
    }
  }
}

// The build writes into a page with a checklist which files there are (macros/offline.py).
function told() {
  const note = document.querySelector("#engine-files");
  if (!note) return {};
  const { worker, ...rest } = JSON.parse(note.textContent);
  return { ...rest, worker: new URL(worker, document.baseURI).href };
}

// Fetches past the browser's store of files; an error it throws has a kind.
async function fetched(url) {
  const got = await fetch(url, { cache: "no-cache" });
  if (!got.ok) throw Object.assign(new Error(`${url}: ${got.status}`), { kind: "missing-file" });
  if ((got.headers.get("content-type") ?? "").startsWith("text/html")) {
    throw Object.assign(new Error(`${url}: a page came instead`), { kind: "not-the-file" });
  }
  return got;
}
