// The fields of each kind of value: what stands in them now, and the value that they make.
import { combobox } from "./combobox.js";
import { el, say } from "./dom.js";

const REPEATS = { "": "js_repeats_no", DAILY: "every_day", WEEKLY: "every_week", MONTHLY: "every_month", "MONTHLY;INTERVAL=3": "every_quarter", "MONTHLY;INTERVAL=6": "every_half_year", YEARLY: "every_year" };
let count = 0;

const field = (label, input, wide = false) => {
  input.id ||= `field-${(count += 1)}`;
  return el("div", { className: wide ? "field wide" : "field" }, el("label", { htmlFor: input.id }, label), input);
};
const text = (value, rows = 0) => (rows ? el("textarea", { value: value ?? "", rows }) : el("input", { value: value ?? "" }));
const required = (value) => {
  if (!value.trim()) throw new Error(say("js_empty_value"));
  return value.trim();
};

const single = (value, long) => {
  const input = text(value, long ? 3 : 0);
  return { parts: [field(say("js_value"), input, true)], first: input, make: () => required(input.value) };
};

const day = (value) => {
  const input = el("input", { type: "date", value: value ?? "" });
  return { parts: [field(say("js_date"), input)], first: input, make: () => input.value || null };
};

const agency = (value) => {
  const { field: part, input } = combobox({ label: say("js_value"), value: value ?? "", free: true });
  return { parts: [part], first: input, make: () => required(input.value) };
};

const embedded = (value) => {
  const { field: part, input } = combobox({ label: say("js_value"), value: value?.agency ?? "", free: true });
  const work = text(value?.text, 3);
  return { parts: [part, field(say("js_task"), work, true)], first: input, make: () => ({ mode: "assign", ...value, agency: required(input.value), text: required(work.value) }) };
};

const reference = (value) => {
  const number = text(value?.number);
  return { parts: [field(say("number"), number, true)], first: number, make: () => ({ ...value, number: required(number.value) }) };
};

const ruleOf = (value) => {
  const parts = Object.fromEntries((value?.rule ?? "").replace("RRULE:", "").split(";").filter(Boolean).map((part) => part.split("=")));
  const every = parts.INTERVAL && parts.INTERVAL !== "1" ? `${parts.FREQ};INTERVAL=${parts.INTERVAL}` : parts.FREQ ?? "";
  return { every: every in REPEATS ? every : "", day: parts.BYMONTHDAY ?? "" };
};

const deadline = (value) => {
  const was = ruleOf(value);
  const words = text(value?.text), due = el("input", { type: "date", value: value?.due ?? "" });
  const repeats = el("select", {}, ...Object.entries(REPEATS).map(([rule, key]) => el("option", { value: rule, selected: rule === was.every }, say(key))));
  const on = el("input", { type: "number", min: 1, max: 31, value: was.day });
  const make = () => {
    const kept = { working_days: false, counted_from: null, duration: null, ...value, text: required(words.value), due: due.value || null };
    if (repeats.value === was.every && on.value === was.day) return { rule: null, kind: kept.due ? "date" : "open", ...kept };
    const month = on.value && repeats.value.startsWith("MONTHLY") ? `;BYMONTHDAY=${on.value}` : "";
    const rule = repeats.value ? `FREQ=${repeats.value}${month}` : null;
    return { ...kept, rule, kind: rule ? "recurring" : kept.due ? "date" : "open" };
  };
  const parts = [field(say("js_text_as_written"), words, true), field(say("js_date"), due), field(say("js_repeats"), repeats), field(say("js_month_day"), on)];
  return { parts, first: words, make };
};

const target = (value) => {
  const words = text(value?.text), amount = el("input", { type: "number", step: "any", value: value?.amount ?? "" }), unit = text(value?.unit);
  const parts = [field(say("js_text_as_written"), words, true), field(say("js_amount"), amount), field(say("js_unit"), unit)];
  return { parts, first: words, make: () => ({ text: required(words.value), amount: Number(amount.value), unit: required(unit.value) }) };
};

const FORMS = { text: (value) => single(value, false), long: (value) => single(value, true), date: day, agency, embedded, deadline, target, reference };

export const kindOf = { lead: "agency", coordinating: "agency", advised: "agency", superior: "agency", report_to: "agency", embedded: "embedded", deadlines: "deadline", targets: "target" };
export const FIELDS = ["lead", "coordinating", "deadlines", "embedded", "targets", "advised", "superior", "report_to", "references", "named_references", "topics", "periods"];

// {parts: elements, first: where the cursor goes, make: the value, or an Error that says what is missing}
export const form = (kind, value) => FORMS[kind](value);

export const shown = (value) => (value && typeof value === "object" ? value.text ?? value.agency ?? value.number : String(value ?? ""));
