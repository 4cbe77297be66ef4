// The keyboard: sections, doubts, editing, accepting, publishing. No key acts while one types or while a dialog is open.
import * as card from "./card.js";
import { undo } from "./changes.js";
import { say } from "./dom.js";
import { fill } from "./later.js";
import { preview } from "./publish.js";
import { accept } from "./sections.js";
import { editable, root } from "./state.js";

const saved = document.getElementById("saved");
const sections = () => [...document.querySelectorAll(".section")];
let last = null;

export const current = () => {
  const here = document.activeElement?.closest?.(".section");
  return here ?? (last && document.getElementById(last)) ?? null;
};

const visit = (place) => {
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: place.classList.contains("section") ? "start" : "center" });
};

const go = async (by) => {
  const all = sections(), here = current();
  const next = here ? all[all.indexOf(here) + by] : all[0];
  if (next) return visit(next);
  const later = by > 0 && document.querySelector(".batch.later");
  if (later) {
    await fill(later);
    return go(by);
  }
  return undefined;
};

// the next thing that a person ought to look at: an oddity or a doubtful value, after the focus, then from the top
const doubt = () => {
  const all = [...document.querySelectorAll(".odd .go, .tree .value.doubtful, .section .oddity")]
    .map((one) => (one.classList.contains("oddity") ? one.closest(".section") : one));
  const here = document.activeElement ?? document.body;
  const after = (one) => one !== here && !here.contains(one) && Boolean(here.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
  const next = all.find(after) ?? all[0];
  if (next) visit(next);
  else saved.textContent = say("js_no_more_doubts");
};

const edit = () => {
  const value = document.activeElement?.closest?.(".value");
  const section = current() ?? sections()[0];
  const chosen = value ?? section?.querySelector(".value.doubtful, .value") ?? null;
  if (chosen) card.openValue(chosen, { edit: true });
  else section?.querySelector(".add")?.click();
};

const KEYS = {
  j: () => go(1),
  k: () => go(-1),
  n: doubt,
  e: edit,
  a: () => { const section = current(); if (section) accept(section.dataset.ordinal).catch(() => {}); },
  u: () => undo(),
  p: () => preview(),
};
const READING = ["j", "k", "n"];

const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

export const start = () => {
  document.addEventListener("focusin", (event) => {
    const section = event.target.closest?.(".section");
    if (section) last = section.id;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open]") && card.close()) return event.preventDefault();
    if (typing(event.target) || document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return undefined;
    if (event.key === "?") {
      event.preventDefault();
      return document.getElementById("help-dialog").showModal();
    }
    const run = KEYS[event.key];
    if (!run || (!editable && !READING.includes(event.key))) return undefined;
    event.preventDefault();
    return run();
  });
  root.dataset.keys = "on";
};
