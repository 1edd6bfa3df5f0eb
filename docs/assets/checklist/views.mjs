// Which part of the checklist is in sight: questions, verdicts, plan or keep. The address says which,
// so that links, those of other pages too, and the browser's Back lead to each.

import { all } from "./form.mjs";

export class Views {
  // `arrive` is called with what the address names, and with null where that is the questions.
  constructor(root, arrive) {
    this.root = root;
    this.arrive = arrive;
    this.links = all(".views a", root);
    this.left = new Map(); // where the focus was in each view when it was left
    addEventListener("hashchange", () => this.follow());
    this.show(this.named() ?? "questions");
  }

  // The view that the address asks for; null where it names something else.
  named() {
    if (!location.hash) return "questions";
    return viewOf(this.target());
  }

  target() {
    return document.getElementById(unescaped(location.hash.slice(1)));
  }

  // Back leads to where the person was in that view; a link, to what it names.
  follow() {
    const view = this.named();
    if (!view) return; // a place elsewhere on the page, or answers
    this.show(view);
    const left = history.state?.seen && this.left.get(view);
    if (left) left.focus();
    else this.arrive(this.target());
    history.replaceState({ ...history.state, seen: true }, "");
  }

  // Goes to a place without a trace in the browser's history.
  open(target) {
    this.show(viewOf(target));
    this.arrive(target);
  }

  show(view) {
    const { dataset } = this.root;
    const focused = document.activeElement;
    if (dataset.view !== view && viewOf(focused) === dataset.view) this.left.set(dataset.view, focused);
    dataset.view = view;
    for (const link of this.links) {
      if (link.hash === `#${view}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }
}

const viewOf = (node) => node?.closest(".view")?.id.replace("view-", "") ?? null;

function unescaped(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// Goes to a place of the page, by sight and by focus.
export function goTo(node) {
  if (!node.matches("a, button, input, [tabindex]")) node.tabIndex = -1;
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: "start" });
}
