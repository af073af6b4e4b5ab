"""What is asked of a person who attaches signed paper, or takes it back."""

from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import StringField
from wtforms.validators import InputRequired, Length, Optional

from lms.forms import Form, KeyField

EVENT = "event"


class AttachForm(Form):
    """Scans or photographs of signed paper."""

    files = MultipleFileField(_l("Scans or photographs"), [FileRequired(_l("Choose a file."))])
    note = StringField(_l("Note"), [Optional(), Length(max=300)])


class SheetForm(AttachForm):
    """Scans or photographs of sign-in sheets, and which sessions they cover: `event`, a day in ISO 8601 or a number."""

    covers = KeyField(_l("What the sheets cover"), key=str, blank=_l("Choose one"), validators=[InputRequired()])

    def session_id(self) -> int | None:
        """Return the number of the one session that is covered, None where it is not one."""
        chosen = self.covers.data or ""
        return int(chosen) if chosen.isdecimal() else None

    def day(self) -> date | None:
        """Return the day whose sessions are covered, None where it is not one."""
        chosen = self.covers.data or ""
        return None if chosen == EVENT or chosen.isdecimal() or not chosen else date.fromisoformat(chosen)


class WithdrawForm(Form):
    """Why a file is taken back."""

    reason = StringField(_l("Why the file is withdrawn"), [InputRequired(), Length(max=300)])
