// Changes and their undoing: each a JSON Patch against the version that the reader sees.
import { ask } from "./api.js";
import { el, say } from "./dom.js";
import { differences, inverse, moved } from "./patch.js";
import { address, batchOf, keep, load, refresh, review, state } from "./state.js";

const SHOWN = 6;
const PATCH = "application/json-patch+json";
const saved = document.getElementById("saved"), notices = document.getElementById("notices");
const undos = [];

const time = () => new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
const undoButton = () => document.getElementById("undo");
const note = (text) => { saved.textContent = text; };

const batchOfAll = (ops) => {
  const found = ops.map(({ path }) => /^\/directive\/sections\/(\d+)\/./.exec(path)).map((match) => match && Number(match[1]));
  const outside = ops.some(({ path }, i) => found[i] === null && /^\/directive\//.test(path));
  const numbers = new Set(found.filter((index) => index !== null).map((index) => batchOf(index)));
  return outside || numbers.size !== 1 ? null : [...numbers][0];
};

const send = async (ops) => keep(await ask("PATCH", address, { body: ops, type: PATCH, version: state.version }));

const label = (key) => { try { return say(key); } catch { return key; } };

const said = ({ where, old, now: fresh }) => {
  const [first, second] = where;
  const place = second ? `${say("section_n", { ordinal: first })} · ${label(second)}` : label(first);
  return `${place}: ${old} → ${fresh}`;
};

// somebody was quicker: show what they did, keep what was typed, offer to save it on top
const conflict = async (ops, typed, options) => {
  const before = state.told.parsed;
  undos.length = 0; // they would undo what stands there no more
  const told = await load(true);
  const lines = differences(before, told.parsed);
  const fresh = moved(ops, before, told.parsed);
  const again = el("button", { type: "button" }, say("js_conflict_retry"));
  const close = el("button", { type: "button", className: "quiet" }, say("js_close"));
  const list = el("ul", {}, ...lines.slice(0, SHOWN).map((line) => el("li", {}, said(line))));
  const mine = typed ? el("p", {}, say("js_conflict_kept", { typed })) : "";
  const ends = el("div", { className: "cluster" }, fresh?.length && told.status === "draft" ? again : "", close);
  const notice = el("div", { className: "notice tall-notice", role: "alert" }, el("p", {}, el("b", {}, say("js_conflict"))), lines.length ? list : "", mine, ends);
  notices.replaceChildren(notice);
  note("");
  await refresh();
  close.addEventListener("click", () => notice.remove());
  again.addEventListener("click", () => { notice.remove(); change(fresh, { ...options, typed }).catch(() => {}); });
  notice.scrollIntoView({ block: "nearest" });
  again.focus();
};

// makes the change; false when somebody else was quicker. Throws what the form has to say
export const change = async (ops, { typed = "", batch = batchOfAll(ops), focus, undoing = false } = {}) => {
  await load();
  note(say("js_saving"));
  const back = inverse(review(), ops);
  try {
    await send(ops);
  } catch (error) {
    note("");
    if (error.status === 412) {
      await conflict(ops, typed, { batch });
      return false;
    }
    note(say("js_not_saved", { why: error.message }));
    throw error;
  }
  if (!undoing) undos.push({ ops: back, batch });
  await refresh({ batch, ...(focus ? { focus } : {}) });
  note(say(undoing ? "js_undone" : "js_saved", { time: time() }));
  if (undoButton()) undoButton().disabled = undos.length === 0;
  return true;
};

export const undo = async () => {
  const last = undos.pop();
  if (!last) return note(say("js_nothing_to_undo"));
  await change(last.ops, { batch: last.batch, undoing: true }).catch(() => undos.push(last));
};
