"""What is asked of a person about certificates."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SearchField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from lms.forms import LANGUAGE_CHOICES, Form, KeyField

STANDINGS = [SelectChoice("", _l("All")), SelectChoice("valid", _l("Valid")), SelectChoice("revoked", _l("Revoked"))]


class IssueForm(Form):
    """In which language and with which date certificates are printed."""

    language = RadioField(_l("Language of the document"), choices=LANGUAGE_CHOICES)
    on = DateField(_l("Date on the certificate"), [InputRequired()])


class RevokeForm(Form):
    """Why a certificate is withdrawn."""

    reason = StringField(_l("Reason"), [InputRequired(), Length(max=300)])


class RegisterFilterForm(Form):
    """Which certificates of the register are shown."""

    class Meta(Form.Meta):
        csrf = False

    text = SearchField(_l("Number or name"), [Optional(), Length(max=100)])
    standing = SelectField(_l("Standing"), choices=STANDINGS, default="")
    office = KeyField(_l("Office"), blank=_l("All offices"))
    event = KeyField(_l("Event"), blank=_l("All events"))
    first = DateField(_l("From"), [Optional()])
    last = DateField(_l("To"), [Optional()])
