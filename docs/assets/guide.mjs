// Small helps for every page; none is needed to read it.

import "./trusted.mjs"; // before any other script
import "./theme.mjs";

// Material leaves the search dialog and the path without a name for screen readers.
for (const dialog of document.querySelectorAll('[role="dialog"]:not([aria-label])')) {
  dialog.setAttribute("aria-label", "Search");
}
document.querySelector("nav.md-path")?.setAttribute("aria-label", "You are here");

// Menu, search and the list of a section in the menu open by a button, which says so and gets the focus back.
const first = { __drawer: ".md-sidebar--primary a", __search: ".md-search__input" };
const drawer = document.getElementById("__drawer");
const LIST = ".md-sidebar--primary .md-nav__toggle:checked ~ nav";
for (const button of document.querySelectorAll("[data-opens]")) {
  const toggle = document.getElementById(button.dataset.opens);
  button.setAttribute("aria-expanded", toggle.checked);
  button.addEventListener("click", () => toggle.click());
  toggle.addEventListener("change", () => {
    button.setAttribute("aria-expanded", toggle.checked);
    cover();
    const list = toggle.id !== "__search" && document.querySelector(`${LIST} [data-shuts]`);
    (toggle.checked ? list || document.querySelector(first[toggle.id]) : button).focus();
  });
}
for (const button of document.querySelectorAll("[data-shuts]")) {
  button.addEventListener("click", () => document.getElementById(button.dataset.shuts).click());
}
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && drawer?.checked) drawer.click();
});

// On a narrow screen the list of a section lies over the whole menu, which then takes no focus.
function cover() {
  const covered = drawer.checked && document.querySelector(LIST) !== null;
  const under = "[data-md-level='0'] > .md-nav__title, [data-md-level='0'] > ul > li > :not(nav, input)";
  for (const part of document.querySelectorAll(under)) part.inert = covered;
}

// A page grows old without being built again: compare its dates with the visitor's clock. A day is
// over when it is over everywhere, so that no deadline is called past while somebody can still meet it.
const LAST_ZONE = 12 * 3600 * 1000; // the westernmost clocks are so far behind UTC
const today = new Date(Date.now() - LAST_ZONE).toISOString().slice(0, 10);
function age(within) {
  for (const mark of within.querySelectorAll("[data-review]")) {
    mark.hidden = mark.dataset.review >= today;
  }
  for (const fact of within.querySelectorAll("[data-due]")) {
    fact.classList.toggle("due", fact.dataset.due < today);
  }
  for (const row of within.querySelectorAll("[data-until]")) {
    row.classList.toggle("past", row.dataset.until < today);
  }
}
age(document);
addEventListener("arrived", ({ target }) => age(target)); // the checklist's page comes in parts

// Wide tables and long lines of code are scrolled by keyboard too. (The observer tells after a
// layout; asking by oneself would bring one about.)
const widths = new ResizeObserver((entries) => {
  for (const { target: box } of entries) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
});
for (const box of document.querySelectorAll(".md-typeset__scrollwrap, pre > code")) widths.observe(box);

// A search that found nothing says where else to look.
const meta = document.querySelector(".md-search-result__meta"), none = document.querySelector(".search-none");
if (meta && none) {
  const said = JSON.parse(document.querySelector("#__config").textContent).translations["search.result.none"];
  new MutationObserver(() => { none.hidden = meta.textContent.trim() !== said; })
    .observe(meta, { childList: true, characterData: true, subtree: true });
}

// A term explains itself under the pointer and to the keyboard too, not only when pressed.
const explained = new WeakSet();
function explain(term) {
  const about = document.getElementById(term.getAttribute("popovertarget"));
  if (!about || explained.has(term)) return;
  explained.add(term);
  let timer = 0, hovered = false;
  const show = (wait) => { clearTimeout(timer); timer = setTimeout(() => {
    if (!about.matches(":popover-open")) { hovered = true; about.showPopover({ source: term }); }
  }, wait); };
  const hide = () => { clearTimeout(timer); timer = setTimeout(() => {
    if (hovered && !about.matches(":hover") && !term.matches(":hover")) { hovered = false; about.hidePopover(); }
  }, 250); };
  term.addEventListener("pointerenter", () => show(250));
  term.addEventListener("focus", () => { if (term.matches(":focus-visible")) show(0); });
  // A press keeps open what had opened by itself.
  term.addEventListener("click", (event) => { if (hovered) { event.preventDefault(); hovered = false; } });
  for (const one of [term, about]) one.addEventListener("pointerleave", hide);
  term.addEventListener("blur", hide);
  about.addEventListener("toggle", (event) => { if (event.newState === "closed") hovered = false; });
}
if (matchMedia("(hover: hover)").matches && "popover" in HTMLElement.prototype) {
  const explainAll = () => { for (const term of document.querySelectorAll("button.term")) explain(term); };
  explainAll();
  addEventListener("arrived", ({ target }) => { if (target.matches(".explained")) explainAll(); });
}

if (document.querySelector("[data-whole]")) location.replace(`../checklist/${location.hash}`);
else if (document.querySelector(".checklist")) import("./checklist/checklist.mjs").catch(withoutChecklist);
if (document.querySelector("[data-offline]")) import("./offline.mjs");

function withoutChecklist() {
  for (const line of document.querySelectorAll("[data-status-line]")) {
    line.textContent = line.parentElement.querySelector("[data-status=failed]").textContent;
    line.parentElement.dataset.engine = "failed";
  }
}

// What an address names may lie in a fold; only newer browsers open it by themselves.
function unfold() {
  const named = document.getElementById(location.hash.slice(1));
  const fold = named?.closest("details:not([open])");
  if (!fold) return;
  fold.open = true;
  unfold(); // the fold around it, if any
  named.scrollIntoView();
}
addEventListener("hashchange", unfold);
addEventListener("arrived", ({ target }) => { if (target.contains(document.getElementById(location.hash.slice(1)))) unfold(); });
unfold();

// Paper cannot be unfolded.
let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll("article details:not([open])")];
  for (const one of unfolded) one.open = true;
});
addEventListener("afterprint", () => { for (const one of unfolded) one.open = false; });
