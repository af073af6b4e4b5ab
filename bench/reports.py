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
    """Measure the sealing of a report about one project over as many years as give the persons wanted."""
    last = next((year for year in range(FIRST_DAY.year, FIRST_DAY.year + 12) if _persons(year) >= WANTED), FIRST_DAY.year + 11)
    persons = _persons(last)
    sealed = warm("A report sealed, with its files", [lambda: _seal(last)], limit=LIMIT, note=f"{persons:,} persons, 22 files")
    return [sealed]


def _prepared(last: int) -> Report:
    return reporting.prepare(
        project=db.session.get_one(Project, 1), first=FIRST_DAY, last=date(last, 12, 31), title_en="A report", title_ru="Отчёт",
        by=None, at=clock.now(),
    )  # fmt: skip


def _persons(last: int) -> int:
    told = reporting.compiled(_prepared(last), reader=None, at=clock.now()).figure("persons")
    db.session.rollback()
    return told.value if told else 0


def _seal(last: int) -> None:
    making.freeze(_prepared(last), press=PRESS, by=None, at=clock.now())
    db.session.rollback()

