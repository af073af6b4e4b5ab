"""What is asked of a person about people, posts and organisations."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, EmailField, IntegerField, SearchField, StringField, TelField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from lms.forms import CodeField, Form, KeyField
from lms.participants.identity import IdentifierKind, Purpose
from lms.participants.models import OrganisationKind, Sex

NAME = [InputRequired(), Length(max=100)]
PERSON_PARTS = (
    "surname", "given_name", "patronymic", "latin_name", "sex", "birth_date", "birth_year", "citizenship", "languages",
    "email", "phone", "note",
)  # fmt: skip
POST_PARTS = (
    "organisation_id", "unit", "position", "rank", "category_id", "country", "region_code", "starts_on", "ends_on",
)  # fmt: skip
LONG_NAME = [InputRequired(), Length(max=250)]
ADDRESS = Regexp(r"[^@\s]+@[^@\s]+\.[^@\s]+$", message=_l("Write an address such as name@example.org."))


class PersonFilterForm(Form):
    """Which people a list shows."""

    class Meta(Form.Meta):
        csrf = False

    text = SearchField(_l("Name, agency, region or event"), [Optional(), Length(max=100)])
    organisation = KeyField(_l("Organisation"), blank=_l("All organisations"))
    category = KeyField(_l("Category"), blank=_l("All categories"))
    country = KeyField(_l("Country"), blank=_l("All countries"), key=str)
    region = KeyField(_l("Region"), blank=_l("All regions"), key=str)
    sex = CodeField(_l("Sex"), Sex, blank=_l("Any"))


class PersonForm(Form):
    """A human being."""

    surname = StringField(_l("Surname"), NAME)
    given_name = StringField(_l("Given name"), NAME)
    patronymic = StringField(_l("Patronymic"), [Optional(), Length(max=100)])
    latin_name = StringField(_l("Latin name"), [Optional(), Length(max=200)])
    sex = CodeField(_l("Sex"), Sex)
    birth_date = DateField(_l("Birth date"), [Optional()])
    birth_year = IntegerField(_l("Birth year"), [Optional(), NumberRange(1900, 2100)])
    citizenship = KeyField(_l("Citizenship"), blank=_l("Not stated"), key=str)
    languages = StringField(_l("Languages"), [Optional(), Length(max=60)])
    email = EmailField(_l("E-mail"), [Optional(), Length(max=200), ADDRESS])
    phone = TelField(_l("Phone"), [Optional(), Length(max=60)])
    note = TextAreaField(_l("Note"), [Optional(), Length(max=500)])

    def person_fields(self) -> dict[str, Any]:
        """Return what is known of the person."""
        known = {name: self[name].data for name in PERSON_PARTS}
        return known | {"languages": known["languages"] or ""}


class PostForm(Form):
    """A post that a person holds or held."""

    organisation_id = KeyField(_l("Organisation"), blank=_l("Not stated"))
    unit = StringField(_l("Unit"), [Optional(), Length(max=200)])
    position = StringField(_l("Position"), [Optional(), Length(max=200)])
    rank = StringField(_l("Rank"), [Optional(), Length(max=100)])
    category_id = KeyField(_l("Category"), blank=_l("Not stated"))
    country = KeyField(_l("Country"), blank=_l("Not stated"), key=str)
    region_code = KeyField(_l("Region"), blank=_l("Not stated"), key=str)
    starts_on = DateField(_l("From"), [Optional()], description=_l("May stay empty where it is not known."))
    ends_on = DateField(_l("To"), [Optional()])

    def post_fields(self) -> dict[str, Any]:
        """Return what is known of the post."""
        return {name: self[name].data for name in POST_PARTS if name in self}


class RegisterForm(PersonForm, PostForm):
    """A human being with the post held now."""

    office = KeyField(_l("Office"), blank=_l("Choose one"), validators=[InputRequired()])


class IdentifierForm(Form):
    """An identity number of a person."""

    kind = CodeField(_l("Kind"), IdentifierKind)
    number = StringField(_l("Number"), [InputRequired(), Length(max=60)])


class ConsentForm(Form):
    """A consent of a person to one purpose."""

    purpose = CodeField(_l("Purpose"), Purpose)
    version = StringField(_l("Version of the wording"), [InputRequired(), Length(max=40)])
    given_on = DateField(_l("Given on"), [InputRequired()])
    source = StringField(_l("Source"), [Optional(), Length(max=200)])

    def fields(self) -> dict[str, Any]:
        """Return what is recorded beside the purpose."""
        return {"version": self.version.data, "given_on": self.given_on.data, "source": self.source.data}


class WithdrawalForm(Form):
    """When a consent was withdrawn."""

    withdrawn_on = DateField(_l("Withdrawn on"), [InputRequired()])


class TransferForm(PostForm):
    """The next post of a person; the present one ends the day before it."""

    starts_on = DateField(_l("First day in the new post"), [InputRequired()])
    ends_on = None


class OrganisationFilterForm(Form):
    """Which organisations a list shows."""

    class Meta(Form.Meta):
        csrf = False

    text = SearchField(_l("Name, in any language"), [Optional(), Length(max=100)])
    kind = CodeField(_l("Kind"), OrganisationKind, blank=_l("All kinds"))
    country = KeyField(_l("Country"), blank=_l("All countries"), key=str)


class SpellingForm(Form):
    """Another name of an organisation."""

    text = StringField(_l("Another name"), LONG_NAME)


class OrganisationForm(Form):
    """An organisation and its place in the tree."""

    kind = CodeField(_l("Kind"), OrganisationKind)
    category_id = KeyField(_l("Usual category"), blank=_l("Not stated"))
    name_en = StringField(_l("Name in English"), LONG_NAME)
    name_ru = StringField(_l("Name in Russian"), LONG_NAME)
    name_national = StringField(_l("Name in the national language"), [Optional(), Length(max=250)])
    parent_id = KeyField(_l("Part of"), blank=_l("Stands by itself"))
    country = KeyField(_l("Country"), blank=_l("None: it works in many"), key=str)
    region_code = KeyField(_l("Region"), blank=_l("None"), key=str)

    def fields(self) -> dict[str, Any]:
        """Return the plain fields of an organisation."""
        return {field.name: field.data for field in self if field.name != "csrf_token"}
