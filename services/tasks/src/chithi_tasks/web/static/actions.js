// What one does with an assignment: dialogs, commands with the version that was seen, and what to do when it changed meanwhile.
import { Refusal, ask, fragment } from "./api.js";
import { fill as fillAssignee } from "./assignee.js";
import { bodyOf } from "./bodies.js";
import { differences, typedIn } from "./conflict.js";
import * as delegating from "./delegate.js";
import { say } from "./dom.js";
import { fileReport } from "./report.js";
import { notice, tell } from "./told.js";

const VERSIONLESS = ["accept", "comments"];
const root = () => document.getElementById("assignment");
const addressOf = (action) => `/api/tasks/v1/assignments/${root().dataset.id}/${action}`;
let done = () => {};

const present = async () => (await fragment(`/nhiem-vu/${root().dataset.id}`)).querySelector("#assignment");

// the assignment as it is now, in the place of the one that was shown, which is answered
const show = async () => put(await present());

const put = (fresh) => {
  const old = root(), focus = document.activeElement?.closest?.("#assignment") ? document.activeElement : null;
  const comment = old.querySelector("#comment-text")?.value, place = fresh.querySelector("#comment-text");
  if (comment && place) {
    place.value = comment;
    place.form.toggleAttribute("data-typed", true);
  }
  old.replaceWith(fresh);
  if (focus) fresh.querySelector("h1").focus({ preventScroll: true });
  return old;
};

const busy = () => document.hidden || document.querySelector("dialog[open], #assignment form[data-typed]") || document.activeElement?.matches("#assignment textarea");

// what others did meanwhile; who is writing is left alone
export const refresh = async () => {
  const shown = root();
  if (!shown || busy()) return;
  const fresh = await present();
  if (shown !== root() || busy()) return; // what was done here meanwhile is newer
  const same = fresh.dataset.version === shown.dataset.version && fresh.querySelector("#below")?.textContent === shown.querySelector("#below")?.textContent;
  if (!same) put(fresh);
};

const finished = async (label) => {
  await show();
  tell(say("js_done", { what: label }));
  done();
};

const command = (action, body) => ask("POST", addressOf(action), { body, version: VERSIONLESS.includes(action) ? undefined : root().dataset.version });

// somebody was faster: the page shows what is now, the form keeps what was typed, and says what changed
const outdated = async (form) => {
  const dialog = form.closest("dialog"), typed = typedIn(form), label = dialog?.querySelector("h2").textContent ?? "";
  const kept = [...form.elements].map((field) => [field.name, field.value, field.checked]);
  const before = await show();
  const what = differences(before, root()) || say("js_changed_some");
  const again = dialog && document.getElementById(dialog.id);
  if (!again) {
    notice("changed", say("js_changed_gone", { what, action: label, typed }));
    return;
  }
  again.showModal();
  const fresh = again.querySelector("form");
  if (dialog.id === "do-delegate") delegating.restore(again, dialog);
  kept.forEach(([name, value, checked], index) => {
    const field = fresh.elements[index];
    if (!field || field.name !== name) return;
    if (["checkbox", "radio"].includes(field.type)) field.checked = checked;
    else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  fresh.querySelector(".error").textContent = say("js_changed", { what });
};

const submit = async (form) => {
  const error = form.querySelector(".error"), button = form.querySelector("[type=submit]");
  error.textContent = "";
  button.disabled = true;
  try {
    if ("report" in form.dataset) {
      const { receipt } = await fileReport(form, root());
      await show();
      tell(say("js_report_sent", { receipt }));
      done();
    } else {
      const action = form.dataset.action, label = button.textContent.trim();
      await command(action, bodyOf(form));
      form.reset();
      form.closest("dialog")?.close();
      await finished(label);
    }
  } catch (problem) {
    if (problem instanceof Refusal && problem.status === 412) await outdated(form).catch((worse) => { error.textContent = worse.message; });
    else error.textContent = problem.message;
  } finally {
    button.disabled = false;
  }
};

const now = async (button, action, body) => {
  button.disabled = true;
  try {
    const label = button.textContent.trim();
    await command(action, body);
    await finished(label);
  } catch (problem) {
    button.disabled = false;
    if (problem instanceof Refusal && problem.status === 412) {
      const before = await show();
      notice("changed", say("js_changed", { what: differences(before, root()) || say("js_changed_some") }));
    } else notice("changed", problem.message);
  }
};

const open = (id) => {
  const dialog = document.getElementById(id);
  notice("changed", "");
  if (id === "do-assignee") fillAssignee(dialog);
  if (id === "do-delegate") delegating.prepare(dialog);
  dialog.showModal();
};

const CLICKS = [
  ["#assignment [data-do]", (button) => open(`do-${button.dataset.do}`)],
  ["#assignment [data-open]", (button) => open(button.dataset.open)],
  ["#assignment [data-now]", (button) => now(button, button.dataset.now, {})],
  ["#assignment [data-confirm]", (button) => now(button, "assignee", { kind: button.dataset.kind, id: button.dataset.assignee })],
  ["#assignment dialog [data-close]", (button) => button.closest("dialog").close()],
];

// typed words are not lost by a slip
addEventListener("beforeunload", (event) => { if (document.querySelector("#assignment form[data-typed]")) event.preventDefault(); });

export const start = ({ onDone } = {}) => {
  done = onDone ?? done;
  document.addEventListener("click", (event) => {
    const [selector, run] = CLICKS.find(([one]) => event.target.closest(one)) ?? [];
    if (run) run(event.target.closest(selector));
  });
  document.addEventListener("input", (event) => {
    const form = event.target.closest("#assignment form");
    if (form && event.target.matches("textarea")) form.toggleAttribute("data-typed", Boolean(event.target.value.trim()));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("#assignment form");
    if (!form) return;
    event.preventDefault();
    submit(form);
  });
};
