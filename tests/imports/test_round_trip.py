"""What is taken away and brought back changes nothing: every event of an odd register, and any workbook at random."""

from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.audit.models import AuditEntry
from lms.courses.models import Event
from lms.extensions import db
from lms.imports.plans import Standing
from lms.language import LANGUAGES
from tests.imports import odd_register
from tests.imports.bringing import bring, exported, plan_of, standings, told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", odd_register.EVENTS)
def test_every_event_of_an_odd_register_comes_back_unchanged(app: Flask, kind: Callable[[], Event], language: str) -> None:
    event = kind()
    before = db.session.scalar(select(func.max(AuditEntry.seq)))
    sheets = exported(event, language)
    plan = plan_of(sheets)
    assert told(plan) == [] and [one for one in plan.problems if one.is_warning] == []
    assert set(standings(plan)) <= {Standing.ENROLLED}
    assert [(row.draft.surname, row.changes, row.marks, row.filled) for row in plan.rows if row.changes or row.marks or row.filled] == []
    assert plan.event and not plan.event.is_changed, plan.event
    assert bring(sheets) == Counter() and db.session.scalar(select(func.max(AuditEntry.seq))) == before
