"""What is asked of a person about accounts."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, SearchField, SelectField, StringField, ValidationError
from wtforms.validators import EqualTo, InputRequired, Length, Optional

from lms.accounts.models import AccountState
from lms.accounts.permissions import Role
from lms.forms import LANGUAGE_CHOICES, CodeField, Form, KeyField


class SignInForm(Form):
    """Name and password."""

    email = StringField(_l("E-mail"), [InputRequired(), Length(max=200)], render_kw={"autocomplete": "username"})
    password = PasswordField(
        _l("Password"), [InputRequired(), Length(max=200)], render_kw={"autocomplete": "current-password"}
    )


class AccountFilterForm(Form):
    """Which accounts a list shows."""

    class Meta(Form.Meta):
        csrf = False

    text = SearchField(_l("Name or e-mail"), [Optional(), Length(max=100)])
    role = CodeField(_l("Role"), Role, blank=_l("All roles"))
    office = KeyField(_l("Office"), blank=_l("All offices"))
    state = CodeField(_l("State"), AccountState, blank=_l("All states"))


class AccountForm(Form):
    """A new account and its first grant."""

    email = StringField(_l("E-mail"), [InputRequired(), Length(max=200)], render_kw={"autocomplete": "off"})
    name = StringField(_l("Name"), [InputRequired(), Length(max=200)])
    language = SelectField(_l("Language"), choices=LANGUAGE_CHOICES)
    password = PasswordField(
        _l("First password"), [InputRequired(), Length(max=200)], render_kw={"autocomplete": "new-password"}
    )
    role = CodeField(_l("Role"), Role, blank=_l("Choose a role"), validators=[InputRequired()])
    office = KeyField(_l("Office"), blank=_l("All offices"))
    project = KeyField(_l("Project"), blank=_l("All projects"))


class GrantForm(Form):
    """One more grant."""

    role = CodeField(_l("Role"), Role, blank=_l("Choose a role"), validators=[InputRequired()])
    office = KeyField(_l("Office"), blank=_l("All offices"))
    project = KeyField(_l("Project"), blank=_l("All projects"))


class ProfileForm(Form):
    """What an account's holder may change of it."""

    name = StringField(_l("Name"), [InputRequired(), Length(max=200)])
    language = SelectField(_l("Language"), choices=LANGUAGE_CHOICES)


class NewPasswordForm(Form):
    """A new password, twice."""

    password = PasswordField(
        _l("New password"), [InputRequired(), Length(max=200)], render_kw={"autocomplete": "new-password"}
    )
    repeated = PasswordField(
        _l("New password again"), [EqualTo("password", _l("The two passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )  # fmt: skip


class PasswordForm(NewPasswordForm):
    """A new password, with the old one."""

    current = PasswordField(
        _l("Present password"), [InputRequired(), Length(max=200)], render_kw={"autocomplete": "current-password"}
    )


class TokenForm(Form):
    """What a new API token is for."""

    label = StringField(_l("What it is for"), [InputRequired(), Length(max=100)])


class FindPersonForm(Form):
    """Whom to look for in the register."""

    class Meta(Form.Meta):
        csrf = False

    text = SearchField(_l("Name"), [Optional(), Length(max=100)])


class PersonLinkForm(Form):
    """Which person of the register an account is."""

    person = KeyField(_l("Person in the register"), blank=_l("Nobody"))

    def validate_person(self, field: KeyField) -> None:
        """Tell "nobody", which unlinks, from a choice that was not made."""
        if not field.raw_data:
            raise ValidationError(_("Choose one."))
