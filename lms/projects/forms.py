"""What is asked of a person about projects, offices and donors."""

from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    IntegerField,
    SearchField,
    StringField,
    ValidationError,
)
from wtforms.utils import unset_value
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.forms import CodeField, Form, KeyField, KeysField, RevisedForm
from lms.projects.measures import Basis, Disaggregation, Once, Rule
from lms.text import is_clean, tidy

LONGEST_REFERENCE = 100


class ProjectFilterForm(Form):
    """Which projects a list shows."""

    class Meta(Form.Meta):
        csrf = False

    text = SearchField(_l("Code or title"), [Optional(), Length(max=100)])
    office = KeyField(_l("Office"), blank=_l("All offices"))
    donor = KeyField(_l("Donor"), blank=_l("All donors"))
    running = BooleanField(_l("Running now"))


class DonorsField(KeysField):
    """Which donors fund a project, each with the number of its grant in an input of its own: `donors-ID`.

    `data` is a mapping of donor to grant number (None where there is none), or the list of the donors chosen.
    """

    typed: dict[int, str]

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read the chosen donors, and the grant number beside every one that has one."""
        self.typed = {key: text or "" for key, text in data.items()} if isinstance(data, dict) else {}
        super().process(formdata, list(data) if isinstance(data, dict) else data, extra_filters)
        if formdata:
            self.typed = {key: tidy(formdata.get(f"{self.name}-{key}")) for key in self.data or ()}

    def pre_validate(self, form: Any) -> None:
        """Accept donors that were offered, and numbers that can be stored."""
        super().pre_validate(form)
        if any(len(text) > LONGEST_REFERENCE or not is_clean(text) for text in self.typed.values()):
            raise ValidationError(_("A grant number has at most %(most)s characters.", most=LONGEST_REFERENCE))

    def references(self) -> dict[int, str | None]:
        """Return the grant number of every chosen donor."""
        return {key: self.typed.get(key) or None for key in self.data or ()}


class ProjectForm(Form):
    """A grant."""

    code = StringField(_l("Code"), [InputRequired(), Length(max=40)])
    office = KeyField(_l("Office"))
    title_en = StringField(_l("Title in English"), [InputRequired(), Length(max=300)])
    title_ru = StringField(_l("Title in Russian"), [InputRequired(), Length(max=300)])
    starts_on = DateField(_l("First day"), [InputRequired()])
    ends_on = DateField(_l("Last day"), [InputRequired()])
    donors = DonorsField(_l("Donors"))
    predecessor = KeyField(_l("Follows"), blank=_l("No project"))


NARROWINGS = ("kinds", "courses", "groups", "categories", "roles", "organisations", "countries")


class IndicatorForm(RevisedForm):
    """A measured sign of progress, with its rule."""

    code = StringField(_l("Code"), [InputRequired(), Length(max=40)])
    name_en = StringField(_l("Wording in English"), [InputRequired(), Length(max=300)])
    name_ru = StringField(_l("Wording in Russian"), [InputRequired(), Length(max=300)])
    basis = CodeField(_l("What is counted"), Basis)
    once = CodeField(_l("A person counts"), Once)
    disaggregations = KeysField(_l("Disaggregated by"), key=str)
    groups = KeysField(_l("Only these groups"), key=str)
    categories = KeysField(_l("Only these categories"), key=str)
    roles = KeysField(_l("In these roles"), key=str)
    organisations = KeysField(_l("Only these organisations, with all below them"))
    countries = KeysField(_l("Only these countries"), key=str)
    kinds = KeysField(_l("Only these kinds of events"), key=str)
    courses = KeysField(_l("Only these courses"), key=str)
    generation = IntegerField(_l("Cascade generation"), [Optional(), NumberRange(1, 9)])
    min_days = IntegerField(_l("At least so many class days"), [Optional(), NumberRange(1, 365)])
    min_hours = IntegerField(_l("or at least so many hours"), [Optional(), NumberRange(1, 2000)])
    vocabulary = KeyField(_l("Donor’s vocabulary"), blank=_l("None"), key=str)
    reference = StringField(_l("Number in it"), [Optional(), Length(max=60)])
    baseline_value = DecimalField(_l("Baseline"), [Optional(), NumberRange(0, 10**9)])
    baseline_year = IntegerField(_l("Year of the baseline"), [Optional(), NumberRange(1990, 2100)])
    reason = StringField(_l("Why the rule changes"), [Optional(), Length(max=300)])

    @staticmethod
    def known(rule: Rule) -> dict[str, Any]:
        """Return what the fields of a rule hold."""
        return {name: value or None if isinstance(value, tuple) else value for name, value in vars(rule).items()}

    def rule(self) -> Rule:
        """Return the rule that was asked for, its disaggregations in their usual order."""
        chosen = set(self.disaggregations.data or ())
        return Rule(
            basis=self.basis.data, once=self.once.data, generation=self.generation.data, min_days=self.min_days.data,
            min_hours=self.min_hours.data, disaggregations=tuple(one for one in Disaggregation if one.value in chosen),
            **{name: tuple(sorted(self[name].data or ())) for name in NARROWINGS},
        )  # fmt: skip

    def fields(self) -> dict[str, Any]:
        """Return the fields of an indicator."""
        names = ("code", "name_en", "name_ru", "vocabulary", "reference", "baseline_value", "baseline_year")
        return {name: self[name].data for name in names} | {"rule": self.rule()}


class TargetForm(Form):
    """A value to be reached over a period."""

    starts_on = DateField(_l("From"), [InputRequired()])
    ends_on = DateField(_l("To"), [InputRequired()])
    value = DecimalField(_l("Target"), [InputRequired(), NumberRange(Decimal("0.01"), 10**9)])


class OfficeForm(Form):
    """A country mission."""

    code = StringField(_l("Code"), [InputRequired(), Length(max=20)])
    name_en = StringField(_l("Name in English"), [InputRequired(), Length(max=200)])
    name_ru = StringField(_l("Name in Russian"), [InputRequired(), Length(max=200)])
    country = KeyField(_l("Country"), key=str)
    time_zone = StringField(_l("Time zone"), [InputRequired(), Length(max=60)])
    certificate_prefix = StringField(_l("Prefix of certificate numbers"), [InputRequired(), Length(max=10)])
    second_person_seals = BooleanField(_l("A report is sealed by another person than the one who prepared it"))

    def validate_time_zone(self, field: StringField) -> None:
        """Accept names of the time zone database only."""
        if field.data not in available_timezones():
            raise ValidationError(_("Write a name such as Asia/Ashgabat."))


class DonorForm(Form):
    """A government or body that gives funds."""

    code = StringField(_l("Code"), [InputRequired(), Length(max=40)])
    name_en = StringField(_l("Name in English"), [InputRequired(), Length(max=200)])
    name_ru = StringField(_l("Name in Russian"), [InputRequired(), Length(max=200)])
