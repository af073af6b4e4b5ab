"""What is asked of a person about materials."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SearchField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.forms import CodeField, Form, KeyField
from lms.materials.models import Carrier

MOST_PIECES = 1_000_000
TITLE = [InputRequired(), Length(max=300)]


class LineFilterForm(Form):
    """Which lines a distribution list shows."""

    class Meta(Form.Meta):
        csrf = False

    text = SearchField(_l("Organisation or act number"), [Optional(), Length(max=100)])
    project = KeyField(_l("Project"), blank=_l("All projects"))
    event = KeyField(_l("Event"), blank=_l("All events"))
    edition = KeyField(_l("Edition"), blank=_l("All editions"))
    carrier = CodeField(_l("Carrier"), Carrier, blank=_l("All carriers"))
    first = DateField(_l("From"), [Optional()])
    last = DateField(_l("To"), [Optional()])


class HandOverForm(Form):
    """A line of a distribution list."""

    project = KeyField(_l("Project"), validators=[InputRequired()], blank=_l("Choose one"))
    event = KeyField(_l("Event"), blank=_l("At no event"))
    edition = KeyField(_l("Material and edition"), validators=[InputRequired()], blank=_l("Choose one"))
    quantity = IntegerField(_l("Pieces"), [InputRequired(), NumberRange(1, MOST_PIECES)])
    organisation = KeyField(_l("Receiving organisation"), validators=[InputRequired()], blank=_l("Choose one"))
    unit = StringField(_l("Receiving unit"), [Optional(), Length(max=200)])
    handed_on = DateField(_l("Handed over on"), [InputRequired()])
    act_number = StringField(_l("Number of the act"), [Optional(), Length(max=60)])
    note = StringField(_l("Note"), [Optional(), Length(max=300)])

    def words(self) -> dict[str, Any]:
        """Return what is said of the hand-over besides the rows that it names."""
        return {name: self[name].data for name in ("quantity", "unit", "handed_on", "act_number", "note")}


class CorrectionForm(Form):
    """Pieces of a line that were not handed over after all."""

    quantity = IntegerField(_l("Pieces to take back"), [InputRequired(), NumberRange(1, MOST_PIECES)])
    note = StringField(_l("Why"), [InputRequired(), Length(max=300)])


class CatalogueFilterForm(Form):
    """Which editions the catalogue shows."""

    class Meta(Form.Meta):
        csrf = False

    text = SearchField(_l("Code or title"), [Optional(), Length(max=100)])
    carrier = CodeField(_l("Carrier"), Carrier, blank=_l("All carriers"))


class MaterialForm(Form):
    """A title of the catalogue."""

    code = StringField(_l("Code"), [InputRequired(), Length(max=40)])
    title_en = StringField(_l("Title in English"), TITLE)
    title_ru = StringField(_l("Title in Russian"), TITLE)


class EditionForm(Form):
    """A material in one language on one carrier."""

    language = KeyField(_l("Language"), validators=[InputRequired()], blank=_l("Choose one"), key=str)
    carrier = CodeField(_l("Carrier"), Carrier)
    year = IntegerField(_l("Year"), [Optional(), NumberRange(1950, 2100)])
    print_run = IntegerField(_l("Print run"), [Optional(), NumberRange(0, 10_000_000)])


class PrintRunForm(Form):
    """How many pieces of an edition were printed."""

    print_run = IntegerField(_l("Print run"), [Optional(), NumberRange(0, 10_000_000)])
