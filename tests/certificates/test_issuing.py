"""Certificates are issued once, numbered without reuse, and stay what they were (N3)."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from lms.audit.models import AuditEntry
from lms.audit.rules import sha256
from lms.certificates import queries, rules, services
from lms.certificates.models import Audience, Certificate, CertificateKind
from lms.courses.codes import EnrolmentRole
from lms.errors import Refused
from lms.extensions import db
from tests import factories
from tests.certificates import rows
from tests.queries import counted


def numbers() -> list[str]:
    return list(db.session.scalars(select(Certificate.number).order_by(Certificate.id)))


def test_everyone_who_earned_one_receives_one_in_order_of_names(app: Flask) -> None:
    event = rows.event()
    for surname in ("Яхин", "Алиев", "Ёлкин"):
        rows.completed(event, factories.person(surname))
    factories.enrolment(event, factories.person("Бабаев"))
    rows.completed(event, factories.person("Тренер"), role=EnrolmentRole.TRAINER)
    made = rows.issue(event)
    assert [(one.holder.split()[0], one.number) for one in made] == [
        ("Алиев", "TM-2011-00001"), ("Ёлкин", "TM-2011-00002"), ("Тренер", "TM-2011-00003"), ("Яхин", "TM-2011-00004"),
    ]
    assert [one.audience for one in made].count(Audience.TRAINER) == 1


def test_issuing_again_issues_nothing_twice(app: Flask) -> None:
    event = rows.event()
    rows.completed(event)
    assert len(rows.issue(event)) == 1
    assert rows.issue(event) == []
    rows.completed(event)
    assert len(rows.issue(event)) == 1
    assert numbers() == ["TM-2011-00001", "TM-2011-00002"]


def test_a_revoked_number_is_never_used_again(app: Flask) -> None:
    event = rows.event()
    rows.completed(event)
    first = rows.issue(event)[0]
    rows.revoke(first)
    second = rows.issue(event)[0]
    assert (first.number, second.number) == ("TM-2011-00001", "TM-2011-00002")
    assert first.code != second.code and not first.is_valid and second.is_valid


def test_each_office_and_year_has_numbers_of_its_own(app: Flask) -> None:
    home, away = rows.event(), rows.event(of=factories.office("KG", zone="Asia/Bishkek"))
    for event in (home, away):
        rows.completed(event)
        rows.issue(event)
    rows.completed(home)
    rows.issue(home, on=date(2012, 1, 9), at=rows.AT + timedelta(90))
    assert sorted(numbers()) == ["KG-2011-00001", "TM-2011-00001", "TM-2012-00001"]


def test_nothing_is_issued_before_attendance_is_finalised(app: Flask) -> None:
    event = factories.event(sessions=4)
    with pytest.raises(Refused, match="Finalise the attendance first"):
        rows.issue(event)


@pytest.mark.parametrize(("on", "words"), [
    (date(2011, 10, 9), "no certificate is older"), (date(2011, 10, 10), None), (date(2011, 10, 21), None),
    (date(2011, 10, 22), "not come yet"), (date(211, 10, 21), "no certificate is older"),
])  # fmt: skip
def test_the_date_lies_between_the_events_last_day_and_today(app: Flask, on: date, words: str | None) -> None:
    event = rows.event()
    rows.completed(event)
    if words is None:
        assert rows.issue(event, on=on)[0].issued_on == on
    else:
        with pytest.raises(Refused, match=words):
            rows.issue(event, on=on)


def test_an_english_document_bears_the_passports_name_where_it_is_known(app: Flask) -> None:
    event = rows.event()
    rows.completed(event, factories.person("Ёлкин", latin_name="Yolkin Aman"))
    rows.completed(event, factories.person("Әбішев"))
    assert [one.holder for one in rows.issue(event)] == ["Әбішев Аман", "Yolkin Aman"]


def test_a_russian_document_bears_the_native_name_and_the_russian_titles(app: Flask) -> None:
    event = rows.event(title_ru="Семинар", city="Ашхабад")
    rows.completed(event, factories.person("Ёлкин", latin_name="Yolkin Aman"))
    made = rows.issue(event, language="ru")[0]
    assert (made.holder, made.event_title, made.place, made.language) == ("Ёлкин Аман", "Семинар", "Ашхабад", "ru")


def test_the_kept_document_is_the_one_whose_hash_stands_in_the_register(app: Flask) -> None:
    event = rows.event()
    for _n in range(3):
        rows.completed(event)
    for made in rows.issue(event):
        assert sha256(rows.printed(made)) == made.sha256


def test_later_edits_of_event_person_and_office_change_no_certificate(app: Flask) -> None:
    event = rows.event()
    held = rows.completed(event)
    made = rows.issue(event)[0]
    before, words = rows.printed(made), (made.holder, made.event_title, made.place, made.ends_on, made.number)
    rows.change(event, title_en="Renamed", city="Mary", ends_on=date(2011, 10, 12))
    rows.change(held.person, surname="Новая", latin_name="Novaya")
    rows.change(event.office, name_en="Another office", certificate_prefix="XX")
    db.session.expire_all()
    assert rows.printed(made) == before and sha256(before) == made.sha256
    assert (made.holder, made.event_title, made.place, made.ends_on, made.number) == words


def test_the_hours_are_those_of_the_programme_to_the_half_hour(app: Flask) -> None:
    event = rows.event()
    rows.change(event, sessions=event.sessions[:3])
    rows.completed(event)
    made = rows.issue(event)[0]
    assert made.hours == "4.5"
    assert "4.5 hours" in PdfReader(io.BytesIO(rows.printed(made))).pages[0].extract_text()


def test_a_certificate_is_revoked_once_and_with_a_reason(app: Flask) -> None:
    event = rows.event()
    rows.completed(event)
    held = rows.issue(event)[0]
    with pytest.raises(Refused, match="Say why"):
        services.revoke(held, reason="  ", by=None, at=rows.AT)
    rows.revoke(held, "Issued in error")
    assert held.revoked_reason == "Issued in error"
    with pytest.raises(Refused, match="is revoked already"):
        rows.revoke(held)


def test_issuing_and_revoking_are_recorded(app: Flask) -> None:
    event, by = rows.event(), factories.account()
    rows.completed(event)
    held = rows.issue(event, by=by)[0]
    services.revoke(held, reason="Wrong", by=by, at=rows.AT)
    about = select(AuditEntry.action, AuditEntry.actor_id).where(
        AuditEntry.object_type == "certificate", AuditEntry.object_id == str(held.id)
    )
    assert db.session.execute(about.order_by(AuditEntry.seq)).all() == [
        ("certificate.issue", by.id), ("certificate.revoke", by.id),
    ]


@pytest.mark.parametrize(("change", "earned"), [
    ({}, True), ({"completed": False}, False), ({"role": EnrolmentRole.OBSERVER}, False),
    ({"role": EnrolmentRole.TRAINER}, False),
])  # fmt: skip
def test_a_certificate_is_earned_while_its_holder_still_meets_the_rule(app: Flask, change: dict[str, Any], earned: bool) -> None:
    event = rows.event()
    held = rows.completed(event)
    made = rows.issue(event)[0]
    rows.change(held, **change)
    assert rules.is_earned(made, held) == earned


def test_a_rule_that_changed_lets_the_other_kind_be_issued_beside(app: Flask) -> None:
    event = rows.event(course=None)
    rows.completed(event)
    rows.issue(event)
    rows.change(event, course=factories.course())
    rows.issue(event)
    kinds = [one.kind for one in db.session.scalars(queries.issued_for(event))]
    assert kinds == [CertificateKind.PARTICIPATION, CertificateKind.COMPLETION]


def test_the_number_of_questions_asked_does_not_grow_with_the_people(app: Flask) -> None:
    def asked(people: int) -> int:
        event = rows.event()
        for _n in range(people):
            rows.completed(event)
        db.session.expire_all()
        with counted() as statements:
            rows.issue(event)
        return sum(statement.startswith("SELECT") for statement in statements)

    assert asked(2) == asked(12)


@pytest.mark.parametrize(("number", "name"), [
    ("TM-2011-00042", "TM-2011-00042.pdf"), ("../..\\x", "------x.pdf"), ('a"\r\nb', "a---b.pdf"), ("ТМ-1", "---1.pdf"),
])  # fmt: skip
def test_the_files_name_holds_nothing_that_a_header_or_archive_cannot(number: str, name: str) -> None:
    assert rules.file_name(number) == name
