// What a form says, as the body of its command.
import * as delegating from "./delegate.js";
import { say } from "./dom.js";

const text = (form, name) => form.elements[name]?.value.trim() ?? "";
const given = (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== "" && value !== undefined));
const needed = (value, key) => {
  if (!value) throw new Error(say(key));
  return value;
};

const MAKE = {
  accept: () => ({}),
  lead: () => ({}),
  comments: (form) => ({ text: needed(text(form, "text"), "js_need_text") }),
  complete: (form) => given({ note: text(form, "note"), force: form.elements.force?.checked || undefined }),
  chase: (form) => given({ message: text(form, "message"), force: form.elements.force.checked || undefined }),
  assignee: (form) => {
    const { kind, id } = form.dataset;
    needed(id, "js_need_target");
    return given({ kind, id, reason: text(form, "reason") });
  },
  "extension-decision": (form) => {
    const grant = form.elements.grant.value === "true";
    if (!grant) needed(text(form, "reason"), "js_need_reason");
    return given({ grant, due: grant ? text(form, "due") : "", reason: text(form, "reason") });
  },
  delegate: (form) => delegating.body(form),
};

const usual = (form) => given({ due: text(form, "due"), reason: needed(text(form, "reason"), "js_need_reason") });

export const bodyOf = (form) => (MAKE[form.dataset.action] ?? usual)(form);
