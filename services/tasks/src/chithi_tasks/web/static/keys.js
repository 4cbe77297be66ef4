// The keyboard on the board: rows, opening, selecting, chasing. No key acts while one types or while a dialog is open.
import * as chase from "./chase.js";
import * as picks from "./picks.js";
import * as sheet from "./sheet.js";

const rows = () => [...document.querySelectorAll("tr[data-id]")];
let last = null;

const current = () => document.activeElement?.closest?.("tr[data-id]") ?? rows().find((row) => row.dataset.id === last) ?? null;

const go = (by) => {
  const all = rows(), here = current();
  const next = here ? all[all.indexOf(here) + by] : all[by > 0 ? 0 : all.length - 1];
  const link = next?.querySelector(".c-task a");
  link?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
};

const KEYS = {
  j: () => go(1),
  k: () => go(-1),
  x: () => picks.toggle(current()),
  d: () => {
    const row = current();
    if (picks.ids().length) chase.open("picked");
    else if (row?.querySelector("input[name=pick]")) chase.open(row.dataset.id);
  },
  "/": () => document.getElementById("f-q").select(),
  "?": () => document.getElementById("help-dialog").showModal(),
};

const typing = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");

// out of a field first, then out of the sheet, then out of the selection
const escape = (event) => {
  if (!typing(event.target)) return sheet.close() || picks.clear();
  if (event.target.closest("#assignment")) return sheet.close();
  event.preventDefault();
  return event.target.blur();
};

export const start = () => {
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.("tr[data-id]");
    if (row) last = row.dataset.id;
  });
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return undefined;
    if (event.key === "Escape") return escape(event);
    if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return undefined;
    event.preventDefault();
    return KEYS[event.key]();
  });
  document.getElementById("board").dataset.keys = "on";
};
