// Đôn đốc: one assignment, the selected ones, or all that the filters leave; the result is told by number.
import { ask } from "./api.js";
import { number, say } from "./dom.js";
import { refresh } from "./live.js";
import * as picks from "./picks.js";
import { tell } from "./told.js";

const dialog = document.getElementById("chase-dialog");
const form = dialog?.querySelector("form");
const LIVE = ["issued", "received", "in_progress", "returned", "reported", "suspended"];
const LATE = ["late_over_7", "late_3_7", "late_1_2"];
let asking = null;

// what the list shows, in the words of the service; what cannot be chased is told as skipped
const filter = (timely) => {
  const { cursor, sort, state, time_class: time, mode, proposal, ...rest } = Object.fromEntries(new URL(document.getElementById("board").dataset.address, location.origin).searchParams);
  const of = timely || time;
  const states = state === "all" ? [] : state ? [state] : LIVE;
  return { ...rest, state: states, time_class: of === "late" ? LATE : of ? [of] : [], mode: mode ? [mode] : [], proposal: Boolean(proposal) };
};

const wanted = (which) => {
  if (["all", "late"].includes(which)) return { body: { filter: filter(which === "late" ? which : "") }, title: document.getElementById("chase-all").textContent.trim() };
  const ids = which === "picked" ? picks.ids() : [which];
  return { body: { ids }, title: say("js_chase_n", { n: number(ids.length) }) };
};

export const open = (which) => {
  if (!dialog) return;
  asking = wanted(which);
  dialog.querySelector("h2").textContent = asking.title;
  form.querySelector(".error").textContent = "";
  dialog.showModal();
};

const told = ({ chased, polite, skipped }) => [
  say("js_chased", { n: number(chased) }),
  polite ? say("js_polite", { n: number(polite) }) : "",
  skipped.length ? say("js_skipped", { n: number(skipped.length) }) : "",
].filter(Boolean).join(" · ");

const submit = async (event) => {
  event.preventDefault();
  const button = form.querySelector("[type=submit]"), message = form.elements.message.value.trim();
  const more = { ...(message ? { message } : {}), ...(form.elements.force.checked ? { force: true } : {}) };
  button.disabled = true;
  try {
    const result = await ask("POST", "/api/tasks/v1/assignments/chase", { body: { ...asking.body, ...more } });
    form.reset();
    dialog.close();
    picks.clear();
    tell(told(result));
    await refresh();
  } catch (error) {
    form.querySelector(".error").textContent = error.message;
  } finally {
    button.disabled = false;
  }
};

export const start = () => form?.addEventListener("submit", submit);
