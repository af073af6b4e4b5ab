"""A register with what offices really have: a person twice by name, two ministries of one name, marks that were changed."""

from datetime import date
from decimal import Decimal

from lms.courses import attendance
from lms.courses.codes import EnrolmentRole, EnrolmentStatus, EventKind, Mark, Method, OrganisationRole
from lms.courses.models import Event, EventOrganisation, Headcount, Session
from lms.extensions import db
from lms.materials.services import correct
from lms.participants.models import Sex
from tests import factories
from tests.materials.rows import edition, line


def namesakes() -> Event:
    """Namesakes on one event, told apart by birth, by post, or by nothing at all."""
    event = factories.event(sessions=2, country="TM", region_code=factories.region("TM-M").code)
    for more in ({}, {"birth_date": date(1980, 5, 1)}, {"birth_year": 1980}, {"birth_year": 1955}, {"latin_name": "Orazow Aman"}):
        factories.enrolment(event, factories.person("Оразов", given_name="Аман", **more))
    for role in (EnrolmentRole.TRAINER, EnrolmentRole.PARTICIPANT):
        factories.enrolment(event, factories.person("Ё", given_name="А"), role=role, position=role.value)
    held = factories.enrolment(event, factories.person("Ё", given_name="А."), position="Clerk")
    attendance.record_marks(event.sessions[0], {held.id: (Mark.ABSENT, None)}, method=Method.PHONE, by=None, at=factories.AT)
    return event


def ministries() -> Event:
    """Two ministries of one name in two countries, one host and one sending; an embassy of one abroad in the other."""
    for code in ("TM", "KG", "TR"):
        factories.country(code)
    event = factories.event(country="TM")
    here, there = (factories.organisation("Ministry of Interior", country=country) for country in ("TM", "KG"))
    embassy = factories.organisation("Embassy of Türkiye", country="TR")
    factories.keep(EventOrganisation(event_id=event.id, organisation=here, role=OrganisationRole.HOST))
    factories.keep(EventOrganisation(event_id=event.id, organisation=embassy, role=OrganisationRole.PARTNER))
    for organisation, country in ((here, None), (there, None), (there, "KG"), (here, "TM"), (embassy, "TM")):
        factories.enrolment(event, organisation_id=organisation.id, country=country)
    factories.keep(EventOrganisation(event_id=event.id, organisation=there, role=OrganisationRole.CO_ORGANISER))
    return event


def marks() -> Event:
    """Marks late with minutes, changed ones, somebody who came and then withdrew; two sessions at one time."""
    event = factories.event(sessions=2, kind=EventKind.CONFERENCE, counts_as_training=False, min_attendance_percent=1)
    same = event.sessions[0]
    factories.keep(Session(event_id=event.id, day=same.day, starts_at=same.starts_at, ends_at=same.ends_at, title="Side room"))
    db.session.refresh(event)
    held = [factories.enrolment(event, pre_score=Decimal("0.01"), grade=Decimal(1000)) for _ in range(3)]
    for mark in (Mark.PRESENT, Mark.LATE):
        seen = {one.id: (mark, 15 if mark is Mark.LATE else None) for one in held}
        attendance.record_marks(event.sessions[1], seen, method=Method.PAPER, by=None, at=factories.AT)
    attendance.record_marks(event.sessions[2], {held[0].id: (Mark.LEFT_EARLY, 1)}, method=Method.SCAN, by=None, at=factories.AT)
    attendance.withdraw(held[1], by=None, at=factories.AT)
    db.session.commit()
    return event


def materials() -> Event:
    """Lines of one sort twice, with corrections of either, one made later than the event; headcounts twice the same."""
    project = factories.project()
    event = factories.event(projects=(project, factories.project()))
    what, unit = edition(), factories.organisation()
    older = edition()
    lines = [line(project, 100, at=event, to=unit, what=what, act_number="7", unit="Library") for _ in range(2)]
    line(project, 40, at=event, to=unit, what=older, handed_on=date(2011, 12, 1))
    for pieces in (-10, -10, -80):
        correct(lines[0], quantity=pieces, note="Miscounted", by=None, at=factories.AT)
    correct(lines[1], quantity=-100, note="Never arrived", by=None, at=factories.AT)
    for _ in range(2):
        factories.keep(Headcount(event_id=event.id, number=5, reason="No list", source="Letter", category=factories.category()))
    factories.keep(Headcount(event_id=event.id, number=5, reason="No list", source="Letter", sex=Sex.FEMALE, country="TM"))
    return event


def people_corrected() -> Event:
    """People whose record was corrected after their enrolment: sex, name of the post, birth."""
    event = factories.event()
    for person_sex, then in ((Sex.MALE, Sex.FEMALE), (Sex.NOT_STATED, Sex.FEMALE), (Sex.FEMALE, Sex.NOT_STATED)):
        who = factories.person(sex=person_sex, patronymic="Батыровна")
        factories.enrolment(event, who, sex=then, status=EnrolmentStatus.NOMINATED)
    who = factories.person("Нурыева", given_name="Ё", sex=Sex.NOT_STATED, birth_year=1980, birth_date=date(1980, 5, 1))
    factories.enrolment(event, who, of="judge", role=EnrolmentRole.INTERPRETER)
    return event


def bare() -> Event:
    """An event with nothing but a name; a course of two versions, and a title in quotation marks."""
    factories.course("CT", version="2")
    return factories.event(course=factories.course("CT", version="1"), title_en="=“A | B” & co", title_ru="«А»")


def finalised() -> Event:
    """An event that is closed, with people unmarked in a session."""
    event = factories.event(sessions=2, starts_on=date(2011, 10, 1), min_attendance_percent=0)
    held = [factories.enrolment(event) for _ in range(2)]
    seen = {one.id: (Mark.PRESENT, None) for one in held}
    attendance.record_marks(event.sessions[0], seen, method=Method.PAPER, by=None, at=factories.AT)
    attendance.finalise(event, by=None, at=factories.AT)
    db.session.commit()
    return event


def cancelled() -> Event:
    """An event that did not take place."""
    event = factories.event(sessions=1, cancelled_at=factories.AT)
    factories.enrolment(event)
    return event


EVENTS = (namesakes, ministries, marks, materials, people_corrected, bare, finalised, cancelled)
