// Values light their words in the text, and words under the pointer mark the values that were read from them.
import { dim, goTo, light, positionAt } from "./source.js";

const pane = document.getElementById("source");
let pinned = null;

const spanOf = (element) => (element?.dataset.start === undefined ? null : [Number(element.dataset.start), Number(element.dataset.end)]);

const lightOf = (value) => {
  const span = spanOf(value);
  return span ? light(...span) : dim();
};

const under = (position) => [...document.querySelectorAll(".tree .value[data-start]")].filter((value) => {
  const [start, end] = spanOf(value);
  return start <= position && position < end;
});

const mark = (position) => {
  document.querySelectorAll(".value.lit").forEach((value) => value.classList.remove("lit"));
  if (position !== null) under(position).forEach((value) => value.classList.add("lit"));
};

const shortest = (values) => values.sort((a, b) => (spanOf(a)[1] - spanOf(a)[0]) - (spanOf(b)[1] - spanOf(b)[0]))[0];

export const start = () => {
  document.addEventListener("pointerover", (event) => {
    const value = event.target.closest?.(".tree .value");
    if (value && event.pointerType === "mouse") lightOf(value);
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.closest?.(".card-of")) return; // its value stays lit
    const value = event.target.closest?.(".value, .go"), section = event.target.closest?.(".section");
    pinned = value;
    lightOf(value);
    if (section) light(...spanOf(section), { name: "section", scroll: !value });
  });
  document.addEventListener("pointerout", (event) => {
    if (event.target.closest?.(".tree .value") && !event.relatedTarget?.closest?.(".tree .value")) lightOf(pinned?.isConnected ? pinned : null);
  });
  let frame = 0;
  pane.addEventListener("pointermove", (event) => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => mark(positionAt(event.clientX, event.clientY)));
  });
  pane.addEventListener("pointerleave", () => mark(null));
  pane.addEventListener("click", (event) => {
    if (!getSelection().isCollapsed) return;
    const value = shortest(under(positionAt(event.clientX, event.clientY) ?? -1));
    if (!value || !value.offsetParent) return;
    value.scrollIntoView({ block: "center" });
    value.focus({ preventScroll: true });
  });
};

export { goTo };
