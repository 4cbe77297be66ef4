"""Finds what points to a person in a narrative, so that the officer can take it out before filing."""

import re
from dataclasses import dataclass

SERIES = "ABCDEFGHKLMNPSTUVXYZĐ"

RULES: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("email", "địa chỉ thư điện tử", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (
        "bank_account",
        "số tài khoản ngân hàng",
        re.compile(r"(?:\b(?:stk|tk|tài khoản)\b[^\d\n]{0,30}?)(\d(?:[ .-]?\d){5,18})(?!\d)", re.IGNORECASE),
    ),
    (
        "phone",
        "số điện thoại",
        re.compile(r"(?<![\d.])(?:\+?84|0)[ .-]?(?:2(?:[ .-]?\d){9}|[35789](?:[ .-]?\d){8})(?![.\d]*\d)"),
    ),
    (
        "citizen_id",
        "số căn cước hoặc chứng minh nhân dân",
        re.compile(r"(?<![\d.,])(?:\d{12}|\d{9})(?![\d.,]*\d)(?!\s*đồng)"),
    ),
    (
        "citizen_id",
        "số căn cước hoặc chứng minh nhân dân",
        re.compile(r"(?<![\d.,])0\d{2}[ .]\d{3}[ .]\d{3}[ .]\d{3}(?!\d)"),
    ),
    (
        "plate",
        "biển số xe",
        re.compile(
            rf"(?<![\w/])\d{{2}}[ -]?[{SERIES}]{{1,2}}\d?[ .-]{{0,3}}(?:\d{{3}}[.]?\d{{2}}|\d{{4}})(?![\w/])", re.I
        ),
    ),
    ("bank_account", "số tài khoản ngân hàng", re.compile(r"(?<![\d.,])\d{13,19}(?![\d.,]*\d)")),
)


@dataclass(frozen=True)
class Finding:
    """One suspicious piece of text; `label` names it in Vietnamese."""

    kind: str
    label: str
    text: str
    start: int
    end: int


def findings(narrative: str) -> list[Finding]:
    """In the order of the text, without overlaps; the more telling rule wins."""
    found: list[Finding] = []
    for kind, label, pattern in RULES:
        for match in pattern.finditer(narrative):
            start, end = match.span(match.lastindex or 0)
            if all(end <= other.start or start >= other.end for other in found):
                found.append(Finding(kind, label, narrative[start:end], start, end))
    return sorted(found, key=lambda finding: finding.start)


def warning(narrative: str) -> str:
    """A sentence for the officer, empty when the narrative is clean."""
    labels = list(dict.fromkeys(finding.label for finding in findings(narrative)))
    return f"Nội dung có {', '.join(labels)}. Hãy bỏ đi trước khi gửi." if labels else ""
