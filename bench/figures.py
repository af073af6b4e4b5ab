"""How long figures take, beside the same from raw attendance and in pandas; and that size changes no answer."""

from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import count
from typing import Any

import pandas as pd
from sqlalchemy import select

from bench import raw
from bench.clocking import Measured, warm
from bench.dataset import FIRST_DAY, PROJECTS, Size
from lms import clock
from lms.audit.services import act
from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.extensions import db, writing
from lms.reports import conditions, counting, ledgers, services
from lms.reports.rules import Figures, Filters
from tests.queries import forget_ledger
from tests.reports.holding import asked
from tests.reports.worked_example import FY2012, build

PROJECT_YEAR_LIMIT, WHOLE_LIMIT = 0.020, 0.100
AS_OF = date(2026, 1, 1)
# Project-years of several projects and years, so that no single one flatters the median.
PROJECT_YEARS = tuple(
    Filters(as_of=AS_OF, project_id=n, first=date(FIRST_DAY.year + year, 1, 1), last=date(FIRST_DAY.year + year, 12, 31))
    for n, year in zip(range(1, PROJECTS + 1, 4), (2, 4, 5, 6, 8), strict=True)
)
WHOLE = Filters(as_of=AS_OF)
CHANGED = count(1000, 37)  # enrolments, one after the other


def worked_example() -> tuple[int, ...]:
    """Build DESIGN's worked example among all others and return its answers, which must be DESIGN's."""
    counted = services.figures(asked(build(), *FY2012))
    answers = counted.persons.total, counted.named.total, counted.headcount.total, counted.attendances.total
    assert answers == (2, 3, 10, 16), answers
    db.session.commit()
    db.session.expunge_all()
    return answers


def figures(size: Size) -> list[Measured]:
    """Measure a project-year and the whole database: as figures are told, after a change, from marks, and in pandas."""
    first = warm("All enrolments read, as by the first page of a process", [_first])
    _agree()
    year = warm("One project-year", _runs(_told, PROJECT_YEARS), limit=PROJECT_YEAR_LIMIT, note=_rows(size))
    after, changed = "The same right after a change", {"before": _change}
    year_changed = warm(after, _runs(_told, PROJECT_YEARS), limit=PROJECT_YEAR_LIMIT, **changed)
    whole = warm("The whole database", _runs(_told, (WHOLE,)), limit=WHOLE_LIMIT)
    whole_changed = warm(after, _runs(_told, (WHOLE,)), limit=WHOLE_LIMIT, **changed)
    made = [first, year, year_changed, whole, whole_changed]
    for name, wanted in (("a project-year", PROJECT_YEARS), ("the whole database", (WHOLE,))):
        persons = warm(f"Persons by category, sex, country of {name}", _runs(_persons, wanted))
        marks = warm("The same from raw attendance", _runs(_raw, wanted))
        frame = warm("The same read into pandas", _runs(_in_pandas, wanted))
        made += [persons, _times(marks, persons), _times(frame, persons)]
    return made


def _rows(size: Size) -> str:
    return f"{size.enrolments_each * size.events // PROJECTS // 10:,} enrolments or so in each"


def _times(slower: Measured, than: Measured) -> Measured:
    return Measured(slower.what, slower.seconds, note=f"{slower.seconds / than.seconds:.1f} times as long")


def _runs(count: Callable[[Filters], Any], wanted: tuple[Filters, ...]) -> list[Callable[[], Any]]:
    return [partial(_alone, count, one) for one in wanted]


def _alone(count: Callable[[Filters], Any], wanted: Filters) -> Any:
    """Count in a read transaction of its own, as a request does."""
    db.session.rollback()
    db.session.expunge_all()
    with writing(False):
        return count(wanted)


def _first() -> None:
    """Read all enrolments, as a process does that has none yet."""
    forget_ledger()
    _alone(lambda _wanted: ledgers.present(), WHOLE)


def _told(wanted: Filters) -> Figures:
    return services.figures(wanted)


def _change() -> None:
    """Change a completion."""
    db.session.rollback()
    changed = db.session.get_one(Enrolment, next(CHANGED))
    with act("bench.change", by=None, at=clock.now()):
        changed.completed = not changed.completed
    db.session.commit()


def _persons(wanted: Filters) -> int:
    """Count the persons of the filters by cell, as the figures do it, and nothing else."""
    held = counting.held(wanted, ledgers.present())
    return sum(number for _place, number in held.trained.last_of_each_person().by_place())


def _in_pandas(wanted: Filters) -> int:
    """Count the same with pandas over the completions of the filters, read from the database."""
    rows = select(Enrolment.person_id, Enrolment.category_id, Enrolment.sex, Enrolment.country, Event.ends_on, Event.id)
    rows = rows.join(Enrolment.event).where(*conditions.training(wanted), conditions.trained(Enrolment))
    frame = pd.DataFrame(db.session.execute(rows).all(), columns=["person", "category", "sex", "country", "day", "event"])
    latest = frame.sort_values(["day", "event"]).drop_duplicates("person", keep="last")
    return int(latest.groupby(["category", "sex", "country"], dropna=False).size().sum())


def _raw(wanted: Filters) -> int:
    return raw.persons(wanted.project_id, wanted.first, wanted.last)


def _agree() -> None:
    """All ways must give the same number, or their times say nothing."""
    for wanted in (*PROJECT_YEARS, WHOLE):
        told = _alone(_told, wanted).persons.total
        others = _alone(_raw, wanted), _alone(_in_pandas, wanted), _alone(_persons, wanted)
        assert others == (told,) * 3, (wanted, told, others)
