// The checklist's page side: reads the form, asks the engine, keeps the answers.
// No rule is decided here, no HTML is made here, and nothing from outside (a saved state, a file, a
// link, another tab) is used before Python has read it.

import { Ahead } from "./ahead.mjs";
import { Engine, engine as early } from "./early.mjs";
import { all, chosen, hide, one, options, sentence, show, tidy } from "./form.mjs";
import { complete } from "./parts.mjs";
import * as store from "./store.mjs";
import { Turns } from "./turns.mjs";
import { View } from "./show.mjs";
import { goTo, Views } from "./views.mjs";

const LARGEST_FILE = 200_000; // Python refuses less; more need not be read
const MOST_PENDING = 19; // Python opens one text more at a time
const LONGEST_TYPED = 40; // of what is typed back into a field
const blank = () => ({ answers: {}, ticked: [], notes: {}, aside: {}, compare: null, seal: {} });
const holds = ({ answers, ticked, notes }) =>
  [answers, ticked, notes].some((part) => Object.keys(part).length);

class Checklist {
  constructor(root) {
    this.root = root;
    this.small = root.dataset.small ?? null;
    this.assumed = JSON.parse(root.dataset.assume ?? "{}"); // what a small checklist takes for granted
    this.view = new View(root);
    this.views = this.small ? null : new Views(root, (target) => this.arrive(target));
    const answered = (question) => chosen(question) !== undefined;
    this.turns = new Turns(root, this.view, this.views, answered, () => this.lookAhead());
    this.turns.unfold(false);
    this.state = blank();
    this.parts = this.small ? "here" : "coming"; // the rest of the page: coming, here or missing
    this.read = false; // whether Python has read what was saved
    this.opening = null; // which reading of it is the newest
    this.lastSaved = null; // as this page saw it last
    this.incoming = null; // a state that waits for a yes
    this.judged = null; // the engine's response that the page shows
    this.shown = null; // the request that it answers
    this.asIf = null;
    this.engine = (!this.small && early) || new Engine();
    this.engine.on("state", (state) => this.engineIs(state));
    this.ahead = new Ahead((text) => this.engine.ask(text, "ahead"));
    this.listen();
    if (!this.small) this.begin();
  }

  // --- the engine

  begin() {
    if (this.opened) return;
    this.engineIs(this.engine.state); // it may have begun before this
    const at = (path) => new URL(path, new URL(this.root.dataset.assets, document.baseURI)).href;
    const urls = { worker: at("checklist/worker.mjs"), manifest: at("runtime/manifest.json") };
    this.engine.start(urls, { timeout: 60_000 });
    this.opened = this.open();
  }

  // Python is of no use to a page that is not whole.
  engineIs(found) {
    if (found === "idle") return;
    const state = found === "ready" ? { coming: "loading", here: "ready", missing: "failed" }[this.parts] : found;
    this.root.dataset.engine = state;
    this.view.say(state);
    this.root.querySelector(".retry").hidden = state !== "failed";
    this.turns.place(this.judged, state === "failed");
    if (state !== "failed") return;
    this.whole();
    this.follow();
  }

  // To what a link has named, once that can be seen.
  follow() {
    if (location.hash && document.activeElement === document.body) this.views?.follow();
  }

  // Gives whether the page is whole.
  async completed() {
    if (this.parts === "here") return true;
    this.parts = "coming"; // it may be a second try
    this.engineIs(this.engine.state);
    this.parts = await complete(this.root).then(() => "here", () => "missing");
    if (this.parts === "here") {
      this.view.gather();
      this.view.prepare();
    }
    this.engineIs(this.parts === "here" ? this.engine.state : "failed");
    return this.parts === "here";
  }

  // Without Python nothing can be chosen for the person: everything stands open.
  whole() {
    this.turns.unfold(true);
    this.view.unfoldAll();
  }

  request(what = this.small ? { only: [this.small] } : {}, given = this.state.answers) {
    const { ticked, notes } = this.state;
    const answers = { ...given, ...this.assumed };
    const own = { answers, ticked: [...ticked], notes: { ...notes } };
    return { version: 1, today: this.asIf ?? today(), ...own, ...what };
  }

  async ask(what, kind = what.do) {
    return parsed(await this.engine.ask(JSON.stringify(this.request(what)), kind));
  }

