// Brings a phone in: shows the code as a QR code, counts its time down, and asks until the phone has used it.
import { ask } from "./api.js";
import { say } from "./dom.js";

const API = "/api/tasks/v1/enrolments";
const EVERY_MS = 2000;
const at = (id) => document.getElementById(id);
const minutes = (seconds) => Math.max(1, Math.round(seconds / 60));
let now = null; // the code that is shown: {id, until, offset, after}

const said = (text) => { if (at("enrol-said").textContent !== text) at("enrol-said").textContent = text; };
const left = () => Math.max(0, Math.ceil((now.until - performance.now()) / 1000));

const parsed = (svg) => document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);

const stop = () => {
  clearInterval(now?.ticking);
  clearTimeout(now?.asking);
  now = null;
};

const ended = (text) => {
  stop();
  at("enrol-live").hidden = true;
  at("enrol-again").hidden = false;
  at("enrol-error").textContent = text;
};

const tick = () => {
  const seconds = left();
  at("enrol-left").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  if (seconds && seconds % 120 === 0) said(say("js_code_minutes", { n: minutes(seconds) }));
  if (!seconds) ended(say("js_code_expired"));
};

const look = async () => {
  const mine = now;
  try {
    const { state, device } = await ask("GET", `${API}/${mine.id}`);
    if (now !== mine) return;
    at("enrol-now").textContent = say("js_waiting");
    if (state === "used") return arrived(device);
    if (state === "expired") return ended(say("js_code_expired"));
    if (state === "cancelled") return ended(say("js_code_cancelled"));
  } catch (problem) {
    if (now !== mine) return;
    at("enrol-now").textContent = problem.status ? problem.message : say("js_poll_lost");
  }
  mine.asking = setTimeout(look, EVERY_MS);
};

const arrived = async (device) => {
  const { after } = now;
  stop();
  const text = say("js_phone_in", { name: device.name });
  at("enrol-live").hidden = true;
  at("enrol-steps").hidden = true;
  at("enrol-end").hidden = false;
  at("enrol-phone").textContent = text;
  said(text);
  await after().catch(() => {});
};

export const enrol = async (username, after) => {
  const dialog = at("enrol-dialog");
  stop();
  for (const id of ["enrol-error", "enrol-code", "enrol-left", "enrol-said"]) at(id).textContent = "";
  at("enrol-qr").replaceChildren();
  at("enrol-live").hidden = false;
  at("enrol-steps").hidden = false;
  at("enrol-end").hidden = true;
  at("enrol-again").hidden = true;
  at("enrol-now").textContent = say("js_making_code");
  at("enrol-again").onclick = () => enrol(username, after);
  if (!dialog.open) dialog.showModal();
  try {
    const offer = await ask("POST", API, { body: { username } });
    if (!dialog.open) { ask("DELETE", `${API}/${offer.enrolment_id}`).catch(() => {}); return; }
    now = { id: offer.enrolment_id, until: performance.now() + offer.expires_in * 1000, after };
    at("enrol-qr").replaceChildren(parsed(offer.qr_svg));
    at("enrol-code").textContent = offer.code;
    now.ticking = setInterval(tick, 1000);
    tick();
    said(say("js_code_ready", { n: minutes(left()) }));
    look();
  } catch (problem) {
    ended(problem.message);
  }
};

// who closes the dialog takes the code back: it must not lie about on a screen or a photograph
at("enrol-dialog")?.addEventListener("close", () => {
  if (now) ask("DELETE", `${API}/${now.id}`).catch(() => {});
  stop();
  at("enrol-qr").replaceChildren();
  at("enrol-code").textContent = "";
  document.querySelector("[data-enrol], h1").focus(); // the button that opened it may have been drawn anew
});
