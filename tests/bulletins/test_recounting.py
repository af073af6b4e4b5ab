"""What was counted at an article's events is told by profession and sex, and never where it would tell of few people."""

import pytest
from flask import Flask

from lms.bulletins import making, services
from lms.bulletins.compiling import figures
from lms.courses.codes import EventKind
from lms.courses.models import Headcount
from lms.extensions import db
from lms.participants.models import Sex
from lms.projects.models import Donor
from tests import factories
from tests.bulletins import issues
from tests.bulletins.issues import LATER, seminar

MEN, WOMEN = Sex.MALE, Sex.FEMALE


def told(*events: int, language: str = "en") -> list[str]:
    """Return the sentences of the only article of an issue of all offices."""
    return list(issues.told(issues.draft(None, events=events), language).articles[0].told)


def test_who_took_part_is_told_by_profession_and_sex_in_both_languages(app: Flask) -> None:
    event = seminar(("prosecutor", WOMEN, 5), ("prosecutor", MEN, 6), ("judge", MEN, 9))
    assert told(event.id) == ["Those who took part, by profession and sex: prosecutors 11 (5 female, 6 male); judges 9 (9 male)."]
    assert told(event.id, language="ru") == [
        "Участники мероприятия по профессиям и полу: прокуроры — 11 (женщины — 5, мужчины — 6); судьи — 9 (мужчины — 9)."
    ]


def test_sexes_are_left_out_where_one_is_few(app: Flask) -> None:
    event = seminar(("prosecutor", WOMEN, 2), ("prosecutor", MEN, 11), ("judge", MEN, 9))
    said = " ".join(told(event.id))
    assert "female" not in said and "2" not in said.replace("22", "") and "prosecutors 13" in said and "judges 9" in said


def test_professions_are_left_out_where_one_is_few(app: Flask) -> None:
    event = seminar(("prosecutor", MEN, 12), ("judge", MEN, 2))
    assert told(event.id) == ["In all, 14 people took part."]
    assert told(event.id, language="ru") == ["Приняло участие 14 человек."]


@pytest.mark.parametrize("number", [1, 4])
def test_a_few_people_are_not_told_of_at_all(app: Flask, number: int) -> None:
    assert told(seminar(("judge", MEN, number)).id) == []


def test_trained_people_are_told_as_trained(app: Flask) -> None:
    event = seminar(("prosecutor", WOMEN, 5), ("prosecutor", MEN, 6), kind=EventKind.TRAINING)
    said = told(event.id)
    assert "11 prosecutors were trained" in said[0] and said[-1] == "Those trained, by profession and sex: 11 prosecutors (5 female, 6 male)."


def test_several_events_are_told_by_kind(app: Flask) -> None:
    one, other = seminar(("judge", MEN, 9)), seminar(("judge", MEN, 6), kind=EventKind.CONSULTATION)
    assert told(one.id, other.id)[0] == "One seminar and one consultation were held."


def test_heads_without_names_are_told_with_the_others(app: Flask) -> None:
    event = seminar(("judge", MEN, 6))
    factories.keep(Headcount(event_id=event.id, number=70, reason="r", source="s"))
    assert "76" in " ".join(told(event.id)) or "70" in " ".join(told(event.id))


def test_people_whose_profession_nobody_knows_are_told_as_a_number(app: Flask) -> None:
    event = seminar()
    factories.keep(Headcount(event_id=event.id, number=70, reason="r", source="s"))
    assert told(event.id) == ["In all, 70 people took part."]


def test_what_was_not_finalised_is_not_told(app: Flask) -> None:
    event = factories.event(starts_on=issues.DAY)
    factories.crowd(event, 9)
    assert told(event.id) == []


def test_an_article_that_wants_no_figures_tells_none(app: Flask) -> None:
    issue = issues.draft(None, events=[seminar(("judge", MEN, 9)).id])
    services.edit_article(issue.articles[0], events=[one.event_id for one in issue.articles[0].links], tells_figures=False, by=None, at=LATER)
    assert issues.told(issue).articles[0].told == []


