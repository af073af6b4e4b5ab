"""Erasing a person: nothing of them can be found, and nothing that was counted moves (R18)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import LargeBinary, func, inspect, select, text
from sqlalchemy.exc import IntegrityError

from lms.accounts.disclosures import Disclosure
from lms.accounts.permissions import Role
from lms.accounts.scope import Scope, looking
from lms.audit.models import AuditEntry, AuditPayload
from lms.audit.queries import first_break
from lms.certificates.models import CertificateDocument
from lms.courses.roster import Enrolment
from lms.errors import Refused
from lms.extensions import db
from lms.participants import queries as participants
from lms.participants import safekeeping
from lms.participants import services as register
from lms.participants.descriptions import of_people
from lms.participants.doubles import pairs
from lms.participants.identity import IdentifierKind
from lms.participants.models import Affiliation, Person, Sex
from lms.participants.name_index import NameWord
from lms.protection import erasing, services
from tests import factories
from tests.protection.people import EMAIL, LATER, SECRETS, Held, somebody

KEY = "an audit key for tests only"


def erase(held: Held, **more: Any) -> str:
    code = erasing.erase(held.person, **{"reason": "Asked for it in writing", "confirmed": "Ораздурдыева", "by": held.manager,
                                         "at": LATER} | more)  # fmt: skip
    db.session.commit()
    return code


def everything() -> Iterator[tuple[str, str]]:
    """Give every value of every table, as text, with where it stands."""
    connection = db.session.connection()
    for table in inspect(connection).get_table_names():
        for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():
            for column, value in row.items():
                yield f"{table}.{column}", value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def found(*words: str) -> set[str]:
    return {where for where, value in everything() for word in words if word in value}


@pytest.fixture
def her(app: Flask) -> Held:
    return somebody()


def test_before_she_is_erased_the_search_finds_her(her: Held) -> None:
    assert {"person.surname", "audit_payload.body", "certificate.holder", "name_word.word", "session.trainer"} <= found(
        *SECRETS
    )


def test_no_table_has_her_name_number_phone_or_e_mail_afterwards(her: Held) -> None:
    erase(her)
    assert found(*SECRETS, EMAIL) == set()


def test_neither_has_any_the_name_and_the_phone_that_she_had_before(her: Held) -> None:
    other = factories.event(sessions=1)
    factories.enrolment(
        other, factories.person("Петров", note="Работал с Ораздурдыева Гульшат, тел. +993 65 123-45-67")
    )
    register.edit_person(her.person, surname="Замужняя", phone="+993 61 999999", by=her.manager, at=LATER)
    db.session.commit()
    erase(her, confirmed="Замужняя")
    assert found(*SECRETS, EMAIL, "Замужняя", "999999") == set()


def test_the_printed_certificate_is_gone_and_what_it_says_of_the_event_stays(her: Held) -> None:
    one = her.certificate
    before = one.number, one.code, one.sha256, one.event_title, one.issued_on, one.is_valid
    erase(her)
    assert db.session.scalar(select(func.count(CertificateDocument.certificate_id))) == 0
    assert (one.holder, one.holder_erased_on) == ("", date(2012, 3, 1))
    assert (one.number, one.code, one.sha256, one.event_title, one.issued_on, one.is_valid) == before


def test_the_cells_that_figures_are_told_by_stay_in_the_snapshot(her: Held) -> None:
    cells = (
        "category_id",
        "organisation_id",
        "region_code",
        "country",
        "sex",
        "rank",
        "unit",
        "completed",
        "attended_minutes",
    )
    before = [getattr(her.enrolment, cell) for cell in cells]
    erase(her)
    assert [getattr(her.enrolment, cell) for cell in cells] == before


def test_a_post_that_names_her_is_emptied_and_her_career_is_gone(her: Held) -> None:
    assert her.enrolment.position == "Судья Ораздурдыева"
    erase(her)
    assert her.enrolment.position is None
    assert db.session.scalar(select(func.count(Affiliation.id))) == 0


def test_the_words_of_a_post_that_only_she_held_go_too_where_that_is_asked(her: Held) -> None:
    erase(her, posts_too=True)
    assert (her.enrolment.unit, her.enrolment.position, her.enrolment.rank) == (None, None, "First class")
    assert her.enrolment.category.code == "judge"


def test_others_in_the_same_text_stay(her: Held) -> None:
    erase(her)
    assert her.event.sessions[0].trainer == "[…]; Петров И."


def test_words_of_names_that_others_bear_stay(her: Held) -> None:
    factories.person("Другая", given_name="Гульшат")
    erase(her)
    words = set(db.session.scalars(select(NameWord.word)))
    assert "gulsat" in words or any("gul" in word for word in words)
    assert not any("orazdur" in word for word in words)


def test_a_namesakes_name_stays_where_she_is_named_herself(her: Held) -> None:
    other = factories.person("Ораздурдыева", given_name="Гульшат", note="Ораздурдыева Гульшат, другая")
    erase(her)
    assert (other.full_name, other.note) == ("Ораздурдыева Гульшат", "Ораздурдыева Гульшат, другая")
    assert her.event.sessions[0].trainer == "[…]; Петров И."


def test_a_code_stands_for_her_in_either_language(her: Held, app: Flask) -> None:
    code = erase(her)
    assert her.person.full_name == f"Erased ({code})"
    with app.test_request_context(headers={"Accept-Language": "ru"}):
        assert her.person.full_name == f"Удалено ({code})"


def test_her_account_is_unlinked_and_stays(her: Held) -> None:
    (account,) = erasing.plan(her.person).accounts
    erase(her)
    assert account.person_id is None and account.is_active


def test_the_chain_is_whole_afterwards(her: Held) -> None:
    erase(her)
    assert first_break(KEY) is None


def test_what_was_blanked_is_told_by_the_act_that_blanked_it(her: Held) -> None:
    erase(her)
    blanked = db.session.execute(
        select(AuditPayload.seq, AuditPayload.blanked_by).where(AuditPayload.body.is_(None))
    ).all()
    (act,) = {by for _seq, by in blanked}
    entry = db.session.get_one(AuditEntry, act)
    assert (entry.action, entry.object_type, entry.object_id) == ("person.erase", "person", str(her.person.id))
    assert len(blanked) == len({seq for seq, _by in blanked}) > 10


def test_a_payload_that_another_act_blanked_is_an_alarm(her: Held) -> None:
    erase(her)
    others = select(AuditPayload.seq).where(AuditPayload.body.is_not(None)).order_by(AuditPayload.seq)
    first, act = db.session.scalars(others).first(), db.session.scalar(select(func.max(AuditPayload.blanked_by)))
    table = AuditPayload.__table__
    db.session.connection().execute(table.update().where(table.c.seq == first).values(body=None, blanked_by=act))
    assert first_break(KEY) == (first, "its payload was blanked by no recorded act")


def test_the_record_tells_that_she_was_erased_by_whom_and_why(her: Held) -> None:
    erase(her)
    rows = select(AuditEntry, AuditPayload.body).join(AuditEntry.payload).where(AuditEntry.action == "person.erase")
    told = db.session.execute(rows).all()
    assert {entry.actor for entry, _body in told} == {her.manager.email}
    assert '"reason":"Asked for it in writing"' in told[-1][1]


def test_nobody_else_loses_an_entry(her: Held) -> None:
    other = factories.person("Петров", note="Знает Ораздурдыеву")
    erase(her)
    of_other = select(AuditPayload.body).join(AuditEntry, AuditEntry.seq == AuditPayload.seq)
    bodies = db.session.scalars(
        of_other.where(AuditEntry.object_type == "person", AuditEntry.object_id == str(other.id))
    ).all()
    assert bodies and None not in bodies


@pytest.mark.parametrize(("more", "words"), [
    ({"confirmed": "Ораздурдыев"}, "Type the surname"), ({"confirmed": ""}, "Type the surname"), ({"reason": "  "}, "Say why"),
    ({"reason": "Просьба Гульшат"}, "without the name"), ({"reason": "ОРАЗДУРДЫЕВА asked"}, "without the name"),
])  # fmt: skip
def test_it_is_refused_with_a_sentence_and_nothing_changes(her: Held, more: dict[str, str], words: str) -> None:
    with pytest.raises(Refused, match=words):
        erase(her, **more)
    assert her.person.erased_at is None


def test_there_is_no_second_time(her: Held) -> None:
    erase(her)
    with pytest.raises(Refused, match="were erased on"):
        erase(her, confirmed="Erased")


def test_whose_events_lie_in_another_office_is_erased_by_who_sees_all_of_them(her: Held) -> None:
    own = Scope(offices=frozenset({factories.office().id}), account_id=her.manager.id)
    with looking(own):
        assert erasing.plan(her.person).enrolments == 1
    factories.enrolment(factories.event(of=factories.office("KG")), her.person)
    with looking(own), pytest.raises(Refused, match="an administrator erases them"):
        erase(her)


def test_nothing_is_recorded_of_her_any_more(her: Held) -> None:
    erase(her)
    by = factories.account(Role.ADMINISTRATOR)
    for act in (
        lambda: register.edit_person(her.person, note="She is back", by=by, at=LATER),
        lambda: register.add_post(her.person, category_id=factories.category().id, by=by, at=LATER),
        lambda: safekeeping.add_identifier(her.person, IdentifierKind.PASSPORT, "A1234567", by=by, at=LATER),
    ):
        with pytest.raises(Refused, match="Nothing is recorded of them"):
            act()


def test_the_database_itself_lets_nothing_be_written_on_her(her: Held) -> None:
    erase(her)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(text("UPDATE person SET phone = '1' WHERE id = :id"), {"id": her.person.id})


def test_nobody_is_registered_under_the_word_that_stands_for_the_erased(her: Held) -> None:
    code = erase(her)
    with pytest.raises(Refused, match="Nobody is registered under it"):
        register.register_person(office_id=her.person.office_id, surname="erased", given_name=code, by=None, at=LATER)
    assert db.session.scalars(participants.erased_with(code)).one() is her.person


def test_she_is_in_no_list_of_people_and_nobody_is_taken_for_her(her: Held) -> None:
    other = factories.person("Мырадова")
    erase(her)
    erasing.erase(other, reason="Asked", confirmed="Мырадова", by=None, at=LATER)
    assert db.session.scalars(participants.persons(participants.PersonFilter(), LATER.date())).all() == []
    assert list(of_people()) == [] and list(pairs()) == []


def test_every_table_that_names_a_person_is_emptied_or_keeps_what_is_counted(app: Flask) -> None:
    """A new table fails here until somebody says what erasing does to it."""
    emptied = {"affiliation", "person_identifier", "person_consent", "person_name", "account_person", "possible_double", "person_merge"}
    keeps = {"enrolment", "trainer_status", "told_apart", "person"}  # numbers only, and the token itself
    naming = {
        table.name for table in db.metadata.tables.values()
        if any(key.column.table.name == "person" for key in table.foreign_keys)
    }  # fmt: skip
    assert naming == emptied | keeps


def test_secrets_are_text_that_would_be_found(her: Held) -> None:
    binary = [c for t in db.metadata.tables.values() for c in t.columns if isinstance(c.type, LargeBinary)]
    searched = {"person_identifier", "certificate_document", "import_batch"}
    # On pictures somebody decides, each by itself; the files of sealed reports and bulletins are made without names
    # (test_report_files, tests/bulletins), and who attaches something to a report is told to leave lists of names out.
    apart = {"evidence_content", "report_file_content", "report_attachment_content", "bulletin_file_content"}
    assert {column.table.name for column in binary} == searched | apart
    assert (
        her.person.sex is Sex.FEMALE
        and db.session.get(Enrolment, her.enrolment.id)
        and db.session.get(Person, her.person.id)
    )


def test_for_whom_everything_of_her_was_made_is_searched_as_what_is_about_her(her: Held) -> None:
    given = {"recipient": "Ораздурдыева Г. Б.", "purpose": "Letter 15", "by": her.manager, "at": LATER}
    services.give_everything(her.person, "en", **given)
    db.session.commit()
    erase(her)
    (kept,) = db.session.scalars(select(Disclosure)).all()
    assert (kept.about, kept.recipient, kept.purpose) == (str(her.person.id), "[…]", "Letter 15")
    assert found("Ораздурдыева Г") == set() and first_break(KEY) is None
