"""What has to be right before a directive is published."""

from collections import Counter

from chithi_ingest.core.model import Directive
from chithi_ingest.core.review.faults import Fault


def faults(directive: Directive) -> list[Fault]:
    """Everything that stands in the way, in the order of the sections; none means that it can be published."""
    if not directive.assignable():
        message = "Văn bản không có mục nào được đánh số để giao việc."
        return [Fault("/directive/sections", "no-sections", message)]
    return [*_repeated(directive), *_unled(directive)]


def _repeated(directive: Directive) -> list[Fault]:
    counts = Counter(section.ordinal for section in directive.sections)
    return [
        Fault(f"/directive/sections/{at}/ordinal", "repeated-ordinal", f"Có nhiều mục cùng mang số {section.ordinal}.")
        for at, section in enumerate(directive.sections)
        if counts[section.ordinal] > 1
    ]


def _unled(directive: Directive) -> list[Fault]:
    """Sections that nobody would get: no lead, none above, no addressee, and no piece for somebody else.

    A theme asks nothing of anybody by itself.
    """
    assignable = {section.ordinal for section in directive.assignable() if section.mode != "theme"}
    answering = directive.answering()
    message = "Mục {} chưa có đơn vị chủ trì. Hãy ghi đơn vị, hoặc ghi nơi nhận chỉ thị ở đầu văn bản."
    return [
        Fault(f"/directive/sections/{at}/lead", "no-lead", message.format(section.ordinal))
        for at, section in enumerate(directive.sections)
        if section.ordinal in assignable and not answering[section.ordinal] and not section.embedded
    ]
