// The pages of people: opens dialogs, sends what was chosen there, and shows what became of it.
import { Refusal, ask, fragment } from "./api.js";
import { say } from "./dom.js";
import { enrol } from "./enrol.js";
import { places, placed } from "./place.js";
import { secret } from "./secret.js";
import { tell } from "./told.js";

const API = "/api/tasks/v1";
const root = () => document.getElementById("people");
const account = () => `${API}/accounts/${encodeURIComponent(root().dataset.username)}`;
const version = () => root().dataset.version;
const text = (form, name) => form.elements[name].value.trim();
const orNull = (value) => value || null;

const appointment = (form) => ({ ...placed(form), valid_from: text(form, "valid_from"), valid_to: orNull(text(form, "valid_to")) });
const password = (name, told) => secret(say("js_password_for", { name }), { [told.account.username]: told.one_time_password });

const clientOf = (form) => {
  const scopes = [...form.querySelectorAll("[name=scopes]:checked")].filter((one) => !one.closest("label").hidden).map((one) => one.value);
  if (!scopes.length) throw new Refusal(0, { detail: say("js_need_scope") });
  return { name: text(form, "name"), unit_id: text(form, "unit_id"), role: text(form, "role"), scopes, valid_to: orNull(text(form, "valid_to")) };
};

// each sends its form and answers what is shown afterwards, if anything
const ACTS = {
  add: async (form) => {
    const body = { username: text(form, "username"), name: text(form, "name"), email: orNull(text(form, "email")), appointment: appointment(form) };
    const told = await ask("POST", `${API}/accounts`, { body });
    return () => password(body.name, told);
  },
  edit: async (form) => { await ask("PATCH", account(), { body: { name: text(form, "name"), email: orNull(text(form, "email")) }, version: version() }); },
  appoint: async (form) => { await ask("PATCH", account(), { body: { appointment: appointment(form) }, version: version() }); },
  password: async (form) => {
    const told = await ask("POST", `${account()}/password-reset`);
    return () => password(form.dataset.name, told);
  },
  second: async () => { await ask("POST", `${account()}/second-factor/reset`); },
  "sign-out": async () => { await ask("DELETE", `${account()}/sessions`); },
  close: async (form) => { await ask("POST", `${account()}/close`, { body: { reason: text(form, "reason") } }); },
  revoke: async (form) => { await ask("DELETE", `${API}/devices/${form.dataset.id}`, { body: { reason: text(form, "reason") } }); },
  client: async (form) => {
    const told = await ask("POST", `${API}/clients`, { body: clientOf(form) });
    return () => secret(say("js_secret_for", { name: told.client.name }), { client_id: told.client_id, client_secret: told.client_secret });
  },
  "close-client": async (form) => { await ask("DELETE", `${API}/clients/${form.dataset.id}`); },
};

// the page as it is now, in the place of what was shown; dialogs of a person's page tell counts, so they come anew too
const refresh = async () => {
  const page = await fragment(location.pathname + location.search);
  root().replaceWith(page.getElementById("people"));
  for (const dialog of document.querySelectorAll("dialog:not([open])")) {
    const fresh = page.getElementById(dialog.id);
    if (fresh && dialog.id !== "enrol-dialog" && dialog.id !== "secret-dialog") dialog.replaceWith(fresh);
  }
  places();
};

const submit = async (form) => {
  const error = form.querySelector(".error"), button = form.querySelector("[type=submit]"), label = button.textContent.trim();
  error.textContent = "";
  button.disabled = true;
  try {
    const after = await ACTS[form.dataset.act](form);
    form.closest("dialog").close();
    await refresh();
    if (after) after();
    else {
      tell(say("js_done", { what: label }));
      document.querySelector("h1").focus({ preventScroll: true });
    }
  } catch (problem) {
    error.textContent = problem.status === 412 ? say("js_changed") : problem.message;
    if (problem.status === 412) await refresh().catch(() => {});
    const field = form.elements[problem.problem?.errors?.[0]?.field?.split(".").at(-1)];
    field?.focus?.();
  } finally {
    button.disabled = false;
  }
};

// a role brings its own rights: what it cannot use is not offered
const narrow = (form) => {
  for (const tick of form.querySelectorAll("[data-roles]")) tick.hidden = !tick.dataset.roles.split(" ").includes(form.elements.role.value);
};

const open = (button) => {
  const dialog = document.getElementById(button.dataset.open), form = dialog.querySelector("form");
  form.querySelector(".error").textContent = "";
  Object.assign(form.dataset, button.dataset.id ? { id: button.dataset.id } : {});
  for (const place of dialog.querySelectorAll("[data-fill]")) place.textContent = button.dataset[place.dataset.fill];
  if (form.dataset.act === "client") narrow(form);
  dialog.showModal();
};

addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]"), closer = event.target.closest("[data-close]"), phone = event.target.closest("[data-enrol]");
  if (opener) open(opener);
  if (closer) closer.closest("dialog").close();
  if (phone) enrol(phone.dataset.enrol, refresh);
});
addEventListener("submit", (event) => {
  if (!event.target.dataset.act) return;
  event.preventDefault();
  submit(event.target);
});
addEventListener("change", (event) => {
  const form = event.target.closest("form[data-act=client]");
  if (form && event.target.name === "role") narrow(form);
});
places();
document.documentElement.dataset.people = "on";
