"""A report as data: the sealed JSON whose digest anyone can work out again, and IATI that follows its schema."""

import hashlib
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from lxml import etree

from lms.audit.rules import canonical
from lms.reports.document import Document
from lms.reports.iati import Publisher, report_iati
from lms.reports.seals import report_json
from tests.reports import documents, sealing

PUBLISHER = Publisher("XM-DAC-00000", "40", "An Organisation")
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "iati-2.03" / "iati-activities-schema.xsd"))


def faults(root: Element) -> list[str]:
    """Say what of a document is against the published schema of IATI."""
    SCHEMA.validate(etree.fromstring(ElementTree.tostring(root)))
    return [one.message for one in SCHEMA.error_log]


def made(document: Document, **more: Any) -> Element:
    return ElementTree.fromstring(report_iati(document, more.pop("seal", None) or sealing.seal(document), more.pop("publisher", PUBLISHER), **more))


def indicator(root: Element, name: str) -> Element:
    return next(one for one in root.iter("indicator") if one.findtext("title/narrative") == name)


def actuals(one: Element) -> dict[tuple[tuple[str, str], ...], str]:
    return {tuple((d.attrib["name"], d.attrib["value"]) for d in actual.iter("dimension")): actual.attrib["value"] for actual in one.iter("actual")}


def test_the_digest_of_the_document_can_be_worked_out_again_from_the_file() -> None:
    document = documents.document()
    told = json.loads(report_json(document, sealing.seal(document)))
    assert hashlib.sha256(canonical(told["document"]).encode()).hexdigest() == told["seal"]["sha256"]
    assert told["seal"]["sealed_at"] == "2011-10-03T08:30:00.000000+00:00" and told["seal"]["audit_seq"] == 4215


def test_what_stands_between_the_braces_of_the_file_has_the_digest_as_it_is() -> None:
    document = documents.document()
    body = report_json(document, sealing.seal(document))
    inner = body.removeprefix(b'{"document":').rpartition(b',"seal":')[0]
    assert hashlib.sha256(inner).hexdigest() == document.digest


def test_a_draft_has_no_digest_and_hostile_words_stay_words() -> None:
    assert json.loads(report_json(documents.document(), sealing.DRAFT))["seal"]["sha256"] is None
    hostile = sealing.hostile()
    assert json.loads(report_json(hostile, sealing.seal(hostile)))["document"] == json.loads(json.dumps(hostile.content))


@pytest.mark.parametrize("document", [documents.document(), sealing.hostile(), sealing.empty(), sealing.suppressed()], ids=["whole", "hostile", "empty", "public"])
def test_an_activity_follows_the_schema(document: Document) -> None:
    assert faults(made(document)) == []
    assert faults(made(document, seal=sealing.DRAFT, public=True)) == []


@pytest.mark.parametrize("broken", ["order", "period-start", "measure", "value"])
def test_an_activity_that_breaks_the_schema_is_seen(broken: str) -> None:
    root = made(documents.document())
    activity, period, actual = root[0], next(root.iter("period")), next(root.iter("actual"))
    match broken:
        case "order":
            activity.append(activity[0])
        case "period-start":
            period.remove(period[0])
        case "measure":
            del next(root.iter("indicator")).attrib["measure"]
        case "value":
            actual.attrib["value"], actual.attrib["number"] = "", "237"
    assert faults(root)


def test_an_activity_is_the_project_of_its_publisher_and_its_donors() -> None:
    activity = made(documents.document())[0]
    assert activity.findtext("iati-identifier") == "XM-DAC-00000-TM-INL-2009"
    assert [one.attrib["role"] for one in activity.iter("participating-org")] == ["1", "4"]
    assert [one.attrib for one in activity.iter("activity-date")] == [{"type": "2", "iso-date": "2009-09-22"}, {"type": "4", "iso-date": "2011-09-21"}]
    assert activity.find("activity-status").attrib == {"code": "3"}  # type: ignore[union-attr]
    assert {one.attrib.get(LANG) for one in activity.iterfind("title/narrative")} == {None, "ru"}


def test_an_indicator_has_the_donors_number_its_baseline_its_target_and_what_was_reached() -> None:
    one = indicator(made(documents.document()), "Law-enforcement officers trained")
    assert [ref.attrib for ref in one.iter("reference")] == [{"vocabulary": "3", "code": "PS.5.3-15"}, {"vocabulary": "99", "code": "1.1"}]
    assert one.find("baseline").attrib == {"year": "2009", "value": "0"}  # type: ignore[union-attr]
    assert [target.attrib for target in one.iter("target")] == [{"value": "230"}]
    assert actuals(one)[()] == "237" and actuals(one)[(("sex", "Female"),)] == "1"
    assert actuals(one)[(("category", "Prosecutors"), ("sex", "Male"), ("region", "Ahal"))] == "3"


def test_a_target_for_other_days_stands_in_a_period_of_its_own() -> None:
    content = documents.content()
    content["figures"][-1]["target"] |= {"first": "2009-01-01"}
    periods = list(indicator(made(Document(content)), "Law-enforcement officers trained").iter("period"))
    assert [(p[0].attrib["iso-date"], len(p.findall("target")), len(p.findall("actual")) > 0) for p in periods] == [
        ("2009-09-22", 0, True), ("2009-01-01", 1, False)]  # fmt: skip


def test_what_is_not_shown_is_left_out_and_no_number_is_without_a_value() -> None:
    root = made(sealing.suppressed(), public=True)
    told = actuals(indicator(root, "Persons trained"))
    assert (("sex", "Female"),) not in told and told[()] == "254"
    assert all(int(one.attrib["value"]) >= 0 for one in root.iter("actual"))
    assert "Public edition" in (root.findtext("iati-activity/description/narrative") or "")


def test_an_activity_names_no_person_and_nobody_of_the_staff() -> None:
    body = report_iati(documents.document(), sealing.seal(documents.document()), PUBLISHER).decode()
    assert "example.org" not in body and "The project reached its targets" not in body


def test_a_draft_says_so_and_a_sealed_report_tells_its_digest() -> None:
    document = documents.document()
    assert "Draft, not sealed" in (made(document, seal=sealing.DRAFT).findtext("iati-activity/description/narrative") or "")
    assert document.digest in (made(document).findtext("iati-activity/description/narrative") or "")


def test_without_a_name_the_publisher_is_the_office_and_the_same_report_gives_the_same_bytes() -> None:
    document = documents.document()
    nameless = Publisher("XM-DAC-00000", "40")
    assert made(document, publisher=nameless).findtext("iati-activity/reporting-org/narrative") == "Office in Turkmenistan"
    assert report_iati(document, sealing.seal(document), nameless) == report_iati(document, sealing.seal(document), nameless)
