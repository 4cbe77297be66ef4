"""Masks what could point to a person before free words are stored or told on; the original is not kept.

Law on Personal Data Protection 91/2025/QH15: the product stores counts of work, never data of citizens.
"""

import re
import unicodedata

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_MONEY = r"(?!\s*(?:nghìn|triệu|tỷ|tỉ|đồng|đ\b|vnđ|vnd))"
_DIGITS = r"\d(?:[ ]?\d)"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[thư điện tử]"),
    (
        re.compile(r"((?:\bstk\b|tài\s+khoản)[^\d\n]{0,40})\d(?:[ .-]?\d){5,18}(?!\d)" + _MONEY, re.IGNORECASE),
        r"\1[số tài khoản]",
    ),
    (re.compile(rf"(?<!\d)(?<!\d[.,]){_DIGITS}{{12,18}}(?![.,]?\d)" + _MONEY, re.IGNORECASE), "[số tài khoản]"),
    (re.compile(r"(?<![\d+])(?:\+?84|0)(?:[ .-]?\d){9,10}(?!\d)" + _MONEY, re.IGNORECASE), "[số điện thoại]"),
    (re.compile(rf"(?<!\d)(?<!\d[.,]){_DIGITS}{{11}}(?![.,]?\d)" + _MONEY, re.IGNORECASE), "[số định danh]"),
    (re.compile(rf"(?<!\d)(?<!\d[.,]){_DIGITS}{{8}}(?![.,]?\d)" + _MONEY, re.IGNORECASE), "[số định danh]"),
    (
        re.compile(r"(?<!\w)\d{2}-?[a-zđ]{1,2}\d?(?:[ -]?\d{3}\.?\d{2}|-\d{4})(?!\w)", re.IGNORECASE),
        "[biển số]",
    ),
)


def screen(text: str) -> str:
    """The text in NFC with citizen ids, phone numbers, accounts, e-mail addresses and plates masked."""
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text)).replace("\u00a0", " ").strip()
    for pattern, mask in _RULES:
        text = pattern.sub(mask, text)
    return text
