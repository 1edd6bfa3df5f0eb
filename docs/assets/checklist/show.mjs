// Shows what the engine says. Every word stands in the page; this sets states, shows, hides, fills.

import { all, by, day, fixed, forget, group, hide, one, said, sentence, write } from "./form.mjs";

export class View {
  constructor(root) {
    this.root = root;
    this.questions = by("question", root);
    this.lists = new Map(); // rows of answers, by their list
    this.last = null; // the response that the page shows
    this.gather();
  }

  // Looks for all that is filled, anew where more of the page has arrived.
  gather() {
    const { root } = this;
    forget(root);
    this.outcomes = by("outcome", root);
    this.criteria = by("criterion", root);
    this.steps = by("step", root);
    this.bars = by("bar", root);
    this.topics = new Map(all(".verdicts .topic", root).map((topic) => [topic, all("[data-outcome]", topic)]));
    this.asked = by("ask", root);
    this.finds = by("find", root);
    this.todos = by("todo", root);
  }

  // Every lookup is made once: these a few at a time while Python is on its way, so that the first
  // response finds them made. One that is missing here is made then.
  async prepare() {
    group("fill", this.root);
    let looked = 0;
    for (const node of [...this.outcomes.values(), ...this.steps.values()]) {
      for (const selector of LOOKED_FOR) fixed(selector, node);
      for (const selector of ALONE) one(selector, node);
      group("fill", node);
      by("do", node);
      if (++looked % 10 === 0) await new Promise((next) => setTimeout(next));
    }
  }

  words(name) {
    return (name && by("status", this.root).get(name)?.textContent) || "";
  }

  say(name) {
    const line = this.root.querySelector("[data-status-line]");
    line.dataset.said = name;
    if (line.textContent !== this.words(name)) line.textContent = this.words(name);
  }

  fill(name, text, from = this.root) {
    for (const node of group("fill", from).get(name) ?? []) write(node, text);
  }

  notice(name, shown = true) {
    const notice = this.root.querySelector(`[data-notice="${name}"]`);
    if (notice) notice.hidden = !shown;
    return notice;
  }

  // --- a response of the engine

  // Most answers change little: only what differs from the last response is shown anew.
  response(response) {
    const last = this.last ?? {};
    const differing = (section) => differences(response[section], last[section]);
    setStates(this.questions, response.questions, differing("questions"));
    setStates(this.criteria, response.criteria, differing("criteria"));
    const [outcomes, steps] = [differing("outcomes"), differing("steps")];
    setStates(this.outcomes, response.outcomes, outcomes);
    setStates(this.steps, response.steps, steps);
    for (const name of outcomes) {
      if (this.outcomes.has(name)) this.verdict(this.outcomes.get(name), response.outcomes[name]);
    }
    for (const name of steps) {
      if (this.steps.has(name)) this.step(this.steps.get(name), response.steps[name]);
    }
    if (response.errors !== last.errors) this.errors(response.errors);
    if (response.vague !== last.vague) this.vague(response.vague);
    this.counts(response);
    this.asks(response);
    if (outcomes.length || steps.length) this.instead(response);
    this.plan(response, last, steps);
    for (const [topic, nodes] of this.topics) this.topic(topic, nodes);
    this.last = response;
  }

  // A topic is open where something in it is decided, unless the person's hand says otherwise.
  topic(topic, nodes) {
    const count = (...wanted) => nodes.filter((node) => wanted.includes(node.dataset.state)).length;
    const decided = count("yes", "no");
    this.fill("topic-decided", decided, topic);
    this.fill("topic-open", count("unknown"), topic);
    hide(topic, !nodes.some((node) => node.dataset.state !== "na" || "wanted" in node.dataset));
    if (!("byHand" in topic.dataset)) this.unfold(topic, decided > 0);
  }

  // A verdict or step stands open where it needs the person's hand, unless that hand says otherwise.
  // Nothing is folded that the person is at work in.
  card(node, open) {
    if ("byHand" in node.dataset) return;
    if (!open && node.contains(document.activeElement)) node.dataset.byHand = "";
    else this.unfold(node, open);
  }

