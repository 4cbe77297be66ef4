// The filters act as soon as they change; the directives to choose from are asked of their register.
import { ask } from "./api.js";
import { el } from "./dom.js";
import { go } from "./live.js";

const OFFERED = 100;
let known = null;

const address = (form) => {
  const given = [...new FormData(form)].filter(([, value]) => String(value).trim());
  const query = new URLSearchParams(given).toString();
  return query ? `/nhiem-vu?${query}` : "/nhiem-vu";
};

// the register says which directives there are; without it those of this page are offered
const offer = async () => {
  const select = document.querySelector("#f-directive[data-register]");
  if (!select) return;
  known ??= ask("GET", `/api/ingest/v1/directives?status=published&limit=${OFFERED}`, { elsewhere: true }).then(({ items }) => items, () => { known = null; return []; });
  const there = new Set([...select.options].map((option) => option.value));
  for (const one of await known) {
    const name = [one.number ?? one.parsed?.number, one.subject ?? one.parsed?.subject].filter(Boolean).join(" · ");
    if (!there.has(one.id)) select.append(el("option", { value: one.id }, name));
  }
};

export const start = () => {
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "filters") return;
    event.preventDefault();
    go(address(event.target));
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("#filters");
    if (form && event.target.type !== "search") go(address(form));
  });
  document.addEventListener("search", (event) => { if (event.target.id === "f-q" && !event.target.value) go(address(event.target.form)); }, true);
  document.addEventListener("click", (event) => {
    const more = event.target.closest("#more-filters");
    if (more) more.setAttribute("aria-expanded", String(more.getAttribute("aria-expanded") !== "true"));
  });
  document.addEventListener("focusin", (event) => { if (event.target.id === "f-directive") offer(); });
  document.addEventListener("pointerover", (event) => { if (event.target.id === "f-directive") offer(); });
};
