// The card of a value: the words that it was read from, how sure that is, whom it means, and the form that changes it.
import { change } from "./changes.js";
import { combobox } from "./combobox.js";
import { el, icon, say } from "./dom.js";
import { FIELDS, form, kindOf, shown } from "./forms.js";
import { read } from "./patch.js";
import { excerpt } from "./source.js";
import { editable, load, state } from "./state.js";
import * as who from "./who.js";

const ONE_OF_LIST = /\/\d+$/;
let open = null;

export const close = ({ focus = true } = {}) => {
  if (!open) return false;
  open.card.remove();
  open.button?.setAttribute("aria-expanded", "false");
  if (focus) open.button?.focus();
  open = null;
  return true;
};

const place = (button, card) => {
  close({ focus: false });
  button.closest("dd, .tools, .panel").append(card);
  button.setAttribute("aria-expanded", "true");
  card.addEventListener("input", () => { card.dataset.typed = "yes"; });
  open = { card, button };
};

// what was typed and not saved is not lost by a slip
addEventListener("beforeunload", (event) => { if (open?.card.dataset.typed) event.preventDefault(); });

// a sheet at the bottom must not cover the value that it speaks of
const settle = (button, card) => {
  if (getComputedStyle(card).position === "fixed") button.scrollIntoView({ block: "start" });
  else card.scrollIntoView({ block: "nearest" });
};

const frame = (title) => {
  const shut = el("button", { type: "button", className: "plain", "aria-label": say("js_close") }, icon("close"));
  shut.addEventListener("click", () => close());
  return el("div", { className: "card-of", role: "group", "aria-label": title }, el("div", { className: "head" }, el("b", {}, title), shut));
};

const why = async (button, card) => {
  const { start, end, percent, word, sureness } = button.dataset;
  if (button.classList.contains("missing")) return undefined;
  const bare = say(sureness === "typed" ? "js_by_person" : "js_inferred");
  if (start === undefined) return card.append(el("p", { className: "small muted" }, bare));
  const key = "derived" in button.dataset ? "js_read_derived" : "js_read_sure";
  const told = el("p", { className: "small muted" }, percent ? say(key, { word, percent }) : bare);
  const quote = el("p", { className: "excerpt" });
  card.append(quote, told);
  const parts = await excerpt(Number(start), Number(end));
  if (parts) quote.append(`… ${parts[0]}`, el("mark", {}, parts[1]), `${parts[2]} …`);
  else quote.append(say("js_not_in_text"));
  return undefined;
};

// after a change the cursor stands where it was: on the value, or on its section when the value is gone
const back = (value = true) => ({ focus: { at: value ? open?.button.dataset.at : undefined, section: open?.button.closest(".section")?.id } });

const submitted = (fields, card, ops) => async (event) => {
  event.preventDefault();
  const error = card.querySelector(".error"), button = event.submitter;
  error.textContent = "";
  try {
    const value = fields.make();
    if (button) button.disabled = true;
    if (await change(ops(value), { typed: shown(value), ...back() })) close({ focus: false });
  } catch (problem) {
    error.textContent = problem.message;
  } finally {
    if (button) button.disabled = false;
  }
};

const save = () => el("button", { type: "submit" }, icon("save"), say("js_save"));

const removing = (at, card) => {
  const button = el("button", { type: "button", className: "quiet" }, icon("remove"), say("js_remove"));
  button.addEventListener("click", async () => {
    const path = `/directive${at === "/monitoring/agency" ? "/monitoring" : at}`;
    const op = ONE_OF_LIST.test(at) ? { op: "remove", path } : { op: "replace", path, value: null };
    await change([op], back(!ONE_OF_LIST.test(at))).then((done) => done && close({ focus: false }), (problem) => { card.querySelector(".error").textContent = problem.message; });
  });
  return button;
};