  // What the person may answer next: to the question in sight, or to the one that follows it.
  lookAhead() {
    const question = this.turns.likely(this.judged);
    if (!this.judged || !question) return;
    const { answers } = this.state;
    const given = options(question).map((answer) => ({ ...answers, [question.dataset.question]: answer }));
    this.ahead.look(given.map((one) => ({ ...this.request(undefined, one), shown: this.shown })));
  }

  // Not before what was saved has been read: half of a person's answers would make other verdicts.
  async judge() {
    const before = this.judged;
    const request = this.request();
    const asked = JSON.stringify(before ? { ...request, shown: this.shown } : request);
    const ahead = this.ahead.found(asked);
    if (ahead === null) this.place();
    if (!this.read) return;
    const found = parsed(ahead ?? (await this.engine.ask(asked, "assess")));
    if (!found?.questions && !found?.partial) return; // a newer question has overtaken this one
    const response = found.partial ? patched(before, found) : found;
    [this.judged, this.shown] = [response, request];
    this.view.response(response);
    this.place();
    if (!before && !("judged" in this.root.dataset)) {
      this.root.dataset.judged = "";
      this.follow();
    }
    this.root.dispatchEvent(new Event("judged"));
    if (!this.asIf && !this.small) this.keepJudged(response);
    this.lookAhead();
  }

  keepJudged({ seal }) {
    const sealed = this.state.seal !== seal;
    this.state.seal = seal;
    if (sealed && holds(this.state)) this.save();
    this.compare();
  }

  place() {
    this.turns.place(this.judged, this.engine.state === "failed");
    this.view.mine(this.state, this.judged?.questions);
  }

  // --- the saved state

  async open() {
    const opening = (this.opening = Symbol("opening"));
    if (!(await this.completed())) return;
    const [saved, pending] = [store.saved(), store.pending(MOST_PENDING)];
    this.lastSaved = saved;
    this.view.root.querySelector("[data-put-aside]")?.toggleAttribute("hidden", !store.aside().length);
    const texts = [saved, ...pending.values()].filter((text) => text !== null);
    const opened = await this.ask({ do: "open", texts: texts.map(within) }, "first");
    if (!opened?.state || opening !== this.opening) return; // what is saved stays as it is
    this.refuse(opened.refused, texts);
    this.typeBack(opened);
    const early = this.state;
    this.read = true;
    this.take(together(opened.state, early));
    if (!(pending.size || holds(early)) || this.save()) store.dropPending(pending.keys());
    this.since(opened);
    this.view.problems(opened.errors);
    this.judge();
    this.openLink();
  }

  // What was typed and cannot be read goes back into its field, where its error stands beside it.
  typeBack({ state, errors }) {
    for (const { where } of errors) {
      const typed = Object.hasOwn(state.aside, where) && state.aside[where];
      const field = this.view.questions.get(where)?.querySelector("input[type=text]");
      if (!field || !typed || typed.length > LONGEST_TYPED) continue;
      state.answers[where] = typed;
      delete state.aside[where];
    }
  }

  // What cannot be read is set aside, never deleted, and the person is told.
  refuse(refused, texts) {
    for (const { text, kind } of refused) {
      this.view.say(kind);
      if (texts[text] === this.lastSaved) {
        store.drop(); // first, for the storage may be full
        this.lastSaved = null;
      }
      store.setAside(texts[text]);
    }
    if (refused.length) this.root.querySelector("[data-put-aside]")?.removeAttribute("hidden");
  }

  take(state) {
    this.state = { ...blank(), ...state };
    for (const [name, question] of this.view.questions) show(question, this.state.answers[name]);
    this.view.own(this.state);
  }

  written() {
    return JSON.stringify({ format: "img-field-guide", version: 1, ...this.state });
  }

  // Gives whether it was kept.
  save() {
    const text = this.written();
    const kept = store.save(text);
    if (kept) this.lastSaved = text;
    else this.view.say("not-kept");
    return kept;
  }

  // One change by the person: to what is here, or to what another tab has saved since. A change
  // that no verdict can hang on is not judged.
  async edit(change, judged = true) {
    change(this.state);
    if (!this.read) {
      if (!store.savePending(this.written())) this.view.say("not-kept");
    } else if (store.saved() === this.lastSaved) {
      this.save();
    } else if (await this.adopt(store.saved())) {
      change(this.state);
      this.take(this.state);
      this.save();
    }
    if (judged) await this.judge();
  }

