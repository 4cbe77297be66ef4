// Đôn đốc: one assignment, the selected ones, or all that the filters leave; the result is told by number.
import { ask } from "./api.js";
import { number, say, tell } from "./dom.js";
import { refresh } from "./live.js";
import * as picks from "./picks.js";

const dialog = document.getElementById("chase-dialog");
const form = dialog?.querySelector("form");
const LATE = ["late_over_7", "late_3_7", "late_1_2"];
let asking = null;

// what the list shows; only what can be chased is, and the service takes one class of time at once
const filters = (timely) => {
  const given = Object.fromEntries(new URL(document.getElementById("board").dataset.address, location.origin).searchParams);
  delete given.cursor;
  delete given.sort;
  if (given.state === "all") delete given.state;
  if ("proposal" in given) given.proposal = true;
  if (timely) given.time_class = timely;
  return (given.time_class === "late" ? LATE : [given.time_class]).map((of) => ({ filter: of ? { ...given, time_class: of } : given }));
};

const wanted = (which) => {
  if (["all", "late"].includes(which)) return { bodies: filters(which === "late" ? which : ""), title: document.getElementById("chase-all").textContent.trim() };
  const ids = which === "picked" ? picks.ids() : [which];
  return { bodies: [{ ids }], title: say("js_chase_n", { n: number(ids.length) }) };
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
    const result = { chased: 0, polite: 0, skipped: [] };
    for (const body of asking.bodies) {
      const part = await ask("POST", "/api/tasks/v1/assignments/chase", { body: { ...body, ...more } });
      result.chased += part.chased;
      result.polite += part.polite;
      result.skipped.push(...part.skipped);
    }
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
