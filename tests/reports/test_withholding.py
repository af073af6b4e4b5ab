"""What donors cannot work out from all the periods that they may ask for, put together."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Account
from lms.accounts.permissions import Role
from lms.extensions import db
from lms.projects.models import Group, Project
from lms.reports import narrowing, queries, services, suppression, withholding
from lms.reports.disclosure import Key, is_small
from lms.reports.narrowing import Stretch
from lms.reports.rules import Filters
from lms.reports.suppression import Kept
from tests import factories
from tests.reports.holding import LONG_AFTER, held, officer
from tests.reports.registers import Register, ground

Pages = Mapping[Stretch, Mapping[Key, int | None]]
SEEDS = range(5)


def told(f: Filters, *, together: bool) -> tuple[Pages, Sequence[Stretch]]:
    """Return what donors are told of every period, worked out together or for each alone, and the parts that these have in common."""
    days = db.session.scalars(queries.days(f)).all()
    pages, parts = narrowing.stretches(days, services.set_periods(db.session.get(Project, f.project_id) if f.project_id else None))
    found = {}
    for first, last in pages:
        figures = services.figures(replace(f, first=first, last=last))
        kept = withholding.kept(figures) if together else suppression.of(figures)
        found[first, last] = dict(shown(suppression.numbers_of(figures), kept))
    return found, parts


def shown(numbers: Any, kept: Kept) -> Iterator[tuple[Key, int | None]]:
    return ((key, kept.number(number, *key)) for key, number in numbers.values.items() if key not in numbers.unpublished)


def found_out(pages: Pages, parts: Sequence[Stretch]) -> list[tuple[Key, int]]:
    """Return the small numbers of any run of parts that pages tell by adding and taking away: an attacker's work."""
    return [*by_pairs(pages), *by_sums(pages, parts)]


def by_pairs(pages: Pages) -> Iterator[tuple[Key, int]]:
    for long, many in pages.items():
        for short, few in pages.items():
            if short != long and long[0] <= short[0] and short[1] <= long[1]:
                for key in many.keys() & few.keys():
                    if (one := many[key]) is not None and (other := few[key]) is not None and is_small(one - other):
                        yield key, one - other


def by_sums(pages: Pages, parts: Sequence[Stretch]) -> Iterator[tuple[Key, int]]:
    for key in {key for page in pages.values() for key in page if key[0] != "persons"}:
        rows = {page: number for page, numbers in pages.items() if (number := numbers.get(key, 0)) is not None}
        if not rows:
            continue
        made_of = np.array([[page[0] <= one[0] and one[1] <= page[1] for one in parts] for page in rows], float)
        for first in range(len(parts)):
            for end in range(first + 1, len(parts) + 1):
                run = np.array([first <= place < end for place in range(len(parts))], float)
                weights = np.linalg.lstsq(made_of.T, run, rcond=None)[0]
                if np.allclose(made_of.T @ weights, run) and is_small(number := round(float(weights @ list(rows.values())))):
                    yield key, number


def questions() -> Iterator[Filters]:
    """Yield a question about each project, and about all, of registers of two and a half years."""
    on = ground()
    on.persons += [factories.person().id for _n in range(30)]
    for seed in SEEDS:
        Register(seed, on, most=14)
        yield from (Filters(as_of=date(2015, 1, 1), project_id=project) for project in (None, *on.projects))
        db.session.rollback()


def test_no_small_number_follows_from_the_periods_that_a_donor_may_ask_for(app: Flask) -> None:
    for f in questions():
        pages, parts = told(f, together=True)
        assert not [page for page in pages.values() if any(is_small(number or 0) for number in page.values())]
        assert found_out(pages, parts) == []


def test_small_numbers_would_follow_if_each_period_were_looked_at_alone(app: Flask) -> None:
    assert any(found_out(*told(f, together=False)) for f in questions())


@pytest.fixture
def project(app: Flask) -> Project:
    """A project that trained 30 police officers and 9 judges in each of 2011 and 2013, and 30 and 3 in 2012."""
    made = factories.project()
    for year, judges in ((2011, 9), (2012, 3), (2013, 9)):
        people = [("police", Group.LAW_ENFORCEMENT)] * 30 + [("prosecutor", Group.LAW_ENFORCEMENT)] * 40 + [("judge", Group.JUDICIARY)] * judges
        held(made, ends_on=date(year, 5, 5), who={officer(*of): "PPPP" for of in people})
    return made


def completed(project: Project, category: str, **period: date) -> int | None:
    figures = services.figures(Filters(as_of=LONG_AFTER, project_id=project.id, **period))
    return withholding.kept(figures).number(figures.completions.of("category")[category], "completions", "category", category)


def year(number: int) -> dict[str, date]:
    return {"first": date(number, 1, 1), "last": date(number, 12, 31)}


def test_a_small_number_of_one_year_is_not_the_whole_less_the_other_years(project: Project) -> None:
    assert completed(project, "judge") == 21 and completed(project, "prosecutor") == 120
    assert completed(project, "judge", **year(2012)) is None
    assert None in [completed(project, "judge", **year(number)) for number in (2011, 2013)]


def test_of_a_period_that_nobody_may_ask_for_nothing_is_told(project: Project) -> None:
    assert completed(project, "prosecutor", first=date(2011, 1, 1), last=date(2012, 12, 31)) is None


def test_by_organisation_the_whole_alone_is_told(app: Flask) -> None:
    project, court = factories.project(), factories.organisation()
    for number in (2011, 2012):
        held(project, ends_on=date(number, 5, 5), who={officer(): "PPPP" for _n in range(9)})
    told_of = [services.figures(Filters(as_of=LONG_AFTER, project_id=project.id, **period)) for period in ({}, year(2011))]
    key = ("persons", "organisation", "not_stated")
    assert court and [withholding.kept(one).number(one.persons.of("organisation")["not_stated"], *key) for one in told_of] == [18, None]


def test_where_too_many_numbers_are_small_years_are_told_by_totals(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(withholding, "MOST_SMALL", 0)
    assert completed(project, "police") == 90 and completed(project, "police", **year(2011)) is None
    figures = services.figures(Filters(as_of=LONG_AFTER, project_id=project.id, **year(2011)))
    assert withholding.kept(figures).headline(figures)["completions"] == 79


def test_another_event_changes_what_is_kept_back(project: Project) -> None:
    assert completed(project, "judge", **year(2012)) is None
    held(project, ends_on=date(2012, 6, 6), who={officer("judge", Group.JUDICIARY): "PPPP" for _n in range(9)})
    assert completed(project, "judge", **year(2012)) == 12


def test_the_years_page_and_the_pages_of_years_leave_out_the_same(signed_in: Callable[..., FlaskClient], project: Project) -> None:
    held(project, ends_on=date(2014, 1, 5), who={officer(): "PPPP" for _n in range(3)})
    donor: Account = factories.account(Role.DONOR_VIEWER, on=project)
    file = signed_in(donor).get(f"/figures/years.csv?project={project.id}").get_data(as_text=True)
    of = {line.split(",")[1]: line.split(",") for line in file.splitlines() if line.startswith("Year by year")}
    for number in (2011, 2012, 2013, 2014):
        figures = services.figures(Filters(as_of=date(2026, 1, 1), project_id=project.id, **year(number)))
        heads = withholding.kept(figures).headline(figures)
        assert ("…" if heads["persons"] is None else str(heads["persons"])) in of[str(number)]
    assert "3" not in of["2014"][4:]
