"""DESIGN's worked example, made the way people make it: planned, enrolled, marked, finalised."""

from datetime import date

from lms.courses.codes import EnrolmentRole
from lms.projects.models import Project
from tests import factories
from tests.reports.holding import finalise, held, officer, planned, seat

FY2011 = date(2010, 10, 1), date(2011, 9, 30)
FY2012 = date(2011, 10, 1), date(2012, 9, 30)


def build(*, a_ends_on: date = date(2011, 10, 14)) -> Project:
    """Event A has 5 equal sessions, event B 4 and 10 unnamed heads; P4 trains, P5 never comes."""
    project = factories.project(f"WORKED-{factories.number()}")
    p1, p2, p3, p4, p5 = (officer(surname=f"P{n}") for n in range(1, 6))
    a = planned(project, ends_on=a_ends_on, minutes=(90,) * 5)
    seat(a, {p1: "PPPPP", p2: "PPPPA", p3: "PPPAA", p5: "-----"})
    seat(a, {p4: "PPPPP"}, role=EnrolmentRole.TRAINER)
    finalise(a)
    held(project, ends_on=date(2011, 11, 18), minutes=(90,) * 4, who={p1: "PPPP"}, heads=10)
    return project
