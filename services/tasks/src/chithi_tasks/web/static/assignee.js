// Choosing another assignee.
import { combobox } from "./combobox.js";
import { el, say } from "./dom.js";

export const fill = (dialog) => {
  const place = dialog.querySelector("[data-combobox]"), form = dialog.querySelector("form");
  if (place.childElementCount) return;
  const chosen = el("p", { className: "preview", role: "status" });
  const onChoose = (item) => {
    Object.assign(form.dataset, { kind: item.kind, id: item.id });
    chosen.textContent = say("js_chosen", { what: item.name });
  };
  place.append(combobox({ label: say("js_find_assignee"), onChoose }).field, chosen);
};
