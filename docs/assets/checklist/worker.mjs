// Runs the engine: Python, in a thread of its own. engine.mjs starts it and talks with it.
//
//   page -> worker   {type: 'start', base, manifest, again}  once; again: past the browser's store
//                    {type: 'ask', id, text}
//   worker -> page   {type: 'progress', loaded, total}    bytes, as unpacked
//                    {type: 'ready', ms}                  since this worker began
//                    {type: 'answer', id, text}
//                    {type: 'failed', kind, message}      the end of this worker
//
// Only texts go in and out. Nothing here is evaluated, and nothing is fetched but the four files
// that the manifest names.

let respond = null; // the engine's one function, once it is there

self.addEventListener("message", ({ data }) => {
  if (data?.type === "start") start(data);
  if (data?.type === "ask") answer(data.id, data.text);
});

// A failure whose kind is known.
class Failure extends Error {
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

async function start({ base, manifest, again }) {
  const files = {};
  const options = again ? { cache: "reload" } : {};
  for (const [kind, file] of Object.entries(manifest.files)) {
    files[kind] = { ...file, url: new URL(file.name, base).href, options };
  }
  const bodies = [];
  try {
    await run(files, base, manifest.info, bodies);
    self.postMessage({ type: "ready", ms: performance.now() });
  } catch (error) {
    fail(await likeliest(error, bodies));
  }
}

// A body that broke off explains a failure better than what came of it.
async function likeliest(error, bodies) {
  if (error instanceof Failure && error.kind !== "compile") return error;
  const ended = await Promise.allSettled(bodies);
  const short = ended.find((end) => end.reason instanceof Failure);
  return short?.reason ?? error;
}

function fail(error) {
  const kind = error instanceof Failure ? error.kind : "python";
  // Python puts the error itself last, after where it happened.
  const text = String(error?.message ?? error)
    .trim()
    .split("\n");
  self.postMessage({ type: "failed", kind, message: text.at(-1).slice(0, 500) });
}

function answer(id, text) {
  try {
    self.postMessage({ type: "answer", id, text: respond(text) });
  } catch (error) {
    fail(error);
  }
}

// --- Start

async function run(files, base, info, bodies) {
  if (typeof WebAssembly !== "object")
    throw new Failure("no-wasm", "no WebAssembly in this worker");
  // Everything is asked for before anything is waited for.
  const glue = script(files.glue);
  const count = counter(files);
  const wasm = response(files.wasm);
  const stdlib = bytes(files.stdlib, count);
  const engine = bytes(files.engine, count);
  bodies.push(tally(wasm, files.wasm, count), stdlib, engine);
  for (const early of [glue, wasm, ...bodies]) early.catch(() => {}); // each is awaited below

  const compiled = watched();
  const restore = handing({
    [new URL("pyodide.asm.wasm", base).href]: wasm,
    // Where the library does not come, Pyodide hears nothing: it would start a Python without one.
    [files.stdlib.url]: stdlib.then(
      (content) => new Response(content),
      () => new Promise(() => {}),
    ),
  });
  try {
    const { loadPyodide } = await glue.catch((error) => whyNot(files.glue, error));
    const booted = boot(loadPyodide, base, files, info, engine);
    // Pyodide only logs what it cannot fetch: the downloads speak for themselves.
    const all = Promise.all([booted, wasm, ...bodies]);
    const [pyodide] = await Promise.race([all, compiled.failed]);
    // An answer leaves no circles of objects behind; to look for them takes longer than an answer.
    pyodide.pyimport("gc").disable();
    respond = pyodide.pyimport("checklist_py.bridge.respond");
  } finally {
    restore();
    compiled.restore();
  }
}

function boot(loadPyodide, base, files, info, engine) {
  return loadPyodide({
    indexURL: base,
    stdLibURL: files.stdlib.url,
    lockFileContents: { info, packages: {} }, // no list of packages to fetch
    packageBaseUrl: base, // else Pyodide would name a host of its own
    env: { PYTHONOPTIMIZE: "2", PYTHONDONTWRITEBYTECODE: "1", PYTHONHASHSEED: "0" },
    fsInit: async (FS, { sitePackages }) => {
      for (const { name, content } of members(await engine)) {
        const path = `${sitePackages}/${name}`;
        FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
        FS.writeFile(path, content);
      }
    },
  });
}

// Pyodide fetches by itself; it is handed what is on its way already.
function handing(given) {
  const original = self.fetch;
  self.fetch = (url, options) => given[String(url)] ?? original(url, options);
  return () => {
    self.fetch = original;
  };
}

// Pyodide waits for ever for a WebAssembly that does not compile: this says so. It also compiles
// where the host sends no type for `.wasm`, which browsers then refuse to compile as it arrives.
function watched() {
  const original = WebAssembly.instantiateStreaming;
  let refuse;
  const failed = new Promise((_, reject) => {
    refuse = reject;
  });
  failed.catch(() => {});
  WebAssembly.instantiateStreaming = async (source, imports) => {
    try {
      const from = await source;
      const typed = (from.headers.get("content-type") ?? "").startsWith("application/wasm");
      if (original && typed) return await original.call(WebAssembly, from, imports);
      return await WebAssembly.instantiate(await from.arrayBuffer(), imports);
    } catch (error) {
      refuse(error instanceof Failure ? error : new Failure("compile", String(error)));
      throw error;
    }
  };
  const restore = () => {
    WebAssembly.instantiateStreaming = original;
  };
  return { failed, restore };
}

// --- Downloads

async function response(file) {
  let got;
  try {
    got = await fetch(file.url, file.options);
  } catch (error) {
    throw new Failure("missing-file", `${file.name}: ${error.message}`);
  }
  if (!got.ok) throw new Failure("missing-file", `${file.name}: ${got.status}`);
  if ((got.headers.get("content-type") ?? "").startsWith("text/html")) {
    throw new Failure("not-the-file", `${file.name}: a page came instead`);
  }
  return got;
}

// Counts the bytes of a body on a copy of it: the browser keeps compiled code only for a response
// that it compiled as it came.
async function tally(responding, file, count) {
  const copy = (await responding).clone();
  await read(copy, file, count, () => {});
}

async function bytes(file, count) {
  const content = new Uint8Array(file.bytes);
  let at = 0;
  await read(await response(file), file, count, (chunk) => {
    content.set(chunk.subarray(0, content.length - at), at);
    at += chunk.length;
  });
  if (content[0] !== 0x50 || content[1] !== 0x4b) {
    throw new Failure("not-the-file", `${file.name}: not an archive`); // they begin with PK
  }
  return content;
}

async function read(got, file, count, take) {
  let loaded = 0;
  try {
    const reader = got.body.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      take(next.value);
      loaded += next.value.length;
      count(next.value.length);
    }
  } catch (error) {
    throw new Failure("cut-short", `${file.name}: ${error.message} after ${loaded} bytes`);
  }
  if (loaded < file.bytes)
    throw new Failure("cut-short", `${file.name}: ${loaded} of ${file.bytes} bytes`);
  if (loaded > file.bytes)
    throw new Failure("not-the-file", `${file.name}: ${loaded} bytes, not ${file.bytes}`);
}

