"""Signed paper is attached, withdrawn and blanked, and never changed or removed."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from lms.accounts.permissions import Permission, Role
from lms.accounts.scope import looking, scope_of
from lms.audit.models import AuditEntry
from lms.courses import attaching, programme
from lms.courses import evidence_queries as queries
from lms.courses.attaching import Covered
from lms.courses.evidence import EvidenceContent, EvidenceFile, EvidenceKind, covering
from lms.courses.models import Event, Session
from lms.courses.uploads import Upload
from lms.errors import Refused
from lms.extensions import db
from tests import factories, paper
from tests.queries import counted
from tests.together import afresh, together

LATER = datetime(2011, 10, 20, 9, 0, tzinfo=UTC)
WHOLE = Covered()


@pytest.fixture
def event(app: Flask) -> Event:
    return factories.event(sessions=3)


def scan(shade: int = 200) -> Upload:
    return Upload.of(paper.picture(shade=shade), f"Лист {shade}.jpg")


def attach(event: Event, *sent: Upload, covered: Covered = WHOLE, **more: Any) -> list[EvidenceFile]:
    return attaching.attach_sheets(event, sent or (scan(),), covered, by=None, at=LATER, **more)


def test_what_was_attached_is_kept_byte_by_byte_with_its_hash(event: Event) -> None:
    (file,) = attach(event, scan(), remark="  Day  one ")
    body = db.session.scalar(queries.content(file.id))
    assert body == paper.picture() and file.size == len(body) and len(file.sha256) == 64
    assert (file.file_name, file.note, file.stands) == ("Лист 200.jpg", "Day one", True)


def test_lists_of_files_never_read_their_bytes(event: Event) -> None:
    attach(event)
    number = event.id
    db.session.expunge_all()
    with counted() as statements:
        assert db.session.scalars(queries.sheets_of(number)).all()
    assert len(statements) == 1 and "evidence_content" not in statements[0]


def test_several_files_are_attached_together_or_not_at_all(event: Event) -> None:
    assert len(attach(event, scan(1), scan(2))) == 2
    with pytest.raises(Refused, match=r"“x.html” is neither"):
        attach(event, scan(3), Upload.of(paper.HTML, "x.html"))
    db.session.rollback()


def test_more_files_than_anybody_signs_are_not_taken_at_once(event: Event) -> None:
    with pytest.raises(Refused, match="At most 30 files"):
        attach(event, *map(scan, range(31)))


def test_the_same_file_twice_is_said_so(event: Event) -> None:
    attach(event)
    with pytest.raises(Refused, match="attached here already"):
        attach(event)


def test_the_same_file_twice_in_one_go_is_said_so(event: Event) -> None:
    with pytest.raises(Refused, match="attached here already"):
        attach(event, scan(), scan())


def test_another_event_may_have_the_same_file_and_so_may_this_one_once_it_was_withdrawn(event: Event) -> None:
    (file,) = attach(event)
    assert attach(factories.event())
    attaching.withdraw(file, reason="The wrong session", by=None, at=LATER)
    assert attach(event, covered=Covered(event.sessions[0]))


def test_a_sheet_comes_late_and_is_attached_to_a_finalised_event_but_to_no_cancelled_one(app: Flask) -> None:
    assert attach(factories.event(finalised_at=factories.AT))
    with pytest.raises(Refused, match="cancelled"):
        attach(factories.event(cancelled_at=factories.AT))


def test_a_session_of_another_event_is_not_covered(event: Event) -> None:
    with pytest.raises(Refused):
        attach(event, covered=Covered(factories.event(sessions=1).sessions[0]))


def test_a_sheet_covers_its_event_a_day_or_a_session(event: Event) -> None:
    first, second, third = event.sessions
    programme.edit_session(third, day=first.day, starts_at=time(20), ends_at=time(21), title="T", by=None, at=LATER)
    whole, of_one = attach(event, scan(1))[0], attach(event, scan(2), covered=Covered(second))[0]
    of_day, of_no_day = (attach(event, scan(n), covered=Covered(day=day))[0] for n, day in ((3, first.day), (4, date(2011, 1, 1))))
    covered = {file: [file.covers(one) for one in (first, second, third)] for file in (whole, of_one, of_day, of_no_day)}
    assert list(covered.values()) == [[True] * 3, [False, True, False], [True] * 3, [False] * 3]
    assert not whole.covers(factories.event(sessions=1).sessions[0])
    for file, expected in covered.items():
        rows = select(Session.id).where(covering(EvidenceFile, Session), EvidenceFile.id == file.id)
        in_sql = set(db.session.scalars(rows))
        assert [one.id in in_sql for one in (first, second, third)] == expected


def test_a_withdrawn_file_stays_with_its_reason(event: Event) -> None:
    (file,) = attach(event)
    with pytest.raises(Refused, match="Say why"):
        attaching.withdraw(file, reason="  ", by=None, at=LATER)
    attaching.withdraw(file, reason="Another event's", by=None, at=LATER)
    assert not file.stands and file.withdrawn_reason == "Another event's"
    db.session.expire(event)
    assert event.sheets == []
    assert db.session.scalars(queries.sheets_of(event.id)).all() == [file]
    with pytest.raises(Refused, match="already"):
        attaching.withdraw(file, reason="Again", by=None, at=LATER)


def test_only_what_is_withdrawn_is_blanked_and_its_hash_stays(event: Event) -> None:
    (file,) = attach(event)
    known = file.sha256
    with pytest.raises(Refused, match="Withdraw the file first"):
        attaching.blank(file, by=None, at=LATER)
    attaching.withdraw(file, reason="Asked to be erased", by=None, at=LATER)
    attaching.blank(file, by=None, at=LATER)
    assert db.session.scalar(queries.content(file.id)) is None and file.sha256 == known
    with pytest.raises(Refused, match="removed on"):
        attaching.look(file, by=None, at=LATER)
    with pytest.raises(Refused, match="removed on"):
        attaching.blank(file, by=None, at=LATER)


def test_every_act_on_a_file_is_on_record(event: Event) -> None:
    (file,) = attach(event)
    attaching.look(file, by=None, at=LATER)
    attaching.withdraw(file, reason="r", by=None, at=LATER)
    attaching.blank(file, by=None, at=LATER)
    rows = select(AuditEntry.action).where(AuditEntry.object_type == "evidence_file").order_by(AuditEntry.seq)
    assert db.session.scalars(rows).all() == ["evidence.attach", "evidence.look", "evidence.withdraw", "evidence.blank"]


def test_a_session_with_a_sheet_is_not_removed(event: Event) -> None:
    attach(event, covered=Covered(event.sessions[0]))
    with pytest.raises(Refused, match="signed sheet"):
        programme.remove_session(event.sessions[0], by=None, at=LATER)
    programme.remove_session(event.sessions[1], by=None, at=LATER)


CHANGES = (
    "UPDATE evidence_file SET sha256 = '0'", "UPDATE evidence_file SET session_id = 1", "UPDATE evidence_file SET size = 1",
    "UPDATE evidence_file SET day = '2011-10-10'", "UPDATE evidence_file SET uploaded_at = '2001-01-01'",
    "UPDATE evidence_file SET event_id = NULL", "DELETE FROM evidence_file", "UPDATE evidence_content SET file_id = 0",
    "DELETE FROM evidence_content", "UPDATE evidence_content SET data = file_id_as_bytes",
    "UPDATE evidence_file SET withdrawn_at = uploaded_at", "UPDATE evidence_file SET blanked_at = uploaded_at",
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_itself_refuses_to_change_or_remove_a_file(event: Event, change: str) -> None:
    attach(event)
    on_postgresql = db.session.connection().dialect.name == "postgresql"
    bytes_of = "'x'::bytea" if on_postgresql else "x'00'"
    with pytest.raises(DBAPIError):
        db.session.execute(text(change.replace("file_id_as_bytes", bytes_of)))
    db.session.rollback()


def test_the_database_refuses_to_take_a_withdrawal_back(event: Event) -> None:
    (file,) = attach(event)
    attaching.withdraw(file, reason="r", by=None, at=LATER)
    with pytest.raises(DBAPIError):
        db.session.execute(text("UPDATE evidence_file SET withdrawn_at = NULL, withdrawn_reason = NULL"))
    db.session.rollback()


@pytest.mark.parametrize("more", [
    {}, {"event_id": 1, "distribution_id": 1}, {"event_id": 1, "kind": EvidenceKind.HANDOVER_ACT},
    {"distribution_id": 1, "day": date(2011, 10, 10)}, {"event_id": 1, "session_id": 1, "day": date(2011, 10, 10)},
    {"event_id": 1, "size": 0}, {"event_id": 1, "withdrawn_at": LATER}, {"event_id": 1, "blanked_at": LATER},
])  # fmt: skip
def test_the_database_refuses_a_file_that_cannot_be(app: Flask, more: dict[str, Any]) -> None:
    made = factories.event(sessions=1)
    known = {"event_id": made.id, "session_id": made.sessions[0].id}
    row = {"kind": EvidenceKind.SIGN_IN_SHEET, "file_name": "f", "file_type": "png", "size": 1, "sha256": "0" * 64,
           "uploaded_at": LATER} | more | {name: value for name, value in known.items() if more.get(name)}  # fmt: skip
    with pytest.raises(DBAPIError, match=r"(?i)check"):
        db.session.execute(EvidenceFile.__table__.insert().values(row))
    db.session.rollback()


def test_what_stands_of_many_events_and_lines_is_selected_at_once_without_bytes(event: Event) -> None:
    other = factories.event()
    kept, gone = attach(event, scan(1), scan(2))
    attaching.withdraw(gone, reason="r", by=None, at=LATER)
    (late,) = attach(other)
    with counted() as statements:
        rows = db.session.execute(queries.standing_evidence([event.id, other.id], [])).all()
    assert [(row.id, row.event_id, row.sha256) for row in rows] == [
        (kept.id, event.id, kept.sha256), (late.id, other.id, late.sha256),
    ]  # fmt: skip
    assert len(statements) == 1 and "evidence_content" not in statements[0]
    assert db.session.execute(queries.standing_evidence([], [])).all() == []


@pytest.mark.parametrize("model", [EvidenceFile, EvidenceContent])
def test_a_file_is_seen_where_its_event_is_and_nowhere_else(event: Event, model: Any) -> None:
    attach(event)
    db.session.commit()
    away = factories.account(Role.PROJECT_MANAGER, of=factories.office("KG"))
    home = factories.account(Role.PROJECT_MANAGER, of=event.office)
    for who, number in ((home, 1), (away, 0)):
        with looking(scope_of(who, Permission.SEE_ROSTER)):
            assert len(db.session.scalars(select(model)).all()) == number


@pytest.mark.committed
def test_of_many_who_attach_the_same_file_at_once_one_does(committed_app: Flask) -> None:
    number = factories.event().id
    db.session.commit()
    afresh()

    def act(_n: int) -> int:
        return len(attaching.attach_sheets(db.session.get_one(Event, number), [scan()], Covered(), by=None, at=LATER))

    given = together(committed_app, 4, act)
    assert sorted(isinstance(one, Refused) for one in given) == [False, True, True, True]
