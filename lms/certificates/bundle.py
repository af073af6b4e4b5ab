"""Many printed certificates as one file: a PDF for the printer, or a ZIP of single documents."""

import io
import zipfile
from collections.abc import Iterable

from pypdf import PdfReader, PdfWriter

STAMP = (1980, 1, 1, 0, 0, 0)  # the earliest time a ZIP can hold: equal input gives equal bytes


def joined(documents: Iterable[bytes]) -> bytes:
    """Return the documents, byte for byte the kept pages, as one PDF."""
    writer = PdfWriter()
    for document in documents:
        writer.append(PdfReader(io.BytesIO(document)))
    writer.compress_identical_objects()
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def zipped(documents: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a ZIP of (name, bytes) documents."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, body in documents:
            archive.writestr(zipfile.ZipInfo(name, STAMP), body)
    return target.getvalue()
