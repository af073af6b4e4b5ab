"""Which years, and which part of the living capacity, figures are asked for."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import ValidationError

from lms.forms import CodeField, KeyField
from lms.projects.models import Group
from lms.reports.capacity import Part
from lms.reports.capacity_rules import CHOICES, KNOWN_FOR_YEARS, Doubt, Freshness, Whereabouts
from lms.reports.forms import FiguresForm
from lms.reports.rules import Filters
from lms.reports.years import YearKind

FOR_EVER = 0
GENERATIONS = range(1, 4)
OPEN = SimpleNamespace(data=None)  # in place of a field: an end of the period that nobody is asked for


class YearsForm(FiguresForm):
    """Year by year: the filters of figures, and what a year is."""

    years = CodeField(_l("Years"), YearKind)


class CapacityForm(FiguresForm):
    """Where people are who were trained: the filters of figures over all time, and for how long a post is known."""

    first = last = OPEN
    generation = KeyField(_l("Trainings"), blank=_l("Direct, no cascade"))
    known_for = KeyField(_l("A post is known for"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [(n, ngettext("%(num)s year after the last news", "%(num)s years after the last news", n)) for n in CHOICES]
        self.generation.offer([(n, _("Cascade, generation %(n)s", n=n)) for n in GENERATIONS])
        self.known_for.offer([*years, (FOR_EVER, _("ever, whatever is heard"))])

    def filters(self, today: date, generation: int | None = None) -> Filters:
        """Return what was asked for, over all time up to the as-of date; cascades are counted apart (R12)."""
        return super().filters(today, generation or self.generation.data)

    @property
    def years_known(self) -> int | None:
        """Return for how many years a post is known after something was last heard, None for ever."""
        chosen = KNOWN_FOR_YEARS if self.known_for.data is None else self.known_for.data
        return None if chosen == FOR_EVER else int(chosen)


class CapacityRowsForm(CapacityForm):
    """The same with the part of the count whose people are listed."""

    where = CodeField(_l("Where they are"), Whereabouts, blank=_l("Anywhere"))
    post_group = CodeField(_l("Group now"), Group, blank=_l("All"))
    doubt = CodeField(_l("Why the post is not known"), Doubt, blank=_l("All"))
    fresh = CodeField(_l("Since the last training"), Freshness, blank=_l("Any time"))
    post_region = KeyField(_l("Region now"), blank=_l("All"), key=str)
    post_agency = KeyField(_l("Agency now"), blank=_l("All"), key=str)

    def validate_doubt(self, field: Any) -> None:
        """Refuse two answers to one question: a post is of a group, or it is not known."""
        if field.data and self.post_group.data:
            raise ValidationError(_("Choose one of the list."))

    def part(self) -> Part:
        """Return the part of the count."""
        return Part(
            where=self.where.data, part=self.post_group.data or self.doubt.data, fresh=self.fresh.data,
            region=self.post_region.data, agency=self.post_agency.data,
        )  # fmt: skip
