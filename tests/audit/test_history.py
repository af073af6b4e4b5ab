"""The pages of the record: an object with all that belongs to it, and the whole, in words a person reads."""

from collections.abc import Callable
from datetime import date, time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts import services as accounts
from lms.accounts.permissions import Role
from lms.audit.models import AuditEntry
from lms.audit.services import act
from lms.audit.views import KINDS
from lms.courses import attendance, services
from lms.courses.codes import EnrolmentRole, EnrolmentStatus, Mark, Method
from lms.courses.models import Session
from lms.extensions import db
from lms.participants.services import edit_person
from lms.projects.models import Indicator, Target
from lms.projects.services import remove_indicator
from tests import factories, world
from tests.queries import counted

Enter = Callable[..., FlaskClient]
DAY = date(2011, 10, 10)


@pytest.fixture
def admin(app: Flask, signed_in: Enter) -> FlaskClient:
    return signed_in(factories.account(Role.ADMINISTRATOR))


def text(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def by_hand(what: str) -> act:
    return act(what, by=None, at=factories.AT)


def test_every_kind_has_a_page_that_leads_back_to_its_object(admin: FlaskClient, app: Flask) -> None:
    here = world.world().own
    for kind, of in KINDS.items():
        page = text(admin, f"/audit/{kind}/{here.keys[kind]}")
        with app.test_request_context():
            back = app.url_map.bind("").build(of.page, {of.argument: here.keys[kind]} if of.argument else {})
        assert f'<a href="{back}">' in page, kind
        assert "Entry 1" in page or "Entry " in page, kind


def test_the_history_of_an_event_tells_its_parts(admin: FlaskClient) -> None:
    here = world.world().own
    page = text(admin, f"/audit/event/{here.keys['event']}")
    for kind in ("Session:", "Enrolment:", "Headcount:", "Organisation of the event:", "Funding:", "Cascade event:"):
        assert kind in page, kind
    assert db.session.get(world.Project, here.project.id).code in page


def test_a_mark_is_told_in_its_events_history(admin: FlaskClient) -> None:
    event = factories.event(sessions=1)
    who = factories.enrolment(event)
    by = factories.account()
    attendance.record_marks(
        event.sessions[0], {who.id: (Mark.LATE, 30)}, method=Method.PHONE, by=by, at=factories.AT
    )
    db.session.commit()
    page = text(admin, f"/audit/event/{event.id}")
    assert "Attendance marked" in page and "Late" in page and by.name in page


def test_removed_parts_stay_in_the_history(admin: FlaskClient) -> None:
    event = factories.event(sessions=1)
    kept = factories.event(sessions=1)
    removed, other = event.sessions[0], kept.sessions[0]
    with by_hand("session.edit"):
        removed.title, other.title = "Gone for good", "Of another event"
    for session in (removed, other):
        with by_hand("session.remove"):
            db.session.delete(session)
    db.session.commit()
    page = text(admin, f"/audit/event/{event.id}")
    assert "Session removed" in page and "Gone for good" in page and "Of another event" not in page


def test_targets_of_a_removed_indicator_stay_in_the_projects_history(admin: FlaskClient) -> None:
    here = world.world().own
    indicator = db.session.get(Indicator, here.keys["indicator"])
    remove_indicator(indicator, by=None, at=factories.AT)
    db.session.commit()
    assert db.session.get(Target, here.keys["target"]) is None
    page = text(admin, f"/audit/project/{here.keys['project']}")
    assert "Indicator removed" in page and "Target:" in page


def test_a_cycles_history_tells_its_cohorts_stages_and_events(admin: FlaskClient) -> None:
    here = world.world().own
    cohort = db.session.get(world.Cohort, here.keys["cohort"])
    with by_hand("tot_cohort.remove"):
        db.session.delete(cohort)
    db.session.commit()
    page = text(admin, f"/audit/tot_cycle/{here.keys['cycle']}")
    for words in ("Cohort removed", "Stage:", "Event of the stage:"):
        assert words in page, words


def test_a_persons_history_tells_posts_and_the_enrolments_inside_the_readers_scope(
    app: Flask, signed_in: Enter
) -> None:
    home, away = factories.office("TM"), factories.office("KG")
    who = factories.person("Иванов", of=home)
    factories.post(who, position="Investigator")
    factories.enrolment(factories.event(of=home, title_en="Seen here"), who)
    foreign = factories.enrolment(factories.event(of=away, title_en="Not to be seen"), who, position="Secret post")
    page = text(signed_in(factories.account(Role.REPORTING_OFFICER, of=home)), f"/audit/person/{who.id}")
    assert "Investigator" in page and "Seen here" in page
    assert "Secret post" not in page and "Not to be seen" not in page and foreign.event.code not in page


def test_a_foreign_object_in_an_entry_is_a_number_and_no_name(app: Flask, signed_in: Enter) -> None:
    home, away = factories.office("TM"), factories.office("KG")
    hidden = factories.project("HIDDEN", of=away)
    event = factories.event(of=home, projects=(hidden,))
    page = text(signed_in(factories.account(Role.PROJECT_MANAGER, of=home)), f"/audit/event/{event.id}")
    assert "HIDDEN" not in page and f"No. {hidden.id}" in page


def test_fields_and_values_are_words(admin: FlaskClient) -> None:
    by = factories.account(Role.PROJECT_MANAGER)
    event = factories.event()
    who = factories.enrolment(event, factories.person("Иванов"))
    attendance.change_enrolment(
        who, role=EnrolmentRole.OBSERVER, status=EnrolmentStatus.WITHDRAWN, by=by, at=factories.AT
    )
    db.session.commit()
    page = text(admin, f"/audit/event/{event.id}")
    assert "Enrolment changed" in page and "Иванов Аман" in page and by.name in page
    assert "<del>Participant</del> → <ins>Observer</ins>" in page and "<dt>Role</dt>" in page
    assert "2011-10" not in page and "search_key" not in page


def test_entries_come_newest_first_and_turn_round(admin: FlaskClient) -> None:
    who = factories.person("Первый")
    for surname in ("Второй", "Третий"):
        edit_person(who, surname=surname, by=None, at=factories.AT)
    db.session.commit()
    page = text(admin, f"/audit/person/{who.id}")
    assert page.index("<ins>Третий</ins>") < page.index("<ins>Второй</ins>")
    page = text(admin, f"/audit/person/{who.id}?sort=seq")
    assert page.index("<ins>Второй</ins>") < page.index("<ins>Третий</ins>")


def test_the_history_of_an_account_is_for_those_who_manage_accounts(signed_in: Enter) -> None:
    who = factories.account()
    assert signed_in(factories.account(Role.PROJECT_MANAGER)).get(f"/audit/account/{who.id}").status_code == 404
    assert signed_in(factories.account()).get(f"/audit/account/{who.id}").status_code == 200


def test_a_grant_is_named_by_its_account_and_role_even_when_it_was_taken_back(admin: FlaskClient) -> None:
    who, by = factories.account(), factories.account()
    given = accounts.grant(who, Role.TRAINER, by=by, at=factories.AT)
    accounts.take_back(given, by=by, at=factories.AT)
    db.session.commit()
    for page in (text(admin, f"/audit/account/{who.id}"), text(admin, "/audit/?kind=account_grant")):
        assert page.count(f"{who.name} · Trainer") == 2 and "No. " not in page


@pytest.mark.parametrize("path", ["/audit/event/999999", "/audit/attempt/1", "/audit/nothing/1", "/audit/sign_in/1"])
def test_what_has_no_history_is_not_found(admin: FlaskClient, path: str) -> None:
    assert admin.get(path).status_code == 404


def test_no_secret_is_told(admin: FlaskClient) -> None:
    who = factories.account()
    accounts.give_token(who, "Sheet", by=who, at=factories.AT)
    accounts.change_password(who, "a new long password", by=who, at=factories.AT)
    db.session.commit()
    page = text(admin, f"/audit/account/{who.id}")
    assert "(not recorded)" in page and "argon2" not in page and "Password changed" in page
    assert who.password_hash not in page


def test_the_record_is_narrowed_by_who_what_kind_and_day(admin: FlaskClient) -> None:
    by = factories.account(Role.PROJECT_MANAGER)
    who = factories.person("Иванов")
    edit_person(who, note="One", by=by, at=factories.AT)
    edit_person(who, note="Two", by=by, at=factories.AT.replace(day=5, hour=20))
    db.session.commit()

    def shown(query: str) -> set[str]:
        page = text(admin, f"/audit/?{query}")
        return {word for word in ("One", "Two") if f"<ins>{word}</ins>" in page}

    assert shown(f"actor={by.email}&kind=person") == {"One", "Two"}
    assert shown(f"actor={by.email}&action=person.register") == set()
    assert shown("kind=person&action=person.edit&first=2011-10-06") == {"Two"}  # 20:00 UTC is past midnight in Ashgabat
    assert shown("kind=person&action=person.edit&last=2011-10-05") == {"One"}
    assert shown("kind=event&action=person.edit") == set()


@pytest.mark.parametrize("query", ["kind=attempt", "action=x", "first=notaday", "last=9999-12-31", "first=0001-01-01", "page=99"])
def test_a_filter_that_is_none_is_answered_with_a_page(admin: FlaskClient, query: str) -> None:
    assert admin.get(f"/audit/?{query}").status_code == 200


def test_a_blanked_payload_is_told_as_erased(admin: FlaskClient) -> None:
    from lms.audit.models import AuditEntry, AuditPayload

    who = factories.person("Иванов")
    seq = db.session.scalars(services.select(AuditEntry.seq).where(AuditEntry.object_type == "person")).all()[-1]
    db.session.connection().execute(
        AuditPayload.__table__.update().where(AuditPayload.seq == seq).values(body=None, blanked_by=seq)
    )
    db.session.commit()
    assert "Erased with the person it named" in text(admin, f"/audit/person/{who.id}")


def test_pages_of_the_record_ask_the_database_the_same_however_many_entries_they_show(admin: FlaskClient) -> None:
    event = factories.event(sessions=2)
    factories.enrolment(event)
    for path in ("/audit/", f"/audit/event/{event.id}"):
        admin.get(path)
    with counted() as few:
        admin.get(f"/audit/event/{event.id}")
    with counted() as few_of_all:
        admin.get("/audit/")
    for _ in range(15):
        factories.enrolment(event)
    factories.keep(*(Session(event_id=event.id, day=DAY, starts_at=time(8), ends_at=time(9), title="t") for _ in range(9)))
    with counted() as many:
        admin.get(f"/audit/event/{event.id}")
    with counted() as many_of_all:
        admin.get("/audit/")
    assert len(many) <= len(few) + 1 <= 32
    assert len(many_of_all) <= len(few_of_all) + 1 <= 20


def test_an_address_that_names_an_entry_leads_to_the_page_that_has_it(admin: FlaskClient) -> None:
    event = factories.event()
    for number in range(60):
        with by_hand("event.edit"):
            event.title_en = f"Title {number}"
            db.session.flush()
    db.session.commit()
    seqs = db.session.scalars(select(AuditEntry.seq).where(AuditEntry.object_type == "event", AuditEntry.object_id == str(event.id)).order_by(AuditEntry.seq)).all()
    for seq in (seqs[0], seqs[30], seqs[-1]):
        leads = admin.get(f"/audit/event/{event.id}?entry={seq}").headers["Location"]
        assert leads.endswith(f"#entry-{seq}") and f'id="entry-{seq}"' in text(admin, leads)
    assert admin.get(f"/audit/event/{event.id}?entry=999999999").headers["Location"].partition("#")[0].endswith("page=1")
    assert admin.get(f"/audit/event/{event.id}?entry=none").status_code == 200
