"""The page of charts: no number without its rows, nothing hidden that is drawn, and words for every state."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from flask_babel import force_locale

from lms import clock
from lms.accounts.permissions import POLICY, Permission, Role
from lms.participants import services as participants
from lms.participants.models import Person, Sex
from lms.projects.models import Country, Group, Project
from lms.reports import drawings
from lms.reports.spans import Piece, Unit
from lms.reports.trends import trained
from tests import factories
from tests.queries import counted, read_ledger
from tests.reports.holding import PLANNED, asked, held, planned

SignedIn = Callable[..., FlaskClient]
YEAR = "first=2011-01-01&last=2011-12-31"
ALL = "PPPP"
DRAWN = """
{% import "macros/charts.html" as charts with context %}{% import "macros/tables.html" as tables with context %}
{{ charts.bars("a", "t", "d", over_time.all.bars, over_time.names) }}
{{ charts.tile_map("m", "t", "d", places.map, places.squares) }}
{% for one in (over_time.sheet, places.sheet, places.grid) %}{{ charts.sheet(one, open_rows, "persons", tables) }}{% endfor %}
"""


@pytest.fixture(autouse=True)
def _long_after() -> Iterator[None]:
    with clock.stopped(datetime(2014, 1, 1, 6, 0, tzinfo=UTC)):
        yield


def text(browser: FlaskClient, words: str = YEAR, status: int = 200) -> str:
    answer = browser.get(f"/figures/charts?{words}")
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def resident(code: str | None, category: str = "police", group: Group = Group.LAW_ENFORCEMENT, sex: Sex = Sex.MALE) -> Person:
    """Register somebody whose post lies in a region."""
    who, place = factories.person(sex=sex), {"country": code[:2], "region_code": factories.region(code).code} if code else {}
    of = factories.category(category, group)
    participants.add_post(who, category_id=of.id, starts_on=date(2005, 1, 1), by=None, at=PLANNED, **place)
    return who


def filled(project: Project | None = None) -> Project:
    """Hold three trainings for people of two categories, several regions and every sex."""
    project = project or factories.project()
    people = [resident(code, sex=sex) for code, sex in zip(("TM-M", "TM-S", "KG-O", None), (*Sex, Sex.MALE), strict=True)]
    people.append(resident("TM-M", "judge", Group.JUDICIARY, Sex.FEMALE))
    for month, number in ((2, 2), (5, 5), (11, 4)):
        held(project, who=dict.fromkeys(people[:number], ALL), ends_on=date(2011, month, 10))
    return project


def panel(page: str, name: str) -> str:
    """Return a section of the page."""
    return re.search(rf'<section class="panel[^>]*id="{name}">.*?</section>', page, re.DOTALL)[0]  # type: ignore[index]


def links(page: str) -> list[tuple[str, int]]:
    found = re.findall(r'href="(/figures/rows[^"]*)"[^>]*>([\d,]+)<', page)
    return [(url.replace("&amp;", "&"), int(number)) for url, number in found]


def drawn(page: str) -> list[str]:
    """Return the words of every drawing, title and description left out."""
    pictures = re.findall(r'<svg class="chart[^"]*"[^>]*role="img".*?</svg>', page, re.DOTALL)
    return [re.sub(r"<(title|desc).*?</\1>", "", picture, flags=re.DOTALL) for picture in pictures]


def test_every_number_of_the_tables_opens_to_rows_that_add_up_to_it(app: Flask, signed_in: SignedIn) -> None:
    filled()
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    page = text(browser)
    numbers = re.findall(r'<td class="num[^>]*>(.*?)</td>', page, re.DOTALL)
    assert len(numbers) > 60 and {number.strip() for number in numbers if "<a" not in number} == {"0"}
    for address, number in set(links(page)):
        opened = browser.get(address).get_data(as_text=True)
        assert re.search(rf"<h1>[^<]*: {number}</h1>", opened), address


def test_bars_tell_each_period_and_the_whole_apart(app: Flask, signed_in: SignedIn) -> None:
    filled()
    page = panel(text(signed_in(factories.account(Role.REPORTING_OFFICER))), "over-time")
    together = drawn(page)[0]
    assert re.findall(r'chart-name"[^>]*>([^<]*)<', together) == ["Jan–Mar 2011", "Apr–Jun 2011", "Jul–Sep 2011", "Oct–Dec 2011"]
    assert re.findall(r'chart-number"[^>]*>([^<]*)<', together) == ["2", "5", "0", "4"]
    assert "Whole period: 5 persons" in page and "bars do not add up to it" in page


def test_one_category_alone_is_drawn_once(app: Flask, signed_in: SignedIn) -> None:
    held(factories.project(), who={resident("TM-M"): ALL}, ends_on=date(2011, 2, 10))
    page = panel(text(signed_in(factories.account(Role.REPORTING_OFFICER))), "over-time")
    assert len(drawn(page)) == 1 and "All categories" not in page


def test_the_map_shows_the_countries_that_have_anybody_and_says_who_is_not_on_it(app: Flask, signed_in: SignedIn) -> None:
    filled()
    page = panel(text(signed_in(factories.account(Role.REPORTING_OFFICER))), "map")
    squares = re.findall(r'square-name"[^>]*>([^<]*)</text>\s*<text[^>]*>([^<]*)<', drawn(page)[0])
    assert len(squares) == 6 + 9 and {("Mary", "2"), ("Ashgab.", "1"), ("Osh R.", "1"), ("Ahal", "0")} <= set(squares)
    assert re.search(r"Not on the map:\s*Not stated – <a[^>]*>1</a>", page) and "<title>Region TM-M</title>" in page


def test_a_region_that_has_no_square_is_told_beside_the_map(app: Flask, signed_in: SignedIn) -> None:
    factories.keep(Country(code="RU", name_en="Russia", name_ru="Россия"))
    held(factories.project(), who={resident("RU-MOW"): ALL, resident("TM-M"): ALL}, ends_on=date(2011, 2, 10))
    page = panel(text(signed_in(factories.account(Role.REPORTING_OFFICER))), "map")
    assert re.search(r"Not on the map:\s*Region RU-MOW – <a[^>]*>1</a>", page) and "RU-MOW" not in drawn(page)[0]


def test_without_a_region_of_anybody_there_is_no_map(app: Flask, signed_in: SignedIn) -> None:
    held(factories.project(), who={resident(None): ALL}, ends_on=date(2011, 2, 10))
    page = panel(text(signed_in(factories.account(Role.REPORTING_OFFICER))), "map")
    assert drawn(page) == [] and "Nobody's region is on the map." in page


def test_the_grid_of_regions_and_categories_adds_up(app: Flask, signed_in: SignedIn) -> None:
    filled()
    page = panel(text(signed_in(factories.account(Role.REPORTING_OFFICER))), "grid")
    rows = re.findall(r"<tr>\s*<th scope=\"row\">([^<]*)</th>(.*?)</tr>", page, re.DOTALL)
    told = {name: [int(re.sub(r"<[^>]*>", "", cell)) for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells, re.DOTALL)] for name, cells in rows}
    total = told.pop("Total")
    assert total == [4, 1, 5] == [sum(column) for column in zip(*told.values(), strict=True)]
    assert all(numbers[-1] == sum(numbers[:-1]) for numbers in told.values())


def test_whoever_may_not_open_names_sees_the_numbers_alone(app: Flask, signed_in: SignedIn) -> None:
    project, other = filled(), factories.project()
    held(other, who={resident("TM-M"): ALL}, ends_on=date(2011, 2, 10))
    page = text(signed_in(factories.account(Role.DONOR_VIEWER, on=project)))
    assert links(page) == [] and "/figures/lines" not in page
    assert re.search(r'stat-value">(5|not shown)<', page)


@pytest.mark.parametrize("role", list(Role))
def test_charts_open_for_whoever_may_see_figures(app: Flask, signed_in: SignedIn, role: Role) -> None:
    allowed = Permission.SEE_FIGURES in POLICY[role]
    assert signed_in(factories.account(role)).get("/figures/charts").status_code == (200 if allowed else 403)


def test_a_period_without_anybody_says_so_and_what_waits(app: Flask, signed_in: SignedIn) -> None:
    browser = signed_in(factories.account(Role.REPORTING_OFFICER))
    assert "Nothing to draw<" in text(browser)
    planned(factories.project(), ends_on=date(2011, 2, 10))
    page = text(browser)
    assert "Nothing to draw yet" in page and "1 event of this choice is over but not finalised" in page


def test_a_choice_that_cannot_be_read_is_told_at_its_field(app: Flask, signed_in: SignedIn) -> None:
    page = text(signed_in(factories.account(Role.REPORTING_OFFICER)), "first=2011-02-30&last=2011-12-31", 422)
    assert "field-error" in page and 'value="2011-12-31"' in page and drawn(page) == []


def test_tables_and_charts_lead_to_each_other_with_the_same_choice(app: Flask, signed_in: SignedIn) -> None:
    browser, project = signed_in(factories.account(Role.REPORTING_OFFICER)), factories.project()
    for words in (f"project={project.id}&first=2011-01-01&last=", "first=&last="):
        for here, there in (("figures", "figures/charts"), ("figures/charts", "figures")):
            page = browser.get(f"/{here}?{words}").get_data(as_text=True)
            asked_there = re.search(rf'href="/{there}\?([^"]*)">(?:Tables|Charts)<', page)
            assert asked_there and set(asked_there[1].split("&amp;")) == set(words.split("&"))


def test_periods_offered_on_the_page_of_charts_stay_there(app: Flask, signed_in: SignedIn) -> None:
    page = text(signed_in(factories.account(Role.REPORTING_OFFICER)))
    offered = page.partition("Periods that reports are asked for")[2].partition("</nav>")[0]
    assert set(re.findall(r'href="([^?]*)\?', offered)) == {"/figures/charts"}


def test_a_number_that_is_hidden_is_nowhere_in_what_is_drawn(app: Flask) -> None:
    told = trained(asked(filled(), date(2011, 1, 1), date(2011, 12, 31)))
    small = replace(told, numbers={part: None if number and number < 3 else number for part, number in told.numbers.items()})
    with app.test_request_context():
        over_time, places = drawings.over_time(small), drawings.places(small, {})
    assert over_time.all and [bar.total for bar in over_time.all.bars.bars] == [None, 5, 0, 4]
    assert [one.key for one in over_time.all.bars.bars[1].segments] == []
    assert all(square.number in {None, 0} and square.shade == 0 for square in places.squares)
    lines = [line for sheet in (over_time.sheet, places.sheet, places.grid) for body in sheet.bodies for line in body.lines]
    assert {number.value for line in lines for number in line.numbers} == {None, 0, 4, 5}


def test_what_is_hidden_is_drawn_hatched_and_read_aloud_as_not_shown(app: Flask) -> None:
    told = trained(asked(filled(), date(2011, 1, 1), date(2011, 12, 31)))
    hidden = replace(told, numbers=dict.fromkeys(told.numbers))
    assert hidden.hides and not told.hides
    with app.test_request_context():
        over_time, places = drawings.over_time(hidden), drawings.places(hidden, {})
        page = render_template_string(DRAWN, over_time=over_time, places=places, open_rows=lambda *_args, **_cell: "/rows")
    assert re.findall(r'chart-number"[^>]*>([^<]*)<', page) == ["0"]  # nobody was trained in that quarter
    assert set(re.findall(r'square-number"[^>]*>([^<]*)<', page)) == {"0"} and page.count('class="square-hidden"') == 3
    cells = re.findall(r'<td class="num[^>]*>(.*?)</td>', page, re.DOTALL)
    assert {re.sub("<[^>]*>", "", cell).strip() for cell in cells} == {"0", "not shown"} and "<a" not in page


@pytest.mark.parametrize(("unit", "last", "english", "russian"), [
    (Unit.QUARTER, date(2011, 9, 30), "Jul–Sep 2011", "июль–сент. 2011"), (Unit.YEAR, date(2011, 12, 31), "2011", "2011"),
    (Unit.US_FISCAL_YEAR, date(2012, 9, 30), "FY2012", "ФГ 2012"), (Unit.EARLIER, date(2011, 12, 31), "to 2011", "по 2011"),
])  # fmt: skip
def test_periods_are_named_briefly_in_the_readers_language(
    app: Flask, unit: Unit, last: date, english: str, russian: str
) -> None:
    for language, name in (("en", english), ("ru", russian)):
        with app.test_request_context(), force_locale(language):
            assert drawings.period_name(Piece(unit, last.replace(month=1, day=1), last)).replace("\xa0", " ") == name


def test_the_page_asks_as_many_questions_for_many_periods_as_for_one(app: Flask, signed_in: SignedIn) -> None:
    filled()
    browser, numbers = signed_in(factories.account(Role.REPORTING_OFFICER)), []
    for words in ("first=2011-02-01&last=2011-02-28", YEAR, "first=&last="):
        read_ledger()
        with counted() as statements:
            text(browser, words)
        numbers.append(len(statements))
    assert len(set(numbers)) == 1 and numbers[0] <= 16