def test_all_but_a_few_of_the_quarter_are_not_told_beside_the_quarter(app: Flask) -> None:
    """The difference between the number of the box and that of an article would be the few."""
    most, few = seminar(("judge", MEN, 20)), seminar(("judge", MEN, 3))
    assert told(most.id) == []
    factories.crowd(few, 4)
    assert told(most.id) != []


def test_two_articles_never_tell_the_few_between_them(app: Flask) -> None:
    most, few, rest = seminar(("judge", MEN, 20)), seminar(("judge", MEN, 3)), seminar(("judge", MEN, 30))
    issue = issues.draft(None, events=[most.id])
    issues.article(issue, events=[most.id, few.id])
    assert rest and [" ".join(one.told).count("20") for one in issues.told(issue).articles] == [0, 0]


def test_the_box_tells_the_quarter_of_the_office_and_nothing_beside_it(app: Flask) -> None:
    here, there = factories.office(), factories.office("KG")
    seminar(("judge", MEN, 9), of=here)
    seminar(("judge", MEN, 30), of=there)
    factories.event(of=here, starts_on=issues.DAY.replace(year=2010), finalised_at=factories.AT)
    shown = issues.told(issues.draft(here, articles=0))
    assert dict((name, number) for number, name in shown.numbers) == {"Persons trained": "0", "Events": "1", "People who took part": "9"}
    assert shown.words == ["One seminar was held."]


def test_a_small_number_of_the_box_is_an_ellipsis(app: Flask) -> None:
    seminar(("judge", MEN, 3))
    shown = issues.told(issues.draft(None, articles=0))
    assert ("…", "People who took part") in shown.numbers and "too small" in shown.note
    assert "3" not in " ".join(shown.words)


def test_an_empty_quarter_is_an_issue_too(app: Flask) -> None:
    shown = issues.told(issues.draft(None, articles=0, year=1995), "ru")
    assert [number for number, _name in shown.numbers] == ["0", "0"] and shown.words == [] and shown.articles == []


def test_figures_of_an_article_are_those_of_its_events_only(app: Flask) -> None:
    one, _other = seminar(("judge", MEN, 9)), seminar(("judge", MEN, 30))
    issue = issues.draft(None, events=[one.id])
    document = figures(issue, maker="x", at=LATER)
    told_of = document.figure("article-1-participants")
    assert told_of and told_of.value == 9 and document.figure("participants").value == 39  # type: ignore[union-attr]


def test_donors_of_the_events_are_thanked_unless_the_article_says_otherwise(app: Flask) -> None:
    factories.keep(Donor(code="EU", name_en="European Union", name_ru="Европейский союз"))
    event = seminar(projects=(factories.project(donors=("EU",)), factories.project(donors=("EU",))))
    issue = issues.draft(None, events=[event.id])
    assert issues.told(issue).articles[0].thanks == "This event was funded by the European Union."
    assert issues.told(issue, "ru").articles[0].thanks == "Мероприятие проведено при финансовой поддержке Европейского союза."
    services.edit_article(issue.articles[0], events=[event.id], thanks_en="Thanks.", thanks_ru="Спасибо.", by=None, at=LATER)
    assert [issues.told(issue, one).articles[0].thanks for one in ("en", "ru")] == ["Thanks.", "Спасибо."]
    services.edit_article(issue.articles[0], events=[event.id], thanks_donors=False, by=None, at=LATER)
    assert [issues.told(issue, one).articles[0].thanks for one in ("en", "ru")] == ["", ""]


def test_what_is_published_holds_no_names_and_no_rows(app: Flask) -> None:
    event = seminar(("judge", MEN, 9))
    issue = issues.published(None, events=[event.id])
    assert issue.document and "Мамедов" not in issue.document.body and '"rows"' not in issue.document.body
    assert making.issue(issue, maker=None, at=LATER).canonical == issue.document.body
    db.session.rollback()


def test_sexes_of_a_profession_are_left_out_where_they_are_few_though_professions_and_sexes_are_many(app: Flask) -> None:
    event = seminar(("prosecutor", WOMEN, 10), ("prosecutor", MEN, 2), ("judge", WOMEN, 2), ("judge", MEN, 10))
    assert told(event.id) == ["Those who took part, by profession and sex: judges 12; prosecutors 12; by sex: 12 female, 12 male."]
