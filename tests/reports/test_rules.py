"""DESIGN's rules of counting, each by its number, on events held through the real services."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from lms.courses import attendance, services
from lms.courses.codes import EnrolmentRole, EnrolmentStatus, EventKind, Mark, Method
from lms.extensions import db
from lms.materials import services as materials
from lms.materials.models import Carrier
from lms.participants import services as participants
from lms.participants.models import Sex
from lms.projects.models import Group, Project
from lms.reports.rules import Figure
from lms.reports.services import counted, figures
from lms.tot import queries as tot_queries
from lms.tot import services as tot
from lms.tot.models import TrainerLevel
from tests import factories
from tests.reports.holding import PLANNED, asked, evening, finalise, held, officer, planned, seat

FOUR = "PPPP"
MARCH, APRIL, MAY = date(2011, 3, 31), date(2011, 4, 1), date(2011, 5, 20)


@pytest.fixture
def project(app: Flask) -> Project:
    return factories.project()


def persons(of: Project, first: date | None = None, last: date | None = None) -> int:
    return figures(asked(of, first, last)).persons.total


def test_r1_persons_completions_and_attendances_are_three_numbers(project: Project) -> None:
    twice, once = officer(), officer()
    held(project, ends_on=MARCH, who={twice: FOUR, once: "PPPA"})
    held(project, ends_on=MAY, who={twice: FOUR})
    told = figures(asked(project))
    assert (told.persons.total, told.completions.total, told.attendances.total) == (1, 2, 4 + 3 + 4)


@pytest.mark.parametrize(("minutes", "trained"), [(7999, 0), (8000, 1)])
def test_r2_eighty_per_cent_of_the_session_time_is_enough_and_a_minute_less_is_not(
    project: Project, minutes: int, trained: int
) -> None:
    full, rest = divmod(minutes, 500)  # 20 sessions of 500 minutes are 10,000
    signs = ["P"] * full + ([("L", rest)] if rest else [])
    held(project, minutes=(500,) * 20, who={officer(): signs})
    assert persons(project) == trained


@pytest.mark.parametrize(("sign", "trained"), [
    (("L", 30), 1), (("L", 29), 0), (("E", 30), 1), (("E", 29), 0), ("L", 1), ("E", 1), ("A", 0), ("X", 0), ("-", 0),
])
def test_r2_late_and_left_early_count_the_minutes_recorded_or_the_whole_session(
    project: Project, sign: str | tuple[str, int], trained: int
) -> None:
    held(project, minutes=(90, 60), who={officer(): ["P", sign]})  # 120 of 150 minutes are 80 %
    assert persons(project) == trained


def test_r2_longer_sessions_weigh_more(project: Project) -> None:
    held(project, minutes=(240, 30, 30), who={officer(): "P--", officer(): "-PP"})
    assert persons(project) == 1


@pytest.mark.parametrize(("grade", "trained"), [(None, 0), (Decimal("59.99"), 0), (Decimal("60"), 1)])
def test_r2_where_a_grade_is_asked_for_it_must_be_reached(project: Project, grade: Decimal | None, trained: int) -> None:
    event = planned(project, min_grade=Decimal("60"))
    [place] = seat(event, {officer(): FOUR})
    attendance.set_scores(place, pre_score=None, post_score=None, grade=grade, by=None, at=evening(event.ends_on))
    finalise(event)
    assert persons(project) == trained


def test_r2_an_events_own_share_rules_not_the_usual_one(project: Project) -> None:
    held(project, min_attendance_percent=50, who={officer(): "PPAA", officer(): "PAAA"})
    assert persons(project) == 1


def test_r2_nothing_is_completed_until_attendance_is_finalised(project: Project) -> None:
    event = planned(project)
    seat(event, {officer(): FOUR})
    assert figures(asked(project)).persons.total == 0
    finalise(event)
    assert figures(asked(project)).persons.total == 1


def test_r2_a_corrected_mark_counts_and_the_one_it_superseded_does_not(project: Project) -> None:
    event = planned(project)
    [place] = seat(event, {officer(): FOUR})
    absent = {place.id: (Mark.ABSENT, None)}
    attendance.record_marks(event.sessions[0], absent, method=Method.PAPER, by=None, at=evening(event.ends_on))
    finalise(event)
    assert (persons(project), figures(asked(project)).attendances.total) == (0, 3)


def test_r3_attendance_that_nobody_finalised_is_claimed_and_told_apart(project: Project) -> None:
    held(project, ends_on=MARCH, who={officer(): "PPPA"})
    seat(planned(project, ends_on=MAY), {officer(): "PLAX", officer(): "P---"})
    told = figures(asked(project))
    assert (told.attendances.total, told.claimed) == (3, 3)


@pytest.mark.parametrize("role", [role for role in EnrolmentRole if role is not EnrolmentRole.PARTICIPANT])
def test_r4_nobody_but_a_participant_is_ever_trained(project: Project, role: EnrolmentRole) -> None:
    event = planned(project)
    seat(event, {officer(): FOUR}, role=role)
    finalise(event)
    told = figures(asked(project))
    assert (told.persons.total, told.completions.total, told.attendances.total) == (0, 0, 0)
    assert told.people_by_kind == {}


def test_r4_neither_a_no_show_nor_somebody_who_withdrew_is_trained(project: Project) -> None:
    event = planned(project)
    _absent, gone = seat(event, {officer(): "----", officer(): FOUR})
    attendance.withdraw(gone, by=None, at=evening(event.ends_on))
    finalise(event)
    assert persons(project) == 0


def test_r5_a_cumulative_figure_counts_each_person_once_over_the_whole_span(project: Project) -> None:
    both, first, second = officer(), officer(), officer()
    held(project, ends_on=MARCH, who={both: FOUR, first: FOUR})
    held(project, ends_on=MAY, who={both: FOUR, second: FOUR})
    assert (persons(project, None, MARCH), persons(project, APRIL, None), persons(project)) == (2, 2, 3)
    later = figures(asked(project, APRIL, None))
    assert (later.new, later.returning) == (1, 1)


def test_r6_the_same_data_give_a_number_for_each_basis(project: Project) -> None:
    who = officer()
    held(project, ends_on=MARCH, who={who: FOUR}, heads=10)
    held(project, ends_on=MAY, who={who: FOUR})
    numbers = {figure: counted(figure, asked(project)).total for figure in (
        Figure.PERSONS, Figure.COMPLETIONS, Figure.ATTENDANCES, Figure.EVENTS, Figure.MATERIALS)}
    assert list(numbers.values()) == [1, 12, 8, 2, 0]


def test_r7_an_event_belongs_to_the_period_of_its_last_day(project: Project) -> None:
    held(project, ends_on=APRIL, starts_on=date(2011, 3, 29), who={officer(): FOUR})
    assert persons(project, None, MARCH) == 0
    assert persons(project, APRIL, APRIL) == 1


def test_r8_cells_come_from_the_snapshot_and_not_from_the_record_of_today(project: Project) -> None:
    who = officer("police")
    held(project, who={who: FOUR})
    judge = factories.category("judge", Group.JUDICIARY)
    participants.add_post(who, category_id=judge.id, starts_on=date(2011, 11, 1), by=None, at=PLANNED)
    assert figures(asked(project)).persons.of("category") == {"police": 1}


def test_r8_whoever_appears_under_two_categories_counts_once_in_the_latest(project: Project) -> None:
    who = officer("police")
    judge = factories.category("judge", Group.JUDICIARY)
    participants.add_post(who, category_id=judge.id, starts_on=date(2011, 4, 15), by=None, at=PLANNED)
    held(project, ends_on=MAY, who={who: FOUR})
    held(project, ends_on=MARCH, who={who: FOUR})  # entered later, held earlier
    told = figures(asked(project))
    assert told.persons.of("category") == {"judge": 1} and told.persons.of("group") == {"judiciary": 1}
    assert told.named.of("category") == {"judge": 1, "police": 1}
    assert figures(asked(project, None, MARCH)).persons.of("category") == {"police": 1}


def test_r9_not_stated_is_a_cell_and_parts_add_up(project: Project) -> None:
    held(project, who={officer(None, sex=Sex.NOT_STATED): FOUR, officer("police", sex=Sex.FEMALE): FOUR})
    told = figures(asked(project)).persons
    assert told.of("category") == {"police": 1, "not_stated": 1}
    assert told.of("sex") == {"female": 1, "not_stated": 1}
    assert told.of("group") == {"law_enforcement": 1, "not_stated": 1}
    assert all(sum(parts.values()) == told.total for parts in told.by.values())


def test_r9_a_composite_category_stays_composite(project: Project) -> None:
    held(project, who={officer("prosecution_police_other_le"): FOUR, officer("police"): FOUR})
    told = figures(asked(project)).persons
    assert told.of("category") == {"police": 1, "prosecution_police_other_le": 1}
    assert told.of("group") == {"law_enforcement": 2}


def test_r10_headcounts_add_to_completions_and_never_to_persons(project: Project) -> None:
    held(project, who={officer(): FOUR for _ in range(22)}, heads=5)
    told = figures(asked(project))
    assert (told.named.total, told.headcount.total, told.completions.total) == (22, 5, 27)
    assert told.persons.total == 22


def test_r10_headcounts_of_an_event_that_is_not_finalised_do_not_count(project: Project) -> None:
    event = planned(project)
    services.add_headcount(event, number=5, reason="No list", source="Sheet", by=None, at=PLANNED)
    assert figures(asked(project)).completions.total == 0


def test_r11_a_jointly_funded_event_counts_for_each_project_and_once_in_a_roll_up(project: Project) -> None:
    other = factories.project()
    held(project, other, who={officer(): FOUR, officer(): FOUR}, heads=3)
    for one in (project, other):
        told = figures(asked(one))
        assert (told.persons.total, told.completions.total, told.events) == (2, 5, 1)
    for whole in (asked(), asked(donor_id=factories.donor("INL").id), asked(office_id=project.office_id)):
        told = figures(whole)
        assert (told.persons.total, told.completions.total, told.events) == (2, 5, 1)


def test_r12_cascade_is_told_by_generation_and_never_added_to_direct_figures(project: Project) -> None:
    both = officer()
    held(project, ends_on=MARCH, who={both: FOUR})
    first, second = (held(project, ends_on=day, who={both: FOUR, officer(): FOUR}, heads=2) for day in (APRIL, MAY))
    cycle = tot.plan_cycle(
        project=project, course=factories.course(), title_en="A cycle", title_ru="Цикл", starts_on=MARCH, ends_on=MAY,
        by=None, at=PLANNED,
    )  # fmt: skip
    for event, generation in ((first, 1), (second, 2)):
        tot.mark_cascade(event, cycle, generation, by=None, at=PLANNED)
    told = figures(asked(project))
    assert (told.persons.total, told.completions.total, told.events) == (1, 1, 1)
    assert [(one.generation, one.events, one.persons, one.completions) for one in told.cascade] == [(1, 1, 2, 4), (2, 1, 2, 4)]


def test_r13_a_trainers_standing_is_told_as_of_a_date(project: Project) -> None:
    who, course = officer(), factories.course()
    for level, day in ((TrainerLevel.CANDIDATE, MARCH), (TrainerLevel.CERTIFIED, MAY)):
        tot.set_status(who, course, level, from_on=day, evidence="A decision", by=None, at=evening(MAY))

    def levels(on: date) -> dict[TrainerLevel, int]:
        return {level: number for _course, level, number in db.session.execute(tot_queries.levels([course.id], on))}

    assert levels(date(2011, 3, 30)) == {}
    assert levels(APRIL) == {TrainerLevel.CANDIDATE: 1}
    assert levels(MAY) == {TrainerLevel.CERTIFIED: 1}


def test_r13_figures_as_of_an_earlier_day_give_the_old_answer(project: Project) -> None:
    held(project, ends_on=MARCH, who={officer(): FOUR})
    late = planned(project, ends_on=MARCH)
    seat(late, {officer(): FOUR})
    finalise(late, on=MAY)
    assert figures(asked(project, as_of=date(2011, 3, 30))).persons.total == 0
    assert figures(asked(project, as_of=APRIL)).persons.total == 1
    assert figures(asked(project, as_of=MAY)).persons.total == 2


def test_r14_corrections_are_negative_lines_that_count_from_their_own_day_of_entry(project: Project) -> None:
    edition = materials.add_edition(
        materials.create_material(code="GUIDE", title_en="A guide", title_ru="Пособие", by=None, at=PLANNED),
        language="ru", carrier=Carrier.BROCHURE, by=None, at=PLANNED,
    )  # fmt: skip
    line = materials.hand_over(
        project=project, edition=edition, quantity=100, organisation=factories.organisation(), handed_on=MARCH,
        by=None, at=evening(MARCH),
    )  # fmt: skip
    materials.correct(line, quantity=-20, note="Returned damaged", by=None, at=evening(MAY))
    assert figures(asked(project)).materials_by_carrier == {Carrier.BROCHURE.value: 80}
    assert figures(asked(project, as_of=APRIL)).materials == 100
    assert figures(asked(project, APRIL, None)).materials == 0


def test_r16_other_kinds_have_counters_of_their_own_outside_trained(project: Project) -> None:
    held(project, kind=EventKind.ATTESTATION, who={officer(): FOUR, officer(): "PAAA", officer(): "----"})
    held(project, kind=EventKind.CONSULTATION, minutes=(), heads=23)
    held(project, kind=EventKind.STUDY_TOUR, minutes=(), counts_as_training=False, who={officer(): "" for _ in range(5)})
    told = figures(asked(project))
    assert (told.persons.total, told.completions.total, told.attendances.total) == (0, 0, 0)
    assert told.events_by_kind == {"attestation": 1, "consultation": 1, "study_tour": 1}
    assert told.people_by_kind == {"consultation": 23, "study_tour": 5, "attestation": 2}


@pytest.mark.parametrize("status", [s for s in EnrolmentStatus if s is not EnrolmentStatus.CONFIRMED])
def test_r16_without_sessions_only_a_confirmed_place_took_part(project: Project, status: EnrolmentStatus) -> None:
    event = planned(project, kind=EventKind.STUDY_TOUR, minutes=(), counts_as_training=False)
    attendance.enrol(event, officer(), status=status, by=None, at=PLANNED)
    finalise(event)
    assert figures(asked(project)).people_by_kind == {}


def test_a_cancelled_event_counts_nowhere(project: Project) -> None:
    event = planned(project)
    seat(event, {officer(): FOUR})
    services.cancel(event, by=None, at=evening(event.ends_on))
    told = figures(asked(project))
    assert (told.events, told.persons.total, told.claimed) == (0, 0, 0)


def test_a_reopened_event_counts_as_claimed_until_it_is_finalised_anew(project: Project) -> None:
    event = held(project, who={officer(): FOUR})
    attendance.reopen(event, reason="A sheet was found", by=None, at=evening(MAY))
    told = figures(asked(project))
    assert (told.persons.total, told.attendances.total, told.claimed) == (0, 0, 4)


def test_a_country_narrows_people_by_their_own_country(project: Project) -> None:
    who = factories.person()
    factories.country("KG")
    police = factories.category("police")
    participants.add_post(who, category_id=police.id, country="KG", starts_on=date(2005, 1, 1), by=None, at=PLANNED)
    held(project, country=factories.country("TM").code, who={who: FOUR, officer(): FOUR})
    assert figures(asked(project, country="KG")).persons.of("country") == {"KG": 1}
    assert figures(asked(project, country="KG")).events == 0 and figures(asked(project, country="TM")).events == 1
