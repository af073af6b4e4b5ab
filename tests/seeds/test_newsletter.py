"""The issue of December 2011 tells what the newsletter of that month told, its figures pulled from the register."""

import pytest
from flask import Flask
from sqlalchemy import select

from lms import clock
from lms.accounts.scope import EVERYTHING, set_scope
from lms.bulletins import making, queries, services
from lms.bulletins.issue import ToldIssue
from lms.bulletins.models import Bulletin
from lms.extensions import db
from lms.victims import victim_words


@pytest.fixture(scope="module")
def issue(loaded: Flask) -> Bulletin:
    set_scope(EVERYTHING)
    number = db.session.scalars(select(Bulletin.id)).one()
    return db.session.scalars(queries.bulletin(number)).unique().one()


@pytest.fixture(scope="module")
def told(issue: Bulletin) -> dict[str, ToldIssue]:
    compiled = making.issue(issue, maker=None, at=clock.now())
    return {language: ToldIssue(compiled, language) for language in ("en", "ru")}


def of(told: ToldIssue, country: str) -> list[str]:
    return [sentence for one in told.articles if one.heading.startswith(country) for sentence in one.told]


def test_it_is_a_draft_that_may_be_published_as_it_stands(issue: Bulletin) -> None:
    assert not issue.is_published and services.reason_not_to_publish(issue, at=clock.now()) is None
    assert (issue.office, issue.year, issue.quarter) == (None, 2011, 4)


def test_turkmenistan_has_the_sentence_of_the_newsletter(told: dict[str, ToldIssue]) -> None:
    assert "Обучены 237 сотрудников прокуратуры, полиции и других правоохранительных органов и 17 судей." in of(told["ru"], "Туркменистан")
    assert "Организована учебная поездка в Турцию для пяти участников." in of(told["ru"], "Туркменистан")
    assert "In all, 237 officers of the prosecution, police and other law-enforcement agencies and 17 judges were trained." in of(told["en"], "Turkmenistan")


def test_the_donor_of_the_finished_project_is_thanked(told: dict[str, ToldIssue]) -> None:
    thanks = [one.thanks for one in told["ru"].articles if one.heading.startswith("Туркменистан")]
    assert thanks == ["Мероприятия проведены при финансовой поддержке Бюро по международной борьбе с наркотиками и правоохранительной"
                      " деятельности Государственного департамента США (БМБНПД)."]  # fmt: skip


def test_each_of_the_five_offices_has_its_article_and_each_article_both_languages(told: dict[str, ToldIssue]) -> None:
    assert {one.heading.split(":")[0] for one in told["en"].articles} == {"Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan"}
    for language in told.values():
        assert len(language.articles) == 6 and all(len(one.paragraphs) >= 3 for one in language.articles)


def test_no_article_tells_of_those_who_suffered(told: dict[str, ToldIssue]) -> None:
    for language in told.values():
        for one in language.articles:
            text = " ".join([one.heading, *one.paragraphs])
            assert victim_words(text) == () and "жертв" not in text.lower() and "victim" not in text.lower() and "пострадавш" not in text.lower()


def test_the_box_tells_the_quarter(told: dict[str, ToldIssue]) -> None:
    assert told["en"].numbers == [("14", "Persons trained"), ("10", "Events"), ("206", "People who took part")]


def test_a_country_is_spelled_in_one_way(told: dict[str, ToldIssue]) -> None:
    said = " ".join(" ".join([*one.paragraphs, *one.told]) for one in told["en"].articles)
    assert said.count("Türkiye") >= 3 and "Turkey" not in said
