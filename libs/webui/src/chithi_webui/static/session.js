// Keeps a browser's session alive while somebody works in it, and renews it when an answer says that its token ended.
// Gives pages `chithi.fetch`, which repeats a request once after such a renewal, and `chithi.renew`.
"use strict";

window.chithi = (() => {
  const CHECK_MS = 20_000;
  const EARLY_MS = 120_000;
  const SEEN = "chithi-token-seen";
  let underWay = null;
  let busy = true;

  // `<issued at>.<life>`, set by the server with every token; which of two clocks is right does not matter
  const mark = () => /(?:^|; )chithi_until=([^;]+)/.exec(document.cookie)?.[1] ?? "";

  // how long ago this browser first saw the token of now
  const age = () => {
    const [seen, at] = (localStorage.getItem(SEEN) ?? "").split(" ");
    if (seen === mark()) return Math.max(Date.now() - Number(at), 0);
    localStorage.setItem(SEEN, `${mark()} ${Date.now()}`);
    return 0;
  };
  const life = () => Number(mark().split(".")[1]) * 1000;
  const ending = () => mark() !== "" && age() > life() - Math.min(EARLY_MS, life() / 2);

  const ask = async () => {
    const answer = await fetch("/session/refresh", { method: "POST", headers: { Accept: "application/json" } });
    if (!answer.ok) return false;
    busy = false;
    return (await answer.json()).renewed;
  };

  // tabs share one refresh token, so they take turns; who waited for another tab has nothing left to do
  const inTurn = (stale) => {
    const work = () => (mark() !== "" && mark() !== stale ? true : ask());
    return navigator.locks ? navigator.locks.request("chithi-session", work) : work();
  };
  const renew = (stale = mark()) => {
    underWay ??= inTurn(stale).finally(() => { underWay = null; });
    return underWay;
  };

  const again = async (url, options) => {
    const before = mark();
    const answer = await fetch(url, options);
    if (answer.status !== 401 || !(await renew(before).catch(() => false))) return answer;
    return fetch(url, options);
  };

  // nobody is signed in at the sign-in itself; a page that nobody touches lets its session end
  const keep = () => { if (busy && ending()) renew().catch(() => false); };
  const touched = () => { busy = true; };
  for (const event of ["pointerdown", "keydown", "input"]) addEventListener(event, touched, { passive: true, capture: true });
  for (const event of ["focus", "online", "pageshow"]) addEventListener(event, keep);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { touched(); keep(); } });
  setInterval(keep, CHECK_MS);
  if (mark() !== "") age();

  // a form that is sent with a token which has ended would lose what was typed in it
  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.action.includes("/session/") || !ending()) return;
    event.preventDefault();
    renew().catch(() => false).then(() => form.requestSubmit(event.submitter));
  });

  return Object.freeze({ fetch: again, renew });
})();
