// Handing on: all communes, or some of them and agencies; the dialog says in a line what will be issued.
import { ask } from "./api.js";
import { combobox } from "./combobox.js";
import { el, icon, number, say } from "./dom.js";

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d").replaceAll("Đ", "D").toLowerCase();
const dayOf = (iso) => iso.split("-").reverse().join("/");
const all = (form) => form.elements.which?.value === "all";
const ticked = (form) => [...form.querySelectorAll("input[name=target]:checked")].map((box) => ({ kind: "unit", id: box.value }));
const others = (form) => [...form.querySelectorAll(".chosen-list li")].map((one) => ({ kind: one.dataset.kind, id: one.dataset.id }));
const targets = (form) => [...ticked(form), ...others(form)];

export const body = (form) => {
  const to = all(form) ? { all_below: true } : { targets: targets(form) };
  if (!all(form) && !to.targets.length) throw new Error(say("js_need_target"));
  const { text, due, form_id: formId, recurrence, reason } = form.elements;
  const more = { text: text.value.trim(), due: due.value, recurrence: recurrence.value, reason: reason.value.trim() };
  return { ...to, form_id: formId.value, ...Object.fromEntries(Object.entries(more).filter(([, value]) => value)) };
};

const preview = (form) => {
  const dialog = form.closest("dialog"), chosen = (name) => form.elements[name].selectedOptions[0].text;
  const count = all(form) ? Number(dialog.dataset.communes) : targets(form).length;
  const own = form.elements.due.value ? dayOf(form.elements.due.value) : dialog.dataset.due;
  const due = own ? say("js_due", { day: own }) : say("js_due_same");
  form.querySelector(".some").hidden = all(form);
  form.querySelector(".preview").textContent = say("js_preview", { n: number(count), period: chosen("recurrence").toLowerCase(), form: chosen("form_id"), due });
};

const narrow = (form, text) => {
  const words = folded(text).split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const label of form.querySelectorAll(".tick-list label")) {
    label.hidden = !words.every((word) => folded(label.textContent).includes(word));
    shown += label.hidden ? 0 : 1;
  }
  form.querySelector("[data-matches]").textContent = words.length ? say("js_n_shown", { n: number(shown) }) : "";
};

const chip = (form, item) => {
  const drop = el("button", { type: "button", className: "plain", "aria-label": say("js_remove", { what: item.name }) }, icon("close"));
  const row = el("li", {}, item.name, drop);
  Object.assign(row.dataset, { kind: item.kind, id: item.id });
  drop.addEventListener("click", () => { row.remove(); preview(form); });
  return row;
};

const choose = (form) => (item) => {
  const box = form.querySelector(`input[name=target][value="${CSS.escape(item.id)}"]`);
  if (box) box.checked = true;
  else if (!others(form).some((one) => one.id === item.id)) form.querySelector(".chosen-list").append(chip(form, item));
  preview(form);
};

// the forms that reporting knows; without it the usual one stands there alone
const offerForms = async (select) => {
  const { items } = await ask("GET", "/api/reporting/v1/forms", { elsewhere: true });
  const there = new Set([...select.options].map((one) => one.value));
  for (const form of items) if (!there.has(form.id)) select.append(el("option", { value: form.id }, form.title));
};

export const prepare = (dialog) => {
  const form = dialog.querySelector("form"), place = dialog.querySelector("[data-combobox]");
  if (!place.childElementCount) {
    place.append(combobox({ label: say("js_find_more"), onChoose: choose(form) }).field);
    form.addEventListener("input", (event) => { if (event.target.id === "delegate-find") narrow(form, event.target.value); });
    form.addEventListener("change", () => preview(form));
    offerForms(form.elements.form_id).catch(() => {});
  }
  preview(form);
};

// after somebody else changed the assignment: the same choices in the fresh dialog
export const restore = (fresh, old) => {
  prepare(fresh);
  fresh.querySelector(".chosen-list").replaceWith(old.querySelector(".chosen-list"));
  fresh.querySelector(".some").hidden = old.querySelector(".some").hidden;
};
