// Talks to the services: JSON in and out, versions as ETags, refusals as problem documents. The frame's `chithi.fetch`
// renews a session that has ended in between and asks once more.
import { say } from "./words.js";

const TYPED = ".card-of[data-typed], dialog[open]";

export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.errors?.[0]?.message || problem.detail || problem.title || String(status));
    this.status = status;
    this.problem = problem;
  }
}

export const isAway = (error) => !(error instanceof Refusal) || error.status >= 502 || error.status === 404;

// who is signed out in the middle of an edit keeps what was typed; anybody else is asked to sign in
const signedOut = () => {
  if (document.querySelector(TYPED)) throw new Refusal(401, { detail: say("js_signed_out") });
  location.assign("/login?next=" + encodeURIComponent(location.pathname));
};

// `patience` in milliseconds: a service that has not answered by then counts as away
export const ask = async (method, path, { body, type = "application/json", version, patience } = {}) => {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = type;
  if (version !== undefined) headers["If-Match"] = `"${version}"`;
  const signal = patience ? AbortSignal.timeout(patience) : undefined;
  const answer = await window.chithi.fetch(path, { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) });
  if (answer.status === 401) signedOut();
  const data = answer.status === 204 ? null : await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(answer.status, data ?? {});
  return data;
};

export const fragment = async (path) => {
  const answer = await window.chithi.fetch(path, { headers: { "HX-Request": "true" } });
  if (!answer.ok || answer.redirected) throw new Refusal(answer.status, { title: String(answer.status) });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};
