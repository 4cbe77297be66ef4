// Where somebody works: officers choose a commune or an agency from suggestions, the others a unit from a list.
import { Refusal } from "./api.js";
import { combobox } from "./combobox.js";
import { el, say } from "./dom.js";

const OFFICERS = ["agency_officer", "commune_officer"];

const show = (box) => {
  const officer = OFFICERS.includes(box.querySelector("[name=role]").value);
  box.querySelector(".of-unit").hidden = officer;
  box.querySelector(".of-place").hidden = !officer;
};

const choose = (box, item) => {
  box.chosen = item;
  if (item) box.closest("form").querySelector(".error").textContent = "";
  box.querySelector(".chosen").textContent = item ? say("js_chosen", { what: `${item.name}${item.parent_name && item.level === "commune" ? ` · ${item.parent_name}` : ""}` }) : "";
};

export const places = () => {
  for (const box of document.querySelectorAll(".appointment:not([data-on])")) {
    const place = box.querySelector(".of-place");
    const { field, input } = combobox({ label: place.dataset.label, onChoose: (item) => choose(box, item) });
    input.placeholder = place.dataset.hint;
    place.append(field, el("p", { className: "chosen", role: "status" }));
    box.querySelector("[name=role]").addEventListener("change", () => { choose(box, null); show(box); });
    box.dataset.on = "";
    show(box);
  }
};

// role, unit and agency of a form; raises a refusal that says what is missing
export const placed = (form) => {
  const box = form.querySelector(".appointment"), role = form.elements.role.value, item = box.chosen;
  if (!OFFICERS.includes(role)) return { role, unit_id: form.elements.unit_id.value, agency_id: null };
  if (!item) throw new Refusal(0, { detail: say("js_need_place") });
  // "Công an phường X" is what people type for the officer of that commune
  if (role === "commune_officer" && item.level !== "commune") throw new Refusal(0, { detail: say("js_need_commune") });
  return { role, unit_id: item.unit_id, agency_id: role === "agency_officer" && item.kind === "agency" ? item.id : null };
};
