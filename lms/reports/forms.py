"""What is asked of a person who wants figures."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, IntegerField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional

from lms.courses.codes import EventKind
from lms.forms import CodeField, DisclosureForm, Form, KeyField
from lms.materials.models import Carrier
from lms.participants.models import Sex
from lms.projects.models import Group
from lms.reports.rules import CLAIMED, NOT_STATED, SEVERAL, By, Cell, Figure, Filters

CODE = [Optional(), Length(max=60)]


class NamesForm(DisclosureForm):
    """For whom a list with names is made, why, and as what sort of file."""

    ending = SelectField(_l("File"), choices=[SelectChoice("xlsx", _l("Workbook")), SelectChoice("csv", _l("CSV file"))])


class FiguresForm(Form):
    """Which project, payer, place and period figures are asked for."""

    WORDS = ("project", "donor", "office", "country", "region", "as_of", "first", "last")

    class Meta(Form.Meta):
        csrf = False

    project = KeyField(_l("Project"), blank=_l("All projects"))
    donor = KeyField(_l("Donor"), blank=_l("All donors"))
    office = KeyField(_l("Office"), blank=_l("All offices"))
    country = KeyField(_l("Country of the participants"), blank=_l("All countries"), key=str)
    region = KeyField(_l("Region of the participants"), blank=_l("All regions"), key=str)
    as_of = DateField(_l("As of"), [Optional()])
    first = DateField(_l("From"), [Optional()])
    last = DateField(_l("To"), [Optional()])

    def validate_region(self, field: Field) -> None:
        """Refuse a region of another country than the one asked for: together they would count nobody."""
        if field.data and self.country.data and not field.data.startswith(f"{self.country.data}-"):
            raise ValidationError(_("This region is not in the chosen country."))

    def validate_last(self, field: Field) -> None:
        """Refuse a period that ends before it begins."""
        if field.data and self.first.data and field.data < self.first.data:
            raise ValidationError(_("The period ends before it begins."))

    def filters(self, today: date, generation: int | None = None) -> Filters:
        """Return what was asked for; figures stand as of today where no day is named."""
        return Filters(
            as_of=self.as_of.data or today, project_id=self.project.data, office_id=self.office.data,
            donor_id=self.donor.data, country=self.country.data, region=self.region.data, first=self.first.data,
            last=self.last.data, generation=generation,
        )  # fmt: skip


class OverlapForm(FiguresForm):
    """Whose claims on the same people and events are compared."""

    by = CodeField(_l("Claimed by"), By, default=By.PROJECT)


class ClaimsField(StringField):
    """By how many something is claimed: a number, or SEVERAL."""

    def pre_validate(self, form: Any) -> None:
        """Accept nothing else, and only of figures that are told by who claims them."""
        known = self.data in {None, SEVERAL} or (self.data.isascii() and self.data.isdecimal() and len(self.data) < 4)
        if not known or (self.data and form.figure.data not in CLAIMED):
            raise ValidationError(_("Choose one of the list."))


class AlsoField(KeyField):
    """Another project or donor that claims the same."""

    def pre_validate(self, form: Any) -> None:
        """Accept one that was offered, of figures that are told by who claims them."""
        super().pre_validate(form)
        if self.data is not None and form.figure.data not in CLAIMED:
            raise ValidationError(_("Choose one of the list."))


class CodedField(StringField):
    """A code of a cell: a member of the codes, or not stated."""

    def __init__(self, label: str, codes: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(label, CODE, **kwargs)
        self.codes = {*(code.value for code in codes), NOT_STATED}

    def pre_validate(self, form: Any) -> None:
        """Accept no other code."""
        if self.data and self.data not in self.codes:
            raise ValidationError(_("Choose one of the list."))


class RowsForm(FiguresForm):
    """Which figure is opened, and which part of it."""

    figure = CodeField(_l("Figure"), Figure)
    generation = IntegerField(_l("Generation"), [Optional(), NumberRange(1, 9)])
    group = CodedField(_l("Group"), Group)
    category = StringField(_l("Category"), CODE)
    sex = CodedField(_l("Sex"), Sex)
    from_country = StringField(_l("Country"), CODE)
    from_region = StringField(_l("Region"), CODE)
    organisation = StringField(_l("Organisation"), CODE)
    kind = CodedField(_l("Kind"), EventKind)
    carrier = CodedField(_l("Carrier"), Carrier)
    returning = IntegerField(_l("Returning"), [Optional(), NumberRange(0, 1)])
    also_project = AlsoField(_l("Also claimed by project"), blank=_l("All projects"))
    also_donor = AlsoField(_l("Also claimed by donor"), blank=_l("All donors"))
    project_claims = ClaimsField(_l("How many projects claim them"))
    donor_claims = ClaimsField(_l("How many donors claim them"))

    def validate_organisation(self, field: Field) -> None:
        """Refuse what is not the number of an organisation."""
        known = field.data == NOT_STATED or (field.data.isascii() and field.data.isdecimal() and len(field.data) < 10)
        if not known:
            raise ValidationError(_("Choose one of the list."))

    def validate_kind(self, field: Field) -> None:
        """Refuse a kind or carrier that is not stated: every event and edition has one."""
        if field.data == NOT_STATED:
            raise ValidationError(_("Choose one of the list."))

    validate_carrier = validate_kind

    def cell(self) -> Cell:
        """Return the part of the figure."""
        returning = self.returning.data
        return Cell(
            group=self.group.data, category=self.category.data, sex=self.sex.data, country=self.from_country.data,
            region=self.from_region.data, organisation=self.organisation.data, kind=self.kind.data,
            carrier=self.carrier.data, returning=None if returning is None else bool(returning),
            also_project=self.also_project.data, also_donor=self.also_donor.data,
            project_claims=self.project_claims.data, donor_claims=self.donor_claims.data,
        )  # fmt: skip
