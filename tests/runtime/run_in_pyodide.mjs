// node tests/runtime/run_in_pyodide.mjs REQUESTS [RUNTIME]
//
// Asks the engine inside Pyodide, with the very files that visitors get. REQUESTS holds one request
// a line, handed over as it stands; the responses are printed, one a line. RUNTIME is the folder
// with the manifest (docs/assets/runtime).
import { readFile } from "node:fs/promises";
import { published } from "../../runtime/pyodide.mjs";

const [requests, folder] = process.argv.slice(2);
const { respond } = await published(folder);
const lines = (await readFile(requests, "utf8")).split("\n");
if (lines.at(-1) === "") lines.pop();
process.stdout.write(lines.map((line) => `${respond(line)}\n`).join(""));
