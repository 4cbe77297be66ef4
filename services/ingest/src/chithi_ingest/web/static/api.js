// Talks to the services: JSON in and out, versions as ETags, refusals as problem documents.
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.errors?.[0]?.message || problem.detail || problem.title || String(status));
    this.status = status;
    this.problem = problem;
  }
}

export const isAway = (error) => !(error instanceof Refusal) || error.status >= 502 || error.status === 404;

export const ask = async (method, path, { body, type = "application/json", version } = {}) => {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = type;
  if (version !== undefined) headers["If-Match"] = `"${version}"`;
  const answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  if (answer.status === 401) location.assign("/login?next=" + encodeURIComponent(location.pathname));
  const data = answer.status === 204 ? null : await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(answer.status, data ?? {});
  return data;
};

export const fragment = async (path) => {
  const answer = await fetch(path, { headers: { "HX-Request": "true" } });
  if (!answer.ok || answer.redirected) throw new Refusal(answer.status, { title: String(answer.status) });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};
