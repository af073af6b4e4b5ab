"""An id of another office or project, put in place of one of a form's own, is never taken: no row comes to point at it.

The forms are read from the pages that a project manager of one office can open, so that a new one is tested by being
there. Whether a row points at a foreign object is read from the record of changes, which tells every row written.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.accounts.permissions import Role
from lms.audit.models import AuditEntry, AuditPayload
from lms.courses.roster import Enrolment
from lms.extensions import db
from tests import factories, pages, world

# Fields whose name is not that of the thing they choose.
CHOOSES = {"predecessor": "project", "trainer": "person", "corrects": "distribution", "line": "distribution"}
SCOPED = {"office", "project", "event", "person", "enrolment", "session", "cycle", "cohort", "stage", "distribution"}
CREATING = {"/events/new", "/projects/new", "/materials/distributions/new", "/people/new", "/tot/new"}


@pytest.fixture
def manager(app: Flask) -> tuple[FlaskClient, world.World]:
    here = world.world()
    browser = app.test_client()
    factories.sign_in(browser, world.account(Role.PROJECT_MANAGER, "office", here))
    return browser, here


def thing_of(name: str) -> str | None:
    word = name.removesuffix("_id").removesuffix("s")
    word = CHOOSES.get(word, word)
    return word if word in SCOPED else None


def found_forms(app: Flask, browser: FlaskClient, here: world.Set) -> Iterator[tuple[str, pages.PageForm]]:
    seen = set()
    for rule, method in world.rules(app):
        if method == "GET":
            for arguments in world.fillings(rule, here):
                with app.test_request_context():
                    path = rule.build(arguments)[1]
                answer = browser.get(path)
                page = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
                for form in pages.forms_of(page):
                    target = form.action or path
                    if form.method == "POST" and (target, *form.fields) not in seen:
                        seen.add((target, *form.fields))
                        yield target, form


def written_after(seq: int) -> list[str]:
    rows = select(AuditPayload.body).join(AuditEntry, AuditEntry.seq == AuditPayload.seq).where(AuditEntry.seq > seq)
    return [body or "" for body in db.session.scalars(rows)]


def test_a_foreign_id_in_a_form_is_never_written(app: Flask, manager: tuple[FlaskClient, world.World]) -> None:
    browser, here = manager
    last = db.session.scalar(select(func.max(AuditEntry.seq))) or 0
    wrong, tried = [], set()
    for target, form in found_forms(app, browser, here.own):
        for name in form.fields:
            thing = thing_of(name)
            if thing is None:
                continue
            tried.add(target)
            foreign = here.office.keys[thing]
            db.session.commit()  # the savepoint below must enclose what this test reads too
            point = db._app_engines[app][None].begin_nested()
            answer = browser.post(target, data=form.filled(iter(["Some text"] * 99)) | {name: foreign})
            bodies = written_after(last)
            db.session.rollback()
            point.rollback()
            columns = {f'"{thing}_id":{foreign}', f'"{name}":{foreign}', f'"{name}_id":{foreign}', f'"predecessor_id":{foreign}'}
            if answer.status_code >= 500 or any(f"{one}{end}" in body for body in bodies for one in columns for end in ",}"):
                wrong.append(f"POST {target} with {name}={foreign}: {answer.status_code}")
    assert wrong == []
    assert tried >= CREATING, "a form is no longer found on its page"


@pytest.mark.parametrize("path", sorted(CREATING))
def test_a_foreign_id_in_a_form_that_creates_is_refused_at_its_field(
    manager: tuple[FlaskClient, world.World], path: str
) -> None:
    browser, here = manager
    page = browser.get(path).get_data(as_text=True)
    form = next(one for one in pages.forms_of(page) if one.method == "POST" and (one.action or path) == path)
    names = [name for name in form.fields if thing_of(name)]
    assert names
    for name in names:
        foreign = here.office.keys[thing_of(name) or ""]
        answer = browser.post(path, data=form.filled(iter(["Some text"] * 99)) | {name: foreign})
        assert answer.status_code in {404, 422}, name
        if answer.status_code == 422:
            assert "Some text" in answer.get_data(as_text=True), name


def test_nobody_of_another_office_is_enrolled(manager: tuple[FlaskClient, world.World]) -> None:
    browser, here = manager
    enrolled = select(func.count()).select_from(Enrolment)
    before = db.session.scalar(enrolled)
    browser.post(
        f"/events/{here.own.keys['event']}/enrol",
        data={"role": "participant", "status": "confirmed", "person": here.office.keys["person"]},
    )
    assert db.session.scalar(enrolled) == before
