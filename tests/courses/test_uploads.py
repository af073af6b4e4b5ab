"""What is taken for signed paper: by its bytes, and nothing that cannot be opened."""

import warnings
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.courses.evidence import FileType
from lms.courses.uploads import FIRST_BYTES, MOST_BYTES, Upload, type_of
from lms.errors import Refused
from lms.text import is_clean
from tests import paper


def refusal(body: bytes, name: str = "scan.pdf") -> str:
    with pytest.raises(Refused) as refused:
        type_of(Upload.of(body, name))
    assert refused.value.field == "files"
    return str(refused.value)


@pytest.mark.parametrize(("body", "kind"), [
    (paper.pdf(), FileType.PDF), (paper.picture(), FileType.JPEG), (paper.picture("PNG"), FileType.PNG),
    (paper.picture("JPEG", (9000, 8000)), FileType.JPEG),
])  # fmt: skip
def test_a_scan_is_known_by_its_first_bytes_whatever_it_is_called(body: bytes, kind: FileType) -> None:
    assert type_of(Upload.of(body, "list.exe")) is kind


@pytest.mark.parametrize(("body", "said"), [
    (b"", "is empty"), (paper.HTML, "neither a PDF nor"), (b"MZ" + paper.pdf(), "neither a PDF nor"),
    (paper.HTML + paper.pdf(), "neither a PDF nor"), (b"GIF89a" + b"\x00" * 60, "neither a PDF nor"),
    (b"PK\x03\x04" + b"\x00" * 60, "neither a PDF nor"), (b"<svg onload='alert(1)'/>", "neither a PDF nor"),
    (paper.HEIC, "HEIC"), (paper.pdf()[:-200], "was cut off"), (b"%PDF-1.7\n" + b"A" * 5000, "was cut off"),
    (paper.pdf(password="secret"), "locked with a password"), (paper.picture()[:40], "cannot be opened"),
    (b"\xff\xd8\xff" + paper.HTML, "cannot be opened"), (paper.picture("PNG")[:20], "cannot be opened"),
    (FIRST_BYTES[FileType.PNG] + b"\x00" * 100, "cannot be opened"), (paper.wide_png(20_000, 5_000), "more dots"),
    (b"%PDF-" + b"0" * MOST_BYTES, "larger than 10 MB"),
])  # fmt: skip
def test_what_is_no_scan_is_refused_in_a_sentence_that_names_it(body: bytes, said: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of a picture as large as that
        words = refusal(body, "Лист 1.pdf")
    assert said in words and words.startswith("“Лист 1.pdf” ")


def test_a_picture_that_would_fill_the_memory_is_refused_by_its_header() -> None:
    assert "cannot be opened" in refusal(paper.wide_png(2**31 - 1, 2**31 - 1))


@given(st.sampled_from(list(FIRST_BYTES.values())), st.binary(max_size=400))
def test_whatever_follows_the_first_bytes_is_taken_or_refused_and_breaks_nothing(first: bytes, rest: bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with suppress(Refused):
            assert first == FIRST_BYTES[type_of(Upload.of(first + rest, "x"))]


@given(st.text())
def test_any_name_becomes_a_label_that_every_database_can_hold(name: str) -> None:
    label = Upload.of(b"", name).label
    assert is_clean(label) and 0 < len(label) <= 200 and "/" not in label and "\\" not in label


def test_a_cyrillic_name_stays_and_folders_go() -> None:
    assert Upload.of(b"", "C:\\Сканы\\Лист  1.pdf").label == "Лист 1.pdf"
    assert Upload.of(b"", "../../etc/passwd").label == "passwd"
    assert Upload.of(b"", None).label == "—"
