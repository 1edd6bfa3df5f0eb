// Starts Pyodide under Node, for the build and the tests.
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

// Where npm put Pyodide.
export const NPM = path.dirname(createRequire(import.meta.url).resolve("pyodide"));

// Pyodide, with files put into its memory before Python starts: {path: bytes}.
export async function boot({ glue, folder = NPM, stdlib, info, files = {}, env = {} }) {
  const { loadPyodide } = await import(pathToFileURL(glue ?? path.join(NPM, "pyodide.mjs")).href);
  // Under Node Pyodide's script is made for CommonJS, which gives every file these two.
  globalThis.require ??= createRequire(import.meta.url);
  globalThis.__dirname ??= folder;
  return loadPyodide({
    indexURL: folder,
    stdLibURL: stdlib,
    lockFileContents: { info: info ?? (await lockInfo()), packages: {} },
    packageBaseUrl: "/", // never asked for: there are no packages
    env: { PYTHONHASHSEED: "0", ...env },
    fsInit: (FS, { sitePackages }) => {
      for (const [name, bytes] of Object.entries(files))
        write(FS, `${sitePackages}/${name}`, bytes);
    },
  });
}

function write(FS, name, bytes) {
  FS.mkdirTree(name.slice(0, name.lastIndexOf("/")));
  FS.writeFile(name, bytes);
}

// What Pyodide's own lock file says about this build of it, without its list of packages.
export async function lockInfo() {
  return JSON.parse(await readFile(path.join(NPM, "pyodide-lock.json"), "utf8")).info;
}

// The engine as visitors get it, from the files that the build wrote: its `respond`.
export async function published(folder = path.join(ROOT, "docs/assets/runtime")) {
  const { files, info } = JSON.parse(await readFile(path.join(folder, "manifest.json"), "utf8"));
  const named = await mkdtemp(path.join(tmpdir(), "runtime-")); // Pyodide looks for a fixed name
  await symlink(path.resolve(folder, files.wasm.name), path.join(named, "pyodide.asm.wasm"));
  const pyodide = await boot({
    folder: named,
    glue: path.resolve(folder, files.glue.name),
    stdlib: path.join(folder, files.stdlib.name),
    files: members(await readFile(path.join(folder, files.engine.name))),
    info,
    env: { PYTHONOPTIMIZE: "2", PYTHONDONTWRITEBYTECODE: "1" },
  });
  await rm(named, { recursive: true });
  return { pyodide, respond: pyodide.pyimport("checklist_py.bridge.respond") };
}

// The members of an archive that stores them as they are: {path: bytes}.
function members(archive) {
  const found = {};
  for (let at = 0; archive.readUInt32LE(at) === 0x04034b50;) {
    const name = at + 30;
    const start = name + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28);
    const end = start + archive.readUInt32LE(at + 18);
    const text = archive.toString("utf8", name, name + archive.readUInt16LE(at + 26));
    found[text] = archive.subarray(start, end);
    at = end;
  }
  return found;
}
