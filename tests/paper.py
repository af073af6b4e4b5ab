"""Files as people send them: scans, photographs, and what only looks like one."""

from io import BytesIO
from typing import Any
from zlib import crc32

from PIL import Image
from pypdf import PdfWriter

HTML = b"<html><script>alert(1)</script></html>"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"


def pdf(pages: int = 1, password: str = "") -> bytes:
    """Return a PDF of blank pages."""
    written, made = BytesIO(), PdfWriter()
    for _n in range(pages):
        made.add_blank_page(595, 842)
    if password:
        made.encrypt(password, algorithm="RC4-128")
    made.write(written)
    return written.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 80), **more: Any) -> bytes:
    """Return a picture of one colour."""
    written = BytesIO()
    Image.new("L", size, more.pop("shade", 200)).save(written, kind, **more)
    return written.getvalue()


def wide_png(width: int, height: int) -> bytes:
    """Return the few bytes of a PNG whose header says that it is so large."""
    small = picture("PNG", (1, 1))
    header = small[12:16] + width.to_bytes(4, "big") + height.to_bytes(4, "big") + small[24:29]
    return small[:12] + header + crc32(header).to_bytes(4, "big") + small[33:]