  // Takes over what another tab has saved.
  async adopt(text) {
    if (text === null) {
      this.lastSaved = null;
      this.take(blank());
      this.view.say("erased-elsewhere");
      return true;
    }
    const opened = await this.ask({ do: "open", texts: [within(text)] }, "adopt");
    if (!opened?.state || opened.refused.length) return false;
    this.typeBack(opened);
    this.lastSaved = text;
    this.take(opened.state);
    this.view.say("other-tab");
    return true;
  }

  async changedElsewhere(text) {
    if (this.read && (await this.adopt(text))) this.judge();
  }

  erase() {
    store.erase();
    this.lastSaved = null;
    this.asIf = this.judged = null;
    this.take(blank());
    this.turns.restart();
    for (const name of ["incoming", "problems", "since"]) this.view.notice(name, false);
    this.root.querySelector("[data-put-aside]").hidden = true;
    this.sure(false);
    this.view.say("erased");
    if (!this.read) this.opened = this.open(); // what the first reading finds is gone by now
    this.judge();
  }

  sure(shown) {
    this.root.querySelector("[data-sure]").hidden = !shown;
  }

  // --- from outside: links, files, examples

  openLink() {
    if (this.small || !location.hash.includes("answers=")) return;
    const text = location.hash;
    history.replaceState(history.state, "", location.pathname + location.search);
    this.offer(text, "link");
  }

  async offer(text, kind) {
    await this.opened;
    if (!this.read) return this.view.say("wait");
    const opened = await this.ask({ do: "open", texts: [text], answers: {} }, "offer");
    if (!opened?.state) return this.view.say("wait");
    if (!this.usable(opened, kind)) return;
    this.incoming = opened;
    if (!holds(this.state)) return this.takeIncoming();
    this.view.fill("incoming-count", Object.keys(opened.state.answers).length);
    for (const word of all("[data-incoming]", this.root)) word.hidden = word.dataset.incoming !== kind;
    this.view.notice("incoming").focus();
  }

  // Whether there is anything in what came; a summary says what could not be used of it.
  usable({ state, refused, errors }, kind) {
    const from = kind === "file" ? "import" : "";
    const whole = refused.map(({ what }) => ({ where: from, what }));
    const empty = !refused.length && !holds(state) && { where: from, what: this.view.words("nothing-in-it") };
    const notice = this.view.problems([...whole, ...(empty ? [empty] : []), ...errors]);
    this.fileError(whole[0] ?? empty, from);
    if (!whole.length && !empty) return true;
    this.view.say("not-taken");
    notice.focus();
    return false;
  }

  // The same words beside the field for a file.
  fileError(error, from) {
    const line = this.root.querySelector("#import-error");
    line.hidden = !error || !from;
    line.textContent = line.hidden ? "" : sentence(error.what);
  }

  takeIncoming() {
    if (!this.incoming) return;
    const mine = holds(this.state);
    if (mine) {
      store.setAside(this.written());
      this.root.querySelector("[data-put-aside]").hidden = false;
    }
    const opened = this.incoming;
    this.leaveIncoming(mine ? "taken" : "taken-first");
    this.take(opened.state);
    this.judged = null;
    this.turns.restart();
    this.save();
    this.since(opened);
    this.judge();
  }

  leaveIncoming(said = "not-taken") {
    this.incoming = null;
    this.view.notice("incoming", false);
    this.view.say(said);
  }

  since({ since }) {
    const pairs = Object.entries(since).map(([name, one]) => [name, [one.before, one.now]]);
    const moved = pairs.filter(([, [before, now]]) => before !== now);
    const notice = this.view.notice("since", pairs.length > 0);
    if (!notice) return;
    notice.querySelector("[data-since=verdicts]").hidden = !moved.length;
    notice.querySelector("[data-since=rules]").hidden = Boolean(moved.length);
    this.view.versus(notice, Object.fromEntries(moved.length ? moved : pairs));
  }

  example(button) {
    this.offer(JSON.stringify({ version: 1, answers: JSON.parse(button.dataset.answers) }), "example");
  }

  async import(input) {
    const text = await input.files[0]?.slice(0, LARGEST_FILE).text();
    input.value = "";
    if (text !== undefined) this.offer(text, "file");
  }

  // --- to take away

  async export(kind) {
    const file = await this.ask({ do: "export", as: kind, now: new Date().toISOString(), ...this.state }, "export");
    if (!file?.text) return this.view.say("wait");
    store.download(this.root.querySelector("[data-download]"), file);
    this.view.say("saved-file");
  }

