"""What is asked of a person about a report."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import BooleanField, DateField, Field, RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from lms.forms import CodeField, DisclosureForm, Form, KeyField, KeysField, RevisedForm
from lms.reports.models import ReportState

LONGEST_NARRATIVE = 20_000
FIRST_YEAR, LAST_YEAR = 1990, 2100


class ReportsForm(Form):
    """Which reports a list shows."""

    class Meta(Form.Meta):
        csrf = False

    project = KeyField(_l("Project"), blank=_l("All projects"))
    state = CodeField(_l("State"), ReportState, blank=_l("All states"))


class _PeriodForm(RevisedForm):
    title_en = StringField(_l("Title in English"), [InputRequired(), Length(max=300)])
    title_ru = StringField(_l("Title in Russian"), [InputRequired(), Length(max=300)])
    first = DateField(_l("From"), [InputRequired()])
    last = DateField(_l("To"), [InputRequired()])

    def validate_first(self, field: Field) -> None:
        """Refuse a year that is a slip of the pen."""
        if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError(_("Choose a day from %(first)s to %(last)s.", first=FIRST_YEAR, last=LAST_YEAR))

    def validate_last(self, field: Field) -> None:
        """Refuse a period that ends before it begins."""
        self.validate_first(field)
        if field.data and self.first.data and field.data < self.first.data:
            raise ValidationError(_("The period ends before it begins."))


class NewReportForm(_PeriodForm):
    """A report to begin: about a project, or about an office, a donor or everything that the reader sees whole."""

    project = KeyField(_l("Project"), blank=_l("No single project"))
    office = KeyField(_l("Office"), blank=_l("All offices"))
    donor = KeyField(_l("Donor"), blank=_l("All donors"))
    country = KeyField(_l("Country of the participants"), blank=_l("All countries"), key=str)
    region = KeyField(_l("Region of the participants"), blank=_l("All regions"), key=str)
    reaches_all = False

    def validate_office(self, field: Field) -> None:
        """Refuse a report that reaches further than the reader."""
        if self.project.data is None and field.data is None and not self.reaches_all:
            raise ValidationError(_("Choose a project, or an office that you work for."))
        if self.project.data is not None and field.data is not None:
            raise ValidationError(_("A report about a project tells all that it did. Leave the office open."))

    def validate_donor(self, field: Field) -> None:
        """Refuse to narrow a project to one of its donors: what it did is told whole."""
        if self.project.data is not None and field.data is not None:
            raise ValidationError(_("A report about a project tells all that it did. Leave the donor open."))

    def about(self) -> dict[str, Any]:
        """Return the period, the titles, and where the people are of."""
        plain = {name: self[name].data for name in ("title_en", "title_ru", "first", "last", "country")}
        return plain | {"region_code": self.region.data}


class ReportForm(_PeriodForm):
    """A draft."""

    NAMES = ("title_en", "title_ru", "first", "last", "narrative_en", "narrative_ru")

    rules = KeysField(_l("Indicators"))
    narrative_en = TextAreaField(_l("Narrative in English"), [Length(max=LONGEST_NARRATIVE)])
    narrative_ru = TextAreaField(_l("Narrative in Russian"), [Length(max=LONGEST_NARRATIVE)])

    def fields(self) -> dict[str, Any]:
        """Return the fields of a draft, its indicators apart."""
        return {name: self[name].data for name in self.NAMES}


class AttachmentsForm(Form):
    """Files that go with a report."""

    files = MultipleFileField(_l("Files"), [FileRequired(_l("Choose a file."))])


class NamedRowsForm(DisclosureForm):
    """For whom the workbook with names is made, and why."""


class SealForm(Form):
    """The last question before a report is frozen."""

    read = BooleanField(_l("I have read the figures and what lies behind them"), [InputRequired()])


class DecisionForm(Form):
    """The donor's answer."""

    answer = RadioField(
        _l("The donor"), [InputRequired()], choices=[SelectChoice("accepted", _l("accepted the report")), SelectChoice("returned", _l("returned it"))]
    )
    decision = TextAreaField(_l("Who answered and how"), [InputRequired(), Length(max=1000)])
