// The board, put together: one listener a kind of event, so that the list may be replaced at will.
import { ask } from "./api.js";
import * as actions from "./actions.js";
import * as chase from "./chase.js";
import * as filters from "./filters.js";
import * as keys from "./keys.js";
import * as live from "./live.js";
import * as picks from "./picks.js";
import * as sheet from "./sheet.js";
import { tell } from "./told.js";

const accept = async (button) => {
  button.disabled = true;
  try {
    await ask("POST", `/api/tasks/v1/assignments/${button.dataset.accept}/accept`);
    await live.refresh();
  } catch (error) {
    button.disabled = false;
    tell(error.message);
  }
};

const plain = (event) => event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

const CLICKS = [
  ["[data-accept]", (button) => accept(button)],
  ["#board [data-chase], #picked [data-chase]", (button) => chase.open(button.dataset.chase)],
  ["dialog [data-close]", (button) => button.closest("dialog").close()],
];

document.addEventListener("click", (event) => {
  const [selector, run] = CLICKS.find(([one]) => event.target.closest(one)) ?? [];
  if (run) return run(event.target.closest(selector));
  const link = event.target.closest("#board a[href]");
  if (!link || !plain(event)) return undefined;
  const { pathname, search } = new URL(link.href);
  if (pathname === "/nhiem-vu") {
    event.preventDefault();
    return live.go(pathname + search);
  }
  if (link.closest(".c-task") && sheet.fits()) {
    event.preventDefault();
    return sheet.open(link);
  }
  return undefined;
});

actions.start({ onDone: () => live.refresh().catch(() => {}) });
chase.start();
filters.start();
keys.start();
live.start();
picks.start();
sheet.start();
