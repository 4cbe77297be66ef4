"""Secrecy stamps as pictures: red ink apart from the black text it lies on, and lone words near the letterhead."""

from collections.abc import Iterator

from PIL import Image, ImageChops, ImageDraw, ImageOps

_UPPER = 0.55  # of the page; the stamp belongs below the number of the document
_REDNESS = 60  # how much brighter than green and blue
_LEAST_INK = 300  # dots of red that can be a word
_SLANTS = (-6, 6)  # degrees
_MARGIN = 40  # dots
_FRAME_GAP = 3  # dots between a frame and what it holds


def upper(picture: Image.Image) -> Image.Image:
    """The part of a page where a stamp belongs."""
    return picture.crop((0, 0, picture.width, round(picture.height * _UPPER)))


def red_ink(picture: Image.Image) -> Image.Image | None:
    """What is red, black on white and without a frame around it; None when next to nothing is."""
    if picture.mode != "RGB":
        return None
    red, green, blue = picture.split()
    excess = ImageChops.darker(ImageChops.subtract(red, green), ImageChops.subtract(red, blue))
    ink = excess.point(lambda value: 255 if value > _REDNESS else 0)
    if ink.histogram()[255] < _LEAST_INK:
        return None
    return ImageChops.invert(_unframed(ink))


def slanted(ink: Image.Image) -> Iterator[Image.Image]:
    """What is written, turned a little to both sides: stamps are set by hand."""
    box = ImageChops.invert(ink).getbbox()
    if box is None:
        return
    written = ImageOps.expand(ink.crop(box), border=_MARGIN, fill=255)
    for degrees in _SLANTS:
        yield written.rotate(degrees, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)


def _unframed(ink: Image.Image) -> Image.Image:
    """White ink on black without the line that runs around all of it, if there is one."""
    left, top, right, bottom = ink.getbbox() or (0, 0, 0, 0)
    first = next(x for x in range(left, right) if ink.getpixel((x, top)))
    rest = ink.copy()
    ImageDraw.floodfill(rest, (first, top), 0)
    inner = rest.getbbox()
    gap = _FRAME_GAP
    if inner is None or not (inner[0] >= left + gap and inner[1] >= top + gap):
        return ink
    return rest if inner[2] <= right - gap and inner[3] <= bottom - gap else ink
