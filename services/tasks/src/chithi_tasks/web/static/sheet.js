// An assignment beside the list, so that the place in the list is not lost; on a narrow screen its page opens instead.
import { fragment } from "./api.js";
import { el, icon, say } from "./dom.js";
import { tell } from "./told.js";

const sheet = document.getElementById("sheet");
const wide = matchMedia("(min-width: 1100px)");
let from = null;

export const fits = () => wide.matches;

export const close = () => {
  if (sheet.hidden) return false;
  sheet.hidden = true;
  sheet.replaceChildren();
  document.documentElement.classList.remove("beside");
  const row = from && document.querySelector(`tr[data-id="${from}"] .c-task a`);
  row?.focus();
  from = null;
  mark();
  return true;
};

const head = (address) => {
  const shut = el("button", { type: "button", className: "plain", "aria-label": say("js_close") }, icon("close"));
  shut.addEventListener("click", close);
  return el("div", { className: "sheet-head" }, el("a", { href: address }, say("js_open_page")), shut);
};

const mark = () => {
  document.querySelectorAll("tr.opened").forEach((row) => row.classList.remove("opened"));
  if (from) document.querySelector(`tr[data-id="${from}"]`)?.classList.add("opened");
};

export const open = async (link) => {
  const id = link.closest("tr").dataset.id, before = from;
  from = id;
  mark(); // at once: on a slow network it takes a while
  try {
    const page = await fragment(`/nhiem-vu/${id}`);
    if (from !== id) return; // another one was opened meanwhile
    sheet.replaceChildren(head(link.href), page.querySelector("#assignment"));
    sheet.hidden = false;
    document.documentElement.classList.add("beside");
    sheet.scrollTop = 0;
    const title = sheet.querySelector("h1");
    sheet.setAttribute("aria-label", title.textContent);
    title.focus({ preventScroll: true });
  } catch (error) {
    if (from === id) from = before;
    mark();
    tell(error.message);
  }
};

export const start = () => {
  document.addEventListener("shown", mark);
  wide.addEventListener("change", () => { if (!wide.matches) close(); });
};
