"""What is asked of a person who enters what an old report says."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, Field, FieldList, FormField, IntegerField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from lms.courses.codes import EventKind
from lms.courses.forms import LONGEST_TITLE, RuleField
from lms.courses.models import Event, kind_counts_as_training
from lms.courses.reconstruction import Source, Told, told_of
from lms.forms import CodeField, Form, KeyField
from lms.participants.models import Sex

ROWS, MORE_ROWS, MOST_ROWS = 6, 6, 60
PEOPLE = [Optional(), NumberRange(1, 100000)]
# By the field of a row, whom its number is of.
COLUMNS = {"female": Sex.FEMALE, "male": Sex.MALE, "unsaid": Sex.NOT_STATED}


class ToldForm(Form):
    """A row of the report: people of one category and place, by sex."""

    class Meta(Form.Meta):
        csrf = False

    category = KeyField(_l("Category"), blank=_l("Not stated"))
    region_code = KeyField(_l("Region"), blank=_l("Not stated"), key=str)
    female = IntegerField(_l("Women"), PEOPLE)
    male = IntegerField(_l("Men"), PEOPLE)
    unsaid = IntegerField(_l("Sex not stated"), PEOPLE)
    is_estimate = BooleanField(_l("Estimate"))

    def told(self, country: str | None) -> Iterator[Told]:
        """Give the numbers of the row; whoever has no region is of the country."""
        region = self.region_code.data
        for name, sex in COLUMNS.items():
            if number := self[name].data:
                yield Told(number, self.category.data, sex, region[:2] if region else country, region, self.is_estimate.data)


class ReportForm(Form):
    """An event, or many as one block, as an old report tells it; `version` is the one that the page showed."""

    version = IntegerField(validators=[Optional()], widget=HiddenInput())
    kind = CodeField(_l("Kind"), EventKind)
    title_en = StringField(_l("Title in English"), [Length(max=LONGEST_TITLE)])
    title_ru = StringField(_l("Title in Russian"), [Optional(), Length(max=LONGEST_TITLE)])
    starts_on = DateField(_l("First day"), [InputRequired()])
    ends_on = DateField(_l("Last day"), [InputRequired()])
    country = KeyField(_l("Country"), blank=_l("Not known"), key=str)
    region_code = KeyField(_l("Region"), blank=_l("Not known or several"), key=str)
    city = StringField(_l("City or town"), [Optional(), Length(max=100)])
    counts_as_training = RuleField(_l("Counts as training"))
    source = StringField(_l("Name of the document"), [InputRequired(), Length(max=300)])
    source_page = StringField(_l("Page"), [Optional(), Length(max=40)])
    source_on = DateField(_l("Date of the document"), [Optional()])
    reason = StringField(_l("Why there are no names"), [InputRequired(), Length(max=300)])
    lines = FieldList(FormField(ToldForm), max_entries=MOST_ROWS)
    apart = BooleanField(_l("People of these events are left out of the numbers above"))
    why = StringField(_l("Why it is corrected"), [InputRequired(), Length(max=300)])

    def validate_title_en(self, field: Field) -> None:
        """Ask for a title in one language at least; it serves for both."""
        if not (field.data or self.title_ru.data):
            raise ValidationError(_("Give the title in one language at least."))

    def add_rows(self, number: int) -> None:
        """Add rows to be filled in, as long as there is room."""
        for _n in range(min(number, MOST_ROWS - len(self.lines))):
            self.lines.append_entry()

    def told(self) -> list[Told]:
        """Return the numbers of all rows."""
        return [one for row in self.lines for one in row.form.told(self.country.data)]

    def told_of_whom(self) -> Source:
        """Return the document that tells them."""
        return Source(self.source.data or "", self.reason.data or "", self.source_page.data, self.source_on.data)

    def fields(self) -> dict[str, Any]:
        """Return the plain fields of the event."""
        english, russian = self.title_en.data, self.title_ru.data
        plain = ("kind", "starts_on", "ends_on", "country", "region_code", "city", "counts_as_training")
        return {name: self[name].data for name in plain} | {"title_en": english or russian, "title_ru": russian or english}


def known(event: Event) -> dict[str, Any]:
    """Return what the form of an event starts with that was entered before."""
    plain = ("version", "kind", "title_en", "title_ru", "starts_on", "ends_on", "country", "region_code", "city", "counts_as_training")
    first = event.headcounts[0]
    source = {"source": first.source, "source_page": first.source_page, "source_on": first.source_on, "reason": first.reason}
    rows = [
        {name: getattr(row.first, name) for name in ("region_code", "is_estimate")}
        | {"category": row.first.category_id}
        | {name: row.by_sex[sex].number for name, sex in COLUMNS.items() if sex in row.by_sex}
        for row in told_of(event).rows
    ]
    rule = {"counts_as_training": None} if event.counts_as_training == kind_counts_as_training(event.kind) else {}
    return {name: getattr(event, name) for name in plain} | rule | source | {"lines": rows}
