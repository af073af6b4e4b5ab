"""What is asked of a person who plans cycles and keeps the pool of trainers."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SearchField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.forms import CodeField, Form, KeyField
from lms.tot.models import StageKind, TrainerLevel

TITLE = [InputRequired(), Length(max=300)]


class CycleFilterForm(Form):
    """Which cycles a list shows."""

    class Meta(Form.Meta):
        csrf = False

    project = KeyField(_l("Project"), blank=_l("All projects"))
    course = KeyField(_l("Course"), blank=_l("All courses"))


class CycleForm(Form):
    """A cycle."""

    project = KeyField(_l("Project"), blank=_l("Choose one"), validators=[InputRequired()])
    course = KeyField(_l("Course"), blank=_l("Choose one"), validators=[InputRequired()])
    title_en = StringField(_l("Title in English"), TITLE)
    title_ru = StringField(_l("Title in Russian"), TITLE)
    starts_on = DateField(_l("First day"), [InputRequired()])
    ends_on = DateField(_l("Last day"), [InputRequired()])


class CohortForm(Form):
    """A group that goes through the cycle together."""

    name = StringField(_l("Name of the cohort"), [InputRequired(), Length(max=100)])
    planned_size = IntegerField(_l("Planned number of people"), [Optional(), NumberRange(1, 10000)])


class StageForm(Form):
    """A step of a cohort."""

    kind = CodeField(_l("Stage"), StageKind)
    planned_from = DateField(_l("Planned from"), [InputRequired()])
    planned_to = DateField(_l("Planned to"), [InputRequired()])
    done_on = DateField(_l("Done on"), [Optional()])
    note = StringField(_l("Note"), [Optional(), Length(max=500)])


class FindEventsForm(Form):
    """Which events to look for."""

    class Meta(Form.Meta):
        csrf = False

    text = SearchField(_l("Title, code or place"), [Optional(), Length(max=100)])


class CascadeForm(Form):
    """The cycle whose graduates delivered an event."""

    cycle = KeyField(_l("Cycle"))
    generation = IntegerField(_l("Generation"), [InputRequired(), NumberRange(1, 9)], default=1)


class CascadeFilterForm(Form):
    """Which cascade events a list shows."""

    class Meta(Form.Meta):
        csrf = False

    generation = KeyField(_l("Generation"), blank=_l("All generations"))


class PoolsFilterForm(Form):
    """Which courses a list shows."""

    class Meta(Form.Meta):
        csrf = False

    text = SearchField(_l("Code or title"), [Optional(), Length(max=100)])


class PoolFilterForm(Form):
    """Which trainers a pool shows, and as on which day."""

    class Meta(Form.Meta):
        csrf = False

    on = DateField(_l("As of"), [Optional()])
    level = CodeField(_l("Level"), TrainerLevel, blank=_l("All levels"))
    region = KeyField(_l("Region"), blank=_l("All regions"), key=str)


class TrainerFilterForm(Form):
    """As on which day a trainer is shown."""

    class Meta(Form.Meta):
        csrf = False

    on = DateField(_l("As of"), [Optional()])


class FindPersonForm(Form):
    """Whom to look for in the register."""

    class Meta(Form.Meta):
        csrf = False

    text = SearchField(_l("Name"), [Optional(), Length(max=100)])


class StatusForm(Form):
    """A dated row of a trainer's standing."""

    level = CodeField(_l("Level"), TrainerLevel)
    from_on = DateField(_l("From"), [InputRequired()])
    evidence = StringField(_l("Evidence"), [Optional(), Length(max=500)])
    event = KeyField(_l("Event that is evidence"), blank=_l("No event"))
