// An officer's report in words, filed from the page; figures are entered on the phone.
import { ask } from "./api.js";

// the month of Decree 09/2019: it runs from the 15th to the 14th
const period = (day) => {
  const month = new Date(day.getFullYear(), day.getMonth() + (day.getDate() >= 15 ? 1 : 0), 1);
  return `${month.getFullYear()}-${String(month.getMonth() + 1).padStart(2, "0")}`;
};

// sent again after a lost answer it is the same report: its id stays with the form
export const fileReport = (form, root) => {
  form.dataset.id ||= crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
  const body = { form_id: "nhiem-vu", unit_id: form.dataset.unit, period: period(new Date()), assignment_id: root.dataset.id, values: {}, narrative: form.elements.narrative.value.trim() };
  return ask("PUT", `/api/reporting/v1/reports/${form.dataset.id}`, { body, elsewhere: true });
};
