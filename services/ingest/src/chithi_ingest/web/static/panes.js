// Two panes side by side; on a narrow screen tabs show one at a time.
const tabs = [...document.querySelectorAll(".tabs [role=tab]")];
const paneOf = (tab) => document.getElementById(tab.getAttribute("aria-controls"));

export const choose = (id, { focus = false } = {}) => {
  for (const tab of tabs) {
    const chosen = tab.getAttribute("aria-controls") === id;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    paneOf(tab).classList.toggle("chosen", chosen);
    if (chosen && focus) tab.focus();
  }
};

export const start = () => {
  choose("tree");
  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener("click", () => choose(tab.getAttribute("aria-controls")));
    tab.addEventListener("keydown", (event) => {
      if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
      const next = tabs[(index + (event.key === "ArrowRight" ? 1 : tabs.length - 1)) % tabs.length];
      choose(next.getAttribute("aria-controls"), { focus: true });
    });
  }
};
