// Who would be assigned: asked of the task service, whose word on publishing is the same; without it all else goes on.
import { ask, isAway } from "./api.js";
import { el, icon, say } from "./dom.js";
import { editable, id } from "./state.js";

const AT_ONCE = 400; // sections that the service takes in one question
const PATIENCE = 15_000; // milliseconds; a busy service answers the longest paper in a tenth of it
const notices = document.getElementById("notices");
let answer = null, asking = null, dirty = false;

const together = (parts) => ({
  sections: parts.flatMap((part) => part.sections),
  totals: Object.fromEntries(["sections", "assignments", "to_confirm"].map((key) => [key, parts.reduce((sum, part) => sum + part.totals[key], 0)])
    .concat(["agencies", "communes"].map((key) => [key, Math.max(0, ...parts.map((part) => part.totals[key]))]))),
});

const question = async () => {
  const asked = await ask("GET", `/chi-thi/${id}/giao-cho`);
  const parts = [];
  for (let from = 0; from < asked.sections.length || from === 0; from += AT_ONCE) {
    const body = { ...asked, sections: asked.sections.slice(from, from + AT_ONCE) };
    parts.push(await ask("POST", "/api/tasks/v1/resolutions", { body, elsewhere: true, patience: PATIENCE }));
  }
  return parts.length === 1 ? parts[0] : together(parts);
};

const away = (error) => {
  document.getElementById("tasks-away")?.remove();
  if (!error || (error.status === 403 && !editable)) return; // who may only read is not told what readers may not ask
  const again = el("button", { type: "button", className: "quiet" }, icon("refresh"), say("js_try_again"));
  again.addEventListener("click", resolve);
  const text = isAway(error) ? say("js_tasks_away") : error.message;
  notices.append(el("div", { className: "notice", id: "tasks-away" }, el("p", {}, text), again));
};

export const group = ({ count, assignees }) => say(assignees[0]?.kind === "unit" ? "js_n_communes" : "js_n_assignees", { n: count });

// the names that one name comes to: one of them, a number of them, or nobody
export const comesTo = (name) => {
  if (!name.count) return say("js_nobody");
  if (name.count === 1) return name.assignees[0].name;
  return name.count <= 3 ? name.assignees.map((one) => one.name).join("; ") : group(name);
};

// why a name is in doubt, in a few words; the whole sentence stands in the card of the value
const shortly = (name) => {
  const note = (name.note ?? "").replace(`${name.written}: `, "");
  return [note.split(/[;.](?:\s|$)/)[0], name.outside ? say("js_outside", { n: name.outside }) : ""].filter(Boolean).join("; ");
};

const line = (name, names) => {
  const doubt = name.needs_confirmation || !name.count;
  const note = shortly(name);
  const item = el("li", { className: doubt ? "doubt" : name.chosen ? "chosen" : "" }, icon(doubt ? "doubt" : name.chosen ? "chosen" : "to"));
  const who = names.length > 1 ? `${name.written} → ` : "";
  item.append(el("span", {}, who, el("b", {}, comesTo(name)), name.chosen ? ` (${say("js_chosen")})` : "", note ? ` · ${note}` : ""));
  return item;
};

const fresh = (name) => name.count !== 1 || name.note || name.chosen || name.outside || name.assignees[0].name !== name.written;

const put = (selector, names) => {
  const list = document.querySelector(selector);
  if (!list) return;
  list.replaceChildren(...names.filter(fresh).map((name) => line(name, names)));
  list.hidden = !list.children.length;
};

export const show = () => {
  for (const { ordinal, names } of answer?.sections ?? []) {
    put(`[data-who="${CSS.escape(ordinal)}"]`, names.filter((name) => !name.embedded));
    put(`[data-embedded="${CSS.escape(ordinal)}"]`, names.filter((name) => name.embedded));
  }
};

// what a name of a section comes to, if it is known yet
export const of = (ordinal, written) => answer?.sections.find((one) => one.ordinal === ordinal)?.names.find((one) => one.written === written);

export const resolve = () => {
  if (asking) {
    dirty = true;
    return asking;
  }
  asking = question().then((told) => { answer = told; away(null); show(); return told; }, (error) => { answer = null; away(error); throw error; });
  asking.catch(() => {}).finally(() => { asking = null; if (dirty) { dirty = false; resolve().catch(() => {}); } });
  return asking;
};
