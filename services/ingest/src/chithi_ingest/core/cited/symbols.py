"""What the symbol of a document number says: its kind, what it leaves open, and whether its number can be right."""

import re
from collections.abc import Iterator
from datetime import date

from chithi_ingest.core.model import Reference

# Decree 30/2020 appendix III, and the kinds of legal documents; official letters have no kind of their own.
KINDS = {
    "NQ": "Nghị quyết", "QĐ": "Quyết định", "QD": "Quyết định", "CT": "Chỉ thị", "QC": "Quy chế", "QYĐ": "Quy định",
    "TB": "Thông báo", "HD": "Hướng dẫn", "CTR": "Chương trình", "CTHĐ": "Chương trình hành động", "KH": "Kế hoạch",
    "PA": "Phương án", "ĐA": "Đề án", "BC": "Báo cáo", "TTR": "Tờ trình", "CĐ": "Công điện", "NĐ": "Nghị định",
    "ND": "Nghị định", "TT": "Thông tư", "TTLT": "Thông tư liên tịch", "NQLT": "Nghị quyết liên tịch",
    "KL": "Kết luận", "CV": "Công văn", "L": "Luật", "PL": "Pháp lệnh", "QCPH": "Quy chế phối hợp",
}  # fmt: skip
_LETTER_FROM = re.compile(r"(?:UBND|HĐND|VPCP|VP|TTG|B[A-ZĐ]{2,6}|S[A-ZĐ]{2,6})-")
_PARTY_COMMITTEE = re.compile(r"(?:Tỉnh|Thành) ủy", re.IGNORECASE)
_COMMUNE = re.compile(r"\b(?:xã|phường|thị trấn)\b", re.IGNORECASE)
# The fewest numbers a month that a series is believed to give out, far below what such offices really issue.
_LEAST_A_MONTH = {"QĐ-TTG": 25, "QĐ-UBND": 15, "KH-UBND": 3, "NQ-CP": 3, "QĐ-BCA": 25, "TB-VPCP": 8}
_LEAST_LETTERS = 30
_JUDGED_FROM = 60


def is_party(number: str) -> bool:
    """`24-NQ/TU`: Party numbers have their dash first."""
    return re.match(r"\d+[a-z]?-", number) is not None


def kind_of(number: str, *, party: bool) -> str | None:
    """The kind that the symbol stands for, or `None` where it stands for none or for two."""
    symbol = _symbol(number)
    if re.fullmatch(r"QH\d{1,2}", symbol):
        return None  # laws and resolutions of the National Assembly share their form
    if _LETTER_FROM.match(f"{symbol}-") and not is_party(number):
        return "Công văn" if "-" in symbol else None
    first = re.split(r"[/-]", symbol)[0]
    if first == "CT" and (party or is_party(number)):
        return None
    return KINDS.get(first)


def doubts_of(number: str, *, doc_type: str | None, issuer: str | None, party: bool) -> tuple[str, ...]:
    """In words for the clerk, what the symbol leaves open after what the text says about the document."""
    return tuple(_doubts(number, doc_type, issuer, party=party or is_party(number)))


def _doubts(number: str, doc_type: str | None, issuer: str | None, *, party: bool) -> Iterator[str]:
    parts = re.split(r"[/-]", _symbol(number))
    if parts[-1] == "TU" and not _PARTY_COMMITTEE.search(issuer or ""):
        yield "TU: Tỉnh ủy hay Thành ủy"
    if "CT" in parts[:1] and party and doc_type is None:
        yield "CT: Chỉ thị hay Chương trình"
    if "BTC" in parts and not issuer and parts[0] not in ("TT", "TTLT"):
        yield "BTC: Bộ Tài chính hay Ban Tổ chức"
    if "CAT" in parts and not issuer:
        yield "CAT: Công an tỉnh nào"
    if "TP" in parts and not issuer:
        yield "TP: thành phố hay Tư pháp"


def unlikely_number(reference: Reference) -> bool:
    """Whether a number is too low for its day in a series that restarts each January (Decree 30/2020 art. 15).

    Judged from March on, for busy series only, by a pace far below the real one; numbers with a year and the Party's,
    which run on over a term, are never judged. It may still be right: secret papers have a series of their own.
    """
    leading = re.match(r"\d+", reference.number)
    least = _least(reference)
    if leading is None or reference.issued_on is None or least is None:
        return False
    days = (reference.issued_on - date(reference.issued_on.year, 1, 1)).days
    return days >= _JUDGED_FROM and int(leading.group()) < least * days / 30


def _least(reference: Reference) -> int | None:
    if is_party(reference.number) or re.match(r"\d+[a-z]?/\d{4}/", reference.number):
        return None
    if _COMMUNE.search(reference.issuer or ""):
        return None
    symbol = _symbol(reference.number)
    if re.match(r"(?:UBND|VPCP)-", symbol):
        return _LEAST_LETTERS
    return _LEAST_A_MONTH.get(symbol)


def _symbol(number: str) -> str:
    """`UBND-TH` of `7130/UBND-TH`, in capitals."""
    return re.sub(r"^\d+[a-z]?(?:/\d{4})?[/-]", "", number).upper()
