// The questions as a form: what is chosen in them, and how an answer is shown in them.

export const all = (selector, from) => [...from.querySelectorAll(selector)];

// The same, looked for only once: for what no node gets, loses or moves away with.
export const fixed = (selector, from) => once(from, selector, () => all(selector, from));

export const one = (selector, from) => once(from, `1 ${selector}`, () => from.querySelector(selector));

// The nodes that carry `data-NAME`, by its value: the last of each, or all of them.
export const by = (name, from) =>
  once(from, `by ${name}`, () => new Map(fixed(`[data-${name}]`, from).map((node) => [valued(node, name), node])));

export const group = (name, from) =>
  once(from, `group ${name}`, () => {
    const groups = new Map();
    for (const node of fixed(`[data-${name}]`, from)) {
      const value = valued(node, name);
      groups.set(value, [...(groups.get(value) ?? []), node]);
    }
    return groups;
  });

const valued = (node, name) => node.getAttribute(`data-${name}`);

const known = new WeakMap();

function once(from, key, look) {
  if (!known.has(from)) known.set(from, new Map());
  const found = known.get(from);
  if (!found.has(key)) found.set(key, look());
  return found.get(key);
}

// Looks anew: nodes have come to this one.
export const forget = (from) => known.delete(from);

// Even what a node has already costs the browser, if it is set again.
export function hide(node, hidden) {
  if (node.hidden !== hidden) node.hidden = hidden;
}

// A text that is changed costs the browser little; another text put in its place, much more.
export function write(node, text) {
  const [only, more] = node.childNodes;
  if (only?.nodeType !== Node.TEXT_NODE || more) node.textContent = text;
  else if (only.data !== String(text)) only.data = text;
}

const answering = (question) => fixed("input", question);

// The answer as the engine reads it; undefined where nothing is said.
export function chosen(question) {
  const inputs = answering(question);
  const ticked = inputs.filter((input) => input.checked).map((input) => input.value);
  if (ticked.includes("unsure")) return "unsure";
  if (question.dataset.kind === "choice") return ticked[0];
  if (question.dataset.kind === "many") return ticked.length ? ticked : undefined;
  return inputs.find((input) => input.type === "text").value.trim() || undefined;
}

// The answers that one touch would give, as `chosen` then gives them.
export function options(question) {
  const inputs = answering(question).filter((input) => input.type !== "text");
  return inputs.map((input) => touched(question, inputs, input)).filter(Boolean);
}

function touched(question, inputs, { value }) {
  if (value === "unsure" || question.dataset.kind !== "many") return value;
  if (value === "none") return [value];
  const ticked = inputs.filter((input) => !alone(input) && input.checked !== (input.value === value));
  return ticked.length ? ticked.map((input) => input.value) : null;
}

export function show(question, answer) {
  const values = [answer].flat().map(String);
  for (const input of answering(question)) {
    if (input.type !== "text") input.checked = values.includes(input.value);
    else if (values[0] !== input.value.trim()) input.value = typedOf(answer);
  }
  showParts(question);
}

const typedOf = (answer) => (answer === undefined || answer === "unsure" ? "" : String(answer));

// What a person did in a question, brought in order: "None of these", "I don't know" and a typed
// answer exclude whatever else is chosen, and a chosen month and year are typed for them.
export function tidy(question, changed) {
  if (changed.dataset.part) typeParts(question);
  else if (changed.type === "text") showParts(question);
  const typing = changed.type === "text" || changed.dataset.part;
  for (const input of answering(question)) {
    if (input === changed || changed.type === "radio") continue;
    if (typing) input.checked &&= false;
    else if (input.type === "text") clearTyped(question, input, changed);
    else if (changed.checked && (alone(changed) || alone(input))) input.checked = false;
  }
}

const alone = (input) => input.value === "none" || input.value === "unsure";

function clearTyped(question, input, changed) {
  if (!changed.checked) return;
  input.value = "";
  showParts(question);
}

const parts = (question) => fixed("select", question);

function typeParts(question) {
  const [month, year] = parts(question).map((select) => select.value);
  if (month && year) question.querySelector("input[type=text]").value = `${year}-${month}`;
}

function showParts(question) {
  if (!parts(question).length) return;
  const [year, month] = question.querySelector("input[type=text]").value.trim().split("-");
  for (const select of parts(question)) {
    const value = (select.dataset.part === "year" ? year : month) ?? "";
    const offered = fixed("option", select).some((option) => (option.getAttribute("value") ?? option.text) === value);
    const shown = offered ? value : "";
    if (select.value !== shown) select.value = shown; // to set it, or to ask options for theirs, costs a layout
  }
}

// An answer in the words that stand beside its options, as they are on the page at present.
export function said(question, answer, unsure) {
  if (answer === undefined) return "";
  if (answer === "unsure") return unsure;
  return [answer].flat().map((one) => label(question, String(one))).join(", ");
}

function label(question, value) {
  const input = answering(question).find((one) => one.type !== "text" && one.value === value);
  if (input) return one(".option-label", input.closest("label")).textContent;
  return question.dataset.kind === "date" ? day(value) : value;
}

// What Python says of a wrong answer, as a sentence.
export const sentence = (what) =>
  what && `${what[0].toUpperCase()}${what.slice(1)}${what.endsWith(".") ? "" : "."}`;

// Making a format takes the browser longer than using it: each is made once.
const whole = { month: "long", year: "numeric", timeZone: "UTC" };
const MONTH = new Intl.DateTimeFormat("en-GB", whole);
const DAY = new Intl.DateTimeFormat("en-GB", { ...whole, day: "numeric" });

// A day or month as people write it.
export function day(iso) {
  const [year, month, date] = iso.split("-").map(Number);
  if (!year || !month || month > 12) return iso;
  return (date ? DAY : MONTH).format(new Date(Date.UTC(year, month - 1, date || 1)));
}