  downloadAside() {
    const text = JSON.stringify(store.aside(), null, 1);
    const file = { name: "img-field-guide-aside.json", type: "application/json", text };
    store.download(this.root.querySelector("[data-download]"), file);
  }

  async share() {
    const made = await this.ask({ do: "export", as: "link" }, "export");
    if (!made?.text) return this.view.say("wait");
    this.root.querySelector("[data-link]").hidden = false;
    const field = this.root.querySelector("#link");
    field.value = `${location.origin}${location.pathname}#${made.text}`;
    field.focus();
    field.select();
  }

  async copy() {
    const field = this.root.querySelector("#link");
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      this.view.say("copied");
    } catch {
      field.focus(); // selected: the person copies it by hand
    }
  }

  print() {
    this.view.fill("printed", new Intl.DateTimeFormat("en-GB", { dateStyle: "long" }).format(new Date()));
    const used = new Set(all("[data-deciding]", this.root).flatMap((row) => (row.dataset.sources ?? "").split(" ")));
    for (const folded of all(".page-sources details", document)) folded.open = true;
    for (const row of all(".page-sources .source", document)) {
      row.toggleAttribute("data-used", used.has(row.id.replace("source-", "")));
    }
  }

  // --- what if

  async whatWould(button) {
    const card = button.closest("[data-outcome]");
    const found = await this.ask({ do: "change", outcome: card.dataset.outcome });
    if (!found) return;
    const panel = this.root.querySelector("[data-panel=change]");
    button.parentElement.after(panel);
    panel.hidden = false;
    for (const line of all("[data-found]", panel)) line.hidden = line.dataset.found !== (found.then ?? "no");
    this.view.rows(panel, found.changes ?? {});
    panel.focus();
  }

  pretend(day) {
    this.asIf = day || null;
    const [note, back] = [this.root.querySelector("[data-as-if-note]"), this.root.querySelector("[data-do=really]")];
    note.hidden = back.hidden = !day;
    if (!day) this.root.querySelector("[data-as-if]").value = "";
    this.view.fill("as-if", day ? new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(new Date(day)) : "");
    this.judge();
  }

  async compare() {
    const { answers, compare: other } = this.state;
    const panel = one("[data-panel=compare]", this.root);
    hide(panel, !other);
    if (!other) return;
    const countries = other === "countries";
    const pair = countries ? ["us", "ca"].map((interest) => ({ ...answers, interest })) : [other, answers];
    const found = await this.ask({ do: "compare", answers: pair[0], other: pair[1] });
    if (found?.outcomes && this.state.compare) this.view.compared(panel, found, countries);
  }

  // Kept with the answers, so that it is there again tomorrow.
  async remember(compare) {
    await this.edit((state) => Object.assign(state, { compare }));
    if (compare) this.root.querySelector("[data-panel=compare]").focus();
  }

  // --- the person's hand

  listen() {
    const form = this.root.querySelector("form.questions");
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", ({ target }) => this.answered(target));
    form.addEventListener("keydown", (event) => this.enter(event));
    this.root.addEventListener("input", ({ target }) => this.noted(target));
    this.root.addEventListener("change", ({ target }) => this.marked(target));
    this.root.addEventListener("click", (event) => this.pressed(event));
    if (this.small) {
      for (const type of ["pointerdown", "focusin"]) this.root.addEventListener(type, () => this.begin());
    }
    store.watch((text) => this.changedElsewhere(text));
    addEventListener("hashchange", () => this.openLink());
    addEventListener("beforeprint", () => this.small || this.print());
    this.turns.place(null, false);
    this.follow();
  }

  // At a place that a link has named: it is shown, whatever hides it else.
  arrive(target) {
    const question = target?.closest("[data-question]");
    if (question) return this.turns.turnTo(question, "replaceState");
    if (!target || target.id === "questions") return this.turns.focus();
    this.view.reveal(target);
    goTo(target);
  }

  answered(target) {
    const question = target.closest("[data-question]");
    if (!question) return;
    this.begin();
    tidy(question, target);
    const [name, answer] = [question.dataset.question, chosen(question)];
    this.settled = this.edit(({ answers }) => {
      if (answer === undefined) delete answers[name];
      else answers[name] = answer;
    });
  }

  // On to the next question, unless what is typed into this one cannot be read. While there is no
  // Python to say so, it is kept as it is.
  async goOn() {
    if (this.engine.state === "ready") await this.settled;
    const errors = this.judged?.errors ?? [];
    const wrong = errors.some(({ where }) => this.turns.current === this.view.questions.get(where));
    const summary = this.view.problems(wrong ? errors : []);
    if (wrong) summary.focus();
    else if (!this.turns.forward(this.judged)) this.toVerdicts();
  }

  toVerdicts() {
    if (this.small) goTo(this.root.querySelector("[data-outcome]"));
    else location.hash = "verdicts";
  }

  // Enter in a typed answer goes on, as people expect of a form.
  enter(event) {
    if (event.key !== "Enter" || event.target.type === "button" || event.target.matches("summary")) return;
    if (!event.target.matches("input")) return;
    event.preventDefault();
    if (event.target.closest("[data-now]")) this.goOn();
  }

  // Kept with every key, for the page may be left at any time.
  noted({ dataset, value }) {
    if (!dataset.ownNote) return;
    this.edit((state) => note(state, dataset.ownNote, "note", value), false);
    this.view.own(this.state);
  }

  marked({ dataset, checked, value, files }) {
    if (dataset.tick) this.edit((state) => tick(state, dataset.tick, checked));
    if (dataset.ownDate) this.edit((state) => note(state, dataset.ownDate, "date", value));
    if (dataset.ownDate) this.view.own(this.state);
    if ("asIf" in dataset) this.pretend(value);
    if ("import" in dataset && files.length) this.import(this.root.querySelector("[data-import]"));
  }

  pressed(event) {
    const button = event.target.closest("[data-do]");
    if (!button || button.disabled) return;
    if (button.matches("a")) event.preventDefault(); // a link, for what it does without this script
    this.act(button);
  }

  act(button) {
    const actions = {
      retry: () => this.retry(),
      back: () => this.turns.back(),
      next: () => this.goOn(),
      fold: () => this.view.fold(button),
      "all-steps": () => this.view.allSteps(),
      field: () => this.views.open(this.root.querySelector(button.hash)),
      turn: () => this.turns.turnTo(this.view.questions.get(button.dataset.to)),
      settle: () => this.turns.turnTo(this.view.questions.get(button.dataset.to)),
      change: () => this.whatWould(button),
      example: () => this.example(button),
      take: () => this.takeIncoming(),
      leave: () => this.leaveIncoming(),
      dismiss: () => this.view.notice(button.dataset.of, false),
      really: () => this.pretend(""),
      remember: () => this.remember({ ...this.state.answers }),
      countries: () => this.remember("countries"),
      forget: () => this.remember(null),
      restore: () => this.restore(),
      print: () => window.print(),
      export: () => this.export(button.dataset.as),
      share: () => this.share(),
      copy: () => this.copy(),
      "download-aside": () => this.downloadAside(),
      erase: () => this.sure(true),
      "erase-really": () => this.erase(),
      "erase-not": () => this.sure(false),
    };
    actions[button.dataset.do]?.();
  }

  restore() {
    const answers = { ...this.state.compare };
    this.edit((state) => Object.assign(state, { answers }));
    this.take(this.state);
  }

  retry() {
    this.engine.retry();
    if (this.read) this.judge();
    else this.opened = this.open();
  }
}

const parsed = (text) => (text === null ? null : JSON.parse(text));

// A response of the engine, with what differs from it put in.
function patched(before, part) {
  const whole = { ...before, ...part };
  for (const section of ["outcomes", "criteria", "questions", "steps", "seal"]) {
    whole[section] = part[section] ? { ...before[section], ...part[section] } : before[section];
  }
  return whole;
}

// Python refuses a longer text by what it reads of it.
const within = (text) => text.slice(0, LARGEST_FILE);

// A saved state, and over it what was given before it could be read.
function together(saved, { answers, ticked, notes, compare }) {
  return {
    ...saved,
    answers: { ...saved.answers, ...answers },
    ticked: [...new Set([...saved.ticked, ...ticked])],
    notes: { ...saved.notes, ...notes },
    compare: compare ?? saved.compare,
  };
}

function tick(state, name, checked) {
  state.ticked = state.ticked.filter((one) => one !== name);
  if (checked) state.ticked.push(name);
}

function note(state, name, key, value) {
  const own = { ...state.notes[name], [key]: value };
  if (!value) delete own[key];
  if (Object.keys(own).length) state.notes[name] = own;
  else delete state.notes[name];
}

function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

for (const root of document.querySelectorAll(".checklist")) new Checklist(root);
