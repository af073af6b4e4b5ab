"""What is asked of a person who enrols and marks."""

from flask_babel import lazy_gettext as _l
from wtforms import DecimalField, SearchField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.courses.codes import EnrolmentRole, EnrolmentStatus
from lms.forms import CodeField, Form


class FindForm(Form):
    """Whom to look for in the register."""

    class Meta(Form.Meta):
        csrf = False

    text = SearchField(_l("Name or agency"), [Optional(), Length(max=100)])


class PeopleForm(Form):
    """Which people of an event a list shows."""

    class Meta(Form.Meta):
        csrf = False

    text = SearchField(_l("Name"), [Optional(), Length(max=100)])
    role = CodeField(_l("Role"), EnrolmentRole, blank=_l("All roles"))
    status = CodeField(_l("Status"), EnrolmentStatus, blank=_l("All but withdrawn"))


class EnrolForm(Form):
    """As what the chosen people are enrolled."""

    role = CodeField(_l("Role"), EnrolmentRole)
    status = CodeField(_l("Status"), EnrolmentStatus)


class EnrolmentForm(Form):
    """What may change of an enrolment."""

    role = CodeField(_l("Role"), EnrolmentRole)
    status = CodeField(_l("Status"), EnrolmentStatus)
    pre_score = DecimalField(_l("Pre-test"), [Optional(), NumberRange(0, 1000)])
    post_score = DecimalField(_l("Post-test"), [Optional(), NumberRange(0, 1000)])
    grade = DecimalField(_l("Grade"), [Optional(), NumberRange(0, 1000)])


class ReasonForm(Form):
    """Why something that counts is taken back."""

    why = StringField(_l("Why it is taken back"), [InputRequired(), Length(max=300)])


class ReopenForm(Form):
    """Why attendance is opened again."""

    reason = StringField(_l("Why attendance is opened again"), [InputRequired(), Length(max=300)])
