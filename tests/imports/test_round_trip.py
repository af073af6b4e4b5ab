"""What is taken away and brought back changes nothing: every event of an odd register, and any workbook at random."""

from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from lms.audit.models import AuditEntry
from lms.courses.models import Event
from lms.extensions import db
from lms.imports.planning import Decided
from lms.imports.plans import Choice, Meaning, Standing, What
from lms.language import LANGUAGES
from lms.workbooks import drafting
from lms.workbooks.cells import Sheet
from lms.workbooks.drafts import WorkbookDraft
from lms.workbooks.tables import write_workbook
from tests import factories
from tests.imports import odd_register
from tests.imports.any_workbook import AT, as_registered, empty_register, in_any_order, takeable
from tests.imports.bringing import bring, exported, plan_of, standings, the_event, told
from tests.workbooks.samples import sheets_of


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


@given(takeable(), st.sampled_from(LANGUAGES))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_workbook_comes_out_of_an_empty_register_as_it_went_in(app: Flask, draft: WorkbookDraft, language: str) -> None:
    with empty_register():
        sheets = sheets_of(write_workbook(draft, language))
        bring(sheets, office=factories.office(), decided=everything_new(sheets), language=language, at=AT)
        event = the_event(draft.event.code if draft.event else "")
        assert in_any_order(drafting.draft_of(event, language)) == as_registered(draft, language)
        plan = plan_of(exported(event, language), at=AT)
        assert told(plan) == [] and not plan.changes_event
        assert not any(row.filled for row in plan.rows)


def everything_new(sheets: Sequence[Sheet]) -> Decided:
    """Decide that all organisations and all people of a file are new, however near to each other their names are."""
    plan = plan_of(sheets, office=factories.office(), at=AT)
    meanings = {word: Meaning(is_new=True) for word in plan.words if word.what is What.ORGANISATION}
    return Decided({row.place: Choice(new=True) for row in plan.rows}, meanings)
