"""What is asked of a person about a bulletin."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange

from lms.bulletins.models import BulletinState
from lms.bulletins.quarters import FIRST_YEAR, LAST_YEAR, NAMES
from lms.forms import CodeField, Form, KeyField, KeysField, RevisedForm

LONGEST_TEXT = 20_000
MOST_CODES = 100
MOST_NUMBER = 100_000


class BulletinsForm(Form):
    """Which bulletins a list shows."""

    class Meta(Form.Meta):
        csrf = False

    office = KeyField(_l("Office"), blank=_l("All offices and those of each"))
    state = CodeField(_l("State"), BulletinState, blank=_l("All states"))


class BulletinForm(RevisedForm):
    """An issue; whose it is, is asked once."""

    title_en = StringField(_l("Title in English"), [InputRequired(), Length(max=200)])
    title_ru = StringField(_l("Title in Russian"), [InputRequired(), Length(max=200)])
    year = IntegerField(_l("Year"), [InputRequired(), NumberRange(FIRST_YEAR, LAST_YEAR)])
    quarter = KeyField(_l("Quarter"))
    number = IntegerField(_l("Number of the issue"), [InputRequired(), NumberRange(1, MOST_NUMBER)])
    introduction_en = TextAreaField(_l("Introduction in English"), [Length(max=LONGEST_TEXT)])
    introduction_ru = TextAreaField(_l("Introduction in Russian"), [Length(max=LONGEST_TEXT)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.quarter.offer([(number, _(name)) for number, name in enumerate(NAMES, 1)])

    def fields(self) -> dict[str, Any]:
        """Return the fields of an issue."""
        names = ("title_en", "title_ru", "year", "quarter", "number", "introduction_en", "introduction_ru")
        return {name: self[name].data for name in names}


class NewBulletinForm(BulletinForm):
    """An issue to begin: of an office, or of all offices by whoever sees everything."""

    office = KeyField(_l("Office"))

    def offer_offices(self, pairs: list[tuple[int, str]], *, all_of_them: bool) -> None:
        """Set the offices to choose from; all offices together only for whoever reaches them."""
        self.office.offer(pairs)
        self.office.blank = _("All offices") if all_of_them else None


class ArticleForm(RevisedForm):
    """An article with the events that it is about."""

    heading_en = StringField(_l("Heading in English"), [InputRequired(), Length(max=300)])
    heading_ru = StringField(_l("Heading in Russian"), [InputRequired(), Length(max=300)])
    text_en = TextAreaField(_l("Text in English"), [Length(max=LONGEST_TEXT)])
    text_ru = TextAreaField(_l("Text in Russian"), [Length(max=LONGEST_TEXT)])
    events = KeysField(_l("Events of the quarter"))
    codes = StringField(_l("Other events, by code"), [Length(max=2_000)])
    tells_figures = BooleanField(_l("Tell after the article what was counted at these events"))
    thanks_donors = BooleanField(_l("Say who paid for them"))
    thanks_en = StringField(_l("Acknowledgement in English"), [Length(max=600)])
    thanks_ru = StringField(_l("Acknowledgement in Russian"), [Length(max=600)])

    @property
    def other_codes(self) -> list[str]:
        """Return the codes that were typed, each once."""
        return list(dict.fromkeys(part for part in re.split(r"[\s,;]+", self.codes.data or "") if part))

    def validate_codes(self, field: Field) -> None:
        """Refuse more codes than anybody types."""
        if len(self.other_codes) > MOST_CODES:
            raise ValidationError(_("Name at most %(number)s events.", number=MOST_CODES))

    def fields(self) -> dict[str, Any]:
        """Return the fields of an article, its events apart."""
        names = ("heading_en", "heading_ru", "text_en", "text_ru", "tells_figures", "thanks_donors", "thanks_en", "thanks_ru")
        return {name: self[name].data for name in names}


class PublishForm(Form):
    """The last question before an issue is frozen."""

    read = BooleanField(_l("I have read the issue in both languages"), [InputRequired()])
