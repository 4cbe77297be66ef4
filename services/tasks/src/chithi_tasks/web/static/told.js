// What a page tells its reader: for a moment, or until it no longer holds.
import { el } from "./dom.js";

const SHOWN_MS = 8_000;
let hiding = 0;

// said aloud by screen readers, and shown for a while
export const tell = (text) => {
  const toast = document.getElementById("toast");
  document.getElementById("said").textContent = text;
  toast.textContent = text;
  clearTimeout(hiding);
  hiding = setTimeout(() => { toast.textContent = ""; }, SHOWN_MS);
};

// a message above the page that stays until it no longer holds
export const notice = (id, text, ...more) => {
  document.getElementById(id)?.remove();
  if (text) document.getElementById("notices").append(el("div", { className: "notice", id, role: "status" }, el("p", {}, text), ...more));
};
