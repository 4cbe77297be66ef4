// Talks to the services: JSON in and out, versions as ETags, refusals as problem documents. The frame's `chithi.fetch`
// renews a session that has ended in between and asks once more.
import { say } from "./dom.js";

export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.errors?.[0]?.message || problem.detail || problem.title || String(status));
    this.status = status;
    this.problem = problem;
  }
}

// no answer, none in time, or a gateway's word that nobody is there
export const isAway = ({ status }) => !status || status === 404 || status >= 502;

const TYPED = "dialog[open], [data-typed]";
const offline = (lost) => { document.getElementById("offline").hidden = !lost; };

// who is signed out in the middle of writing keeps what was typed; anybody else is asked to sign in
const signedOut = () => {
  if (document.querySelector(TYPED)) throw new Refusal(401, { detail: say("js_signed_out") });
  location.assign("/login?next=" + encodeURIComponent(location.pathname + location.search));
};

const send = async (path, options, elsewhere) => {
  try {
    const answer = await window.chithi.fetch(path, options);
    if (!elsewhere) offline(answer.status >= 502 && answer.status <= 504);
    return answer;
  } catch (error) {
    if (error.name !== "TimeoutError") offline(true);
    throw new Refusal(0, { detail: say("js_offline") });
  }
};

const heard = async (answer) => {
  if (answer.status === 401) signedOut();
  const data = answer.status === 204 ? null : await answer.json().catch(() => (answer.status >= 502 ? { detail: say("js_offline") } : {}));
  if (!answer.ok) throw new Refusal(answer.status, data ?? {});
  return data;
};

// `elsewhere`: another service's word, without which the page goes on. `patience` in milliseconds: who has not answered
// by then counts as away
export const ask = async (method, path, { body, type = "application/json", version, elsewhere = false, patience } = {}) => {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = type;
  if (version !== undefined) headers["If-Match"] = `"${version}"`;
  const signal = patience ? AbortSignal.timeout(patience) : undefined;
  return heard(await send(path, { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) }, elsewhere));
};

// a part of a page; null when nothing changed since the tag
export const part = async (path, tag) => {
  const headers = { "HX-Request": "true" };
  if (tag) headers["If-None-Match"] = tag;
  const answer = await send(path, { headers });
  if (answer.status === 304) return null;
  if (!answer.ok) await heard(answer);
  return { page: new DOMParser().parseFromString(await answer.text(), "text/html"), tag: answer.headers.get("ETag") };
};

export const fragment = async (path) => (await part(path)).page;
