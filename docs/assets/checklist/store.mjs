// What the browser keeps. Only texts go in and out: what they mean is for Python to say.

const KEY = "img-field-guide";
const PENDING = `${KEY}-pending-`; // what was given before Python came; numbered by visit
const ASIDE = `${KEY}-aside-`; // what could not be read or was replaced; numbered, never deleted

// Storage can be forbidden, and it can be full. Then `attempt` gives the fallback.
function attempt(what, otherwise = null) {
  try {
    return what();
  } catch {
    return otherwise;
  }
}

export const saved = () => attempt(() => localStorage.getItem(KEY));

const put = (key, text) =>
  attempt(() => {
    localStorage.setItem(key, text);
    return true;
  }, false);

// Each gives whether it was kept.
export const save = (text) => put(KEY, text);
export const drop = () => attempt(() => localStorage.removeItem(KEY));

const keys = () => attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(KEY)), []);
const number = (key) => Number(key.split("-").at(-1)) || 0;
const numbered = (start) =>
  keys().filter((key) => key.startsWith(start)).sort((one, other) => number(one) - number(other));
const nextOf = (start) => `${start}${number(numbered(start).at(-1) ?? "") + 1}`;
const texts = (some) => some.map((key) => attempt(() => localStorage.getItem(key)) ?? "");

export const setAside = (text) => put(nextOf(ASIDE), text);
export const aside = () => texts(numbered(ASIDE));

let visit = null; // the key of what this visit gives before Python comes

// What earlier visits gave to a page to which Python never came: by key, at most so many.
export function pending(most) {
  const some = numbered(PENDING).filter((key) => key !== visit).slice(0, most);
  return new Map(some.map((key, index) => [key, texts(some)[index]]));
}

export function savePending(text) {
  visit ??= nextOf(PENDING);
  return put(visit, text);
}

// Drops these, and what this visit gave.
export function dropPending(some) {
  for (const key of [...some, visit ?? PENDING]) attempt(() => localStorage.removeItem(key));
}

export function erase() {
  for (const key of keys()) attempt(() => localStorage.removeItem(key));
  attempt(() => caches.delete(KEY).catch(() => false)); // the pages that were read (sw.js)
}

// Calls `changed` with the new text (null: erased) when another tab has saved.
export function watch(changed) {
  addEventListener("storage", (event) => {
    if (event.key === KEY || event.key === null) changed(event.key && event.newValue);
  });
}

export function download(link, { name, type, text }) {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
