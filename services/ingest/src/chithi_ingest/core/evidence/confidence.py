"""How sure a reading is: one figure for each reason to doubt it, all in one place.

A value that stands printed in its place has 1.0. Where several reasons meet, their figures are multiplied, and so is
the legibility of a text that was recognised from an image.
"""

from chithi_ingest.core.model import Directive

PRINTED = 1.0
SHARED_HEAD = 0.95  # `các Sở: Tài chính, Xây dựng`: the head of each name is taken from the front of the list
GROUP = 0.8  # `các cơ quan liên quan`, `địa phương`: a person has to say who is meant
FRONTED = 0.85  # `Để …, Sở Y tế phải …`: the subject stands behind a clause of its own
BELOW_TOPIC = 0.75  # the heading is a topic; the paragraph under it names who leads
OWN_SUBJECT = 0.8  # a sentence inside a section that seems to start with somebody else's name
DIRECTED = 0.7  # `chỉ đạo Y thực hiện`: Y works under the lead, which may keep the task itself
IMPLIED = 0.5  # no letterhead: the ordering sentence tells the issuing body
MOST_NAMED = 0.3  # nor an ordering sentence: the body that the text names most
ODD_ORDINAL = 0.7  # the ordinal of the section repeats or skips
UNTITLED = 0.6  # the kind of document stands at the head of its subject, not in a line of its own
ODDITY = 0.05  # what each of the first oddities in the numbering takes from the overall figure
MOST_ODDITIES = 4
ADDRESSEE = 0.9  # the last call of the preamble names them


def overall(directive: Directive, oddities: int, legibility: float) -> float:
    """The share of what a directive should show that was found: its frame counts 0.4, who answers for it 0.6."""
    frame = [directive.doc_type, directive.subject, directive.issuing_body, directive.number, directive.issue_date]
    frame_share = sum(value is not None for value in frame) / len(frame)
    if not directive.sections:
        return round(0.3 * frame_share * legibility, 2)
    answered = sum(map(bool, directive.answering().values()))
    share = 0.4 * frame_share + 0.6 * answered / len(directive.sections)
    return round(max(0.0, share - ODDITY * min(oddities, MOST_ODDITIES)) * legibility, 2)
