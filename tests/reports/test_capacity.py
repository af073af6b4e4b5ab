"""Living capacity: where those who were trained are on a day, counted a second time in plain Python."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from lms.extensions import db
from lms.participants.models import Affiliation, Organisation
from lms.projects.models import Group
from lms.reports.capacity import Part, capacity, numbers_of
from lms.reports.capacity_rules import Doubt, Freshness, Post, Rule, Whereabouts, tops, years_between
from lms.reports.rules import Filters
from tests import factories
from tests.queries import counted, read_ledger
from tests.reports.holding import held, officer
from tests.reports.registers import FIRST, Register, asked, exported, ground
from tests.reports.second_count import Row, SecondCount

DAY = date(2014, 6, 1)
TRAINED = date(2013, 6, 1)
LE, NGO = Group.LAW_ENFORCEMENT.value, Group.CIVIL_SOCIETY.value


def post(group: str | None = LE, starts_on: date | None = date(2010, 1, 1), ends_on: date | None = None, number: int = 1) -> Post:
    return Post(number, starts_on, ends_on, group, None, None)


@pytest.mark.parametrize(("posts", "then", "where", "part"), [
    ([post()], LE, "serving", LE), ([post("judiciary")], LE, "serving", "judiciary"), ([post(NGO)], LE, "left", NGO),
    ([post(NGO)], NGO, "serving", NGO), ([post("government")], None, "left", "government"), ([], LE, "unknown", "no_post"),
    ([post(None)], LE, "unknown", "no_category"), ([post(ends_on=date(2014, 5, 31))], LE, "unknown", "ended"),
    ([post(ends_on=DAY)], LE, "serving", LE), ([post(starts_on=DAY)], LE, "serving", LE),
    ([post(starts_on=date(2014, 6, 2))], LE, "unknown", "no_post"), ([post(starts_on=None)], LE, "serving", LE),
    ([post(), post(NGO, date(2013, 1, 1), number=2)], LE, "left", NGO),
    ([post(NGO, date(2013, 1, 1), number=2), post(starts_on=date(2013, 1, 1), number=3)], LE, "serving", LE),
    ([post(NGO, date(2013, 1, 1), date(2014, 1, 1)), post()], LE, "serving", LE),
])  # fmt: skip
def test_where_somebody_is(posts: list[Post], then: str | None, where: str, part: str) -> None:
    assert Rule(DAY).standing(posts, TRAINED, then)[:2] == (where, part)


@pytest.mark.parametrize(("starts_on", "ends_on", "trained", "known_for", "part"), [
    (date(2008, 1, 1), None, date(2009, 6, 1), 5, "silent"), (date(2008, 1, 1), None, date(2009, 6, 2), 5, LE),
    (date(2009, 6, 2), None, date(2008, 6, 1), 5, LE), (date(2008, 1, 1), None, date(2008, 6, 1), None, LE),
    (date(2008, 1, 1), date(2015, 1, 1), date(2008, 6, 1), 5, LE), (None, None, date(2013, 6, 2), 1, LE),
    (None, None, date(2013, 6, 1), 1, "silent"),
])  # fmt: skip
def test_a_post_of_which_nothing_was_heard_for_years_is_not_known(
    starts_on: date | None, ends_on: date | None, trained: date, known_for: int | None, part: str
) -> None:
    assert Rule(DAY, known_for).standing([post(LE, starts_on, ends_on)], trained, LE).part == part


@pytest.mark.parametrize(("trained", "fresh"), [
    (DAY, "under_1"), (date(2013, 6, 2), "under_1"), (date(2013, 6, 1), "1_2"), (date(2012, 6, 1), "2_3"),
    (date(2011, 6, 2), "2_3"), (date(2011, 6, 1), "3_5"), (date(2009, 6, 2), "3_5"), (date(2009, 6, 1), "5_more"),
])  # fmt: skip
def test_how_fresh_it_is(trained: date, fresh: str) -> None:
    assert Rule(DAY).freshness(trained) == Freshness(fresh)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 4000))
def test_years_are_whole_and_never_go_back(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    assert years_between(first, first) == 0 and 0 <= years_between(first, last) <= years_between(first, last + timedelta(1))
    assert abs(years_between(first, last) - days / 365.2425) <= 1.01


def test_the_highest_organisation_is_found_and_a_circle_does_no_harm() -> None:
    assert tops([(1, None), (2, 1), (3, 2), (4, 9)]) == {1: 1, 2: 1, 3: 1, 4: 4}
    assert set(tops([(1, 2), (2, 1)])) == {1, 2}


# The second count: from raw rows, sharing nothing with the first


def serve(chance: Random, people: list[int], categories: list[int | None], organisations: list[int], regions: list[str | None]) -> list[Row]:
    """Write posts at random: overlapping, open, ended, without a category."""
    rows = []
    for person in people:
        for _n in range(chance.choice((0, 1, 1, 2, 3))):
            starts_on = chance.choice((None, FIRST + timedelta(days=chance.randint(-900, 1200))))
            ends_on = chance.choice((None, None, (starts_on or FIRST) + timedelta(days=chance.randint(0, 1500))))
            rows.append({
                "person_id": person, "category_id": chance.choice(categories), "organisation_id": chance.choice([None, *organisations]),
                "region_code": chance.choice(regions), "starts_on": starts_on, "ends_on": ends_on,
            })  # fmt: skip
    for row in rows:
        db.session.execute(insert(Affiliation.__table__).values(**row))
    return [dict(row) for row in db.session.execute(select(Affiliation.__table__)).mappings()]


def second(f: Filters, known_for: int | None, posts: list[Row]) -> Iterator[tuple[int, str, str, int, str, str]]:
    """Give (enrolment, where, part, years, region, agency) of everybody trained, in the simplest words."""
    count = SecondCount(exported(), asked(f))
    trainings = {
        e["id"] for e in count.rows["event"] if count.in_question(e, None) and count.finalised(e) and e["counts_as_training"]
    }  # fmt: skip
    done = [one for one in count.rows["enrolment"] if one["event_id"] in trainings and count.completed(one)]
    parent = {row.id: row.parent_id for row in db.session.scalars(select(Organisation))}
    for one in count.latest(done):
        trained_on = count.event[one["event_id"]]["ends_on"]
        begun = [p for p in posts if p["person_id"] == one["person_id"] and (p["starts_on"] or date.min) <= f.as_of]
        begun.sort(key=lambda p: (p["starts_on"] or date.min, p["id"]))
        held_now = [p for p in begun if (p["ends_on"] or date.max) >= f.as_of]
        last = (held_now or begun or [None])[-1]
        heard = max((last and last["starts_on"]) or date.min, trained_on)
        if not held_now:
            where, part = "unknown", "ended" if begun else "no_post"
        elif held_now[-1]["ends_on"] is None and known_for is not None and _anniversary(heard, known_for) <= f.as_of:
            where, part = "unknown", "silent"
        elif held_now[-1]["category_id"] is None:
            where, part = "unknown", "no_category"
        else:
            part = count.group(held_now[-1])
            where = "serving" if part in {"law_enforcement", "judiciary", count.group(one)} else "left"
        years = max(n for n in range(100) if n == 0 or _anniversary(trained_on, n) <= f.as_of)
        agency = last["organisation_id"] if last else None
        while agency and parent[agency]:
            agency = parent[agency]
        yield one["id"], where, str(part), years, (last and last["region_code"]) or "not_stated", str(agency or "not_stated")


def _anniversary(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _fresh(years: int) -> str:
    return ["under_1", "1_2", "2_3", "3_5", "3_5"][years] if years < 5 else "5_more"


@pytest.mark.parametrize("chunk", range(3))
def test_a_second_count_from_raw_rows_agrees_person_by_person(app: Flask, chunk: int) -> None:
    base, people, kinds = ground(), 0, set[str]()
    categories = [*base.categories, factories.category("ngo", Group.CIVIL_SOCIETY).id, factories.category("clerk", Group.GOVERNMENT).id]
    above = factories.organisation("Ministry")
    organisations = [above.id, factories.organisation("Unit", parent_id=above.id).id]
    for seed in range(chunk * 40, chunk * 40 + 40):
        chance = Random(seed)
        register = Register(seed, base)
        posts = serve(chance, base.persons, categories, organisations, [None, "TM-M", "KG-O"])
        whole = [Filters(as_of=day) for day in (date(2015, 1, 1), date(2016, 2, 29), FIRST + timedelta(days=chance.randint(300, 1000)))]
        for f in (*whole, replace(register.question(), first=None, last=None)):
            known_for = chance.choice((1, 2, 5, None))
            told = capacity(f, known_for)
            wanted = {(n, w, p, _fresh(y), r, a) for n, w, p, y, r, a in second(f, known_for, posts)}
            assert {tuple(str(v) if not isinstance(v, int) else v for v in one) for one in told.people} == wanted, f"register {seed}"
            people += len(wanted)
            kinds |= {part for _n, _where, part, *_rest in wanted}
        db.session.rollback()
    assert people > 60 and kinds >= {"law_enforcement", "judiciary", "silent", "ended", "no_post", "no_category"}


def test_parts_add_up_and_every_part_has_as_many_rows_as_it_says(app: Flask) -> None:
    base = ground()
    register = Register(5, base)
    serve(Random(5), base.persons, base.categories, [factories.organisation().id], [None, "TM-M"])
    f = Filters(as_of=date(2013, 1, 1))
    told = capacity(f, 2)
    assert register and told.people
    parts: list[tuple[Part, dict[Freshness, int]]] = [
        *((Part(where=where), numbers) for where, numbers in told.by_where.items()),
        *((Part(where=where, part=part), numbers) for (where, part), numbers in told.by_part.items()),
        *((Part(where=Whereabouts.SERVING, region=one), numbers) for one, numbers in told.serving_by("region").items()),
        *((Part(where=Whereabouts.SERVING, agency=one), numbers) for one, numbers in told.serving_by("agency").items()),
    ]  # fmt: skip
    for part, numbers in parts:
        assert len(numbers_of(f, 2, part)) == sum(numbers.values())
        for fresh, number in numbers.items():
            assert len(numbers_of(f, 2, replace(part, fresh=fresh))) == number
    assert Counter(one.where for one in told.people) == {where: sum(numbers.values()) for where, numbers in told.by_where.items()}


def test_an_old_day_gives_the_same_answer_after_somebody_changed_posts(app: Flask) -> None:
    project, who = factories.project(), officer()
    held(project, who={who: "PPPP"}, ends_on=date(2011, 10, 14))
    f = Filters(as_of=date(2012, 1, 1))
    before = capacity(f, 5).people
    factories.post(who, of="ngo_worker", starts_on=date(2012, 6, 1))
    assert capacity(f, 5).people == before and before[0].where is Whereabouts.SERVING


def test_a_later_training_makes_the_knowledge_fresh_and_the_post_known_again(app: Flask) -> None:
    project, who = factories.project(), officer()
    held(project, who={who: "PPPP"}, ends_on=date(2006, 10, 14))
    f = Filters(as_of=date(2012, 6, 1))
    assert [(one.where, one.part, one.fresh) for one in capacity(f, 5).people] == [(Whereabouts.UNKNOWN, Doubt.SILENT, Freshness.FROM_5)]
    held(project, who={who: "PPPP"}, ends_on=date(2011, 10, 14))
    assert [(one.where, one.fresh) for one in capacity(f, 5).people] == [(Whereabouts.SERVING, Freshness.UNDER_1)]


def test_the_number_of_statements_does_not_grow(app: Flask) -> None:
    project = factories.project()

    def sent() -> int:
        read_ledger()
        with counted() as statements:
            capacity(Filters(as_of=DAY), 5)
        return len(statements)

    held(project, who={officer(): "PPPP"})
    few = sent()
    for day in (3, 4, 5, 6):
        people: dict[Any, str] = {officer(): "PPPP" for _n in range(5)}
        held(project, who=people, ends_on=date(2011, 3, day + 10))
    assert sent() == few <= 6
