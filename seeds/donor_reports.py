"""Reports to the donor of the demonstration: a sealed one, and one to be sealed."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select

from lms.accounts.models import Account
from lms.extensions import db
from lms.projects.models import Project
from lms.reports import making, reporting
from lms.reports.press import press

ANSWER = "Letter of the donor (demonstration)"


def load(projects: Mapping[str, Project], *, at: datetime) -> None:
    """Seal the final report of the finished project, and begin the first quarterly one of the project after it."""
    accounts = {account.email: account for account in db.session.scalars(select(Account))}
    officer, manager = accounts["reports@demo.example"], accounts["manager@demo.example"]
    finished, running = projects["TM-INL-2009"], projects["TM-INL-2011"]
    final = reporting.prepare(
        project=finished, first=finished.starts_on, last=finished.ends_on, title_en="Final report", title_ru="Итоговый отчёт",
        by=officer, at=at,
    )  # fmt: skip
    making.freeze(final, press=press(), by=manager, at=at)
    reporting.decide(final, accepted=True, decision=ANSWER, by=officer, at=at)
    reporting.prepare(
        project=running, first=date(2011, 10, 1), last=date(2011, 12, 31), title_en="Quarterly report, October–December 2011",
        title_ru="Квартальный отчёт, октябрь–декабрь 2011 г.", by=officer, at=at,
    )  # fmt: skip
