// What the browser keeps. Only texts go in and out: what they mean is for Python to say.

const KEY = "img-field-guide";
const PENDING = `${KEY}-pending`; // answers given before Python could read what was saved
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
export const pending = () => attempt(() => localStorage.getItem(PENDING));

const put = (key, text) =>
  attempt(() => {
    localStorage.setItem(key, text);
    return true;
  }, false);

// Each gives whether it was kept.
export const save = (text) => put(KEY, text);
export const savePending = (text) => put(PENDING, text);
export const dropPending = () => attempt(() => localStorage.removeItem(PENDING));
export const drop = () => attempt(() => localStorage.removeItem(KEY));

const keys = () => attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(KEY)), []);
const asideKeys = () => keys().filter((key) => key.startsWith(ASIDE));

export function setAside(text) {
  const numbers = asideKeys().map((key) => Number(key.slice(ASIDE.length)) || 0);
  return put(`${ASIDE}${Math.max(0, ...numbers) + 1}`, text);
}

export const aside = () => asideKeys().sort().map((key) => attempt(() => localStorage.getItem(key), ""));

export function erase() {
  for (const key of keys()) attempt(() => localStorage.removeItem(key));
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
