// Shows what is shown once: a password or a secret, with a button that copies it.
import { el, say } from "./dom.js";
import { tell } from "./told.js";

const dialog = document.getElementById("secret-dialog");

export const secret = (title, values) => {
  document.getElementById("secret-title").textContent = title;
  document.getElementById("secret-values").replaceChildren(...Object.entries(values).map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, el("code", {}, value)))));
  dialog.dataset.copied = Object.values(values).at(-1);
  dialog.showModal();
};

document.getElementById("secret-copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(dialog.dataset.copied);
    tell(say("js_copied"));
  } catch {
    getSelection().selectAllChildren(document.querySelector("#secret-values div:last-child code"));
    tell(say("js_not_copied"));
  }
});

// nothing of it stays in the page
dialog.addEventListener("close", () => {
  document.getElementById("secret-values").replaceChildren();
  delete dialog.dataset.copied;
});