  // What folds: a topic, a verdict or a step; a small checklist has none of them.
  unfold(node, open) {
    const [button] = fixed(".fold", node);
    if (!button || button.getAttribute("aria-expanded") === String(open)) return;
    node.toggleAttribute("data-open", open);
    button.setAttribute("aria-expanded", open);
  }

  unfoldByHand(node, open) {
    node.dataset.byHand = "";
    this.unfold(node, open);
  }

  fold(button) {
    const node = button.closest(".verdict, .step, .topic");
    this.unfoldByHand(node, !("open" in node.dataset));
  }

  allSteps(shown = !("all" in this.root.dataset)) {
    this.root.toggleAttribute("data-all", shown);
    this.root.querySelector("[data-do=all-steps]")?.setAttribute("aria-expanded", shown);
  }

  unfoldAll() {
    const folding = [this.topics.keys(), this.outcomes.values(), this.steps.values()];
    for (const node of folding.flatMap((nodes) => [...nodes])) this.unfold(node, true);
    this.allSteps(true);
  }

  // What a link names is shown even where it does not apply.
  reveal(target) {
    const card = target.closest("[data-outcome], [data-step]");
    card?.setAttribute("data-wanted", "");
    const topic = target.closest(".verdicts .topic");
    if (topic) hide(topic, false);
    for (const folding of [card, topic]) if (folding) this.unfoldByHand(folding, true);
  }

  vague(names) {
    for (const [name, question] of this.questions) {
      for (const line of fixed("[data-part=vague]", question)) hide(line, !names.includes(name));
    }
  }

  verdict(node, { state, grade, kind, overdue, because = [], needs = [] }) {
    // A no is only an answer where it says who somebody is, or that another one of a group is theirs.
    const calm = kind === "permanent" && node.closest("[data-calm], [data-group]");
    this.card(node, state === "unknown" || (state === "no" && !calm));
    node.toggleAttribute("data-grade", Boolean(grade && grade !== "confirmed"));
    node.toggleAttribute("data-overdue", Boolean(overdue));
    if (grade) this.fill("grade", this.words(`grade-${grade}`), node);
    for (const word of fixed("[data-kind-word]", node)) hide(word, word.dataset.kindWord !== kind);
    for (const row of fixed("[data-because]", node)) hide(row, !because.includes(row.dataset.because));
    const hosts = new Set(); // each body is named once
    for (const row of fixed("[data-confirm]", node)) {
      const { hostname } = one("a", row);
      hide(row, !because.includes(row.dataset.confirm) || hosts.has(hostname));
      if (!row.hidden) hosts.add(hostname);
    }
    for (const row of fixed("[data-criterion]", node)) {
      row.toggleAttribute("data-deciding", because.includes(row.dataset.criterion));
    }
    const buttons = by("do", node);
    hide(buttons.get("settle"), !needs.length);
    buttons.get("settle").dataset.to = needs[0] ?? "";
    hide(buttons.get("change"), !["curable", "not_yet"].includes(kind));
  }

  step(node, { state, begin_by: begin, over, ready, late, waits_for: waits, limit, limit_of: number }) {
    this.card(node, state === "next");
    const remaining = !["done", "na"].includes(state);
    const [row] = fixed(".begin-by", node);
    hide(row, !begin || !remaining);
    write(one("time", row), begin ? day(begin) : "");
    hide(one("[data-part=waits]", node), !waits.length);
    this.fill("waits", waits.map((name) => this.title(name)).join("; "), node);
    hide(one("[data-part=late]", node), !late);
    const unsure = state === "unknown";
    hide(one("[data-part=over]", node), !over || late || unsure);
    hide(one("[data-part=over-if]", node), !over || late || !unsure);
    this.fill("ready", day(ready), node);
    this.limit(one("[data-part=limit]", node), remaining && limit, number);
  }

