// Which assignments are selected; the selection outlives refreshing and turning pages.
import { number, say } from "./dom.js";

const picked = new Map();
const boxes = () => [...document.querySelectorAll("input[name=pick]")];

export const ids = () => [...picked.keys()];

export const show = () => {
  const here = boxes(), bar = document.getElementById("picked"), all = document.getElementById("pick-all");
  for (const box of here) {
    box.checked = picked.has(box.value);
    box.closest("tr").classList.toggle("picked", box.checked);
  }
  if (all) {
    const chosen = here.filter((box) => box.checked).length;
    all.checked = here.length > 0 && chosen === here.length;
    all.indeterminate = chosen > 0 && chosen < here.length;
  }
  bar.hidden = picked.size === 0;
  document.getElementById("picked-text").textContent = picked.size ? say("js_n_picked", { n: number(picked.size) }) : "";
};

const put = (box, on) => (on ? picked.set(box.value, true) : picked.delete(box.value));

export const toggle = (row) => {
  const box = row?.querySelector("input[name=pick]");
  if (!box) return;
  put(box, !box.checked);
  show();
};

export const clear = () => {
  const any = picked.size > 0;
  picked.clear();
  show();
  return any;
};

export const start = () => {
  document.addEventListener("change", ({ target }) => {
    if (target.id === "pick-all") boxes().forEach((box) => put(box, target.checked));
    else if (target.name === "pick") put(target, target.checked);
    else return;
    show();
  });
  document.getElementById("unpick").addEventListener("click", clear);
  show();
};
