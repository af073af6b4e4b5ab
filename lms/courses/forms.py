"""What is asked of a person who plans."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    IntegerField,
    SearchField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.fields.choices import Choice
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from lms.courses.codes import EventKind, EventState, OrganisationRole
from lms.courses.models import Course
from lms.forms import CodeField, Form, KeyField
from lms.participants.models import Sex

LONGEST_TITLE = 300
TITLE = [InputRequired(), Length(max=LONGEST_TITLE)]


class EventFilterForm(Form):
    """Which events a list shows."""

    class Meta(Form.Meta):
        csrf = False

    text = SearchField(_l("Title, code or place"), [Optional(), Length(max=100)])
    kind = CodeField(_l("Kind"), EventKind, blank=_l("All kinds"))
    state = CodeField(_l("State"), EventState, blank=_l("All states"))
    office = KeyField(_l("Office"), blank=_l("All offices"))
    project = KeyField(_l("Project"), blank=_l("All projects"))
    country = KeyField(_l("Country"), blank=_l("All countries"), key=str)
    first = DateField(_l("From"), [Optional()])
    last = DateField(_l("To"), [Optional()])


class RuleField(SelectField):
    """Yes, no, or what the event's course or kind says (None)."""

    ANSWERS: ClassVar[dict[Any, bool | None]] = {"": None, "y": True, "n": False}

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, coerce=lambda sent: self.ANSWERS.get(sent, sent), **kwargs)

    def iter_choices(self) -> Iterable[Choice]:
        """Offer the three answers in the reader's language."""
        wording = _("As its course or kind says"), _("Yes"), _("No")
        for (code, answer), words in zip(self.ANSWERS.items(), wording, strict=True):
            yield Choice(code, words, self.data is answer, {})

    def pre_validate(self, form: Any) -> None:
        """Refuse an answer that was not offered."""
        if self.data not in self.ANSWERS.values():
            raise ValidationError(_("Not a valid choice."))


class EventForm(Form):
    """An event of any kind; `version` is the one that the page showed."""

    version = IntegerField(validators=[Optional()], widget=HiddenInput())
    kind = CodeField(_l("Kind"), EventKind)
    code = StringField(_l("Code"), [Optional(), Length(max=40)])
    course = KeyField(_l("Course"), blank=_l("No course"))
    office = KeyField(_l("Office"), blank=_l("Choose one"), validators=[InputRequired()])
    project = KeyField(_l("Funding project"), blank=_l("None yet"))
    title_en = StringField(_l("Title in English"), TITLE)
    title_ru = StringField(_l("Title in Russian"), TITLE)
    series = StringField(_l("Series"), [Optional(), Length(max=200)])
    edition = IntegerField(_l("Number in the series"), [Optional(), NumberRange(1, 999)])
    starts_on = DateField(_l("First day"), [InputRequired()])
    ends_on = DateField(_l("Last day"), [InputRequired()])
    country = KeyField(_l("Country"), blank=_l("Not known yet"), key=str)
    region_code = KeyField(_l("Region"), blank=_l("None"), key=str)
    city = StringField(_l("City or town"), [Optional(), Length(max=100)])
    venue = StringField(_l("Venue"), [Optional(), Length(max=200)])
    languages = StringField(_l("Languages"), [Optional(), Length(max=60)])
    capacity = IntegerField(_l("Places"), [Optional(), NumberRange(1, 10000)])
    counts_as_training = RuleField(_l("Counts as training"))
    min_attendance_percent = IntegerField(_l("Attendance required, %"), [Optional(), NumberRange(0, 100)])
    min_grade = DecimalField(_l("Grade required"), [Optional(), NumberRange(0, 1000)])
    cost_planned = DecimalField(_l("Planned cost"), [Optional(), NumberRange(0, 10**9)])
    cost_actual = DecimalField(_l("Actual cost"), [Optional(), NumberRange(0, 10**9)])
    currency = StringField(_l("Currency"), [Optional(), Length(min=3, max=3)])
    summary_en = TextAreaField(_l("Summary in English"), [Optional(), Length(max=5000)])
    summary_ru = TextAreaField(_l("Summary in Russian"), [Optional(), Length(max=5000)])

    def fields(self) -> dict[str, Any]:
        """Return the plain fields of an event; office, course and project are looked up by the view."""
        apart = {"csrf_token", "version", "office", "course", "project", "code"}
        chosen = {field.name: field.data for field in self if field.name not in apart}
        chosen["languages"] = chosen["languages"] or ""
        chosen["currency"] = (chosen["currency"] or "USD").upper()
        return chosen


class SessionForm(Form):
    """A block for which attendance is taken."""

    day = DateField(_l("Day"), [InputRequired()])
    starts_at = TimeField(_l("Starts at"), [InputRequired()])
    ends_at = TimeField(_l("Ends at"), [InputRequired()])
    title = StringField(_l("Title"), TITLE)
    room = StringField(_l("Room"), [Optional(), Length(max=100)])
    trainer = StringField(_l("Trainers"), [Optional(), Length(max=200)])


