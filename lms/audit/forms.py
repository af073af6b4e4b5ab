"""What a reader of the record asks for."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SearchField
from wtforms.validators import Length, Optional

from lms.audit.wording import ACTS, KINDS
from lms.forms import Form, KeyField
from lms.text import sort_key


class LogFilterForm(Form):
    """Which entries the record shows."""

    class Meta(Form.Meta):
        csrf = False

    actor = SearchField(_l("Who (e-mail)"), [Optional(), Length(max=100)])
    action = KeyField(_l("What was done"), blank=_l("Everything"), key=str)
    kind = KeyField(_l("Kind of object"), blank=_l("All kinds"), key=str)
    first = DateField(_l("From"), [Optional()])
    last = DateField(_l("To"), [Optional()])

    def offer(self) -> None:
        """Set the acts and kinds to choose from, in the reader's language and order."""
        for field, words in ((self.action, ACTS), (self.kind, KINDS)):
            field.offer(sorted(((key, _(label)) for key, label in words.items()), key=lambda pair: sort_key(pair[1])))
