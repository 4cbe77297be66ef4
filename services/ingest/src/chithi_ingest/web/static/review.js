// The review page, put together: one listener a kind of event, so that parts may be replaced at will.
import * as card from "./card.js";
import { undo } from "./changes.js";
import * as keys from "./keys.js";
import { fill, watch } from "./later.js";
import * as lighting from "./lighting.js";
import * as panes from "./panes.js";
import * as publishing from "./publish.js";
import * as sections from "./sections.js";
import { batchOf, editable, load } from "./state.js";
import * as who from "./who.js";

// the section, fetched if it was not yet
const reach = async (ordinal) => {
  const index = (await load()).parsed.sections.findIndex((section) => section.ordinal === ordinal);
  const later = document.querySelector(`[data-later$="/muc/${batchOf(index)}"]`);
  if (later) await fill(later);
};

// the place that a point speaks of: a value, a section, or words of the text
const goTo = async (button) => {
  const { section, start, end, to } = button.dataset;
  if (section) await reach(section).catch(() => {});
  const place = (to && document.querySelector(`.value[data-at="${to}"]`)) || (section && document.getElementById(`muc-${section}`));
  if (place) {
    panes.choose("tree");
    place.closest("details")?.setAttribute("open", "");
    place.scrollIntoView({ block: place.classList.contains("section") ? "start" : "center" });
    place.focus({ preventScroll: true });
  } else if (start !== undefined) panes.choose("source");
  if (start !== undefined) await lighting.goTo(Number(start), Number(end));
};

const CLICKS = [
  ["button.value", (button) => card.openValue(button)],
  [".go", goTo],
  [".add", (button) => card.openAdd(button)],
  ["[data-accept]", (button) => sections.accept(button.dataset.accept).catch(() => {})],
  ["[data-split]", (button) => sections.split(Number(button.dataset.split))],
  ["[data-insert]", (button) => sections.insert(Number(button.dataset.insert))],
  ["[data-delete]", (button) => sections.remove(Number(button.dataset.delete)).catch(() => {})],
  ["[data-open]", (button) => document.getElementById(button.dataset.open).showModal()],
  ["[data-close]", (button) => button.closest("dialog").close()],
  ["#undo", () => undo()],
  ["#publish", () => publishing.preview()],
  ["#publish-now", (button) => publishing.publish(button)],
];

document.addEventListener("click", (event) => {
  const [selector, run] = CLICKS.find(([one]) => event.target.closest(one)) ?? [];
  if (run) run(event.target.closest(selector));
});
document.addEventListener("change", (event) => { if (event.target.matches("select.mode")) sections.setMode(event.target); });
document.addEventListener("submit", (event) => {
  if (!event.target.dataset.act || event.target.dataset.act === "section") return;
  event.preventDefault();
  publishing.act(event.target);
});
document.addEventListener("part", () => who.show());
document.addEventListener("shown", () => { if (editable) who.resolve().catch(() => {}); });

panes.start();
lighting.start();
keys.start();
watch();
load().catch(() => {});
who.resolve().catch(() => {});
