// The end of the review: a summary of who gets what, then publishing; later withdrawing or replacing; or deleting.
import { ask } from "./api.js";
import { el, icon, say } from "./dom.js";
import { address, id, load, state } from "./state.js";
import { upload } from "./upload.js";
import * as who from "./who.js";

const REMINDED = 5;
const MANY = 24; // sections of one assignee that are named one by one

const points = () => Number(document.getElementById("look").dataset.points);

// who gets which sections: one row a unit or agency, a name that means many stands for them all
const rows = (answer) => {
  const found = new Map();
  const add = (key, name, ordinal, note) => {
    const row = found.get(key) ?? { name, ordinals: [], note: null };
    if (!row.ordinals.includes(ordinal)) row.ordinals.push(ordinal);
    row.note ??= note;
    found.set(key, row);
  };
  for (const { ordinal, names } of answer.sections) {
    for (const name of names) {
      if (name.count > name.assignees.length || name.count > 5) add(`many ${name.written}`, `${who.group(name)} (${name.written})`, ordinal, name.note);
      else for (const one of name.assignees) add(`${one.kind} ${one.id}`, one.name, ordinal, one.note ?? (name.needs_confirmation ? name.note : null));
      if (!name.count) add(`none ${name.written}`, name.written, ordinal, say("js_nobody"));
    }
  }
  return [...found.values()].sort((a, b) => Number(Boolean(b.note)) - Number(Boolean(a.note)) || b.ordinals.length - a.ordinals.length);
};

const few = (ordinals) => (ordinals.length <= MANY ? ordinals.join(", ") : `${ordinals.slice(0, MANY / 2).join(", ")} … ${ordinals.at(-1)} (${say("n_sections", { n: ordinals.length })})`);

const table = (answer) => {
  const body = rows(answer).map(({ name, ordinals, note }) => {
    const cell = el("th", { scope: "row" }, name);
    if (note) cell.append(el("span", { className: "doubt" }, icon("doubt"), note));
    return el("tr", {}, cell, el("td", {}, few(ordinals)));
  });
  if (!body.length) return el("p", { className: "muted" }, say("js_none_assigned"));
  const head = el("thead", {}, el("tr", {}, el("th", { scope: "col" }, say("js_who")), el("th", { scope: "col" }, say("js_gets"))));
  return el("div", { className: "gets-scroll", tabIndex: 0, role: "region", "aria-label": say("js_who") }, el("table", { className: "gets compact" }, head, el("tbody", {}, ...body)));
};

export const preview = async () => {
  const dialog = document.getElementById("publish-dialog"), line = document.getElementById("publish-line");
  const place = document.getElementById("publish-table"), error = document.getElementById("publish-error");
  error.textContent = "";
  place.replaceChildren();
  line.textContent = "…";
  remind();
  dialog.showModal();
  await load();
  try {
    const answer = await who.resolve();
    line.textContent = say("js_summary", { ...answer.totals, look: points() + rows(answer).filter((row) => row.note).length });
    place.replaceChildren(table(answer));
  } catch {
    line.textContent = say("js_summary_away", { sections: state.told.parsed.sections.length, look: points() });
    place.replaceChildren(el("p", { className: "muted" }, say("js_tasks_away")));
  }
};

// the riskiest points once more, in the place where one decides
const remind = () => {
  const said = [...document.querySelectorAll("#look .odd li > span")].slice(0, REMINDED).map((one) => el("li", {}, one.textContent));
  document.getElementById("publish-doubts").replaceChildren(...said);
};

const reload = () => location.reload();
const gone = (error) => error.status === 412;

export const publish = async (button) => {
  button.disabled = true;
  try {
    await ask("POST", `${address}/publish`, { version: state.version });
    reload();
  } catch (error) {
    button.disabled = false;
    document.getElementById("publish-error").textContent = gone(error) ? say("js_conflict_reload") : error.message;
  }
};

const withdraw = (form) => ask("POST", `${address}/withdraw`, { body: { reason: form.elements.reason.value }, version: state.version }).then(reload);
const discard = () => ask("DELETE", address, { version: state.version }).then(() => location.assign("/chi-thi"));

const replace = async (form) => {
  const told = form.querySelector(".told");
  const result = await upload(form.elements.file.files[0], {
    supersedes: id,
    onSent: (part) => { told.textContent = say("js_sending", { percent: Math.round(100 * part) }); },
    onReading: ({ done, pages }) => { told.textContent = pages ? say("js_reading_pages", { done, pages }) : say("js_reading"); },
  }).done;
  told.textContent = "";
  if (result.state !== "done") throw new Error(result.problem ? `${result.problem.title}. ${result.problem.detail ?? ""}` : say("js_cut_off"));
  if (result.directive.id === id) throw new Error(say("js_same_file"));
  location.assign(`/chi-thi/${result.directive.id}`);
};

const ACTS = { withdraw, delete: discard, replace };

export const act = async (form) => {
  const run = ACTS[form.dataset.act], button = form.querySelector("[type=submit]"), error = form.querySelector(".error");
  if (!run) return;
  error.textContent = "";
  button.disabled = true;
  try {
    await run(form);
  } catch (problem) {
    button.disabled = false;
    error.textContent = gone(problem) ? say("js_conflict_reload") : problem.message;
  }
};
