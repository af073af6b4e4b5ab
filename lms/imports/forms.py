"""What is asked of a file that is uploaded, and of the columns of a list."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from lms.forms import CodeField, Form, KeyField
from lms.workbooks.columns import Column

LAST_HEADER_ROW = 100


class UploadForm(Form):
    """A spreadsheet, and where its people belong."""

    file = FileField(_l("Spreadsheet"), [FileRequired(_l("Choose a file."))])
    office = KeyField(_l("Office"), blank=_l("Choose one"), validators=[InputRequired()])
    event = KeyField(_l("Event"), blank=_l("None: the people are registered only"))


class SheetForm(Form):
    """Which sheet of a list is read, and in which row its headings stand; 0 where it has none."""

    sheet = SelectField(_l("Sheet"), coerce=int)
    header_row = IntegerField(_l("Row of the headings (0: none)"), [InputRequired(), NumberRange(0, LAST_HEADER_ROW)])


class ColumnForm(Form):
    """What one column of a list means."""

    class Meta(Form.Meta):
        csrf = False

    meaning = CodeField(_l("Meaning"), Column)


def column_forms(width: int, columns: dict[str, str], formdata: Any) -> list[ColumnForm]:
    """Return a form for each column, with what it means now."""
    return [
        ColumnForm(formdata, prefix=f"column-{number}", meaning=Column(columns.get(str(number), Column.IGNORED)))
        for number in range(width)
    ]
