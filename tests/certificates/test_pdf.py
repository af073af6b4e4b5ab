"""The certificate on paper: what it says, that all of it fits, and that its QR code opens its own check."""

import io
import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from lms.certificates import bundle
from lms.certificates.layout import BOTTOM, ROOM, TOP, WORDS, CertificateText, arranged
from lms.certificates.pdf import certificate, certificates
from lms.paper import MISSING, legible, width

CODE = "MFRGGZDFMZTWQ2LKNNWG23TPOB"
ENGLISH = CertificateText(
    number="TM-2011-00042", code=CODE, verify_url=f"https://lms.example.org/verify/{CODE}", language="en",
    kind="completion", audience="participant", holder="Meredow Aman Öwezowiç", event_title="Trafficking cases in court",
    course_title=None, starts_on=date(2011, 10, 12), ends_on=date(2011, 10, 14), place="Ashgabat, Turkmenistan",
    hours=Decimal("22.5"), organisers=("IOM", "General Prosecutor's Office"), donors=("INL",), project_title=None,
    office_name="IOM in Turkmenistan", issued_on=date(2011, 10, 21), signatory_name=None, signatory_post=None,
    demonstration=False,
)  # fmt: skip
RUSSIAN = replace(
    ENGLISH, language="ru", holder="Мередов Аман Овезович", event_title="Дела о торговле людьми в суде",
    place="Ашхабад, Туркменистан", organisers=("МОМ", "Генеральная прокуратура"), donors=("Бюро",), office_name="МОМ",
)  # fmt: skip


def read(document: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages).split())


def decoded(document: bytes, folder: Path) -> str:
    """Render the page as a printer would and read its QR code."""
    (folder / "page.pdf").write_bytes(document)
    subprocess.run(
        ["pdftoppm", "-r", "110", "-png", "-singlefile", str(folder / "page.pdf"), str(folder / "page")], check=True
    )
    codes = zxingcpp.read_barcodes(Image.open(folder / "page.png"))
    assert len(codes) == 1
    return codes[0].text


def test_an_english_certificate_says_all_of_it() -> None:
    said = read(certificate(ENGLISH))
    for words in (
        "Certificate of completion", "This certificate is awarded to", "Meredow Aman Öwezowiç", "who successfully completed",
        "Trafficking cases in court", "12–14 October 2011 · Ashgabat, Turkmenistan · 22.5 hours", "No. TM-2011-00042",
        "Organised by IOM, General Prosecutor's Office", "With financial support of INL", "Issued on 21 October 2011",
        f"https://lms.example.org/verify/{CODE}", "IOM in Turkmenistan",
    ):
        assert words in said, words
    assert "DEMONSTRATION" not in said and MISSING not in said


def test_a_russian_certificate_says_all_of_it() -> None:
    said, words = read(certificate(RUSSIAN)), WORDS["ru"]
    for part in (
        words["completion"], words["awarded"], "Мередов Аман Овезович", words["completion-participant"],
        "Дела о торговле людьми в суде", "12–14 октября 2011 г. · Ашхабад, Туркменистан", "22,5 ч", "№ TM-2011-00042",
        "МОМ, Генеральная прокуратура", "21 октября 2011 г.", words["signature"], words["stamp"],
    ):
        assert part in said, part


@pytest.mark.parametrize(("kind", "audience", "title"), [
    ("participation", "participant", "Certificate of participation"), ("participation", "trainer", "Trainer’s certificate"),
])  # fmt: skip
def test_the_title_follows_kind_and_audience(kind: str, audience: str, title: str) -> None:
    assert title in read(certificate(replace(ENGLISH, kind=kind, audience=audience)))


@pytest.mark.parametrize(("hours", "words"), [
    (Decimal(1), "· 1 hour"), (Decimal("0.5"), "0.5 hours"), (Decimal(40), "40 hours"), (None, "Ashgabat, Turkmenistan"),
])  # fmt: skip
def test_hours_are_told_to_the_half_hour_or_not_at_all(hours: Decimal | None, words: str) -> None:
    facts = next(line.words for line in arranged(replace(ENGLISH, hours=hours)) if "October" in line.words)
    assert facts.endswith(words)


def test_a_document_of_demonstration_data_says_so_twice() -> None:
    assert read(certificate(replace(ENGLISH, demonstration=True))).count("NOT A VALID DOCUMENT") == 2


