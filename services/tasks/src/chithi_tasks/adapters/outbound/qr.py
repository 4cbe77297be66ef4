"""QR codes as SVG, dark on light in either theme: cameras read the other way round badly or not at all."""

import segno

QUIET = 4
"""Modules of empty border, as the standard (ISO/IEC 18004) asks for."""


def qr_svg(text: str) -> str:
    """The code as an SVG element without a size of its own; a fifth of it may be dirty or in glare (level M)."""
    code = segno.make_qr(text, error="m", boost_error=True)
    return code.svg_inline(border=QUIET, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None)
