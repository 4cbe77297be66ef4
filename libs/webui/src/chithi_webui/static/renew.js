// Renews the session on the way to a page; see session.js. Leads to the sign-in when there is none.
"use strict";

const TRIES = "chithi-renewals";
const MOST_TRIES = 3;
const WINDOW_MS = 20_000;
const { next, login } = document.getElementById("content").dataset;

// a browser that does not keep our cookies would go round in circles
const tooOften = () => {
  const recent = JSON.parse(sessionStorage.getItem(TRIES) ?? "[]").filter((at) => Date.now() - at < WINDOW_MS);
  sessionStorage.setItem(TRIES, JSON.stringify([...recent, Date.now()]));
  return recent.length >= MOST_TRIES;
};

const goOn = async () => {
  const renewed = !tooOften() && (await window.chithi.renew());
  location.replace(renewed ? next : login);
};

goOn().catch(() => { document.getElementById("failed").hidden = false; });
