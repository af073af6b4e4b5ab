"""An event workbook makes all that it says in an empty register, every part with what the file tells of it."""

from datetime import date, time
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.courses.codes import EnrolmentRole, EnrolmentStatus, Mark, Method, OrganisationRole
from lms.courses.roster import Attendance
from lms.extensions import db
from lms.language import LANGUAGES
from lms.materials.models import Carrier, Distribution, Material
from lms.participants.identity import Identifier, IdentifierKind
from lms.participants.models import Organisation, Person, Sex
from lms.projects.models import Project
from tests import factories
from tests.imports.bringing import bring, enrolled, exported, plan_of, small, the_event, told
from tests.materials.rows import edition
from tests.workbooks.samples import EVENT, HELD, PEOPLE, with_fields

PROJECT = (
    ("code", "TM-INL-09"), ("title_en", "Counter-trafficking"), ("donor", "INL"), ("office", "TM"),
    ("starts_on", date(2009, 9, 22)), ("ends_on", date(2012, 12, 31)),
)  # fmt: skip
LINES = (
    ("material", "language", "carrier", "quantity", "organisation", "unit", "date", "act"),
    ("GUIDE", "tk", "Brochure", 200, "Prosecution of Mary", "Library", date(2011, 10, 4), "7"),
    ("GUIDE", "tk", "Brochure", -50, "Prosecution of Mary", "Library", None, None),
    ("GUIDE", "ru", "CD", 10, "Prosecution of Mary", None, None, None),
)
HEADS = (("category", "sex", "count", "reason", "source"), ("police", "ж", 5, "No list", "Letter 12"))


@pytest.fixture(autouse=True)
def reference(app: Flask) -> None:
    """The catalogues that a workbook names things of: they are never made by a file."""
    factories.office()
    factories.donor()
    factories.region("TM-M")
    factories.category("police")
    factories.course("CT-1", min_attendance_percent=70)
    edition("GUIDE", language="tk", carrier=Carrier.BROCHURE)


def whole(**fields: object) -> list:
    event = [*with_fields(**{"project": "TM-INL-09", "course": "CT-1", "country": "TM", "region": "TM-M", "city": "Mary"} | fields)]
    event += [("organisation", "Prosecution of Mary | Host agency"), ("organisation", "OSCE | organiser")]
    people = (
        ("surname", "given_name", "patronymic", "sex", "birth_date", "national_id", "category", "organisation", "unit", "position",
         "rank", "region", "phone", "role", "status", "S1", "S2", "pre", "post", "grade"),
        ("Аманова", "Огулджан", "Батыровна", "ж", 1980.0, None, None, None, None, None, None, None, None, "trainer", None, "P", "P"),
        ("Мередов", "Батыр", None, "м", date(1975, 12, 24), "AB-123456", "police", "Police of Mary", "Unit 1", "Inspector",
         "Captain", "TM-M", "+99361000000", None, "invited", "L", "A", 40, 80.5, 7),
    )  # fmt: skip
    return small(event=event, people=people, Project=PROJECT, Materials=LINES, Headcounts=HEADS)


def test_the_sheet_project_makes_the_project(app: Flask) -> None:
    bring(whole())
    made = db.session.scalars(select(Project)).unique().one()
    assert (made.code, made.title_en, made.title_ru, made.office.code) == ("TM-INL-09", "Counter-trafficking", "Counter-trafficking", "TM")
    assert [part.donor.code for part in made.funding] == ["INL"]
    assert [part.project_id for part in the_event().funding] == [made.id]


def test_the_event_stands_with_its_fields_and_takes_from_its_course_what_is_not_told(app: Flask) -> None:
    bring(whole())
    event = the_event()
    assert (event.title_en, event.title_ru, event.office.code) == ("Counter-trafficking, Mary", "Counter-trafficking, Mary", "TM")
    assert (event.starts_on, event.ends_on) == (date(2011, 10, 3), date(2011, 10, 4))
    assert (event.country, event.region_code, event.city) == ("TM", "TM-M", "Mary")
    assert event.course and (event.course.code, event.min_attendance_percent, event.counts_as_training) == ("CT-1", 70, True)


def test_the_sessions_stand_in_it(app: Flask) -> None:
    bring(whole())
    assert [(one.day, one.starts_at, one.ends_at, one.title, one.trainer) for one in the_event().sessions] == [
        (date(2011, 10, 3), time(9), time(10, 30), "Standards", "O. Amanova"),
        (date(2011, 10, 4), time(9), time(10, 30), "Laws", None),
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "title"), [("en", "Session 1"), ("ru", "Занятие 1")])
def test_a_session_without_a_title_is_called_by_its_number(app: Flask, language: str, title: str) -> None:
    held = (HELD[0], (1.0, date(2011, 10, 3), time(9), time(10, 30), None, None))
    bring(small(sessions=held, people=PEOPLE[:1]), office=factories.office(), language=language)
    assert [one.title for one in the_event().sessions] == [title]


def test_the_people_are_registered_with_the_posts_of_their_rows(app: Flask) -> None:
    bring(whole())
    trainer, other = db.session.scalars(select(Person).order_by(Person.id))
    assert (trainer.surname, trainer.patronymic, trainer.sex, trainer.birth_year) == ("Аманова", "Батыровна", Sex.FEMALE, 1980)
    assert trainer.affiliations == []
    assert (other.birth_date, other.phone, other.office_id) == (date(1975, 12, 24), "+99361000000", factories.office().id)
    [post] = other.affiliations
    assert (post.organisation and post.organisation.name_en, post.unit, post.position, post.rank) == ("Police of Mary", "Unit 1", "Inspector", "Captain")
    assert (post.category and post.category.code, post.country, post.region_code, post.starts_on) == ("police", "TM", "TM-M", None)


