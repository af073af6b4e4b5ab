"""The signed acts of a distribution line: who attaches them, and who sees them."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.permissions import Role
from lms.courses.evidence import EvidenceKind
from lms.extensions import db
from lms.materials.models import Carrier, Distribution, Edition, Material
from tests import factories, paper

SignedIn = Callable[..., FlaskClient]


@pytest.fixture
def line(app: Flask) -> Distribution:
    edition = Edition(language="ru", carrier=Carrier.BROCHURE, year=2011)
    factories.keep(Material(code="M-1", title_en="A brochure", title_ru="Брошюра", editions=[edition]))
    return factories.keep(Distribution(
        project=factories.project(), edition=edition, quantity=5, organisation=factories.organisation(),
        handed_on=factories.AT.date(), recorded_at=factories.AT, act_number="12",
    ))  # fmt: skip


def send(browser: FlaskClient, line: Distribution, body: bytes = paper.pdf()) -> int:
    data = {"files": [(BytesIO(body), "Акт 12.pdf")], "note": "Both pages"}
    return browser.post(f"/materials/distributions/{line.id}/acts", data=data, content_type="multipart/form-data").status_code


def test_an_act_is_attached_and_shown_on_the_line_and_given_back(line: Distribution, signed_in: SignedIn) -> None:
    manager = signed_in(factories.account(Role.PROJECT_MANAGER, of=line.project.office))
    address = f"/materials/distributions/{line.id}"
    assert "Not attached" in manager.get(address).get_data(as_text=True)
    assert send(manager, line) == 303
    (act,) = line.acts
    assert act.kind is EvidenceKind.HANDOVER_ACT and "Not attached" not in manager.get(address).get_data(as_text=True)
    page = manager.get(f"{address}/acts").get_data(as_text=True)
    assert "Акт 12.pdf" in page and "Both pages" in page
    assert manager.post(f"{address}/acts/{act.id}/file").data == paper.pdf()
    assert "Signed file attached" in manager.get(f"/audit/distribution/{line.id}").get_data(as_text=True)


def test_the_same_act_twice_and_what_is_no_scan_are_refused(line: Distribution, signed_in: SignedIn) -> None:
    manager = signed_in(factories.account(Role.PROJECT_MANAGER, of=line.project.office))
    assert [send(manager, line), send(manager, line), send(manager, line, paper.HTML), send(manager, line, b"")] == [303, 422, 422, 422]


def test_a_withdrawn_act_stays_with_its_reason_and_proves_nothing(line: Distribution, signed_in: SignedIn) -> None:
    manager = signed_in(factories.account(Role.PROJECT_MANAGER, of=line.project.office))
    send(manager, line)
    address = f"/materials/distributions/{line.id}/acts"
    manager.post(f"{address}/{line.acts[0].id}/withdraw", data={"reason": "Of another hand-over"})
    db.session.expire_all()
    assert line.acts == [] and "Of another hand-over" in manager.get(address).get_data(as_text=True)


def test_a_donor_sees_that_an_act_is_attached_and_never_the_act(line: Distribution, signed_in: SignedIn) -> None:
    act = factories.evidence(distribution_id=line.id)
    donor = signed_in(factories.account(Role.DONOR_VIEWER, on=line.project))
    page = donor.get(f"/materials/distributions/{line.id}").get_data(as_text=True)
    assert "</svg>Attached" in page and "/acts" not in page
    assert donor.get(f"/materials/distributions/{line.id}/acts").status_code == 403
    assert donor.post(f"/materials/distributions/{line.id}/acts/{act.id}/file").status_code == 403


def test_an_act_of_another_line_or_a_sheet_of_an_event_is_not_found(line: Distribution, signed_in: SignedIn) -> None:
    manager = signed_in(factories.account(Role.PROJECT_MANAGER, of=line.project.office))
    event = factories.event(of=line.project.office)
    act, sheet = factories.evidence(distribution_id=line.id), factories.evidence(event_id=event.id)
    for address in (f"/materials/distributions/{line.id}/acts/{sheet.id}", f"/events/{event.id}/sheets/{act.id}"):
        assert [manager.post(f"{address}/file").status_code, manager.get(f"{address}/withdraw").status_code] == [404, 404]
    foreign = signed_in(factories.account(Role.PROJECT_MANAGER, of=factories.office("KG")))
    assert send(foreign, line) == 404
    assert foreign.post(f"/materials/distributions/{line.id}/acts/{act.id}/file").status_code == 404
