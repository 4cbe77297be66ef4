// A text field that suggests units and agencies (the ARIA combobox pattern).
import { ask, isAway } from "./api.js";
import { el, number, say } from "./dom.js";

const PAUSE_MS = 180;
const SHOWN = 8;
let made = 0;

const where = ({ count, level, parent_name: parent }) => (count > 1 ? say("js_n_assignees", { n: number(count) }) : level === "commune" ? parent : "");
const option = (item, index, base) => el("li", { id: `${base}-${index}`, role: "option", "aria-selected": "false" }, item.name,
  el("small", {}, [where(item), item.note].filter(Boolean).join(" · ")));

// `onChoose` gets the chosen suggestion. `free`: what is typed counts by itself, and every name that is known is suggested.
// `groups`: also what stands for many, like all communes
export const combobox = ({ label, value = "", free = false, groups = free, onChoose }) => {
  const base = `combo-${(made += 1)}`;
  const list = el("ul", { id: base, role: "listbox", "aria-label": say("js_suggestions"), hidden: true });
  const status = el("p", { className: "small muted", role: "status" });
  const input = el("input", { id: `${base}-input`, type: "text", value, autocomplete: "off", role: "combobox", "aria-expanded": "false", "aria-controls": base, "aria-autocomplete": "list" });
  const suitable = (item) => (free || item.assignable) && (groups || item.count === 1);
  let items = [], active = -1, timer = 0, asked = 0;

  // what was asked before is no longer waited for: its answer must not open the list again
  const forget = () => {
    clearTimeout(timer);
    return (asked += 1);
  };
  const close = () => {
    forget();
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    active = (index + items.length) % items.length;
    [...list.children].forEach((one, at) => one.setAttribute("aria-selected", String(at === active)));
    input.setAttribute("aria-activedescendant", `${base}-${active}`);
    list.children[active].scrollIntoView({ block: "nearest" });
  };
  const choose = (index) => {
    const item = items[index];
    input.value = free ? item.name : "";
    status.textContent = "";
    close();
    onChoose?.(item);
  };
  const search = async () => {
    const text = input.value.trim(), mine = forget();
    if (text.length < 2) return close();
    try {
      const found = await ask("GET", `/api/tasks/v1/assignees?${new URLSearchParams({ q: text, limit: SHOWN })}`, { elsewhere: true });
      if (mine !== asked) return undefined;
      items = found.items.filter(suitable);
    } catch (error) {
      if (mine !== asked) return undefined;
      status.textContent = isAway(error) ? say("js_no_suggestions") : error.message;
      return close();
    }
    list.replaceChildren(...items.map((item, index) => option(item, index, base)));
    active = -1; // nothing of the new list is marked yet
    input.removeAttribute("aria-activedescendant");
    list.hidden = !items.length;
    input.setAttribute("aria-expanded", String(items.length > 0));
    status.textContent = items.length ? say("js_n_matches", { n: number(items.length) }) : say("js_no_match");
    return undefined;
  };
  const keyed = (event) => {
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) mark(active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1));
      else search();
    } else if (event.key === "Enter" && open && (active >= 0 || !free)) {
      event.preventDefault();
      choose(Math.max(active, 0));
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, PAUSE_MS); });
  input.addEventListener("keydown", keyed);
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const index = [...list.children].indexOf(event.target.closest("li"));
    if (index >= 0) choose(index);
  });
  return { field: el("div", { className: "field combo wide" }, el("label", { htmlFor: input.id }, label), input, list, status), input };
};
