// From the second visit on the browser has Python at hand. Then, on the checklist's own page, it
// starts while the page is still being read. On a first visit the page itself goes first.

import "../trusted.mjs"; // before any other script
import { Engine } from "./engine.mjs";

const early = document.querySelector("#engine-files[data-early]") && navigator.serviceWorker?.controller;

export { Engine };
export const engine = early ? new Engine() : null;
engine?.start({}, { timeout: 60_000 });
