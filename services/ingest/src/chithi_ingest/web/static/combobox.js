// A text field with suggestions of units and agencies (the ARIA combobox pattern).
import { ask } from "./api.js";
import { el, say } from "./words.js";

const PAUSE_MS = 180;
let count = 0;

const option = (item, index, base) => el("li", { id: `${base}-${index}`, role: "option", "aria-selected": "false" },
  item.name, el("small", {}, [item.count > 1 ? say("js_n_assignees", { n: item.count }) : item.level === "commune" ? item.parent_name : "", item.note].filter(Boolean).join(" · ")));

// `onChoose` gets the chosen suggestion; without `free` what is typed is only a search
export const combobox = ({ label, value = "", onChoose, free = false }) => {
  const base = `combo-${(count += 1)}`;
  const list = el("ul", { id: base, role: "listbox", "aria-label": say("js_suggestions"), hidden: true });
  const status = el("p", { className: "small muted", role: "status" });
  const input = el("input", { id: `${base}-input`, value, autocomplete: "off", role: "combobox", "aria-expanded": "false", "aria-controls": base, "aria-autocomplete": "list", "data-free": free });
  let items = [], active = -1, timer = 0, asked = 0;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    active = (index + items.length) % items.length;
    [...list.children].forEach((one, i) => one.setAttribute("aria-selected", String(i === active)));
    input.setAttribute("aria-activedescendant", `${base}-${active}`);
    list.children[active].scrollIntoView({ block: "nearest" });
  };
  const choose = (index) => {
    const item = items[index];
    input.value = free ? item.name : "";
    close();
    onChoose?.(item);
  };
  const search = async () => {
    const text = input.value.trim(), mine = (asked += 1);
    if (text.length < 2) return close();
    try {
      const found = await ask("GET", `/api/tasks/v1/assignees?${new URLSearchParams({ q: text, limit: 8 })}`);
      if (mine !== asked) return;
      items = found.items.filter((item) => item.assignable !== false || free);
    } catch {
      items = [];
      status.textContent = say("js_tasks_away");
      return close();
    }
    list.replaceChildren(...items.map((item, index) => option(item, index, base)));
    list.hidden = !items.length;
    input.setAttribute("aria-expanded", String(Boolean(items.length)));
    status.textContent = items.length ? say("js_n_matches", { n: items.length }) : say("js_no_match");
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, PAUSE_MS); });
  input.addEventListener("keydown", (event) => {
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) mark(active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1));
      else search();
    } else if (event.key === "Enter" && open && active >= 0) {
      event.preventDefault();
      choose(active);
    } else if (event.key === "Escape" && open) {
      event.stopPropagation();
      close();
    }
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const index = [...list.children].indexOf(event.target.closest("li"));
    if (index >= 0) choose(index);
  });
  input.addEventListener("blur", close);
  const field = el("div", { className: "field combo wide" }, el("label", { htmlFor: input.id }, label), input, list, status);
  return { field, input };
};