def test_their_identity_numbers_are_sealed(app: Flask) -> None:
    bring(whole())
    kept = db.session.scalars(select(Identifier)).one()
    assert kept.person.surname == "Мередов" and kept.kind is IdentifierKind.NATIONAL_ID and b"123456" not in kept.body


def test_the_enrolments_keep_the_snapshot_of_the_row(app: Flask) -> None:
    bring(whole())
    held = enrolled(the_event())
    trainer, other = held["Аманова"], held["Мередов"]
    assert (trainer.role, trainer.status, trainer.sex, trainer.organisation_id) == (
        EnrolmentRole.TRAINER, EnrolmentStatus.CONFIRMED, Sex.FEMALE, None
    )  # fmt: skip
    assert (other.role, other.status, other.sex) == (EnrolmentRole.PARTICIPANT, EnrolmentStatus.INVITED, Sex.MALE)
    assert (other.organisation and other.organisation.name_en, other.unit, other.position, other.rank) == (
        "Police of Mary", "Unit 1", "Inspector", "Captain"
    )  # fmt: skip
    assert (other.category and other.category.code, other.country, other.region_code) == ("police", "TM", "TM-M")
    assert (other.pre_score, other.post_score, other.grade) == (Decimal(40), Decimal("80.5"), Decimal(7))


def test_the_marks_say_that_they_were_imported(app: Flask) -> None:
    bring(whole())
    marks = db.session.scalars(select(Attendance).order_by(Attendance.session_id, Attendance.enrolment_id)).all()
    assert [one.mark for one in marks] == [Mark.PRESENT, Mark.LATE, Mark.PRESENT, Mark.ABSENT]
    assert {one.method for one in marks} == {Method.IMPORT} and all(one.is_current for one in marks)


def test_the_headcounts_stand_beside_them(app: Flask) -> None:
    bring(whole())
    [line] = the_event().headcounts
    assert (line.number, line.reason, line.source, line.sex, line.category and line.category.code) == (
        5, "No list", "Letter 12", Sex.FEMALE, "police"
    )  # fmt: skip


def test_the_organisations_have_their_parts(app: Flask) -> None:
    bring(whole())
    assert [(one.organisation.name_en, one.role) for one in the_event().organisations] == [
        ("Prosecution of Mary", OrganisationRole.HOST), ("OSCE", OrganisationRole.ORGANISER),
    ]  # fmt: skip
    # The one that receives materials is the host, entered once; the new ones stand in the country of the event.
    made = db.session.scalars(select(Organisation).order_by(Organisation.name_en)).all()
    assert [(one.name_en, one.country) for one in made] == [("OSCE", "TM"), ("Police of Mary", "TM"), ("Prosecution of Mary", "TM")]


def test_materials_are_logged_with_a_new_edition_where_the_catalogue_has_none(app: Flask) -> None:
    bring(whole())
    given, new, back = db.session.scalars(select(Distribution).order_by(Distribution.quantity.desc()))
    assert (given.quantity, given.unit, given.act_number, given.handed_on) == (200, "Library", "7", date(2011, 10, 4))
    assert (new.edition.language, new.edition.carrier, new.handed_on) == ("ru", Carrier.CD, date(2011, 10, 4))
    assert {one.event_id for one in (given, new, back)} == {the_event().id}
    assert len(db.session.scalars(select(Material)).one().editions) == 2


def test_a_correction_takes_back_from_the_line_beside_it(app: Flask) -> None:
    bring(whole())
    back = db.session.scalars(select(Distribution).where(Distribution.quantity < 0)).one()
    assert back.corrects and (back.quantity, back.corrects.quantity, back.note) == (-50, 200, "Correction from a workbook")


def test_finalised_decides_who_completed(app: Flask) -> None:
    counts = bring(whole(finalised="yes"))
    event = the_event()
    held = enrolled(event)
    assert event.is_finalised and counts["finalised"] == 1
    assert (held["Аманова"].attended_sessions, held["Мередов"].attended_minutes, held["Мередов"].completed) == (2, 90, False)


def test_what_was_written_is_counted(app: Flask) -> None:
    assert dict(bring(whole())) == {
        "projects": 1, "events": 1, "sessions": 2, "people": 2, "enrolments": 2, "marks": 4, "headcounts": 1, "lines": 3,
        "organisations": 3,
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_imported_again_from_its_own_export_nothing_changes(app: Flask, language: str) -> None:
    bring(whole(finalised="yes"))
    plan = plan_of(exported(the_event(), language))
    assert told(plan) == [] and not plan.changes_event and plan.project is None
    assert dict(bring(exported(the_event(), language))) == {}


def test_the_same_sheets_again_change_nothing(app: Flask) -> None:
    bring(whole())
    assert dict(bring(whole())) == {}
    assert db.session.scalar(select(func.count(Distribution.id))) == 3


def test_an_office_plans_an_event_that_no_project_pays_for(app: Flask) -> None:
    event = [(key, value) for key, value in EVENT if key != "project"]
    assert told(plan_of(small(event=event))) == [
        "Event!A1: Say which office plans the event: name a project that pays for it, or choose an office."
    ]
    bring(small(event=event), office=factories.office())
    assert the_event().office.code == "TM"
