"""What can be done with workbooks: take an event away as one."""

from datetime import datetime

from lms.accounts.disclosures import DisclosedFile, disclosure
from lms.accounts.models import Account
from lms.audit.services import act
from lms.courses.models import Event
from lms.extensions import db
from lms.workbooks import drafting
from lms.workbooks.drafts import WorkbookDraft
from lms.workbooks.vocabulary import PARTICIPANTS


def take_away(
    event: Event, language: str, *, recipient: str, purpose: str, by: Account, at: datetime
) -> WorkbookDraft:
    """Return an event as a workbook says it in a language (en, ru), and record for whom and why its names leave.

    The file is made of it once this is committed: writing one for thousands takes seconds, and would keep all others
    from writing for so long.
    """
    draft = drafting.draft_of(event, language)
    columns = [column.key for column in PARTICIPANTS.columns if column.key != "national_id"]
    with act("event.take_away", by=by, at=at):
        db.session.add(
            disclosure(
                DisclosedFile.EVENT_WORKBOOK, event.code, recipient=recipient, purpose=purpose, columns=columns,
                row_count=len(draft.participants), taken_by=by, made_at=at, event_code=event.code,
            )
        )
    return draft
