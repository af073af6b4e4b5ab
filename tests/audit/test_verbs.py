"""No change goes unrecorded: every verb of the services names an act, and nothing writes past the record."""

import ast
import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, update

from lms.audit import services
from lms.audit.wording import ACTS, FIELDS, KINDS, UNTOLD
from lms.errors import UnauditedChange
from lms.extensions import Model, db
from lms.participants.models import Person
from tests import factories

LMS = Path(__file__).parent.parent.parent / "lms"
MODULES = [path for path in sorted(LMS.rglob("*.py")) if path.parent != LMS and not path.stem.endswith(("views", "api", "guard"))]
# Tables that are housekeeping and hold no fact of their own (docs/decisions/0004).
UNRECORDED = {
    "sign_in", "attempt", "certificate_series", "name_word", "person_name", "possible_double", "import_batch", "import_row",
    "audit_entry", "audit_payload", "report_document", "report_file_content", "report_attachment_content", "bulletin_document",
    "bulletin_file_content",
}  # fmt: skip


def verbs(path: Path) -> list[ast.FunctionDef]:
    """Return the module's public functions that say who acts."""
    return [
        node for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        and "by" in {argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)}
    ]  # fmt: skip


VERBS = [(path, verb) for path in MODULES if path.parent.name != "audit" for verb in verbs(path)]
NAMES = {verb.name for _path, verb in VERBS}


def called(verb: ast.AST) -> set[str]:
    calls = [node.func for node in ast.walk(verb) if isinstance(node, ast.Call)]
    return {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}


def inner(path: Path, verb: ast.FunctionDef) -> set[str]:
    """Return what a verb calls, itself or through the module's own private functions."""
    private = {node.name: node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)}
    calls = called(verb)
    return calls | {deeper for name in calls if name.startswith("_") and name in private for deeper in called(private[name])}


@pytest.mark.parametrize(("path", "verb"), VERBS, ids=lambda one: one.name if isinstance(one, ast.AST) else one.parent.name)
def test_a_verb_names_its_act(path: Path, verb: ast.FunctionDef) -> None:
    assert inner(path, verb) & ({"act", "note"} | NAMES - {verb.name})


def test_the_tables_that_are_not_recorded_are_these_and_no_others(app: Flask) -> None:
    unrecorded = {m.class_.__tablename__ for m in Model.registry.mappers if not services.is_audited(m.class_())}
    assert unrecorded == UNRECORDED


@pytest.mark.parametrize("statement", [
    lambda: update(Person).values(surname="x"), lambda: delete(Person), lambda: update(Person).where(Person.id == 1).values(note="x"),
])
def test_a_bulk_change_of_a_recorded_table_is_refused(app: Flask, statement) -> None:
    factories.person()
    with pytest.raises(UnauditedChange):
        db.session.execute(statement())


def test_nothing_writes_rows_past_the_session() -> None:
    """INSERT statements and raw SQL would pass by the record; only the record itself and the migrations use them.

    So does what is derived from names, which are recorded themselves, and the rows of a file that is not written yet.
    """
    past = {LMS / "audit" / "services.py", LMS / "participants" / "name_index.py", LMS / "imports" / "previews.py"}
    found = []
    for path in LMS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(getattr(node, "func", None), "id", "") if isinstance(node, ast.Call) else ""
            if name == "insert" and path not in past:
                found.append(str(path))
            if name == "text" and node.args and isinstance(node.args[0], ast.Constant):
                sql = str(node.args[0].value).upper()
                found += [f"{path}: {sql}" for word in ("INSERT ", "UPDATE ", "DELETE ") if sql.startswith(word)]
    assert found == []


def test_every_act_kind_and_field_has_words(app: Flask) -> None:
    acts = {
        act for folder in (LMS, LMS.parent / "seeds") for path in folder.rglob("*.py")
        for act in re.findall(r'\b(?:act|note)\(\s*"([a-z_]+\.[a-z_]+)"', path.read_text())
    }  # fmt: skip
    recorded = [mapper for mapper in Model.registry.mappers if services.is_audited(mapper.class_())]
    assert acts - set(ACTS) == set()
    assert {mapper.class_.__tablename__ for mapper in recorded} - set(KINDS) == set()
    assert {column.key for mapper in recorded for column in mapper.column_attrs} - set(FIELDS) - UNTOLD == set()