// Tells the page how far the download is, a few times a second. The glue is a script, which the
// browser fetches unseen: it is left out on both sides.
function counter(files) {
  const total = files.wasm.bytes + files.stdlib.bytes + files.engine.bytes;
  let loaded = 0;
  let told = 0;
  return (more) => {
    loaded += more;
    const now = performance.now();
    if (now - told < 100 && loaded < total) return;
    told = now;
    self.postMessage({ type: "progress", loaded: Math.min(loaded, total), total });
  };
}

// A script is loaded from the browser's store: what is there is fetched anew before, if it must be.
async function script(file) {
  if (file.options.cache) await (await response(file)).arrayBuffer();
  return import(file.url);
}

// Browsers do not say why a script was not loaded. Fetching it says it.
async function whyNot(file, error) {
  await read(
    await response(file),
    file,
    () => {},
    () => {},
  );
  throw new Failure("compile", `${file.name}: ${error.message}`);
}

// --- The engine's archive: a zip whose members are stored as they are

function members(archive) {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const found = [];
  let at = 0;
  while (view.getUint32(at, true) === 0x04034b50) {
    const size = view.getUint32(at + 18, true);
    const nameAt = at + 30;
    const start = nameAt + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
    const name = archive.subarray(nameAt, nameAt + view.getUint16(at + 26, true));
    found.push({
      name: new TextDecoder().decode(name),
      content: archive.subarray(start, start + size),
    });
    at = start + size;
  }
  return found;
}
