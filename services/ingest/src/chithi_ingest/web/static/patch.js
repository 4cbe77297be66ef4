// JSON Patch (RFC 6902) on the review, as far as these pages need it: applying it, and the patch that undoes it.
export const tokens = (path) => path.split("/").slice(1).map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));

export const read = (document, path) => tokens(path).reduce((at, token) => at?.[token], document);

const place = (document, path) => {
  const parts = tokens(path), last = parts.pop();
  return [parts.reduce((at, token) => at[token], document), last, path.slice(0, path.lastIndexOf("/"))];
};

// applies one step to the document itself and gives the step that undoes it
const step = (document, { op, path, value }) => {
  const [parent, last, above] = place(document, path);
  if (!Array.isArray(parent)) {
    const before = parent[last];
    parent[last] = op === "remove" ? null : value;
    return { op: "replace", path, value: before ?? null };
  }
  const index = last === "-" ? parent.length : Number(last);
  const at = `${above}/${index}`;
  if (op === "add") {
    parent.splice(index, 0, value);
    return { op: "remove", path: at };
  }
  const [before] = op === "remove" ? parent.splice(index, 1) : parent.splice(index, 1, value);
  return { op: op === "remove" ? "add" : "replace", path: at, value: before };
};

export const inverse = (document, ops) => {
  const copy = structuredClone(document);
  return ops.map((one) => step(copy, one)).reverse();
};

const named = (value) => (value && typeof value === "object" ? value.text ?? value.agency ?? value.ordinal ?? value.name ?? "…" : String(value ?? "—"));

const listed = (old, now, where, found) => {
  const gone = old.filter((one) => !now.some((other) => named(other) === named(one)));
  const come = now.filter((one) => !old.some((other) => named(other) === named(one)));
  const many = Math.max(gone.length, come.length);
  for (let i = 0; i < many; i += 1) found.push({ where, old: named(gone[i]), now: named(come[i]) });
};

const compare = (old, now, where, found, skip) => {
  for (const key of Object.keys(now)) {
    if (skip.includes(key) || JSON.stringify(old[key]) === JSON.stringify(now[key])) continue;
    if (Array.isArray(now[key])) listed(old[key] ?? [], now[key], [...where, key], found);
    else found.push({ where: [...where, key], old: named(old[key]), now: named(now[key]) });
  }
};

const MACHINES = ["evidence", "anomalies", "confidence", "sections", "span", "text", "tasks", "timing"];

// what differs between two directives, section by section: [{where: ["3", "lead"], old, now}]
export const differences = (old, now) => {
  const found = [];
  compare(old, now, [], found, MACHINES);
  const before = new Map(old.sections.map((section) => [section.ordinal, section]));
  listed(old.sections, now.sections, ["sections"], found);
  for (const section of now.sections) {
    if (before.has(section.ordinal)) compare(before.get(section.ordinal), section, [section.ordinal], found, MACHINES);
  }
  return found;
};

// the same steps in a newer directive, whose sections may have moved; null when the section is gone
export const moved = (ops, old, now) => {
  const result = [];
  for (const one of ops) {
    const found = /^\/directive\/sections\/(\d+)(.*)$/.exec(one.path);
    const ordinal = found && old.sections[Number(found[1])]?.ordinal;
    const index = found ? now.sections.findIndex((section) => section.ordinal === ordinal) : -1;
    if (found && index < 0) return null;
    const path = found ? `/directive/sections/${index}${found[2]}` : one.path;
    const there = read({ directive: now }, path);
    const listItem = /\/\d+$/.test(path) && there === undefined;
    if (listItem && one.op === "remove") continue;
    result.push(listItem ? { op: "add", path: path.replace(/\d+$/, "-"), value: one.value } : { ...one, path });
  }
  return result;
};
