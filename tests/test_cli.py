"""The commands of `flask --app lms …`: each does its act or ends with a sentence, and never does harm."""

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select, text

from lms.accounts.models import Account
from lms.accounts.permissions import Role
from lms.accounts.rules import password_matches
from lms.accounts.scope import EVERYTHING, set_scope
from lms.audit.models import AuditEntry
from lms.audit.queries import head
from lms.extensions import db
from lms.participants.models import Organisation, Person
from lms.projects import services as projects
from lms.projects.models import Donor
from tests import factories

PASSWORD = "a password of some length"


def run(app: Flask, *arguments: str, typed: str | None = None) -> Result:
    db.session.rollback()  # a command begins its own transaction
    result = app.test_cli_runner().invoke(args=list(arguments), input=typed)
    set_scope(EVERYTHING)
    return result


def number(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def create(app: Flask, *more: str, email: str = "first@example.org", password: str = PASSWORD) -> Result:
    return run(app, "create-account", "--email", email, "--name", "First", "--password", password, *more)


def test_init_can_be_run_again_without_harm(committed_app: Flask) -> None:
    first = run(committed_app, "init")
    known = number(Organisation), number(AuditEntry)
    second = run(committed_app, "init")
    assert first.exit_code == second.exit_code == 0
    assert "countries" in first.output and second.output == "Reference data: unchanged.\n"
    assert (number(Organisation), number(AuditEntry)) == known and known[0] > 100


def test_init_brings_a_changed_name_up_to_date_and_removes_nothing(committed_app: Flask) -> None:
    run(committed_app, "init")
    own = factories.organisation("An agency of our own", code="OWN")
    stored = db.session.scalars(select(Organisation).where(Organisation.code == "UNODC")).one()
    with factories.act("test.setup", by=None, at=factories.AT):
        stored.name_en = "Old name"
    db.session.commit()
    assert run(committed_app, "init").output == "Reference data: 1 organisations.\n"
    db.session.expire_all()
    assert stored.name_en != "Old name" and db.session.get(Organisation, own.id) is not None


@pytest.mark.parametrize("made", [factories.account, factories.person, factories.project])
def test_the_demonstration_is_loaded_into_an_empty_register_only(app: Flask, made: object) -> None:
    made()  # type: ignore[operator]
    before = number(AuditEntry)
    refused = run(app, "seed", "demo")
    assert refused.exit_code == 1 and refused.stderr.startswith("Error: The register is not empty")
    assert number(AuditEntry) == before


def test_if_empty_leaves_a_register_in_use_alone(app: Flask) -> None:
    factories.person()
    before = number(AuditEntry)
    left = run(app, "seed", "demo", "--if-empty")
    assert (left.exit_code, left.output) == (0, "")
    assert (number(AuditEntry), number(Person)) == (before, 1)


def test_create_account_makes_the_first_administrator(app: Flask) -> None:
    made = create(app)
    assert (made.exit_code, made.output) == (0, "first@example.org is administrator.\n")
    account = db.session.scalars(select(Account)).one()
    assert [(grant.role, grant.reaches_everything) for grant in account.grants] == [(Role.ADMINISTRATOR, True)]
    assert password_matches(account, PASSWORD)


def test_create_account_limits_the_grant_to_an_office_or_a_project(app: Flask) -> None:
    office, project = factories.office("KG"), factories.project("P-LIMIT")
    create(app, "--role", "trainer", "--office", "KG", email="a@example.org")
    create(app, "--role", "donor_viewer", "--project", "P-LIMIT", email="b@example.org")
    grants = [account.grants[0] for account in db.session.scalars(select(Account).order_by(Account.email))]
    assert [(one.role, one.office_id, one.project_id) for one in grants] == [
        (Role.TRAINER, office.id, None), (Role.DONOR_VIEWER, None, project.id),
    ]  # fmt: skip


@pytest.mark.parametrize(("more", "email", "password", "sentence"), [
    ((), "x@example.org", "short", "A password has at least 12 characters."),
    ((), "nobody", PASSWORD, "“nobody” is not an e-mail address."),
    (("--office", "XX"), "x@example.org", PASSWORD, "There is no office XX."),
    (("--project", "XX"), "x@example.org", PASSWORD, "There is no project XX."),
])
def test_create_account_refuses_with_a_sentence_and_makes_nothing(
    app: Flask, more: tuple[str, ...], email: str, password: str, sentence: str
) -> None:
    refused = create(app, *more, email=email, password=password)
    assert refused.exit_code == 1 and refused.stderr == f"Error: {sentence}\n"
    db.session.rollback()
    assert number(Account) == 0


def test_two_accounts_never_share_an_address(app: Flask) -> None:
    create(app)
    refused = create(app, email="FIRST@example.org")
    assert refused.exit_code == 1 and "already" in refused.stderr and number(Account) == 1


def test_there_is_no_default_password(app: Flask) -> None:
    asked = run(app, "create-account", "--email", "a@example.org", "--name", "A", typed="\n")
    assert asked.exit_code != 0 and number(Account) == 0


def test_a_whole_chain_is_said_to_be_whole(app: Flask) -> None:
    factories.person()
    checked = run(app, "verify-audit")
    seq, last = db.session.execute(head()).one()
    assert (checked.exit_code, checked.output) == (0, f"The audit chain is whole: {seq} rows, the last is {last}.\n")


@pytest.mark.parametrize(("table", "act", "tampering", "broken"), [
    ("audit_entry", "update", "UPDATE audit_entry SET actor = 'somebody' WHERE seq = 3",
     "Audit row 3: its content does not match its hash."),
    ("audit_entry", "update", "UPDATE audit_entry SET hmac = hash WHERE seq = 2",
     "Audit row 2: its signature is not of this key."),
    ("audit_entry", "update", "UPDATE audit_entry SET previous_hash = 'x' WHERE seq = 4",
     "Audit row 4: it does not follow the row before it."),
    ("audit_entry", "update", "UPDATE audit_entry SET hmac = hash",
     "Audit row 1: its signature is not of this key; AUDIT_KEY, or the audit_key file, may be that of another installation."),
    ("audit_payload", "update", "UPDATE audit_payload SET body = '{}' WHERE seq = 2",
     "Audit row 2: its payload was changed."),
    ("audit_payload", "delete", "DELETE FROM audit_payload WHERE seq = 5", "Audit row 5: its payload is missing."),
    ("audit_payload", "update", "UPDATE audit_payload SET body = NULL WHERE seq = 2",
     "Audit row 2: its payload was blanked by no recorded act."),
])
def test_tampering_is_named_by_its_first_row(
    committed_app: Flask, table: str, act: str, tampering: str, broken: str
) -> None:
    for _n in range(6):
        factories.person()
    trigger = f"{table}_refuses_{act}"
    on = f" ON {table}" if db.engine.dialect.name == "postgresql" else ""
    db.session.execute(text(f"DROP TRIGGER {trigger}{on}"))
    db.session.execute(text(tampering))
    db.session.commit()
    checked = run(committed_app, "verify-audit")
    assert (checked.exit_code, checked.stderr.strip()) == (1, broken)


def test_a_removed_row_is_named(committed_app: Flask) -> None:
    for _n in range(6):
        factories.person()
    on_server = db.engine.dialect.name == "postgresql"
    for table in ("audit_entry", "audit_payload"):
        db.session.execute(text(f"DROP TRIGGER {table}_refuses_delete" + (f" ON {table}" if on_server else "")))
    for table in ("audit_payload", "audit_entry"):
        db.session.execute(text(f"DELETE FROM {table} WHERE seq = 3"))
    db.session.commit()
    checked = run(committed_app, "verify-audit")
    assert (checked.exit_code, checked.stderr) == (1, "Audit row 3: a row is missing.\n")


def test_what_somebody_edited_of_the_reference_data_is_left_as_they_want_it(committed_app: Flask) -> None:
    run(committed_app, "init")
    ours, theirs = db.session.scalars(select(Donor).order_by(Donor.id).limit(2)).all()
    projects.save_donor(theirs, code=theirs.code, name_en="As we call it", name_ru="Как мы говорим", by=factories.account(), at=factories.AT)
    projects.save_donor(ours, code=ours.code, name_en="Changed by nobody", name_ru="Никем", by=None, at=factories.AT)
    db.session.commit()
    assert run(committed_app, "init").exit_code == 0
    db.session.expire_all()
    assert theirs.name_en == "As we call it" and ours.name_en != "Changed by nobody"
