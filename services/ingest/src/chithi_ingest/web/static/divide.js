// Divides a section's values between the two that it is split into, by where in the text each was read.
const LISTS = ["lead", "coordinating", "advised", "superior", "report_to", "embedded", "deadlines", "periods", "targets", "references", "named_references"];
const NEAR = 16; // characters: "Giao ", "Đề nghị " before a name that begins the new section

const placeOf = (evidence, at) => (evidence[at] ?? evidence[`${at}/agency`] ?? evidence[`${at}/text`])?.span[0];

// [what stays, what the new section gets]; values without a place stay, and the lead goes on unless the new text names one
export const divided = ({ sections, evidence }, index, from) => {
  const section = sections[index], kept = { ...section }, fresh = { mode: section.mode };
  for (const name of LISTS) {
    const later = section[name].map((_, i) => (placeOf(evidence, `/sections/${index}/${name}/${i}`) ?? -1) >= from);
    kept[name] = section[name].filter((_, i) => !later[i]);
    fresh[name] = section[name].filter((_, i) => later[i]);
  }
  const first = section.embedded.findIndex((_, i) => {
    const at = placeOf(evidence, `/sections/${index}/embedded/${i}`);
    return at >= from && at < from + NEAR;
  });
  if (first >= 0) {
    const { agency, mode } = section.embedded[first];
    fresh.embedded = fresh.embedded.filter((task) => task !== section.embedded[first]);
    fresh.lead = [agency];
    fresh.mode = mode;
  }
  if (!kept.lead.length) kept.lead = section.lead;
  if (!fresh.lead.length) fresh.lead = section.lead;
  const timed = (part) => ({ ...part, timing: part.deadlines.length ? section.timing : "none_in_text", inherits_addressees: part.lead.length ? false : section.inherits_addressees });
  return [timed(kept), timed(fresh)];
};
