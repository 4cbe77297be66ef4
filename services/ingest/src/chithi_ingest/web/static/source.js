// The source text: lights the words of a value, and tells which words lie under the pointer.
import { fill } from "./later.js";

const pane = document.getElementById("source");
const NARROW = matchMedia("(max-width: 1000px)");
const AROUND = 70;

// positions are counted in characters, a browser counts halves of the rare ones beyond the first plane
const units = (text, characters) => (/[\ud800-\udfff]/.test(text) ? [...text].slice(0, characters).join("").length : Math.min(characters, text.length));
const characters = (text, count) => (/[\ud800-\udfff]/.test(text) ? [...text.slice(0, count)].length : count);
const bounds = (node) => [Number(node.dataset.start), Number(node.dataset.end)];

const sheetsOf = (start, end) => [...pane.querySelectorAll(".sheet")].filter((sheet) => {
  const [from, to] = bounds(sheet);
  return from < end && start < to;
});

const lineAt = (lines, position) => lines.findLast((line) => Number(line.dataset.start) <= position) ?? lines[0];

// the words from `start` to `end`, laid out; null when they are nowhere
export const locate = async (start, end) => {
  const sheets = await Promise.all(sheetsOf(start, end).map(fill));
  const lines = sheets.flatMap((sheet) => [...sheet.querySelectorAll(".line")]);
  if (!lines.length) return null;
  const range = document.createRange();
  for (const [position, put] of [[start, "setStart"], [end, "setEnd"]]) {
    const line = lineAt(lines, put === "setEnd" ? position - 1 : position);
    const node = line.firstChild ?? line;
    const offset = node === line ? 0 : units(node.data, position - Number(line.dataset.start));
    range[put](node, offset);
  }
  return range;
};

const asked = {};

export const light = async (start, end, { name = "here", scroll = true } = {}) => {
  const mine = (asked[name] = (asked[name] ?? 0) + 1);
  const range = await locate(start, end);
  if (!range || mine !== asked[name]) return;
  if (window.CSS?.highlights) CSS.highlights.set(name, new Highlight(range));
  if (name === "here") pane.dataset.lit = range.toString();
  if (scroll && !NARROW.matches) reveal(range);
};

export const dim = (name = "here") => {
  asked[name] = (asked[name] ?? 0) + 1;
  window.CSS?.highlights?.delete(name);
  delete pane.dataset.lit;
};

// scrolls the pane alone: the page stays where the reader is
const reveal = (range) => {
  const box = range.getBoundingClientRect(), frame = pane.getBoundingClientRect();
  const top = Math.max(frame.top, 0), bottom = Math.min(frame.bottom, innerHeight); // what is seen of the pane
  if (box.top < top + 40 || box.bottom > bottom - 40) pane.scrollTop += box.top - top - (bottom - top) / 3;
};

// on a narrow screen the pane is the page: jump there once it is shown
export const goTo = async (start, end) => {
  await light(start, end, { scroll: false });
  const range = await locate(start, end);
  if (!range) return;
  if (NARROW.matches) range.startContainer.parentElement.scrollIntoView({ block: "center" });
  else reveal(range);
};

// what stands before the words, the words, and what follows, on one line
export const excerpt = async (start, end) => {
  const range = await locate(start, end);
  if (!range) return null;
  const lines = [...pane.querySelectorAll(".line")];
  const first = lines.indexOf(range.startContainer.parentElement ?? range.startContainer);
  const last = lines.indexOf(range.endContainer.parentElement ?? range.endContainer);
  const folded = (text) => text.replace(/\s+/g, " ");
  const text = (from, to) => lines.slice(Math.max(from, 0), to).map((line) => line.textContent).join(" ");
  const before = text(first - 4, first) + " " + range.startContainer.textContent.slice(0, range.startOffset);
  const after = range.endContainer.textContent.slice(range.endOffset) + " " + text(last + 1, last + 5);
  const inside = first === last ? range.toString() : [range.startContainer.textContent.slice(range.startOffset), text(first + 1, last), range.endContainer.textContent.slice(0, range.endOffset)].join(" ");
  return [folded(before).slice(-AROUND).replace(/^\S*\s/, ""), folded(inside), folded(after).slice(0, AROUND).replace(/\s\S*$/, "")];
};

const caret = (x, y) => {
  if (document.caretPositionFromPoint) {
    const at = document.caretPositionFromPoint(x, y);
    return at && [at.offsetNode, at.offset];
  }
  const range = document.caretRangeFromPoint?.(x, y);
  return range && [range.startContainer, range.startOffset];
};

// the position in the text under the pointer; null beside the words
export const positionAt = (x, y) => {
  const [node, offset] = caret(x, y) ?? [];
  const line = node?.parentElement?.closest?.(".line");
  return line ? Number(line.dataset.start) + characters(node.data ?? "", offset) : null;
};