@pytest.mark.parametrize("text", [ENGLISH, RUSSIAN, replace(ENGLISH, demonstration=True)], ids=["en", "ru", "demonstration"])
def test_the_qr_code_on_paper_opens_the_check_of_this_certificate(text: CertificateText, tmp_path: Path) -> None:
    assert decoded(certificate(text), tmp_path) == text.verify_url


def test_equal_words_give_equal_bytes() -> None:
    assert certificate(ENGLISH) == certificate(ENGLISH)
    assert certificate(ENGLISH) != certificate(replace(ENGLISH, holder="Another"))


def test_every_font_is_embedded() -> None:
    fonts = PdfReader(io.BytesIO(certificate(RUSSIAN))).pages[0]["/Resources"]["/Font"]
    for font in fonts.values():
        assert "/FontFile2" in font.get_object()["/FontDescriptor"], font


@pytest.mark.parametrize("letters", ["ӘәҒғҚқҢңӨөҰұҮүҺһІі", "ҶҷҒғҲҳӢӣӮӯҚқ", "ŇňÝýŽžŞşÄäÖöÜüÇç", "OʻGʻoʻgʻ", "ЎўҚқҒғҲҳЁё"])
def test_letters_of_the_region_are_all_printed(letters: str) -> None:
    assert letters in read(certificate(replace(ENGLISH, holder=letters, event_title=letters))).replace(" ", "")


def test_markup_in_a_name_is_printed_as_it_stands() -> None:
    name = "<b>Li</b> & <a href='javascript:alert(1)'>Na</a>"
    assert name in read(certificate(replace(ENGLISH, holder=name)))


def test_a_name_of_120_letters_and_a_title_of_300_are_printed_whole() -> None:
    holder = ("Gurbangulyýewa-Berdimuhammedowa Ogulşat Žumadurdyýewna " * 3)[:120].strip()
    title = ("Investigation and prosecution of trafficking in human beings under the new code " * 4)[:300].strip()
    lines = arranged(replace(ENGLISH, holder=holder, event_title=title))
    whole = " ".join(line.words for line in lines)
    assert holder in whole and title in whole


long = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x52F) | st.just(" "), max_size=300)


@settings(max_examples=40, deadline=None)
@example("Ж" * 300, "Щ" * 300, "Ы" * 300, ["Ш" * 100] * 6, "ru")
@given(long, long, long, st.lists(long, max_size=6), st.sampled_from(["en", "ru"]))
def test_whatever_is_said_no_line_is_wider_or_lower_than_its_room(
    holder: str, title: str, place: str, names: list[str], language: str
) -> None:
    text = replace(
        ENGLISH, holder=holder, event_title=title, place=place, organisers=tuple(names), donors=tuple(names),
        language=language,
    )
    lines = arranged(text)
    assert all(width(line.words, line.font, line.size) <= ROOM + 0.01 for line in lines)
    assert all(BOTTOM - 0.01 <= line.y <= TOP for line in lines)
    heights = [line.y for line in lines]
    assert heights == sorted(heights, reverse=True)


def test_a_long_title_stands_on_lines_of_about_equal_length() -> None:
    title = "Investigation and prosecution of trafficking cases, third course, Ashgabat city"
    lines = [line for line in arranged(replace(ENGLISH, event_title=title)) if line.words in title]
    assert " ".join(line.words for line in lines) == title and len(lines) == 2
    shorter, longer = sorted(width(line.words, line.font, line.size) for line in lines)
    assert shorter > longer * 0.6


def test_both_languages_word_the_same_things() -> None:
    assert WORDS["en"].keys() == WORDS["ru"].keys()
    assert all(MISSING not in legible(words) for language in WORDS.values() for words in language.values())


def test_many_certificates_are_a_page_each() -> None:
    together = certificates([ENGLISH, replace(ENGLISH, holder="Second"), RUSSIAN])
    assert len(PdfReader(io.BytesIO(together)).pages) == 3


def test_a_bundle_holds_every_document_in_order_and_an_archive_byte_for_byte() -> None:
    documents = [certificate(replace(ENGLISH, holder=f"Holder {n}")) for n in range(3)]
    pages = PdfReader(io.BytesIO(bundle.joined(documents))).pages
    assert [f"Holder {n}" in page.extract_text() for n, page in enumerate(pages)] == [True, True, True]
    archive = bundle.zipped((f"{n}.pdf", document) for n, document in enumerate(documents))
    assert archive == bundle.zipped((f"{n}.pdf", document) for n, document in enumerate(documents))
    assert all(document in archive for document in documents)
