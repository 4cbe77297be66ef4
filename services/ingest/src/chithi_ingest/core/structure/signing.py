"""In whose name a signer signs: TM., KT., TL., TUQ., Q. (Decree 30/2020 appendix I), and the Party's T/M, K/T, T/L."""

import re
from collections.abc import Iterable
from typing import Literal

Signing = Literal["TM", "KT", "TL", "TUQ", "Q"]

_FORMS: dict[str, Signing] = {"TM": "TM", "KT": "KT", "TL": "TL", "TUQ": "TUQ", "Q": "Q", "QUYỀN": "Q"}
_PREFIX = re.compile(
    r"\W{0,3}(?P<form>T[./]?\s?M|K[./]?\s?T|T[./]?\s?U[./]?\s?Q|T[./]?\s?L|Q(?=[./])|QUYỀN)(?:\s?[./]\s?|\s+)(?=[A-ZĐÀ-Ỹ])"
)


def read_signing(texts: Iterable[str]) -> Signing | None:
    """The prefix nearest to the signer: under `TM. ỦY BAN` and `KT. CHỦ TỊCH` a deputy signs for the chairman, `KT`.

    `texts` are the lines or cells of the signature block down to the signer's name, in reading order.
    """
    found: Signing | None = None
    for text in texts:
        match = _PREFIX.match(text) if text.upper() == text else None
        if match:
            found = _FORMS[re.sub(r"[\s./]", "", match["form"])]
    return found
