"""Which of two records says more, and what only a person can decide."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.courses.codes import EnrolmentRole, EnrolmentStatus, Mark
from lms.courses.roster import Attendance, Enrolment
from lms.merging import rules
from lms.merging.rules import Double, Question, Side
from lms.participants.models import Affiliation, Person, Sex

KEPT, GONE, BOTH = Side.KEPT, Side.GONE, Side.BOTH
BLANK: dict[str, Any] = {
    "surname": "Мамедов", "given_name": "Аман", "patronymic": None, "latin_name": None, "sex": Sex.NOT_STATED,
    "birth_date": None, "birth_year": None, "citizenship": None, "languages": "", "phone": None, "email": None, "note": None,
}  # fmt: skip


def proposed(part: str, kept: dict[str, Any], gone: dict[str, Any]) -> Side | None:
    questions = rules.of_person(Person(**BLANK | kept), Person(**BLANK | gone))
    return next(one.default for one in questions if one.part == part)


@pytest.mark.parametrize(("part", "kept", "gone", "side"), [
    ("patronymic", {}, {"patronymic": "Оразович"}, GONE),
    ("patronymic", {"patronymic": "Оразович"}, {}, KEPT),
    ("given_name", {"given_name": "А."}, {"given_name": "Аман"}, GONE),
    ("given_name", {"given_name": "Аман"}, {"given_name": "А."}, KEPT),
    ("given_name", {"given_name": "Анна"}, {"given_name": "Анна Мария"}, GONE),
    ("surname", {"surname": "Мамедов"}, {"surname": "Мамедова"}, KEPT),
    ("surname", {"surname": "Мамедов"}, {"surname": "Mammedow Oglu"}, KEPT),
    ("latin_name", {}, {"latin_name": "Mammedov Aman"}, GONE),
    ("latin_name", {"latin_name": "Mamedov Aman"}, {"latin_name": "Mammedow Amangeldi"}, KEPT),
    ("sex", {}, {"sex": Sex.FEMALE}, GONE),
    ("sex", {"sex": Sex.MALE}, {"sex": Sex.FEMALE}, KEPT),
    ("birth", {"birth_year": 1975}, {"birth_date": date(1975, 3, 4)}, GONE),
    ("birth", {}, {"birth_year": 1975}, GONE),
    ("birth", {"birth_date": date(1975, 3, 4)}, {"birth_date": date(1976, 3, 4)}, KEPT),
    ("phone", {}, {"phone": "+993 12 00 00 00"}, GONE),
    ("phone", {"phone": "1"}, {"phone": "+993 12 00 00 00"}, KEPT),
    ("languages", {}, {"languages": "ru,tk"}, GONE),
    ("note", {"note": "one"}, {"note": "two"}, BOTH),
    ("note", {"note": "o" * 300}, {"note": "t" * 300}, KEPT),
    ("note", {"note": "one"}, {}, KEPT),
])  # fmt: skip
def test_the_fuller_value_is_proposed(part: str, kept: dict, gone: dict, side: Side) -> None:
    assert proposed(part, kept, gone) is side


def test_a_latin_name_is_never_filled_in_from_a_native_name() -> None:
    questions = rules.of_person(Person(**BLANK), Person(**BLANK | {"surname": "Mammedow", "given_name": "Aman"}))
    latin = next(one for one in questions if one.part == "latin_name")
    assert not latin.differs and latin.answered({}) is None


@given(kept=st.sampled_from(["a", "b", None]), gone=st.sampled_from(["a", "b", None]), side=st.sampled_from(list(Side)))
def test_an_answer_is_one_of_the_two_values(kept: str | None, gone: str | None, side: Side) -> None:
    answer = Question("phone", "phone", kept, gone, KEPT).answered({"phone": side})
    assert answer == (gone if side is GONE and kept != gone else kept)


def test_both_notes_stand_one_after_the_other() -> None:
    assert Question("note", "note", "one", "two", BOTH, takes_both=True).answered({}) == "one\ntwo"


def place(person_id: int, **more: Any) -> Enrolment:
    known = {
        "event_id": 7, "person_id": person_id, "role": EnrolmentRole.PARTICIPANT, "status": EnrolmentStatus.CONFIRMED,
        "sex": Sex.MALE, "category_id": 1, "pre_score": None, "post_score": None, "grade": None,
    }  # fmt: skip
    return Enrolment(**known | more)


def mark(what: Mark, minutes: int | None = None) -> Attendance:
    return Attendance(mark=what, minutes=minutes)


def asked(kept: Enrolment, gone: Enrolment, **marks: Any) -> set[str]:
    by_session = {int(name[1:]): pair for name, pair in marks.items()}
    return {one.key for one in Double(kept, gone, by_session).questions}


def test_two_enrolments_that_say_the_same_ask_nothing() -> None:
    assert asked(place(1), place(2), s1=(mark(Mark.PRESENT), mark(Mark.PRESENT)), s2=(None, mark(Mark.LATE))) == set()


@pytest.mark.parametrize(("more", "key"), [
    ({"role": EnrolmentRole.TRAINER}, "event-7-role"), ({"status": EnrolmentStatus.WITHDRAWN}, "event-7-status"),
    ({"category_id": 2}, "event-7-post"), ({"sex": Sex.FEMALE}, "event-7-post"),
])
def test_what_figures_follow_from_is_asked(more: dict, key: str) -> None:
    assert asked(place(1), place(2, **more)) == {key}


@pytest.mark.parametrize("score", ["pre_score", "post_score", "grade"])
def test_two_scores_are_asked_and_one_is_taken(score: str) -> None:
    assert asked(place(1, **{score: 60}), place(2, **{score: 70})) == {f"event-7-{score}"}
    double = Double(place(1), place(2, **{score: 70}), {})
    assert double.questions == []
    assert next(one for one in double.columns if one.part == score).answered({}) == 70


def test_a_post_that_one_alone_tells_is_taken() -> None:
    double = Double(place(1, category_id=None), place(2, position="Inspector"), {})
    assert double.questions == []
    assert next(one for one in double.columns if one.part == "post").answered({})[0] == 1


@pytest.mark.parametrize("pair", [
    (mark(Mark.PRESENT), mark(Mark.ABSENT)), (mark(Mark.LATE, 30), mark(Mark.LATE, 40)), (mark(Mark.LATE), mark(Mark.LATE, 40)),
])
def test_marks_that_differ_are_asked(pair: tuple) -> None:
    assert asked(place(1), place(2), s3=pair) == {"session-3"}


def test_what_was_not_chosen_is_missing_and_both_is_no_choice_of_a_mark() -> None:
    questions = Double(place(1), place(2), {3: (mark(Mark.PRESENT), mark(Mark.ABSENT))}).questions
    assert rules.unanswered(questions, {}) == questions
    assert rules.unanswered(questions, {"session-3": BOTH}) == questions
    assert rules.unanswered(questions, {"session-3": GONE}) == []


def test_posts_are_one_where_all_of_them_agrees() -> None:
    def post(**more: Any) -> Affiliation:
        return Affiliation(**{"organisation_id": 1, "position": "Inspector", "starts_on": date(2010, 1, 1)} | more)

    assert rules.same_post(post(), post())
    assert not rules.same_post(post(), post(ends_on=date(2011, 1, 1)))
    assert not rules.same_post(post(), post(unit="First"))
