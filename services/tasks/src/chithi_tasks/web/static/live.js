// The list keeps itself up to date without moving: the focus, the selection and the place stay where they were.
import { part } from "./api.js";
import { el, say } from "./dom.js";
import * as picks from "./picks.js";

const PAUSE_MS = 15_000;
const board = () => document.getElementById("board");
let tag = null, asked = 0;

const focusKey = () => {
  const at = document.activeElement;
  const row = at?.closest?.("tr[data-id]");
  if (row) return `tr[data-id="${row.dataset.id}"] ${at.tagName === "TR" ? "" : at.matches("input") ? "input" : at.matches("[data-accept]") ? "[data-accept]" : "a"}`.trim();
  if (at?.dataset?.time) return `[data-time="${at.dataset.time}"]`;
  return at?.id ? `#${CSS.escape(at.id)}` : null;
};

const swap = (page, selector) => {
  const key = focusKey(), fresh = page.querySelector(selector);
  if (!fresh) return;
  document.querySelector(selector).replaceWith(fresh);
  if (key && document.activeElement === document.body) document.querySelector(key)?.focus({ preventScroll: true });
  picks.show();
  document.dispatchEvent(new CustomEvent("shown"));
};

const partOf = (address) => address.replace("/nhiem-vu", "/nhiem-vu/bang");

const waiting = (on) => document.getElementById("list")?.setAttribute("aria-busy", String(on));

// shows another view: the filters, the summary and the list; the address holds it all
export const go = async (address, { remember = true } = {}) => {
  const mine = (asked += 1);
  waiting(true);
  try {
    const answer = await part(partOf(address));
    if (mine !== asked) return;
    tag = answer.tag;
    if (remember) history.pushState(null, "", address);
    swap(answer.page, "#board");
    failed(null);
    const title = document.getElementById("list-title");
    document.getElementById("said").textContent = title.textContent;
  } catch (error) {
    waiting(false);
    failed(error, () => go(address, { remember }));
  }
};

const failed = (error, again) => {
  document.getElementById("board-trouble")?.remove();
  if (!error || error.status === 401) return;
  const button = el("button", { type: "button", className: "quiet" }, say("js_try_again"));
  button.addEventListener("click", again);
  const said = document.getElementById("offline").hidden ? error.message : ""; // that there is no connection is said above
  document.getElementById("notices").append(el("div", { className: "notice", id: "board-trouble", role: "alert" }, el("p", {}, say("js_list_failed"), " ", said), button));
};

// the same view as it is now
export const refresh = async () => {
  const mine = asked, { address } = board().dataset, answer = await part(partOf(address), tag);
  if (mine !== asked || address !== board().dataset.address) return; // it was asked while another view was on its way
  if (answer) {
    tag = answer.tag;
    swap(answer.page, "#live");
  } else stamp();
  failed(null);
};

const stamp = () => {
  const time = document.querySelector("#live .as-of time");
  if (time) time.textContent = new Date().toLocaleTimeString("vi-VN", { hour12: false, timeZone: "Asia/Ho_Chi_Minh" });
};

const idle = () => !document.hidden && !document.querySelector("dialog[open]");

export const start = () => {
  setInterval(() => { if (idle()) refresh().catch(() => {}); }, PAUSE_MS);
  document.addEventListener("visibilitychange", () => { if (idle()) refresh().catch(() => {}); });
  addEventListener("online", () => refresh().catch(() => {}));
  addEventListener("popstate", () => go(location.pathname + location.search, { remember: false }));
};
