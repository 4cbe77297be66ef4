// The directive as the page knows it: what stands in it, its version, and the parts of the page that show it.
import { ask, fragment } from "./api.js";
import { watch } from "./later.js";

export const root = document.getElementById("review");
export const id = root.dataset.id;
export const address = `/api/ingest/v1/directives/${id}`;
const batchSize = Number(root.dataset.batchSize);
export const editable = "editable" in root.dataset;
export const state = { told: null, version: Number(root.dataset.version) };

let loading = null;

// what the services know of the directive; asked for once, and anew after somebody else changed it
export const load = (anew = false) => {
  if (anew || !loading) {
    loading = ask("GET", address).then(keep);
    loading.catch(() => { loading = null; });
  }
  return loading;
};

// the batch that shows the section at this index
export const batchOf = (index) => Math.floor(index / batchSize);

export const keep = (told) => {
  state.told = told;
  state.version = told.version;
  root.dataset.version = told.version;
  loading = Promise.resolve(told);
  return told;
};

export const review = () => ({ directive: state.told.parsed, chosen: state.told.chosen, accepted: state.told.accepted });

const swap = (page, selector) => {
  const fresh = page.querySelector(selector), old = document.querySelector(selector);
  if (fresh && old) old.replaceWith(fresh);
};

const focused = () => {
  const at = document.activeElement;
  const section = at?.closest?.(".section");
  return { at: at?.dataset?.at, accept: at?.dataset?.accept, section: section?.id };
};

const focusAgain = ({ at, accept, section }) => {
  const place = (at && document.querySelector(`.value[data-at="${at}"], select[data-at="${at}"]`))
    || (accept && document.querySelector(`[data-accept="${CSS.escape(accept)}"]`))
    || (section && document.getElementById(section));
  place?.focus({ preventScroll: true });
};

// shows the present state: one batch of sections when only that changed, else everything
export const refresh = async ({ batch = null, focus = focused() } = {}) => {
  if (batch !== null) {
    const [head, sections] = await Promise.all([fragment(`/chi-thi/${id}/tong-quan`), fragment(`/chi-thi/${id}/muc/${batch}`)]);
    swap(head, "#head");
    swap(sections, `.batch[data-batch="${batch}"]`);
  } else {
    const page = await fragment(`/chi-thi/${id}`);
    for (const selector of [".page-head h1", ".page-head .subject", "#head", "#sections", "#history"]) swap(page, selector);
    watch();
  }
  focusAgain(focus);
  document.dispatchEvent(new CustomEvent("shown"));
};
