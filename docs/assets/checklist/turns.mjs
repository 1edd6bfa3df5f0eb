// Which question is in sight: one at a time in the place at the top, the others below it.

import { all, by, hide, one } from "./form.mjs";

const OPEN = ["ask", "answered", "unsure"];

export class Turns {
  // `views` is null in a small checklist, which has but one. `turned` hears of another question in sight.
  constructor(root, view, views, answered, turned) {
    this.views = views;
    this.turned = turned;
    this.questions = view.questions;
    this.answered = answered;
    this.root = root;
    this.slot = root.querySelector("[data-now]");
    const places = by("place", root);
    this.places = new Map([...this.questions].map(([name, question]) => [question, places.get(name)]));
    this.topics = all(".whole .topic", root).map((topic) => [topic, this.under(topic)]);
    this.current = this.slot.querySelector("[data-question]"); // the page comes with the first one there
    this.trail = []; // ids of the questions shown before this one
    this.wanted = null; // a question asked for by its id, shown whatever its state
    if (views) addEventListener("popstate", ({ state }) => this.returned(state));
  }

  // The questions of a topic, wherever they are at present.
  under(topic) {
    return all("[data-place]", topic).map((place) => this.questions.get(place.dataset.place));
  }

  inSight(question, judged, failed) {
    if (failed || question === this.wanted) return true;
    if (judged) return OPEN.includes(question.dataset.state) || this.answered(question);
    return "first" in question.dataset;
  }

  shown(judged, failed) {
    return [...this.questions.values()].filter((question) => this.inSight(question, judged, failed));
  }

  // Puts every question where it belongs. The one in the place at the top stays there while it is
  // in sight, so that nothing moves under a person's hand.
  place(judged, failed) {
    const shown = this.shown(judged, failed);
    if (!this.current || !shown.includes(this.current)) this.put(this.following(judged, shown));
    const seen = new Set(shown);
    for (const question of this.questions.values()) {
      hide(question, !seen.has(question));
      hide(question.parentElement, question.hidden);
      question.toggleAttribute("data-current", question === this.current);
    }
    for (const [topic, questions] of this.topics) {
      hide(topic, questions.every((question) => question.hidden));
    }
    hide(this.slot, false);
    hide(one(".pager", this.root), !this.current);
    one("[data-do=back]", this.root).disabled = !this.trail.length;
    hide(one("[data-do=next]", this.root), !this.following(judged, shown));
    this.failed = failed;
    this.judged = judged;
  }

  // All questions below the one in sight, or only when asked for.
  unfold(open) {
    for (const whole of all("details.whole", this.root)) whole.open = open;
  }

  // The question to ask after this one: the one that settles most, else the first without an answer.
  following(judged, shown) {
    const next = this.questions.get(judged?.next);
    if (judged) return next === this.current ? this.otherOpen(shown) : next;
    const rest = shown.filter((question) => !this.answered(question) && question !== this.current);
    return rest[0] ?? null;
  }

  // The question that is most likely answered next.
  likely(judged) {
    if (this.current && !this.answered(this.current)) return this.current;
    return this.following(judged, this.shown(judged, this.failed)) ?? this.current;
  }

  otherOpen(shown) {
    const later = shown.slice(shown.indexOf(this.current) + 1);
    const open = (question) => question.dataset.state === "ask" && question !== this.current;
    return later.find(open) ?? shown.find(open) ?? null;
  }

  put(question) {
    if (this.current) this.places.get(this.current).append(this.current);
    this.current = question ?? null;
    if (question) this.slot.append(question);
  }

  // Gives whether there was another question.
  forward(judged) {
    const following = this.following(judged, this.shown(judged, this.failed));
    if (following) this.turnTo(following);
    return Boolean(following);
  }

  // Shows a question. `how` it goes into the browser's history: as a new entry, or in place of the
  // one that led here.
  turnTo(question, how = "pushState") {
    if (!question) return;
    const elsewhere = this.views && this.views.named() !== "questions";
    if (question !== this.current || elsewhere) this.turn(question, how);
    this.views?.show("questions");
    this.focus();
  }

  turn(question, how) {
    if (this.current && this.current !== question) this.trail.push(this.current.dataset.question);
    this.wanted = question;
    this.put(question);
    this.remember(how);
    this.place(this.judged, this.failed);
    this.turned();
  }

  back() {
    if (!this.trail.length) return;
    if (history.state?.trail?.length) history.back();
    else this.returned({ question: this.trail.at(-1), trail: this.trail.slice(0, -1) });
  }

  // The browser's Back and Forward come here too.
  returned(state) {
    if (!state?.question) return;
    const question = this.questions.get(state.question);
    if (!question || question === this.current) return;
    this.trail = [...state.trail];
    this.wanted = question;
    this.put(question);
    this.place(this.judged, this.failed);
    this.turned();
    this.focus();
  }

  restart() {
    this.trail = [];
    this.wanted = null;
    this.put(null);
  }

  remember(how) {
    if (!this.views) return;
    const pushed = how === "pushState";
    if (!history.state?.question && pushed && this.trail.length && this.views.named() === "questions") {
      history.replaceState({ question: this.trail.at(-1), trail: this.trail.slice(0, -1) }, "");
    }
    const entry = { question: this.current.dataset.question, trail: [...this.trail] };
    history[how](entry, "", ...(pushed && location.hash ? ["#questions"] : []));
  }

  focus() {
    const first = this.current.querySelector("input:checked") ?? this.current.querySelector("input");
    first.focus({ preventScroll: true });
    this.slot.scrollIntoView({ block: "nearest" });
    if (this.slot.getBoundingClientRect().top < 60) this.slot.scrollIntoView({ block: "start" });
  }
}
