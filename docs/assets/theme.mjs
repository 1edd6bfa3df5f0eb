// The theme's own script, which no page needs to be read: search, choice of colours, menus that
// follow. It weighs as much as a page, so it comes when a person first moves, touches or types, and
// is told what it has missed. Where the page names it as usual (`make serve`), there is nothing to do.

const note = document.querySelector("#__config[data-theme]");
const SIGNS = ["pointermove", "pointerdown", "touchstart", "wheel", "scroll", "focusin", "keydown", "change"];
const SEARCH_KEYS = ["/", "f", "s"];
const missed = [];

// What must not be lost: a colour that was chosen, a key that opens the search.
function remember({ type, target, key }) {
  if (type === "change" && target.name === "__palette") missed.push([target, new Event(type)]);
  if (type !== "keydown" || !SEARCH_KEYS.includes(key) || target.matches("input, textarea, select")) return;
  missed.push([target, new KeyboardEvent(type, { key, bubbles: true, cancelable: true })]);
}

async function fetchTheme() {
  for (const sign of SIGNS) removeEventListener(sign, fetchTheme, true);
  await import(new URL(note.dataset.theme, document.baseURI));
  document.documentElement.classList.remove("themeless");
  for (const sign of ["keydown", "change"]) removeEventListener(sign, remember, true);
  for (const [target, event] of missed) target.dispatchEvent(event);
}

if (note) {
  document.documentElement.classList.replace("no-js", "js");
  document.documentElement.classList.add("themeless");
  for (const sign of ["keydown", "change"]) addEventListener(sign, remember, true);
  // A link to a search, or to a place that may be folded away, needs it at once.
  if (location.search || location.hash) fetchTheme();
  else for (const sign of SIGNS) addEventListener(sign, fetchTheme, { capture: true, passive: true });
}
