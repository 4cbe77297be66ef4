"""How strong a password must be, and what to tell whoever chose a weak one."""

import secrets
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from threading import Lock

SHORTEST, LONGEST = 12, 200
GUESSES = 1e10  # what zxcvbn calls very unguessable: safe even when the hashes are stolen
GUESSES_OF_WORDS = 1e7  # of the bare words: where spaces and diacritics go, a guesser has to try besides
_LOOKED_AT = 72  # zxcvbn's time grows with the cube of the length, and no longer password is weak but for its beginning
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_TURNS = Lock()  # zxcvbn keeps the words of the present call in a global


class WeakPassword(ValueError):
    """The password is refused; the message tells people what to do."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule, self.message = rule, message


def check(password: str, about: Iterable[str] = ()) -> None:
    """Raise `WeakPassword` unless it is long and hard to guess, also for who knows `about` (user name, unit, name)."""
    if len(password) < SHORTEST:
        advice = f"Mật khẩu cần ít nhất {SHORTEST} ký tự. Một câu ngắn dễ nhớ, có dấu cách, là tốt nhất."
        raise WeakPassword("too-short", advice)
    if len(password) > LONGEST:
        raise WeakPassword("too-long", f"Mật khẩu dài nhất {LONGEST} ký tự.")
    known = {*local_words(), *_words(about)}
    bare = _bare(password)
    whole = (unicodedata.normalize("NFC", password), bare)
    if min(_guesses(text, known) for text in whole) < GUESSES or _guesses(_together(bare), known) < GUESSES_OF_WORDS:
        advice = (
            "Mật khẩu này dễ đoán. Tránh tên đăng nhập, tên đơn vị, ngày tháng, dãy phím và từ thông dụng; "
            "hãy ghép vài từ không liên quan thành một câu."
        )
        raise WeakPassword("easy-to-guess", advice)


def one_time_password() -> str:
    """A random password to be read out once: three groups of five, without letters that look alike (74 bits)."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(3))


@cache
def local_words() -> frozenset[str]:
    """What people here choose beside the world's lists, without diacritics, as it is typed on phones."""
    return frozenset((files("chithi_tasks.data") / "common_passwords.txt").read_text("utf-8").split())


def _guesses(text: str, known: set[str]) -> float:
    from zxcvbn import zxcvbn  # its lists take 13 MB, which most processes never need

    with _TURNS:
        return float(zxcvbn(text[:_LOOKED_AT], user_inputs=sorted(known))["guesses"])


def _words(about: Iterable[str]) -> set[str]:
    """Each of the texts as a whole, without spaces, and word by word."""
    texts = [_bare(text).lower() for text in about if text]
    return {word for text in texts for word in (text, text.replace(" ", ""), *text.split()) if word}


def _together(text: str) -> str:
    """Without spaces."""
    return text.replace(" ", "")


def _bare(text: str) -> str:
    """Without diacritics."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
