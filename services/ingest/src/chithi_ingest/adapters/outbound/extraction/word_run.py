"""The letters of one run of a Word file, in Unicode whatever its font."""

import re
from typing import Any

from docx.oxml.ns import qn

from chithi_ingest.adapters.outbound.extraction.legacy import from_tcvn3, from_vni

TCVN3_NOTE = "Một phần văn bản dùng phông TCVN3 (.Vn…), đã chuyển sang Unicode."
VNI_NOTE = "Một phần văn bản dùng phông VNI, đã chuyển sang Unicode."
_LETTERS = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
    qn("w:softHyphen"): "\u00ad",
}
_OFF = {"0", "false", "off"}
_TCVN3_FONT = re.compile(r"\.Vn\w+?(?P<capitals>H)?", re.IGNORECASE)
_VNI_FONT = re.compile(r"VNI[- ]", re.IGNORECASE)
_WESTERN = re.compile("[\u00a0-\u00ff]")


def run_text(run: Any) -> tuple[str, bool, str | None]:
    """The run's text, whether it is hidden, and the kind of legacy font that it needed (`tcvn3`, `vni`)."""
    look = run.find(qn("w:rPr"))
    text = "".join(_letter(node) for node in run)
    text, kind = _in_unicode(text, _font(look))
    if _is_on(look, "w:caps"):
        text = text.upper()
    return text, _is_on(look, "w:vanish"), kind


def _letter(node: Any) -> str:
    if node.tag == qn("w:t"):
        return node.text or ""
    if node.tag == qn("w:br") and node.get(qn("w:type")) == "page":
        return "\f"
    return _LETTERS.get(node.tag, "")


def _in_unicode(text: str, font: str) -> tuple[str, str | None]:
    """A font's name may lie: letters that are Unicode already stay."""
    if not text or any(ord(letter) > 0xFF for letter in text):
        return text, None
    found = _TCVN3_FONT.fullmatch(font)
    if found:
        text = from_tcvn3(text) if _WESTERN.search(text) else text
        return (text.upper() if found["capitals"] else text), "tcvn3"
    if _VNI_FONT.match(font) and _WESTERN.search(text):
        return from_vni(text), "vni"
    return text, None


def _font(look: Any) -> str:
    fonts = look.find(qn("w:rFonts")) if look is not None else None
    return "" if fonts is None else str(fonts.get(qn("w:ascii")) or fonts.get(qn("w:hAnsi")) or "")


def _is_on(look: Any, tag: str) -> bool:
    switch = look.find(qn(tag)) if look is not None else None
    return switch is not None and str(switch.get(qn("w:val"), "1")).lower() not in _OFF
