// What is done with a section as a whole: accept it, change its kind, split it, delete it, add one after it.
import { change } from "./changes.js";
import { divided } from "./divide.js";
import { el, say } from "./dom.js";
import { address, batchOf, load, state } from "./state.js";

const AFTER = 6000; // characters after a section's start that a new section is chosen from
let paper = null;

// the text by characters, as positions count them
const text = async () => {
  paper ??= window.chithi.fetch(`${address}/text`).then((answer) => answer.text()).then((whole) => [...whole]);
  return paper;
};

export const accept = async (ordinal) => {
  await load();
  const at = state.told.accepted.indexOf(ordinal);
  const index = state.told.parsed.sections.findIndex((section) => section.ordinal === ordinal);
  const op = at < 0 ? { op: "add", path: "/accepted/-", value: ordinal } : { op: "remove", path: `/accepted/${at}` };
  return change([op], { batch: batchOf(index) });
};

export const setMode = (select) => {
  const was = [...select.options].find((option) => option.defaultSelected)?.value;
  return change([{ op: "replace", path: `/directive${select.dataset.at}`, value: select.value }], { typed: select.selectedOptions[0].text })
    .catch(() => { select.value = was; });
};

export const remove = async (index) => {
  await load();
  const next = state.told.parsed.sections[index + 1] ?? state.told.parsed.sections[index - 1];
  return change([{ op: "remove", path: `/directive/sections/${index}` }], { batch: null, focus: { section: next && `muc-${next.ordinal}` } });
};

const free = (ordinal) => {
  const taken = new Set(state.told.parsed.sections.map((section) => section.ordinal));
  return [..."abcdefghklmn"].map((letter) => `${ordinal}${letter}`).find((one) => !taken.has(one)) ?? `${ordinal}z`;
};

const dialog = () => document.getElementById("section-dialog");

const ask = (title, parts, make) => {
  const box = dialog(), made = box.querySelector("form"), error = made.querySelector(".error");
  box.querySelector("h2").textContent = title;
  box.querySelector(".body").replaceChildren(...parts);
  error.textContent = "";
  made.onsubmit = async (event) => {
    event.preventDefault();
    try {
      const { ops, ordinal } = make();
      if (state.told.parsed.sections.some((section) => section.ordinal === ordinal)) throw new Error(say("js_ordinal_taken", { ordinal }));
      await change(ops, { batch: null, typed: ordinal });
      box.close();
      document.getElementById(`muc-${ordinal}`)?.focus();
    } catch (problem) {
      error.textContent = problem.message;
    }
  };
  box.showModal();
};

const ordinalField = (value) => {
  const input = el("input", { id: "new-ordinal", value, required: true, maxLength: 60 });
  return [input, el("div", { className: "field" }, el("label", { htmlFor: "new-ordinal" }, say("js_new_ordinal")), input)];
};

const folded = (characters) => characters.join("").replace(/\s+/g, " ").trim();

// where a sentence begins within [start, end)
const sentences = (characters, start, end) => {
  const starts = [];
  for (let at = start; at < end - 1; at += 1) {
    if (/[.;:]/.test(characters[at]) && /\s/.test(characters[at + 1])) {
      let next = at + 1;
      while (next < end && /\s/.test(characters[next])) next += 1;
      if (next < end && !/\d/.test(characters[at - 1] ?? "")) starts.push(next);
    }
  }
  return starts;
};

export const split = async (index) => {
  const [, characters] = await Promise.all([load(), text()]);
  const section = state.told.parsed.sections[index], [start, end] = section.span;
  const starts = sentences(characters, start, end);
  if (!starts.length) return ask(say("split"), [el("p", {}, say("js_split_one"))], () => { throw new Error(say("js_split_one")); });
  const [input, field] = ordinalField(free(section.ordinal));
  const choices = starts.map((at, i) => el("label", {}, el("input", { type: "radio", name: "from", value: at, checked: i === 0 }),
    el("span", {}, folded(characters.slice(at, starts[i + 1] ?? end)).slice(0, 200))));
  const list = el("div", { className: "sentences", role: "radiogroup", "aria-label": say("js_split_from") }, ...choices);
  ask(`${say("split")} · ${say("section_n", { ordinal: section.ordinal })}`, [el("p", { className: "label" }, say("js_split_from")), list, field], () => {
    const from = Number(list.querySelector("input:checked").value), ordinal = input.value.trim();
    const [kept, fresh] = divided(state.told.parsed, index, from);
    delete kept.text; // each gets the words of its own span
    const first = { ...kept, tasks: [], span: [start, from] }, second = { ...fresh, ordinal, span: [from, end] };
    return { ordinal, ops: [{ op: "replace", path: `/directive/sections/${index}`, value: first }, { op: "add", path: `/directive/sections/${index + 1}`, value: second }] };
  });
};

// lines of the text from this section on, to say where the new one begins and ends
const linesFrom = (characters, start) => {
  const found = [];
  let at = start;
  while (at < Math.min(characters.length, start + AFTER)) {
    let end = characters.indexOf("\n", at);
    if (end < 0) end = characters.length;
    const line = folded(characters.slice(at, end));
    if (line) found.push({ start: at, end, line });
    at = end + 1;
  }
  return found;
};

const chooser = (id, label, lines, key, chosen) => {
  const select = el("select", { id }, ...lines.map((line) => el("option", { value: line[key], selected: line === chosen }, line.line.slice(0, 120))));
  return [select, el("div", { className: "field" }, el("label", { htmlFor: id }, label), select)];
};

export const insert = async (index) => {
  const [, characters] = await Promise.all([load(), text()]);
  const section = state.told.parsed.sections[index];
  const lines = linesFrom(characters, section.span[0]);
  const next = lines.find((line) => line.start >= section.span[1]) ?? lines.at(-1);
  const [input, field] = ordinalField(free(section.ordinal));
  const [from, fromField] = chooser("new-from", say("js_from_line"), lines, "start", next);
  const [to, toField] = chooser("new-to", say("js_to_line"), lines, "end", next);
  ask(say("add_section"), [field, fromField, toField], () => {
    const ordinal = input.value.trim(), span = [Number(from.value), Number(to.value)];
    if (span[1] <= span[0]) throw new Error(say("js_lines_wrong"));
    return { ordinal, ops: [{ op: "add", path: `/directive/sections/${index + 1}`, value: { ordinal, mode: "assign", inherits_addressees: true, span } }] };
  });
};
