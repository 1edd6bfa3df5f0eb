// Which texts may become HTML, or the address of a script, on these pages (Trusted Types): those of
// the theme, whose search shows what it found as a few plain elements, and the workers. All other
// text stays text, and none ever becomes code. The policy of each page asks for it (macros/policy.py).
const SHOWN = /^(?:[^<]|<\/?(?:h[1-6]|p|li|[ou]l|code|pre|mark|del|div)(?: class="[\w -]*")?>)*$/;

// Whichever script comes first brings it.

const types = globalThis.trustedTypes;
if (!types?.defaultPolicy) types?.createPolicy("default", {
  createHTML: (text) => (SHOWN.test(text) ? text : text.replaceAll("<", "&lt;")),
  createScriptURL: (address) => {
    const { origin, pathname } = new URL(address, document.baseURI);
    return origin === location.origin && /\/(?:assets\/.+|sw)\.m?js$/.test(pathname) ? address : null;
  },
});
