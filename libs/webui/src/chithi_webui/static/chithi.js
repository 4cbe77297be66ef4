// What the frame does by itself: says when the connection is lost, asks to sign in again, submits pickers, spells days.
"use strict";

const offline = (lost) => { document.getElementById("offline").hidden = !lost; };

document.documentElement.classList.add("js");
addEventListener("offline", () => offline(true));
addEventListener("online", () => offline(false));
addEventListener("htmx:error", (event) => { if (event.detail?.ctx?.response === undefined) offline(true); });

addEventListener("htmx:after:request", (event) => {
  const status = event.detail.ctx.response.status;
  offline(status >= 502 && status <= 504);
  if (status === 401) renewed();
});

// a part that refreshes itself asks again by itself; only without a session to renew one has to sign in
const renewed = () => window.chithi.renew().then((done) => {
  if (!done) location.assign("/login?next=" + encodeURIComponent(location.pathname + location.search));
}, () => offline(true));

addEventListener("change", (event) => {
  const form = event.target.closest("form[data-submit-on-change]");
  if (form) form.requestSubmit();
});

// a browser writes a day in the order of its own country, where 05/02 may be in May: it stands below its field in ours
const spelled = new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : "vi-VN", { weekday: "long", day: "2-digit", month: "2-digit", year: "numeric" });
const spell = ({ target }) => {
  if (target.type !== "date") return;
  let below = target.nextElementSibling;
  if (!below?.matches(".day-spelled")) {
    below = Object.assign(document.createElement("p"), { className: "hint day-spelled" });
    target.after(below);
  }
  below.textContent = target.value ? spelled.format(new Date(`${target.value}T00:00`)) : "";
};
addEventListener("input", spell);
addEventListener("focusin", spell);

addEventListener("click", (event) => {
  const choice = event.target.closest("[data-lang]");
  if (!choice) return;
  document.cookie = `chithi_lang=${choice.dataset.lang}; path=/; max-age=31536000; samesite=strict`;
  location.reload();
});
