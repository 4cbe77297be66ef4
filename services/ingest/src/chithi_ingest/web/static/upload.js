// Hands one file in: tells the bytes sent, then the pages read, and at last what became of it.
const ADDRESS = "/api/ingest/v1/directives";

const lines = (text) => text.split("\n").filter((line) => line.trim()).map((line) => JSON.parse(line));

const ended = (request) => {
  try {
    if ((request.getResponseHeader("content-type") ?? "").includes("ndjson")) return lines(request.responseText).at(-1);
    const body = JSON.parse(request.responseText);
    return request.status < 300 ? { state: "done", directive: body } : { state: "refused", problem: body };
  } catch {
    return { state: "cut-off" };
  }
};

const told = (request, seen, onReading) => {
  if (!(request.getResponseHeader("content-type") ?? "").includes("ndjson")) return seen;
  const whole = request.responseText.slice(0, request.responseText.lastIndexOf("\n") + 1);
  lines(whole.slice(seen)).filter((line) => line.state === "reading").forEach(onReading);
  return whole.length;
};

// `done` gives {state: "done", directive} | {state: "refused", problem} | {state: "cut-off"} | {state: "cancelled"}
export const upload = (file, { supersedes = null, onSent = () => {}, onReading = () => {} } = {}) => {
  const form = new FormData();
  form.append("file", file, file.name);
  if (supersedes) form.append("supersedes", supersedes);
  let request = null;
  const send = () => new Promise((resolve) => {
    let seen = 0;
    request = new XMLHttpRequest();
    request.upload.onprogress = (event) => onSent(event.loaded / (event.total || 1));
    request.upload.onload = () => onReading({});
    request.onprogress = () => { seen = told(request, seen, onReading); };
    request.onload = () => {
      const last = ended(request);
      resolve(["done", "refused"].includes(last?.state) ? last : { state: "cut-off" });
    };
    request.onerror = () => resolve({ state: "cut-off" });
    request.onabort = () => resolve({ state: "cancelled" });
    request.open("POST", ADDRESS);
    request.setRequestHeader("Accept", "application/x-ndjson");
    request.send(form);
  });
  // a session that ended meanwhile is renewed, and the file goes once more
  const again = async (last) => (request.status === 401 && (await window.chithi.renew().catch(() => false)) ? send() : last);
  const done = send().then(again);
  return { done, cancel: () => request.abort() };
};
