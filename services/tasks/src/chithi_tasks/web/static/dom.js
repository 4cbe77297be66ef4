// Small ways of making elements, and what scripts say: the page brings the words in the reader's language.
const words = JSON.parse(document.getElementById("script-words").content.textContent);

export const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

export const el = (tag, properties = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made && name !== "list") made[name] = value;
    else if (value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
};

export const icon = (name) => document.getElementById(`icon-${name}`).content.firstElementChild.cloneNode(true);

export const number = (value) => new Intl.NumberFormat("vi-VN").format(value);

const SHOWN_MS = 8_000;
let hiding = 0;

// said aloud by screen readers, and shown for a while
export const tell = (text) => {
  const toast = document.getElementById("toast");
  document.getElementById("said").textContent = text;
  toast.textContent = text;
  clearTimeout(hiding);
  hiding = setTimeout(() => { toast.textContent = ""; }, SHOWN_MS);
};

// a message above the page that stays until it no longer holds
export const notice = (id, text, ...more) => {
  document.getElementById(id)?.remove();
  if (text) document.getElementById("notices").append(el("div", { className: "notice", id, role: "status" }, el("p", {}, text), ...more));
};
