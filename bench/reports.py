"""How long it takes to seal a report of ten thousand persons: counted, written down, put into all its files, and kept."""

from datetime import date

from bench.clocking import Measured, warm
from bench.dataset import FIRST_DAY
from lms import clock
from lms.extensions import db
from lms.projects.models import Project
from lms.reports import making, reporting
from lms.reports.iati import Publisher
from lms.reports.making import Press
from lms.reports.models import Report

LIMIT = 5.0
WANTED = 10_000  # persons
PRESS = Press(Publisher("ZZ-BENCH", "40"))


def reports() -> list[Measured]:
    """Measure the sealing of a report about one project over as many years as give the persons wanted, and of the last of these.

    The second counts few in its period; it keeps the rows of the earlier years for its cumulative numbers.
    """
    last = next((year for year in range(FIRST_DAY.year, FIRST_DAY.year + 12) if _persons(FIRST_DAY, year)[0] >= WANTED), FIRST_DAY.year + 11)
    persons, _whole = _persons(FIRST_DAY, last)
    of_year, whole = _persons(date(last, 1, 1), last)
    return [
        warm("A report sealed, with its files", [lambda: _seal(FIRST_DAY, last)], limit=LIMIT, note=f"{persons:,} persons, 22 files"),
        warm("A report of the last of these years sealed", [lambda: _seal(date(last, 1, 1), last)], limit=LIMIT,
             note=f"{of_year:,} persons, {whole:,} cumulatively"),
    ]  # fmt: skip


def _prepared(first: date, last: int) -> Report:
    return reporting.prepare(
        project=db.session.get_one(Project, 1), first=first, last=date(last, 12, 31), title_en="A report", title_ru="Отчёт",
        by=None, at=clock.now(),
    )  # fmt: skip


def _persons(first: date, last: int) -> tuple[int, int]:
    """Return how many persons a report counts, and how many cumulatively."""
    told = reporting.compiled(_prepared(first, last), reader=None, at=clock.now()).figure("persons")
    db.session.rollback()
    return (told.value, told.cumulative or 0) if told else (0, 0)


def _seal(first: date, last: int) -> None:
    making.freeze(_prepared(first, last), press=PRESS, by=None, at=clock.now())
    db.session.rollback()