class FillDaysForm(Form):
    """Equal sessions on every day of the event."""

    starts_at = TimeField(_l("First session starts"), [InputRequired()])
    minutes = IntegerField(_l("Minutes a session"), [InputRequired(), NumberRange(10, 480)], default=90)
    pause = IntegerField(_l("Minutes between sessions"), [InputRequired(), NumberRange(0, 240)], default=30)
    number = IntegerField(_l("Sessions a day"), [InputRequired(), NumberRange(1, 8)], default=4)


class EventOrganisationForm(Form):
    """An organisation's part."""

    organisation = KeyField(_l("Organisation"), blank=_l("Choose one"), validators=[InputRequired()])
    role = CodeField(_l("Role"), OrganisationRole)


class FundingForm(Form):
    """A project's share."""

    project = KeyField(_l("Project"), blank=_l("Choose one"), validators=[InputRequired()])
    share = DecimalField(_l("Share of the cost, %"), [Optional(), NumberRange(0, 100)])


class HeadcountForm(Form):
    """People known only as a number."""

    number = IntegerField(_l("Number of people"), [InputRequired(), NumberRange(1, 100000)])
    category = KeyField(_l("Category"), blank=_l("Not stated"))
    sex = CodeField(_l("Sex"), Sex)
    country = KeyField(_l("Country"), blank=_l("Not stated"), key=str)
    region_code = KeyField(_l("Region"), blank=_l("Not stated"), key=str)
    is_estimate = BooleanField(_l("This is an estimate"))
    is_reconstructed = BooleanField(_l("Taken from an old report (reconstructed)"))
    reason = StringField(_l("Why there are no names"), [InputRequired(), Length(max=300)])
    source = StringField(_l("Source"), [InputRequired(), Length(max=300)])
    source_page = StringField(_l("Page"), [Optional(), Length(max=40)])
    source_on = DateField(_l("Date of the document"), [Optional()])


class CourseFilterForm(Form):
    """Which courses a list shows."""

    class Meta(Form.Meta):
        csrf = False

    text = SearchField(_l("Code or title"), [Optional(), Length(max=100)])
    kind = CodeField(_l("Kind"), EventKind, blank=_l("All kinds"))


class CourseForm(Form):
    """A course of the catalogue."""

    code = StringField(_l("Code"), [InputRequired(), Length(max=40)])
    version = StringField(_l("Version"), [InputRequired(), Length(max=20)], default="1")
    title_en = StringField(_l("Title in English"), TITLE)
    title_ru = StringField(_l("Title in Russian"), TITLE)
    kind = CodeField(_l("Kind of event"), EventKind)
    hours = DecimalField(_l("Hours"), [Optional(), NumberRange(0, 2000)])
    languages = StringField(_l("Languages"), [Optional(), Length(max=60)])
    min_attendance_percent = IntegerField(
        _l("Attendance required, %"), [InputRequired(), NumberRange(0, 100)], default=80
    )
    min_grade = DecimalField(_l("Grade required"), [Optional(), NumberRange(0, 1000)])
    counts_as_training = BooleanField(_l("Counts as training"), default=True)
    modules = TextAreaField(_l("Modules"), [Optional(), Length(max=5000)])

    def fields(self) -> dict[str, Any]:
        """Return the plain fields of a course."""
        chosen = {field.name: field.data for field in self if field.name not in {"csrf_token", "modules"}}
        return chosen | {"languages": chosen["languages"] or ""}

    def module_lines(self) -> list[tuple[str, str, Any]]:
        """Return the modules typed one a line as `English title | Russian title | hours`."""
        lines = []
        for line in (self.modules.data or "").splitlines():
            parts = [part.strip() for part in line.split("|")]
            if parts[0]:
                hours = parts[2].replace(",", ".") if len(parts) > 2 else ""
                lines.append((parts[0], parts[1] if len(parts) > 1 and parts[1] else parts[0], _number(hours)))
        return lines

    def validate_modules(self, field: TextAreaField) -> None:
        """Say which line of the modules cannot be read."""
        for number, line in enumerate((field.data or "").splitlines(), 1):
            parts = line.split("|")
            hours = parts[2].strip().replace(",", ".") if len(parts) > 2 else ""
            if len(parts) > 3 or (hours and _number(hours) is None):
                raise ValidationError(_("Line %(n)s: write “English title | Russian title | hours”.", n=number))
            if max(len(part.strip()) for part in parts) > LONGEST_TITLE:
                raise ValidationError(_("Line %(n)s: a title has at most %(most)s characters.", n=number, most=LONGEST_TITLE))


def module_text(course: Course) -> str:
    """Write the modules of a course as the form asks for them, one a line."""
    lines = ((one.title_en, one.title_ru, "" if one.hours is None else f"{one.hours.normalize():f}") for one in course.modules)
    return "\n".join(" | ".join(parts) for parts in lines)


def _number(text: str) -> Any:
    try:
        value = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return value if value is None or (value.is_finite() and 0 <= value < 10000) else None
