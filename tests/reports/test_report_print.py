"""A report for print: every figure with its parts, words as they were written, the seal, and the same bytes again."""

import io
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from lms.reports.document import Document
from lms.reports.pdf import report_pdf
from lms.reports.seals import Seal
from tests.reports import documents, sealing

LETTER = [("Two hundred and thirty-seven officers were trained.", ["Each counted once."]), ("So were judges.", ["One.", "Two."])]


def pages(body: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]


def text(body: bytes) -> str:
    return " ".join("\n".join(pages(body)).split())


def made(document: Document, language: str = "en", seal: Seal | None = None, **more: object) -> bytes:
    return report_pdf(document, language, seal or sealing.seal(document), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("language", "words"), [
    ("en", ["Final report", "Counter-trafficking in Turkmenistan (TM-INL-2009)", "grant S-INLEC-09-GR-0071", "22 September 2009 – 21 September 2011",
            "Sealed report", "Office in Turkmenistan", "237 of 230 planned (103%)", "of which named 254 · from headcounts 6",
            "Cumulative, each counted once: 237", "Baseline of 2009: 0", "Version 2 of the rule", "Each person counts once", "4,000"]),
    ("ru", ["Итоговый отчёт", "Противодействие торговле людьми в Туркменистане (TM-INL-2009)", "грант № S-INLEC-09-GR-0071",
            "22 сентября 2009 г. – 21 сентября 2011 г.", "Заверенный отчёт", "Представительство в Туркменистане", "237 из 230 по плану (103 %)",
            "в том числе: поимённо 254 · без списка 6", "Исходное значение, 2009 г.: 0", "Версия правила: 2", "4 000"]),
])  # fmt: skip
def test_a_report_tells_its_frame_its_figures_and_its_rules(language: str, words: list[str]) -> None:
    told = text(made(documents.document(), language)).replace("\u00a0", " ")
    assert [word for word in words if word not in told] == []


def test_every_part_of_a_figure_stands_in_a_table_and_adds_up_to_it() -> None:
    told = text(made(documents.document()))
    assert "By category Value % Law enforcement 237 93" in told and "Prosecutors 10 4" in told and "Judges 17 7 Total 254" in told
    assert "Female 10 4 Male 244 96 Total 254" in told
    assert "Brochure 2,600 65 Manual 800 20 CD 600 15 Total 4,000" in told


def test_people_stand_by_region_category_and_sex_with_the_sums_of_each() -> None:
    told = text(made(documents.document()))
    assert "Region and category Female Male Total" in told and "Mary 9 87 96 Judges 9 8 17" in told and "Total 10 244 254" in told


def test_the_seal_tells_the_digest_who_sealed_it_when_and_after_which_entry() -> None:
    document = documents.document()
    last = " ".join(pages(made(document))[-1].split())
    assert document.digest in last.replace(" ", "")
    assert "manager@example.org, 3 October 2011, 08:30 UTC" in last and "4215" in last and "1e" * 32 in last.replace(" ", "")


def test_the_digest_can_be_read_from_its_code(tmp_path: Path) -> None:
    document = documents.document()
    subprocess.run(["pdftoppm", "-r", "110", "-png", "-", tmp_path / "page"], input=made(document), check=True)
    found = [code.text for path in tmp_path.iterdir() for code in zxingcpp.read_barcodes(Image.open(path))]
    assert found == [document.digest]


def test_every_page_of_a_draft_says_so_and_no_page_of_a_sealed_report() -> None:
    document = documents.document()
    assert all("DRAFT" in page.splitlines() for page in pages(made(document, seal=sealing.DRAFT)))
    assert all("ЧЕРНОВИК" in page.splitlines() for page in pages(made(document, "ru", sealing.DRAFT)))
    assert not any("DRAFT" in page for page in pages(made(document)))
    assert "SHA-256" not in pages(made(document, seal=sealing.DRAFT))[0]


def test_pages_are_numbered_of_how_many_there_are() -> None:
    told = pages(made(documents.document()))
    assert all(f"Page {number} of {len(told)}" in page for number, page in enumerate(told, 1))


def test_the_letter_to_the_donor_comes_first_with_its_footnotes_numbered_through() -> None:
    told = text(made(documents.document(), sentences=LETTER))
    assert "officers were trained. [1]" in told and "So were judges. [2] [3]" in told and "[3] Two." in told
    assert told.index("officers were trained") < told.index("of which named")


def test_the_same_report_gives_the_same_bytes() -> None:
    document = documents.document()
    assert made(document, "ru") == made(document, "ru")


def test_words_of_people_are_printed_as_they_are_and_are_never_markup() -> None:
    document = sealing.hostile()
    for language in ("en", "ru"):
        body = made(document, language, sentences=[(word, [word]) for word in sealing.HOSTILE])
        told = text(body)
        assert "<b>bold</b>" in told and "{{ 7 * 7 }} {% for x in y %}" in told and "<img src='file:///etc/passwd'/>" in told
        assert b"/URI" not in body and b"/JavaScript" not in body


def test_a_report_that_tells_nothing_is_a_report() -> None:
    assert "This report tells no figures." in text(made(sealing.empty()))
    assert "All time" in text(made(sealing.empty()))


def test_a_narrative_of_many_pages_is_printed_whole() -> None:
    content = documents.content()
    content["narrative"]["en"] = "word " * 9000 + "the very last word\n\nthe very last sentence"
    told = text(made(Document(content)))
    assert "the very last word" in told and "the very last sentence" in told


def test_a_rule_that_names_many_organisations_is_printed_over_pages() -> None:
    content = documents.content()
    content["labels"]["organisation"] = {str(n): {"name": {"en": f"Department {n} of the ministry", "ru": "Д"}} for n in range(150)}
    content["figures"][-1]["rule"]["organisations"] = list(range(150))
    assert "Department 149 of the ministry." in text(made(Document(content)))


def test_parts_with_long_names_stand_in_tables_that_go_over_pages() -> None:
    content = documents.content()
    for told in content["labels"]["region"].values():
        told["name"]["en"] = "W" * 600
    content["figures"][0]["cells"]["region"] = {"TM-M": 200, "TM-B": 50, "TM-A": 4}
    assert "WWW" in text(made(Document(content))) and "Total 254" in text(made(Document(content)))


def test_names_without_end_are_cut_in_tables_where_they_must_fit_a_page() -> None:
    content = documents.content()
    content["labels"]["category"]["prosecutor"]["plural"]["en"] = content["figures"][0]["name"]["en"] = "W" * 20_000
    assert "WWW…" in text(made(Document(content)))


def test_a_public_edition_says_what_is_not_shown_and_names_none_of_the_staff() -> None:
    told = text(made(sealing.suppressed(), public=True))
    assert "Public edition: numbers of fewer than 5 people" in told and "Female … Male … Total 254" in told
    assert "Judges … " in told and "returning …" in told
    assert "example.org" not in told


def test_a_share_just_below_its_target_never_reads_as_all_of_it() -> None:
    content = documents.content()
    content["figures"][-1]["target"]["value"] = "237.5"
    assert "237 of 237.5 planned (99%)" in text(made(Document(content)))


def test_a_target_for_other_days_is_measured_by_the_cumulative_value() -> None:
    content = documents.content()
    content["figures"][-1] |= {"cumulative": 300, "target": {"first": "2009-01-01", "last": "2011-12-31", "value": "600"}}
    told = text(made(Document(content)))
    assert "300 of 600 planned (50%)" in told and "Target for 1 January 2009 – 31 December 2011" in told
