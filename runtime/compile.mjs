// node runtime/compile.mjs JOB: does, inside Pyodide, what only its own Python can do.
//
// JOB is a JSON file written by runtime/build.py; the results are files in its folder `out`.
//   {"do": "engine", ...}   run the engine, record what it loads, compile its own modules
//   {"do": "library", ...}  compile the named modules of the standard library
//   {"do": "glue", ...}     Pyodide's two scripts as one
// The library is compiled in a process that has seen no engine: some bits of bytecode depend on
// which texts the interpreter has met before, and an edit of the engine must not change a file that
// visitors have kept.
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { NPM, ROOT, boot } from "./pyodide.mjs";

const LIBRARY = "/lib/python313.zip/";
const OUT = "/out/";

// Python's bytecode then holds no columns, of use only to tracebacks that nobody sees.
const env = { PYTHONNODEBUGRANGES: "1", PYTHONDONTWRITEBYTECODE: "1" };

async function engine({ stdlib, engine: folder, package: name, bridge, requests, out }) {
  const files = { "in_pyodide.py": await readFile(path.join(ROOT, "runtime/in_pyodide.py")) };
  for (const file of await readdir(folder)) {
    if (/\.(py|json)$/.test(file))
      files[`${name}/${file}`] = await readFile(path.join(folder, file));
  }
  const pyodide = await boot({ stdlib, files, env });
  const tools = pyodide.pyimport("in_pyodide");
  tools.exercise(name, bridge, requests);
  const [library, own] = tools
    .loaded(name)
    .split("\n\n")
    .map((paths) => paths.split("\n"));
  const site = "/lib/python3.13/site-packages/";
  await compileAll(pyodide, tools, own, site, out);
  await writeFile(
    path.join(out, "closure.json"),
    JSON.stringify({ library, engine: own }, null, 1),
  );
}

async function library({ stdlib, paths, out }) {
  const files = { "in_pyodide.py": await readFile(path.join(ROOT, "runtime/in_pyodide.py")) };
  const pyodide = await boot({ stdlib, files, env });
  await compileAll(pyodide, pyodide.pyimport("in_pyodide"), paths, LIBRARY, out);
}

async function compileAll(pyodide, tools, paths, root, out) {
  pyodide.FS.mkdirTree(OUT);
  tools.compile_all(paths.join("\n"), root, OUT);
  for (const name of paths) await keep(pyodide, `${name}c`, out);
}

async function keep(pyodide, name, out) {
  const target = path.join(out, name);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, pyodide.FS.readFile(OUT + name.replaceAll("/", "+")));
}

// One script instead of two. Its six `eval`s serve parts that are never called here (extension
// modules, a C function that runs JavaScript); called indirectly they let the names around them be
// shortened. Without esbuild the script is the same, only longer.
async function glue({ script, out }) {
  const core = await readFile(script, "utf8");
  const loader = await readFile(path.join(NPM, "pyodide.mjs"), "utf8");
  const joined = `${core.replace(/\beval\(/g, "(0,eval)(")}\n${loader.replace(/\/\/# sourceMappingURL=.*/, "")}`;
  const esbuild = await import("esbuild").catch(() => null);
  const short = esbuild
    ? (await esbuild.transform(joined, { minify: true, format: "esm", target: "es2022" })).code
    : joined;
  await writeFile(path.join(out, "glue.mjs"), short);
}

const job = JSON.parse(await readFile(process.argv[2], "utf8"));
try {
  await mkdir(job.out, { recursive: true });
  await { engine, library, glue }[job.do](job);
} catch (error) {
  console.error(error.message); // without the place in Pyodide's script, a line of a megabyte
  process.exit(1);
}
