"""What is asked before a person's data are given, are erased, or are kept for a time."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.forms import DisclosureForm, Form


class GiveForm(DisclosureForm):
    """To whom everything held is given, and why: as a rule to the person, who asked for it."""


class EraseForm(Form):
    """Why a person is erased; the surname is typed so that it is no other one."""

    surname = StringField(_l("Surname"), [InputRequired(), Length(max=100)], render_kw={"autocomplete": "off"})
    reason = StringField(_l("Why"), [InputRequired(), Length(max=300)])
    posts_too = BooleanField(_l("Remove unit and position from the events too"))


class KeepForm(Form):
    """For how many months a class of data is kept."""

    months = IntegerField(_l("Months"), [Optional(), NumberRange(1, 1200)])
