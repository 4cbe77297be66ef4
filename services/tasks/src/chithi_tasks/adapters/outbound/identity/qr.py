"""QR codes as SVG, dark on light in either theme: cameras read the other way round badly or not at all."""

import io

import segno

QUIET = 4
"""Modules of empty border, as the standard (ISO/IEC 18004) asks for."""


def qr_svg(text: str) -> str:
    """The code as an SVG document without a size of its own; a seventh of it may be dirty or in glare (level M)."""
    drawn = io.BytesIO()
    code = segno.make_qr(text, error="m")
    code.save(drawn, kind="svg", xmldecl=False, nl=False, border=QUIET, dark="#000", light="#fff", omitsize=True)
    return drawn.getvalue().decode()
