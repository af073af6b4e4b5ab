"""How long figures take, from stored completions and from raw attendance; and that size changes no answer."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from bench import raw
from bench.clocking import Measured, warm
from bench.dataset import FIRST_DAY, PROJECTS, Size
from lms.extensions import db, writing
from lms.reports import queries, services
from lms.reports.rules import Figures, Filters
from tests.reports.holding import asked
from tests.reports.worked_example import FY2012, build

PROJECT_YEAR_LIMIT, WHOLE_LIMIT = 0.050, 1.0
AS_OF = date(2026, 1, 1)
# Project-years of several projects and years, so that no single one flatters the median.
PROJECT_YEARS = tuple(
    Filters(as_of=AS_OF, project_id=n, first=date(FIRST_DAY.year + year, 1, 1), last=date(FIRST_DAY.year + year, 12, 31))
    for n, year in zip(range(1, PROJECTS + 1, 4), (2, 4, 5, 6, 8), strict=True)
)
WHOLE = Filters(as_of=AS_OF)


def worked_example() -> tuple[int, ...]:
    """Build DESIGN's worked example among all others and return its answers, which must be DESIGN's."""
    counted = services.figures(asked(build(), *FY2012))
    answers = counted.persons.total, counted.named.total, counted.headcount.total, counted.attendances.total
    assert answers == (2, 3, 10, 16), answers
    db.session.commit()
    db.session.expunge_all()
    return answers


def figures(size: Size) -> list[Measured]:
    """Measure a project-year and the whole database, each from stored completions and from raw attendance."""
    _agree()
    year = warm("One project-year", _runs(_stored, PROJECT_YEARS), limit=PROJECT_YEAR_LIMIT, note=_rows(size))
    year_persons = warm("Its persons by category, sex, country", _runs(_persons, PROJECT_YEARS))
    raw_year = warm("The same from raw attendance", _runs(_raw, PROJECT_YEARS))
    whole = warm("The whole database", _runs(_stored, (WHOLE,)), limit=WHOLE_LIMIT)
    by_organisation = warm("The whole database, by organisation too", _runs(_by_organisation, (WHOLE,)))
    whole_persons = warm("Its persons by category, sex, country", _runs(_persons, (WHOLE,)))
    raw_whole = warm("The same from raw attendance", _runs(_raw, (WHOLE,)))
    return [
        year, year_persons, _times(raw_year, year_persons), whole, by_organisation, whole_persons,
        _times(raw_whole, whole_persons),
    ]  # fmt: skip


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


def _stored(wanted: Filters) -> Figures:
    return services.figures(wanted, by_organisation=False)


def _by_organisation(wanted: Filters) -> Figures:
    return services.figures(wanted)


def _persons(wanted: Filters) -> int:
    """Count the persons of the filters, as the figures do it, and nothing else."""
    reading = services.reading_of(wanted, 0 if wanted.project_id else services.WIDE + 1)
    rows = db.session.execute(queries.persons(wanted, reading, ("category", "sex", "country")))
    return sum(number for number, *_rest in rows)


def _raw(wanted: Filters) -> int:
    return raw.persons(wanted.project_id, wanted.first, wanted.last)


def _agree() -> None:
    """The two ways must give the same number, or their times say nothing."""
    for wanted in (*PROJECT_YEARS, WHOLE):
        stored, marked = _alone(_stored, wanted).persons.total, _alone(_raw, wanted)
        assert stored == marked, (wanted, stored, marked)
