// Parts of the page that are fetched when one scrolls near them or jumps to them: sheets of text, batches of sections.
import { fragment } from "./api.js";

const coming = new Map();

// puts the part into the place that waits for it; the same place is fetched once
export const fill = (place) => {
  if (!place.dataset.later) return Promise.resolve(place);
  if (!coming.has(place)) {
    coming.set(place, fragment(place.dataset.later).then((page) => {
      const part = page.querySelector(".sheet, .batch");
      place.replaceWith(part);
      document.dispatchEvent(new CustomEvent("part", { detail: part }));
      return part;
    }).finally(() => coming.delete(place)));
  }
  return coming.get(place);
};

const near = new IntersectionObserver((seen) => {
  for (const { target, isIntersecting } of seen) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    fill(target).catch(() => near.observe(target));
  }
}, { rootMargin: "800px" });

export const watch = () => document.querySelectorAll("[data-later]").forEach((place) => near.observe(place));
