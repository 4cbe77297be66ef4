// Talks to the service: JSON in and out, versions as ETags, refusals as problem documents.
import { say } from "./dom.js";

export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.errors?.[0]?.message || problem.detail || problem.title || String(status));
    this.status = status;
    this.problem = problem;
  }
}

const TYPED = "dialog[open] form, form[data-typed]";
const offline = (lost) => { document.getElementById("offline").hidden = !lost; };

// who is signed out in the middle of writing keeps what was typed; anybody else is asked to sign in
const signedOut = () => {
  if (document.querySelector(TYPED)) throw new Refusal(401, { detail: say("js_signed_out") });
  location.assign("/login?next=" + encodeURIComponent(location.pathname + location.search));
};

const send = async (path, options) => {
  const asked = window.chithi?.fetch ?? fetch;
  try {
    const answer = await asked(path, options);
    offline(answer.status >= 502 && answer.status <= 504);
    return answer;
  } catch (error) {
    offline(true);
    throw new Refusal(0, { detail: say("js_offline") });
  }
};

const heard = async (answer) => {
  if (answer.status === 401) signedOut();
  const data = answer.status === 204 ? null : await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(answer.status, data ?? {});
  return data;
};

export const ask = async (method, path, { body, version } = {}) => {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (version !== undefined) headers["If-Match"] = `"${version}"`;
  return heard(await send(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) }));
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
