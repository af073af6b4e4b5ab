"""What a file of signed paper may be: told by its bytes, never by its name. Nothing hostile is unpacked to find out."""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import NoReturn

from PIL import Image

from lms.courses.evidence import LONGEST_FILE_NAME, FileType
from lms.errors import Refused
from lms.language import N_
from lms.text import is_clean, tidy

MB = 1024 * 1024
MOST_BYTES = 10 * MB
MOST_PIXELS = 80_000_000  # a sheet of A3 scanned at 600 dots an inch has 70 million
FIRST_BYTES = {FileType.PDF: b"%PDF-", FileType.JPEG: b"\xff\xd8\xff", FileType.PNG: b"\x89PNG\r\n\x1a\n"}
# Readers look for the end-of-file mark in the last 1,024 bytes (ISO 32000-1, implementation note 18).
TAIL = 1024
LOCKED = re.compile(rb"/Encrypt\s{0,9}(?:\d{1,9}\s{1,9}\d{1,9}\s{1,9}R|<<)")
# How a telephone names, at the fourth byte, pictures that browsers do not show (ISO/IEC 23008-12).
HEIC = re.compile(rb".{4}ftyp(?:hei[cxms]|hev[cxms]|mif1|msf1|avif)", re.DOTALL)
BROKEN_PICTURE = (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError, Image.DecompressionBombError)


@dataclass(frozen=True)
class Upload:
    """A file as it was sent: its bytes, and what whoever sent it calls it, without folders and as a label only."""

    body: bytes
    label: str

    @classmethod
    def of(cls, body: bytes, name: str | None) -> "Upload":
        """Return a file whose name is tidied, so that every database can hold it."""
        letters = "".join(letter for letter in (name or "") if is_clean(letter))
        return cls(body, tidy(re.split(r"[/\\]", letters)[-1])[-LONGEST_FILE_NAME:] or "—")


def type_of(sent: Upload) -> FileType:
    """Say what a file is. Raises Refused, in a sentence that names it, for all but PDF, JPEG and PNG that can be opened.

    Of a PDF the first and the last bytes are looked at: it is kept as evidence and never read here, and to read one takes
    as long as its writer likes. Of a picture the header is read.
    """
    if not sent.body:
        _refuse(sent, N_("“%(file)s” is empty."))
    if len(sent.body) > MOST_BYTES:
        _refuse(sent, N_("“%(file)s” is larger than 10 MB. Scan it in grey, or with fewer dots."))
    known = next((kind for kind, first in FIRST_BYTES.items() if sent.body.startswith(first)), None)
    if known is None:
        _refuse_unknown(sent)
    if known is FileType.PDF:
        _refuse_bad_pdf(sent)
    else:
        _refuse_bad_picture(sent, known)
    return known


def _refuse(sent: Upload, sentence: str) -> NoReturn:
    raise Refused(sentence, field="files", file=sent.label)


def _refuse_unknown(sent: Upload) -> NoReturn:
    if HEIC.match(sent.body):
        _refuse(sent, N_("“%(file)s” is a picture in HEIC, which many computers cannot show. Send it as JPEG: choose “Most compatible” among the formats of the camera."))
    _refuse(sent, N_("“%(file)s” is neither a PDF nor a picture in JPEG or PNG."))


def _refuse_bad_pdf(sent: Upload) -> None:
    if b"%%EOF" not in sent.body[-TAIL:]:
        _refuse(sent, N_("“%(file)s” begins as a PDF and has no end: it was cut off. Scan or send it again."))
    if LOCKED.search(sent.body):
        _refuse(sent, N_("“%(file)s” is locked with a password. Save it without one."))


def _refuse_bad_picture(sent: Upload, kind: FileType) -> None:
    try:
        with Image.open(BytesIO(sent.body), formats=["JPEG" if kind is FileType.JPEG else "PNG"]) as picture:
            width, height = picture.size
    except BROKEN_PICTURE:
        _refuse(sent, N_("“%(file)s” cannot be opened as a picture. Photograph or scan the sheet again."))
    if width * height > MOST_PIXELS:
        _refuse(sent, N_("“%(file)s” has more dots than any scan of a sheet. Scan it with fewer."))
