"""A report as data: the sealed JSON whose digest anyone can work out again, and IATI that follows its schema."""

import hashlib
import json
import re
from datetime import date
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from lms.audit.rules import canonical
from lms.reports.document import Document
from lms.reports.iati import Publisher, report_iati
from lms.reports.seals import report_json
from tests.reports import documents, sealing

PUBLISHER = Publisher("XM-DAC-00000", "40", "An Organisation")
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# Of iati-activities-schema.xsd and iati-common.xsd 2.03, 2018-02-19: the children of an element in their order, each with
# how often it may stand (1 once, ? at most once, + at least once, * any), its attributes that must be and that may be.
ACTIVITY = (
    "iati-identifier1 reporting-org1 title1 description+ participating-org+ other-identifier* activity-status1 activity-date+ contact-info* "
    "activity-scope? recipient-country* recipient-region* location* sector* tag* country-budget-items? humanitarian-scope* policy-marker* "
    "collaboration-type? default-flow-type? default-finance-type? default-aid-type* default-tied-status? budget* planned-disbursement* "
    "capital-spend? transaction* document-link* related-activity* legacy-data* conditions? result* crs-add? fss?"
)
SCHEMA: dict[str, tuple[str, str, str]] = {
    "iati-activities": ("iati-activity+", "version", "generated-datetime linked-data-default"),
    "iati-activity": (ACTIVITY, "", f"last-updated-datetime {LANG} default-currency humanitarian hierarchy linked-data-uri budget-not-provided"),
    "iati-identifier": ("", "", ""), "narrative": ("", "", LANG),
    "reporting-org": ("narrative+", "ref type", "secondary-reporter"), "title": ("narrative+", "", ""), "description": ("narrative+", "", "type"),
    "participating-org": ("narrative*", "role", "ref type activity-id crs-channel-code"),
    "activity-status": ("", "code", ""), "activity-date": ("narrative*", "type iso-date", ""),
    "recipient-country": ("narrative*", "code", "percentage"), "sector": ("narrative*", "code", "vocabulary vocabulary-uri percentage"),
    "result": ("title1 description? document-link* reference* indicator+", "type", "aggregation-status"),
    "indicator": ("title1 description? document-link* reference* baseline* period*", "measure", "ascending aggregation-status"),
    "reference": ("", "vocabulary code", "indicator-uri"),
    "baseline": ("location* dimension* document-link* comment?", "year", "iso-date value"),
    "period": ("period-start1 period-end1 target* actual*", "", ""), "period-start": ("", "iso-date", ""), "period-end": ("", "iso-date", ""),
    "target": ("location* dimension* comment? document-link*", "", "value"), "actual": ("location* dimension* comment? document-link*", "", "value"),
    "dimension": ("", "", "name value"),
}  # fmt: skip


def faults(element: Element) -> list[str]:
    """Say what of an element and all inside it is against the schema."""
    children, must, may = SCHEMA[element.tag]
    known = set(element.attrib)
    found = [f"{element.tag}: no @{name}" for name in set(must.split()) - known]
    found += [f"{element.tag}: @{name}" for name in known - {*must.split(), *may.split()}]
    pattern = "".join(f"(<{child[:-1]}>){child[-1] if child[-1] != '1' else '{1}'}" for child in children.split())
    told = "".join(f"<{child.tag}>" for child in element)
    if not re.fullmatch(pattern, told):
        found.append(f"{element.tag}: {told}")
    if element.tag == "description" and "type" in known and element.attrib["type"] not in "1234":
        found.append("description: @type")
    days = [element.attrib["iso-date"]] if "iso-date" in known else []
    return found + [day for day in days if not date.fromisoformat(day)] + [fault for child in element for fault in faults(child)]


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


def test_the_order_that_is_asked_for_is_seen_where_it_is_broken() -> None:
    root = made(documents.document())
    activity = root[0]
    activity.append(activity[0])
    period = next(root.iter("period"))
    period.remove(period[0])
    del next(root.iter("indicator")).attrib["measure"]
    assert len(faults(root)) == 3


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