  // The last day that the person's own answers set for a step, and why.
  limit(row, last, number) {
    if (!row) return;
    hide(row, !last);
    write(one("time", row), last ? day(last) : "");
    for (const why of fixed("[data-limit]", row)) hide(why, Number(why.dataset.limit) !== number);
  }

  title(step) {
    const node = this.steps.get(step);
    return node ? one(".step-title", node).textContent : step;
  }

  errors(errors) {
    const texts = new Map(errors.map((error) => [error.where, error.what]));
    for (const [name, question] of this.questions) {
      const [line] = fixed(".error", question);
      const text = sentence(texts.get(name) ?? "");
      write(line, text);
      hide(line, !text);
      for (const input of fixed("input[type=text]", question)) {
        if (text) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    }
  }

  // The summary of errors at the top; each leads to its field.
  problems(errors) {
    const notice = this.notice("problems", errors.length > 0);
    const [texts, rows] = [new Map(errors.map(({ where, what }) => [where, what])), by("problem", notice)];
    showOnly(rows, (name) => texts.has(name));
    for (const [name, row] of rows) this.fill("problem", sentence(texts.get(name) ?? ""), row);
    const others = errors.filter(({ where }) => !rows.has(where)).slice(0, 50);
    const lines = others.map(({ where, what }) => (where ? `${this.title(where)}: ${what}` : sentence(what)));
    this.fill("problems", lines.join("\n"), notice);
    return notice;
  }

  // A requirement that is not met names what to do instead only where that applies.
  instead({ outcomes, steps }) {
    for (const node of fixed("[data-instead]", this.root)) {
      hide(node, (outcomes[node.dataset.instead] ?? steps[node.dataset.instead]).state === "na");
    }
  }

  counts({ matter, outcomes, questions }) {
    const states = Object.values(outcomes).map((verdict) => verdict.state);
    const count = (...wanted) => states.filter((state) => wanted.includes(state)).length;
    this.fill("decided", count("yes", "no"));
    this.fill("open", count("unknown"));
    const asked = Object.values(questions).some((state) => ["answered", "unsure"].includes(state));
    hide(one(".progress", this.root), !asked); // before the first answer all can matter
    for (const node of fixed("[data-answered]", this.root)) hide(node, !asked);
    for (const node of fixed("[data-unanswered]", this.root)) hide(node, asked);
    const many = matter ? `${matter} ${this.words("count-many")}` : this.words("count-none");
    this.fill("matter", matter === 1 ? this.words("count-one") : many);
    for (const finished of fixed("[data-finished]", this.root)) hide(finished, matter > 0);
  }

  // Whom to ask what nobody says, and what the person did not know.
  asks({ outcomes, questions }) {
    const open = new Set(Object.values(outcomes).flatMap((verdict) => verdict.open ?? []));
    showOnly(this.asked, (name) => open.has(name), one("[data-asks]", this.root));
    const unsure = (name) => questions[name] === "unsure";
    showOnly(this.finds, unsure, one("[data-finds]", this.root));
  }

  // --- the plan

  plan({ steps, costs, seasons, picture }, last, changed) {
    const [head] = fixed(".plan-head", this.root);
    if (!head) return;
    const count = (...wanted) =>
      Object.values(steps).filter((step) => wanted.includes(step.state)).length;
    const [done, sure] = [count("done"), count("done", "next", "waiting")];
    this.fill("steps-done", done);
    this.fill("steps-all", sure);
    this.fill("steps-more", count("unknown"));
    hide(one("[data-more-steps]", this.root), !count("unknown"));
    hide(one("[data-more]", head), !count("unknown"));
    Object.assign(one("progress", head), { max: Math.max(1, sure + count("unknown")), value: done });
    this.fill("costs", this.sums(costs));
    hide(one(".costs", head), !Object.keys(costs).length);
    if (changed.length) this.todo(steps);
    if (changed.length || seasons !== last.seasons) this.seasons(seasons);
    if (changed.length || picture !== last.picture) this.picture(picture, steps);
  }

  // What can be begun today, with its last safe day.
  todo(steps) {
    showOnly(this.todos, (name) => steps[name].state === "next", one("[data-todos]", this.root));
    for (const [name, row] of this.todos) if (!row.hidden) this.fill("todo", this.by(steps[name]), row);
  }

  by({ begin_by: begin, over }) {
    return begin ? `${this.words(over ? "over" : "by")} ${day(begin)}` : "";
  }

  sums(costs) {
    const sums = Object.entries(costs).map(([currency, pair]) => {
      const [low, high] = pair.map((value) => money(currency, value));
      return low === high ? low : `${low} ${this.words("to")} ${high}`;
    });
    return sums.join(" + ") || this.words("nothing");
  }

  seasons(seasons) {
    for (const [name, node] of by("season", this.root)) {
      const season = seasons[name];
      node.hidden = !season;
      if (!season) continue;
      node.dataset.state = season.state;
      this.fill("decided-by", season.decided_by.map((step) => this.title(step)).join("; "), node);
      hide(one("[data-part=begin]", node), !season.begin_by);
      for (const word of fixed("[data-over]", node)) hide(word, word.dataset.over !== season.over);
      this.fill("begin", season.begin_by ? day(season.begin_by) : "", node);
    }
  }

  picture({ first, bars }, steps) {
    if (first !== this.last?.picture.first) this.months(first);
    for (const [name, node] of this.bars) {
      const bar = bars[name];
      hide(node, !bar);
      if (bar) this.bar(node, bar, steps[name]);
    }
  }

  months(first) {
    const [year, month] = first.split("-").map(Number);
    const at = (index) => new Date(Date.UTC(year, month - 1 + index, 1));
    const short = new Intl.DateTimeFormat("en-GB", { month: "short", timeZone: "UTC" });
    all(".months span", this.root).forEach((cell, index) => {
      const when = at(index);
      const month = when.getUTCMonth();
      const beside = month === 11 || (month === 1 && index > 0); // where the year's own label stands
      const label = month === 0 || index === 0 ? when.getUTCFullYear() : short.format(when);
      const crowded = beside || (index === 0 && month > 9);
      cell.textContent = month === 0 || (index % 3 === 0 && !crowded) ? label : "";
      cell.toggleAttribute("data-year", month === 0);
    });
  }

  bar(node, [from, until, due], step) {
    node.dataset.state = step.state;
    const [work, mark] = fixed(".bar-work, .bar-due", node);
    work.style.gridColumn = `${from + 1} / ${until + 2}`;
    mark.hidden = due === null;
    mark.style.gridColumn = `${(due ?? 0) + 1} / ${(due ?? 0) + 2}`;
    const months = [step.start, step.ready].map((iso) => day(iso.slice(0, 7)));
    const usual = months[0] === months[1] ? months[0] : months.join(` ${this.words("to")} `);
    this.fill("bar", this.by(step) || usual, node);
  }

  // --- the person's own

  // Rows of answers: `values` has the answer to show by question.
  rows(list, values) {
    if (!this.lists.has(list)) this.lists.set(list, by("row", list));
    for (const [name, row] of this.lists.get(list)) {
      const shown = Object.hasOwn(values, name);
      hide(row, !shown);
      const question = this.questions.get(name);
      if (shown) this.fill("answer", said(question, values[name], this.words("unsure")), row);
    }
  }

  mine({ answers }, states) {
    const mine = one("[data-mine]", this.root);
    if (!mine) return;
    const known = Object.entries(answers).filter(([name]) => this.questions.has(name));
    const aside = (pair) => states?.[pair[0]] === "aside";
    this.rows(one("[data-rows=mine]", mine), Object.fromEntries(known.filter((pair) => !aside(pair))));
    const others = Object.fromEntries(known.filter(aside));
    this.rows(one("[data-rows=aside]", mine), others);
    hide(one("[data-aside-rows]", mine), !Object.keys(others).length);
    hide(mine, !known.length);
  }

  own({ ticked, notes }) {
    for (const [name, node] of this.steps) {
      const note = notes[name] ?? {};
      const [tick, date, text] = ["tick", "own-date", "own-note"].map((one) => node.querySelector(`[data-${one}]`));
      if (!tick) continue;
      tick.checked = ticked.includes(name);
      const own = note.date?.length === 7 ? `${note.date}-01` : (note.date ?? "");
      if (date !== document.activeElement && date.value !== own) date.value = own;
      if (text !== document.activeElement && text.value !== (note.note ?? "")) text.value = note.note ?? "";
      node.querySelector("[data-part=own]").hidden = !note.date && !note.note;
      this.fill("own-date", note.date ? day(note.date) : "", node);
      this.fill("own-note", note.note ?? "", node);
    }
  }

  // Two situations side by side, as the engine compares them.
  compared(panel, { outcomes, tallies, costs, seasons, next }, countries) {
    const differ = ([one, two]) => (countries ? one !== "na" || two !== "na" : one !== two);
    const kind = countries ? "countries" : "answers";
    if (panel.dataset.kind !== kind) panel.querySelector("[data-differ]").open = !countries; // then it is long
    panel.dataset.kind = kind;
    const pairs = Object.fromEntries(Object.entries(outcomes).filter(([, pair]) => differ(pair)));
    this.versus(panel, pairs);
    panel.querySelector("[data-same]").hidden = Object.keys(pairs).length > 0;
    panel.querySelector("[data-differ]").hidden = !Object.keys(pairs).length;
    for (const word of all("[data-compared]", panel)) word.hidden = word.dataset.compared !== kind;
    for (const side of [0, 1]) {
      for (const [key, count] of Object.entries(tallies[side])) this.fill(`${key}-${side}`, count, panel);
      this.fill(`cost-${side}`, this.sums(costs[side]), panel);
      this.fill(`seasons-${side}`, this.made(seasons[side]), panel);
      const none = this.words(tallies[side].steps ? "state-unknown" : "nothing");
      this.fill(`next-${side}`, next[side].map((step) => `• ${this.title(step)}`).join("\n") || none, panel);
    }
  }

  // Each season with whether it can still be made.
  made(seasons) {
    const lines = [...by("season", this.root)].filter(([name]) => seasons[name]).map(([name, row]) => {
      const word = row.querySelector(`.state[data-when=${seasons[name].state}]`).textContent;
      return `• ${row.querySelector(".season-title").textContent}: ${word}`;
    });
    return lines.join("\n") || this.words("no-season");
  }

  // Rows "before -> now" by outcome: `pairs` has both states.
  versus(panel, pairs) {
    for (const [name, row] of by("versus", panel)) {
      row.hidden = !pairs[name];
      if (!pairs[name]) continue;
      ["before", "now"].forEach((cell, side) => {
        const state = pairs[name][side];
        this.fill(cell, this.words(`state-${state}`), row);
        row.querySelector(`[data-fill=${cell}]`).dataset.state = state;
      });
    }
  }
}

const LOOKED_FOR = [".fold", "[data-kind-word]", "[data-because]", "[data-confirm]", "[data-criterion]", ".begin-by"];
const ALONE = ["waits", "late", "over", "over-if", "limit"].map((part) => `[data-part=${part}]`);

// What has not changed since the last response is the very same in this one.
function differences(now, before = {}) {
  return now === before ? [] : Object.keys(now).filter((name) => now[name] !== before[name]);
}

function setStates(nodes, states, names) {
  for (const name of names) {
    const state = states[name].state ?? states[name];
    if (nodes.has(name)) nodes.get(name).dataset.state = state;
  }
}

function showOnly(rows, wanted, box) {
  let any = false;
  for (const [name, row] of rows) {
    hide(row, !wanted(name));
    any ||= !row.hidden;
  }
  if (box) hide(box, !any);
}

// Making a format takes the browser longer than all else here: each is made once.
const formats = new Map();

function money(currency, value) {
  const format = { style: "currency", currency, currencyDisplay: "code", maximumFractionDigits: 0 };
  if (!formats.has(currency)) formats.set(currency, new Intl.NumberFormat("en", format));
  return formats.get(currency).format(value);
}
