"""What is asked of a person about projects, offices and donors."""

from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    SearchField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.forms import CodeField, Form, KeyField, KeysField
from lms.projects.models import Basis, Group


class ProjectFilterForm(Form):
    """Which projects a list shows."""

    class Meta(Form.Meta):
        csrf = False

    text = SearchField(_l("Code or title"), [Optional(), Length(max=100)])
    office = KeyField(_l("Office"), blank=_l("All offices"))
    donor = KeyField(_l("Donor"), blank=_l("All donors"))
    running = BooleanField(_l("Running now"))


class ProjectForm(Form):
    """A grant."""

    code = StringField(_l("Code"), [InputRequired(), Length(max=40)])
    office = KeyField(_l("Office"))
    title_en = StringField(_l("Title in English"), [InputRequired(), Length(max=300)])
    title_ru = StringField(_l("Title in Russian"), [InputRequired(), Length(max=300)])
    starts_on = DateField(_l("First day"), [InputRequired()])
    ends_on = DateField(_l("Last day"), [InputRequired()])
    donors = KeysField(_l("Donors"))
    reference = StringField(_l("Grant number"), [Optional(), Length(max=100)])
    predecessor = KeyField(_l("Follows"), blank=_l("No project"))


class IndicatorForm(Form):
    """A measured sign of progress with its first target."""

    code = StringField(_l("Code"), [InputRequired(), Length(max=40)])
    basis = CodeField(_l("What is counted"), Basis)
    name_en = StringField(_l("Wording in English"), [InputRequired(), Length(max=300)])
    name_ru = StringField(_l("Wording in Russian"), [InputRequired(), Length(max=300)])
    category_group = CodeField(_l("Only this group"), Group, blank=_l("All groups"))
    category = KeyField(_l("Only this category"), blank=_l("All categories"))


class TargetForm(Form):
    """A value to be reached over a period."""

    starts_on = DateField(_l("From"), [InputRequired()])
    ends_on = DateField(_l("To"), [InputRequired()])
    value = DecimalField(_l("Target"), [InputRequired(), NumberRange(0, 10**9)])


class OfficeForm(Form):
    """A country mission."""

    code = StringField(_l("Code"), [InputRequired(), Length(max=20)])
    name_en = StringField(_l("Name in English"), [InputRequired(), Length(max=200)])
    name_ru = StringField(_l("Name in Russian"), [InputRequired(), Length(max=200)])
    country = KeyField(_l("Country"), key=str)
    time_zone = StringField(_l("Time zone"), [InputRequired(), Length(max=60)])
    certificate_prefix = StringField(_l("Prefix of certificate numbers"), [InputRequired(), Length(max=10)])

    def validate_time_zone(self, field: StringField) -> None:
        """Accept names of the time zone database only."""
        if field.data not in available_timezones():
            raise ValidationError(_("Write a name such as Asia/Ashgabat."))


class DonorForm(Form):
    """A government or body that gives funds."""

    code = StringField(_l("Code"), [InputRequired(), Length(max=40)])
    name_en = StringField(_l("Name in English"), [InputRequired(), Length(max=200)])
    name_ru = StringField(_l("Name in Russian"), [InputRequired(), Length(max=200)])
