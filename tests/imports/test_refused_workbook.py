"""What a workbook may not do is told with its cell before anything is written."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.permissions import Permission, Role
from lms.accounts.scope import looking, scope_of
from lms.audit.services import act
from lms.courses.codes import EnrolmentStatus, Mark
from lms.courses.models import Event, Session
from lms.courses.roster import Attendance
from lms.extensions import db
from lms.projects.models import Country, Region
from tests import factories
from tests.imports.bringing import bring, enrolled, exported, plan_of, small, told
from tests.materials.rows import edition, line
from tests.workbooks.samples import HELD, with_fields

CLOSED = {
    "finalised": "Attendance of this event is finalised. Reopen it first.", "cancelled": "The event is cancelled."
}  # fmt: skip
ROW = (("surname", "given_name"), ("Мередов", "Батыр"))


@pytest.fixture
def event(app: Flask) -> Event:
    project = factories.project("OURS")
    made = factories.event(
        code="TM-2011-014", title_en="Counter-trafficking, Mary", starts_on=date(2011, 10, 3), ends_on=date(2011, 10, 4),
        projects=(project,),
    )  # fmt: skip
    times = {"starts_at": time(9), "ends_at": time(10, 30)}
    factories.keep(Session(event_id=made.id, day=date(2011, 10, 3), title="Standards", **times))
    db.session.refresh(made)
    factories.enrolment(made, factories.person("Мередов", given_name="Батыр"))
    return made


def closed(event: Event, how: str) -> None:
    with act("test.close", by=None, at=factories.AT):
        setattr(event, f"{how}_at", factories.AT)
    db.session.commit()


@pytest.mark.parametrize("how", CLOSED)
def test_a_closed_event_takes_its_own_export_and_changes_nothing(event: Event, how: str) -> None:
    closed(event, how)
    assert dict(bring(exported(event))) == {}


@pytest.mark.parametrize("how", CLOSED)
@pytest.mark.parametrize(
    ("sheets", "where"),
    [({"people": (*ROW, ("Сапаров", "Назар"))}, "Participants!A3: "),
     ({"people": ((*ROW[0], "S1"), (*ROW[1], "A"))}, "Participants!A2: "), ({"event": with_fields(city="Mary")}, ""),
     ({"Headcounts": (("count", "reason", "source"), (5, "No", "Us"))}, "")],
)  # fmt: skip
def test_a_closed_event_takes_nothing_else(event: Event, how: str, sheets: dict[str, Any], where: str) -> None:
    closed(event, how)
    plan = plan_of(small(**{"people": ROW, "sessions": HELD[:2]} | sheets))
    assert told(plan) == [where + CLOSED[how]]


@pytest.mark.parametrize(
    ("fields", "told_of"),
    [({"course": "CT-9"}, "Event!B6: There is no course “CT-9”."),
     ({"project": "NONE"}, "Event!B6: There is no project “NONE” that you work on. The sheet Project can tell of a new one."),
     ({"country": "Atlantis"}, "B6: Atlantis"), ({"region": "Nowhere"}, "B6: Nowhere")],
)  # fmt: skip
def test_a_thing_that_nobody_knows_is_told_by_its_cell(event: Event, fields: dict[str, str], told_of: str) -> None:
    assert told(plan_of(small(event=with_fields(**fields), people=ROW, sessions=HELD[:2]))) == [told_of]


def test_a_donor_that_nobody_knows_is_told_by_its_cell(app: Flask) -> None:
    factories.office()
    project = (("code", "NEW"), ("title_en", "A"), ("donor", "Nobody"), ("office", "TM"), ("starts_on", date(2011, 1, 1)),
               ("ends_on", date(2012, 1, 1)))  # fmt: skip
    plan = plan_of(small(event=with_fields(project="NEW"), people=ROW, Project=project))
    assert told(plan) == ["Project!B3: There is no donor “Nobody”."]


@pytest.mark.parametrize("left_out", ["office", "starts_on", "ends_on"])
def test_a_new_project_needs_an_office_and_its_days(app: Flask, left_out: str) -> None:
    factories.office()
    whole = {"code": "NEW", "title_en": "A", "office": "TM", "starts_on": date(2011, 1, 1), "ends_on": date(2012, 1, 1)}
    plan = plan_of(small(event=with_fields(project="NEW"), people=ROW, Project=list((whole | {left_out: None}).items())))
    row = list(whole).index(left_out) + 1
    assert told(plan)[0].startswith(f"Project!B{row}: ")


LINE = ("material", "quantity", "organisation", "language", "carrier", "date")


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [(("NONE", 5, "Police"), "A2: There is no material “NONE” in the catalogue."),
     (("GUIDE", -5, "Police"), "B2: More is taken back than was handed over."),
     (("GUIDE", 5, "Police", "elvish", "CD"), "D2: Write the language as a code of two letters, such as tk."),
     (("GUIDE", 5, "Police", "ru"), "A2: Say which edition it is: its language and its carrier."),
     (("GUIDE", 5, "Police", None, None, date(2001, 1, 1)), "F2: The project began on 22 Sep 2009; nothing of it was handed over before."),
     (("GUIDE", 5, "Police", None, None, date(2013, 1, 1)), "F2: This day has not come yet.")],
)  # fmt: skip
def test_a_line_of_materials_that_cannot_be_is_told_by_its_cell(event: Event, cells: tuple[Any, ...], sentence: str) -> None:
    edition("GUIDE")
    plan = plan_of(small(people=ROW, sessions=HELD[:2], Materials=(LINE, cells)))
    assert told(plan) == [f"Materials!{sentence}"]


def test_no_more_is_taken_back_than_the_event_has(event: Event) -> None:
    what, to = edition("GUIDE"), factories.organisation("Police")
    line(event.funding[0].project, 5, at=event, to=to, what=what)
    for pieces, expected in ((-5, []), (-6, ["Materials!B2: More is taken back than was handed over."])):
        assert told(plan_of(small(people=ROW, sessions=HELD[:2], Materials=(LINE, ("GUIDE", pieces, "Police"))))) == expected


def test_a_correction_takes_back_what_one_line_has_at_most(event: Event) -> None:
    edition("GUIDE")
    for pieces, expected in ((-7, []), (-8, ["Materials!B4: More is taken back than was handed over."])):
        given = [("GUIDE", number, "Police", "ru", "CD") for number in (5, 7, pieces)]
        assert told(plan_of(small(people=ROW, sessions=HELD[:2], Materials=(LINE[:5], *given)))) == expected


def test_materials_without_a_project_are_told(app: Flask) -> None:
    edition("GUIDE")
    plan = plan_of(small(people=ROW, Materials=(LINE, ("GUIDE", 5, "Police"))), office=factories.office())
    assert told(plan) == ["Event!A1: Materials are logged for a project: name the project that pays for the event."]


@pytest.mark.parametrize(
    ("what", "sentence"),
    [("event", "Event!B1: There is an event with the code TM-2011-014 already, and you do not work on it."),
     ("project", "Project!B1: There is a project with the code OURS already, and you do not work on it.")],
)  # fmt: skip
def test_what_another_office_has_is_refused(event: Event, what: str, sentence: str) -> None:
    stranger = factories.account(Role.PROJECT_MANAGER, of=factories.office("KG"))
    fields = with_fields(code="KG-1", project="OURS") if what == "project" else with_fields()
    sheets = small(event=fields, people=ROW, **({"Project": (("code", "OURS"), ("title_en", "A"))} if what == "project" else {}))
    with looking(scope_of(stranger, Permission.IMPORT_LISTS)):
        assert told(plan_of(sheets, office=factories.office("KG")))[0] == sentence


def test_an_event_that_has_too_few_places_says_how_many_are_needed(event: Event) -> None:
    with act("test.capacity", by=None, at=factories.AT):
        event.capacity = 2
    people = (*ROW, ("Сапаров", "Назар"), ("Нуров", "Керим"))
    full = "Counter-trafficking, Mary has too few free places: 1, and 2 are needed."
    assert told(plan_of(small(people=people, sessions=HELD[:2]))) == [full]
    trainer = [(*one, role) for one, role in zip(people, ("role", None, None, "trainer"), strict=True)]
    assert told(plan_of(small(people=trainer, sessions=HELD[:2]))) == []


def test_who_withdraws_makes_room_for_who_comes(event: Event) -> None:
    with act("test.capacity", by=None, at=factories.AT):
        event.capacity = 1
    people = ((*ROW[0], "status"), (*ROW[1], "withdrawn"), ("Сапаров", "Назар", None))
    bring(small(people=people, sessions=HELD[:2]))
    assert enrolled(event)["Мередов"].status is EnrolmentStatus.WITHDRAWN and "Сапаров" in enrolled(event)


def test_an_event_is_finalised_from_its_last_day_on_by_the_calendar_of_its_office(event: Event) -> None:
    sheets = small(event=with_fields(finalised="yes"), people=ROW, sessions=HELD[:2])
    evening = datetime(2011, 10, 3, 18, 59, tzinfo=UTC)  # 23:59 in Ashgabat
    assert told(plan_of(sheets, at=evening)) == [
        "Event!B6: The event ends on 4 Oct 2011; attendance can be finalised from that day on."
    ]
    bring(sheets, at=evening.replace(hour=19, minute=0))
    assert event.is_finalised


def test_marks_of_somebody_who_withdrew_later_are_taken(app: Flask) -> None:
    people = ((*ROW[0], "status", "S1"), (*ROW[1], "withdrawn", "P"))
    bring(small(people=people, sessions=HELD[:2]), office=factories.office())
    [mark] = db.session.scalars(select(Attendance))
    assert (mark.mark, mark.enrolment.status) == (Mark.PRESENT, EnrolmentStatus.WITHDRAWN)


def test_a_country_without_the_region_that_stands_is_told(event: Event) -> None:
    factories.keep(Country(code="KG", name_en="Kyrgyzstan", name_ru="Кыргызстан"))
    region: Region = factories.region("TM-M")
    factories.enrolment(event, factories.person("Нуров", given_name="Керим"), country="TM", region_code=region.code)
    people = ((*ROW[0], "country"), ("Нуров", "Керим", "KG"))
    assert told(plan_of(small(people=people, sessions=HELD[:2]))) == [
        "Participants!C2: This region is not in the chosen country."
    ]
