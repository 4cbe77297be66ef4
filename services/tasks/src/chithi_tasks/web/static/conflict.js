// What is different between the assignment that one looked at and the one that is, in words.
const factsOf = (root) => JSON.parse(root.querySelector("template.facts").content.textContent);

export const differences = (before, after) => {
  const old = factsOf(before);
  const changed = Object.entries(factsOf(after)).filter(([name, text]) => old[name] !== text);
  return changed.map(([name, text]) => `${name}: ${old[name]} → ${text}`).join("; ");
};

// everything that was written by hand
export const typedIn = (form) => [...form.querySelectorAll("textarea, input[type=date], input[type=search]")].map((field) => field.value.trim()).filter(Boolean).join(" · ");
