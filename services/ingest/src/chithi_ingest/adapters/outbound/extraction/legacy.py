"""Texts of the time before Unicode: TCVN3 (ABC), VNI and VIQR, as characters of Windows' Western code page."""

import re
import unicodedata
from collections.abc import Callable

from chithi_ingest.adapters.outbound.extraction.vietnamese import SAMPLE, accented_share, share

_TCVN3_LETTERS = (
    "¡Ă¢Â£Ê¤Ô¥Ơ¦Ư§Đ¨ă©âªê«ô¬ơ\u00adư®đµà¶ả·ã¸á¹ạ»ằ¼ẳ½ẵ¾ắÆặÇầÈẩÉẫÊấËậÌèÎẻÏẽÐéÑẹÒềÓểÔễÕếÖệ×ìØỉÜĩÝíÞị"
    "ßòáỏâõãóäọåồæổçỗèốéộêờëởìỡíớîợïùñủòũóúôụõừöử÷ữøứùựúỳûỷüỹýýþỵ"
)
_TCVN3 = str.maketrans(dict(zip(_TCVN3_LETTERS[::2], _TCVN3_LETTERS[1::2], strict=True)))
_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_ROOFED = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_BREVED = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_MARKS = _TONES | {k: "\u0302" + v for k, v in _ROOFED.items()} | {k: "\u0306" + v for k, v in _BREVED.items()}
_VNI_PAIR = re.compile(
    r"(?P<base>[aA])(?P<mark>[ùøûõïâáàåãäêéèúüë])|(?P<base2>[eEoO])(?P<mark2>[ùøûõïâáàåãä])"
    r"|(?P<base3>[uUyYôÔöÖ])(?P<mark3>[ùøûõï])|(?P<single>[ôÔöÖñÑæÆóÓòÒîÎ])",
    re.IGNORECASE,
)
_VNI_SINGLE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VIQR = re.compile(
    r"(?P<base>[aeiouy])(?P<shape>[(^+]?)(?P<tone>[`'~?]|\.(?!\s+(?-i:[A-Z])|\s*\Z|\s*\n))?|(?P<dd>dd)", re.IGNORECASE
)
_VIQR_MARKS = {"(": "\u0306", "^": "\u0302", "+": "\u031b", "`": "\u0300", "'": "\u0301", "?": "\u0309"}
_VIQR_MARKS |= {"~": "\u0303", ".": "\u0323", "": ""}
_LEAST_SHARE, _LEAST_ACCENTED, _LEAST_GAIN, _SURE = 0.7, 0.35, 0.1, 0.55


def from_tcvn3(text: str) -> str:
    """TCVN3 (ABC) fonts. Their capital fonts (.VnTimeH) use small letters' codes, so such titles come out small."""
    return text.translate(_TCVN3)


def from_vni(text: str) -> str:
    """VNI-Windows fonts: a letter, then its marks as a second character."""
    return unicodedata.normalize("NFC", _VNI_PAIR.sub(_vni_letter, text))


def _vni_letter(match: re.Match[str]) -> str:
    single = match["single"]
    if single:
        return _cased(_VNI_SINGLE[single.lower()], single)
    base = match["base"] or match["base2"] or match["base3"]
    mark = match["mark"] or match["mark2"] or match["mark3"]
    return _cased(_VNI_SINGLE.get(base.lower(), base.lower()), base) + _VNI_MARKS[mark.lower()]


def _cased(letter: str, like: str) -> str:
    return letter.upper() if like.isupper() else letter


def from_viqr(text: str) -> str:
    """VIQR: marks as punctuation behind the letter (`Vie^.t Nam`)."""
    return unicodedata.normalize("NFC", _VIQR.sub(_viqr_letter, text))


def _viqr_letter(match: re.Match[str]) -> str:
    if match["dd"]:
        return "Đ" if match["dd"][0] == "D" else "đ"
    return match["base"] + _VIQR_MARKS[match["shape"]] + _VIQR_MARKS[match["tone"] or ""]


_CONVERSIONS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("TCVN3 (ABC)", from_tcvn3),
    ("VNI", from_vni),
    ("VIQR", from_viqr),
)


def repaired(text: str) -> tuple[str, str | None]:
    """The text in Unicode and the name of the legacy encoding that it was in; the text itself when it was in none."""
    sample = text[:SAMPLE]
    plain = accented_share(sample)
    if plain >= _SURE:
        return text, None
    possible = [found for found in _CONVERSIONS if found[1] is not from_viqr or sample.isascii()]
    best, convert = max(((accented_share(c(sample)), (n, c)) for n, c in possible), key=lambda found: found[0])
    if best < max(_LEAST_ACCENTED, plain + _LEAST_GAIN) or share(convert[1](sample)) < _LEAST_SHARE:
        return text, None
    return convert[1](text), convert[0]
