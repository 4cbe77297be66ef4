// Several files at once: each a row with its progress and its end; two are sent side by side, the others wait.
import { fragment } from "./api.js";
import { el, icon, say } from "./dom.js";
import { upload } from "./upload.js";

const AT_ONCE = 2;
const LATER = [401, 429, 503, 504]; // what was refused for these can be sent again as it is
const form = document.getElementById("drop"), picker = document.getElementById("files");
const list = document.getElementById("taken"), said = document.getElementById("intake-said");
const waiting = [];
let running = 0, count = { files: 0, new: 0, same: 0, refused: 0 };

const named = ({ parsed, file_name: name }) => (parsed.number ? [parsed.doc_type, parsed.number].filter(Boolean).join(" ") : parsed.subject ?? name);
const link = (directive, text) => el("a", { href: `/chi-thi/${directive.id}` }, text);

const show = (row, state, ...parts) => {
  row.className = state;
  if (state) row.querySelector(".icon").replaceWith(icon(state));
  row.querySelector(".said").replaceChildren(...parts);
  row.querySelector("progress")?.toggleAttribute("hidden", Boolean(state));
};

// the list below shows what is new, where the reader has not moved on to another page of it
const refreshList = async () => {
  const page = await fragment(location.href).catch(() => null);
  const fresh = page?.getElementById("list");
  if (fresh) document.getElementById("list").replaceWith(fresh);
};

const refuse = (row, problem) => {
  const why = el("b", {}, `${problem.title}.`);
  show(row, "refused", why, " ", problem.detail ?? "");
};

const finish = (row, result) => {
  const { directive } = result;
  if (result.state === "done" && directive.duplicate) {
    count.same += 1;
    const words = say(directive.duplicate === "content" ? "js_same_content" : "js_same_document", { what: "\u0000" }).split("\u0000");
    show(row, "same", words[0], link(directive, named(directive)), words[1]);
  } else if (result.state === "done") {
    count.new += 1;
    show(row, "done", say("js_taken_in", { what: named(directive) }), " · ", link(directive, say("js_to_review")));
  } else {
    count.refused += 1;
    if (result.state === "refused") refuse(row, result.problem);
    else show(row, "refused", say(result.state === "cancelled" ? "js_cancelled" : "js_cut_off"));
  }
};

const button = (row, words, action) => {
  const old = row.querySelector("button");
  if (!words) return old?.remove();
  const fresh = el("button", { type: "button", className: "quiet stop" }, words, el("span", { className: "aside" }, ` ${row.querySelector(".file").textContent}`));
  fresh.addEventListener("click", action);
  if (old) old.replaceWith(fresh);
  else row.append(fresh);
};

const run = async ({ file, row }) => {
  const bar = row.querySelector("progress"), text = row.querySelector(".said");
  const sending = upload(file, {
    onSent: (part) => { bar.value = 50 * part; text.textContent = say("js_sending", { percent: Math.round(100 * part) }); },
    onReading: ({ done, pages }) => {
      bar.value = 50 + (pages ? 50 * done / pages : 0);
      text.textContent = pages ? say("js_reading_pages", { done, pages }) : say("js_reading");
    },
  });
  button(row, say("js_cancel"), sending.cancel);
  const result = await sending.done;
  finish(row, result);
  const again = ["cut-off", "cancelled"].includes(result.state) || LATER.includes(result.problem?.status);
  button(row, again ? say("js_again") : "", () => { count.refused -= 1; count.files -= 1; queue(file, row); });
  if (result.state === "done" && !result.directive.duplicate) await refreshList();
};

const next = async () => {
  if (running >= AT_ONCE || !waiting.length) return;
  running += 1;
  await run(waiting.shift());
  running -= 1;
  if (!running && !waiting.length) said.textContent = say("js_all_done", { n: count.files, ...count });
  next();
};

const queue = (file, row) => {
  count.files += 1;
  row.className = "";
  row.querySelector("progress").hidden = false;
  row.querySelector(".said").textContent = say("js_waiting");
  const job = { file, row };
  const most = Number(form.dataset.maxMb);
  if (file.size > most * 1024 * 1024) {
    count.refused += 1;
    button(row, "");
    return show(row, "refused", say("js_too_large", { mb: most }));
  }
  button(row, say("js_cancel"), () => {
    waiting.splice(waiting.indexOf(job), 1);
    finish(row, { state: "cancelled" });
    button(row, say("js_again"), () => queue(file, row));
  });
  waiting.push(job);
  next();
};

// what became of each file stays on the screen, also of one whose session has ended
const take = (files) => {
  form.dataset.typed = "yes";
  for (const file of files) {
    const row = document.getElementById("upload-row").content.firstElementChild.cloneNode(true);
    row.querySelector(".file").textContent = file.name;
    list.append(row);
    queue(file, row);
  }
  picker.value = "";
};

if (form) {
  picker.addEventListener("change", () => take([...picker.files]));
  form.addEventListener("submit", (event) => { event.preventDefault(); take([...picker.files]); });
  addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) form.classList.remove("over"); });
  addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    take([...event.dataTransfer.files]);
  });
}
