"""Names stand in the order of a Vietnamese dictionary."""

import random

from chithi_reporting.core.names import name_order

ORDERED = [
    "Phường Duy Tân",
    "Phường Duy Tiên",
    "Phường Đồng Văn",
    "Phường Hà Nam",
    "Phường Hoa Lư",
    "Phường Vỵ Khê",
    "Xã Ý Yên",
]
TONES = ["ma", "mà", "mả", "mã", "má", "mạ", "măng", "mâu"]


def test_order():
    for names in (ORDERED, TONES):
        shuffled = random.Random(1).sample(names, len(names))
        assert sorted(shuffled, key=name_order) == names