const editor = (at, kind, card) => {
  const value = read(state.told.parsed, at);
  const fields = form(kind, value);
  const made = el("form", { noValidate: true }, el("div", { className: "fields" }, ...fields.parts), el("p", { className: "error", role: "alert" }),
    el("div", { className: "ends" }, save(), removing(at, card)));
  made.addEventListener("submit", submitted(fields, card, (fresh) => [{ op: "replace", path: `/directive${at}`, value: fresh }]));
  card.append(made);
  return fields.first;
};

// whom the name means, and choosing somebody else
const meaning = (button, card) => {
  const ordinal = button.closest(".section")?.dataset.ordinal;
  const written = shown(read(state.told.parsed, button.dataset.at));
  const name = ordinal && who.of(ordinal, written);
  if (!name) return;
  const chosen = state.told.chosen.map((one, index) => ({ ...one, index })).filter((one) => one.ordinal === ordinal && one.written === written);
  const part = el("div", { className: "means" }, el("p", {}, `${say("js_means")}: `, el("b", {}, who.comesTo(name)), name.chosen ? ` (${say("js_chosen")})` : ""));
  if (name.note) part.append(el("p", { className: "small soon" }, name.note));
  if (name.count > 1) part.append(el("p", { className: "small muted" }, name.assignees.slice(0, 8).map((one) => one.name).join("; ") + (name.count > 8 ? ` ${say("js_more", { n: name.count - 8 })}` : "")));
  if (editable) {
    const drop = chosen.map(({ index }) => ({ op: "remove", path: `/chosen/${index}` })).reverse();
    const batch = Number(button.closest(".batch").dataset.batch);
    const apply = (ops, typed = "") => change(ops, { batch, typed, ...back() }).then((done) => done && close({ focus: false }), (problem) => { card.querySelector(".error").textContent = problem.message; });
    part.append(combobox({ label: say("js_choose_label"), groups: true, onChoose: (item) => apply([...drop, { op: "add", path: "/chosen/-", value: { ordinal, written, kind: item.kind, id: item.id, name: item.name } }], item.name) }).field);
    if (chosen.length) {
      const reset = el("button", { type: "button", className: "quiet" }, say("js_choose_reset"));
      reset.addEventListener("click", () => apply(drop));
      part.append(reset);
    }
  }
  card.append(part);
};

// opens the card of a value; `edit` puts the cursor into its form
export const openValue = async (button, { edit = false } = {}) => {
  if (open?.button === button) return close();
  const card = frame(button.dataset.label);
  place(button, card);
  await why(button, card);
  await load().catch(() => {});
  if (!state.told || !card.isConnected) return;
  const first = editable ? editor(button.dataset.at, button.dataset.kind, card) : null;
  if (["agency", "embedded"].includes(button.dataset.kind)) meaning(button, card);
  if (edit && first) first.focus();
  settle(button, card);
};

// opens the form that adds a value: to the list at the pointer, or to any list of a section
export const openAdd = async (button) => {
  if (open?.button === button) return close();
  await load();
  const { add, kind } = button.dataset, card = frame(say("add_value"));
  place(button, card);
  const which = el("select", { "aria-label": say("js_what") }, ...FIELDS.map((name) => el("option", { value: name }, say(name))));
  const made = el("form", { noValidate: true });
  const build = () => {
    const fields = form(kind ?? kindOf[which.value] ?? "text", undefined);
    const path = kind ? `/directive${add}` : `/directive${add}/${which.value}/-`;
    made.replaceChildren(el("div", { className: "fields" }, ...(kind ? [] : [el("div", { className: "field wide" }, which)]), ...fields.parts),
      el("p", { className: "error", role: "alert" }), el("div", { className: "ends" }, save()));
    made.onsubmit = submitted(fields, card, (value) => [{ op: "add", path, value }]);
    return fields.first;
  };
  which.addEventListener("change", () => { build(); which.focus(); });
  const first = build();
  card.append(made);
  (kind ? first : which).focus();
  settle(button, card);
};
