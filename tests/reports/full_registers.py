"""Registers in which more happens: courses, sessions side by side, careers, what is cancelled and restored, nights, merges."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import select

from lms.courses import attendance, programme, services
from lms.courses.codes import EnrolmentRole, EventKind, Mark
from lms.courses.models import Event, Session
from lms.courses.roster import Enrolment
from lms.extensions import db
from lms.merging import queries as merging_queries
from lms.merging import rules as merging_rules
from lms.merging import services as merging
from lms.merging.models import Merge
from lms.merging.rules import Side
from lms.participants import services as participants
from lms.participants.models import Organisation, Person, Sex
from lms.projects.measures import APPLIES, PARTICIPANT, Basis, Disaggregation, Once, Rule
from lms.projects.models import Group
from lms.reports.rules import Filters
from tests import factories
from tests.reports.registers import DAYS, FIRST, Ground, Register
from tests.reports.registers import ground as plain_ground

BASES = (
    Basis.PERSONS, Basis.PERSONS, Basis.PERSONS, Basis.COMPLETIONS, Basis.COMPLETIONS, Basis.ATTENDANCES, Basis.PARTICIPANTS,
    Basis.PARTICIPANTS, Basis.HEADCOUNT, Basis.EVENTS, Basis.MATERIALS,
)  # fmt: skip
LATE = date(2015, 1, 1)
BY = {"by": None, "at": factories.AT}
ZONES = {"TM": ("Asia/Ashgabat", time(19, 10)), "KG": ("Asia/Bishkek", time(18, 10))}  # and when their next day has begun, UTC


@dataclass
class FullGround(Ground):
    """What these stand on beside: courses of two versions, and organisations below others."""

    courses: list[int | None]
    midnights: dict[int, time]


def ground() -> FullGround:
    """Make the ground, with offices in two time zones."""
    midnights = {factories.office(code, zone).id: midnight for code, (zone, midnight) in ZONES.items()}
    base = plain_ground()
    courses = [factories.course("CT", version="1", hours=4), factories.course("CT", version="2"), factories.course("DRUGS", hours=Decimal("2.5"))]
    top, middle, below, _apart = (db.session.get_one(Organisation, number) for number in base.organisations if number)
    with factories.act("test.setup", **BY):
        middle.parent_id, below.parent_id = top.id, middle.id
    db.session.commit()
    return FullGround(**vars(base), courses=[None, *(one.id for one in courses)], midnights=midnights)


class FullRegister(Register):
    """Writes the rows of one register, part of them through services; `before` are posts by person, `seated` enrolments."""

    fewest, usual, keen = 9, 40, 0.05

    def __init__(self, seed: int, on: FullGround) -> None:
        self.full, self.ends, self.closed, self.seated = on, [], [FIRST], list[int]()
        self._career_of(Random(seed), on)
        super().__init__(seed, on, most=14)

    def _career_of(self, chance: Random, on: FullGround) -> None:
        """Give everybody two posts, one after the other."""
        for number in on.persons:
            who = db.session.get_one(Person, number)
            participants.add_post(who, starts_on=date(2005, 1, 1), **self._post(chance), **BY)
            participants.transfer(who, on=FIRST + timedelta(days=chance.randrange(DAYS)), **self._post(chance), **BY)
        db.session.flush()

    def _post(self, chance: Random) -> dict[str, object]:
        country, region = chance.choice(self.full.places)
        return {
            "organisation_id": chance.choice(self.full.organisations), "category_id": chance.choice(self.full.categories[1:]),
            "country": country, "region_code": region,
        }  # fmt: skip

    def _course(self) -> int | None:
        return self.chance.choice(self.full.courses)

    def _session(self, event: int, day: date, n: int) -> tuple[int, int]:
        length = self.chance.choice((30, 45, 90, 120, 300))
        starts_at, on = time(self.chance.randint(8, 14), self.chance.choice((0, 30))), day - timedelta(days=self.chance.randint(0, 3))
        ends_at = (datetime.combine(on, starts_at) + timedelta(minutes=length)).time()
        row = {"event_id": event, "day": on, "starts_at": starts_at, "ends_at": ends_at, "title": "S"}
        return self._put(Session, row), length

    def _close(self, event: int, ends_on: date, *, cancelled: bool) -> None:
        """Do what may be done before, and finalise: now and then in the first minutes of the last day at the office."""
        chance, one = self.chance, db.session.get_one(Event, event)
        if cancelled:
            return
        if chance.random() < 0.3:
            services.cancel(one, **BY)
            services.restore(one, **BY)
        if chance.random() < 0.3:
            more = programme.add_session(one, day=ends_on, starts_at=time(20), ends_at=time(22), title="Cancelled", **BY)
            db.session.flush()
            programme.remove_session(more, **BY)
        self._seat(one)
        self.ends.append(ends_on)
        if chance.random() < 0.1:
            services.cancel(one, **BY)
        elif chance.random() < 0.85:
            midnight = datetime.combine(ends_on - timedelta(days=1), self.full.midnights[one.office_id], UTC)
            days = timedelta(days=chance.choice((1, 1, 30, 300)))
            at = chance.choice((midnight, self._instant(ends_on + days), datetime.combine(ends_on + days, time(23, 59, 59), UTC)))
            attendance.finalise(one, by=None, at=at)
            self.closed.append(at.date())

    def _seat(self, event: Event) -> None:
        """Enrol some who are not there yet, with the post that they hold on the first day."""
        there = set(db.session.scalars(select(Enrolment.person_id).where(Enrolment.event_id == event.id)))
        apart = [number for number in self.on.persons if number not in there]
        for number in self.chance.sample(apart, min(len(apart), self.chance.randint(0, 2))):
            made = attendance.enrol(event, db.session.get_one(Person, number), **BY)
            db.session.flush()
            self.seated.append(made.id)
            for session in db.session.scalars(select(Session.id).where(Session.event_id == event.id)):
                self._mark(made.id, session, 30, self._keen(), None, event.ends_on)

    def _keen(self) -> Mark:
        return self.chance.choice([Mark.PRESENT] * 4 + list(Mark))

    def question(self) -> Filters:
        """Ask something with few filters, now and then of a day on which something ended or was closed, or of one beside it."""
        chance, f = self.chance, vars(super().question())
        asked = {name: value for name, value in f.items() if chance.random() < 0.12}
        asked["as_of"] = chance.choice((LATE, LATE, LATE, chance.choice(self.closed) + self._beside()))
        days = (FIRST, FIRST + timedelta(days=DAYS), *self.ends)
        first, last = sorted(chance.choice(days) + self._beside() for _n in range(2))
        periods = ((None, None), (first, None), (first, None), (first, last), (None, last))
        asked["first"], asked["last"] = chance.choice(periods)
        return Filters(**asked)

    def _beside(self) -> timedelta:
        return timedelta(days=self.chance.choice((-1, 0, 0, 1)))

    # What happens afterwards

    def move_on(self) -> None:
        """Change posts and people, past and present, after they were enrolled."""
        chance = self.chance
        for number in chance.sample(self.on.persons, 4):
            who = db.session.get_one(Person, number)
            db.session.refresh(who)
            participants.transfer(who, on=FIRST + timedelta(days=DAYS + 30), **self._post(chance), **BY)
            participants.edit_post(who.affiliations[0], **self._post(chance), **BY)
            participants.edit_person(who, sex=chance.choice(list(Sex)), **BY)
        db.session.flush()

    def merge(self, kept: int, gone: int) -> tuple[Merge, dict[str, str]]:
        """Make one of two people, choosing at random in all that the two differ; return the answers too."""
        one, other = (db.session.get_one(Person, number) for number in (kept, gone))
        asked = merging_rules.of_person(one, other)
        for double in merging_queries.doubles_of(kept, gone):
            asked += [*double.columns, *double.sessions]
        answers = {each.key: self.chance.choice((Side.KEPT, Side.GONE)) for each in asked if each.differs}
        made = merging.merge(one, other, answers, **BY)
        db.session.flush()
        return made, {key: side.value for key, side in answers.items()}


def any_rule(chance: Random, on: FullGround) -> Rule:
    """Make up a rule that has a meaning."""
    basis, values = chance.choice(BASES), {}
    codes = {
        "kinds": [kind.value for kind in EventKind], "courses": ["CT", "DRUGS"], "countries": ["TM", "KG"],
        "groups": [group.value for group in Group][:2], "categories": ["police", "judge", "prosecution_police_other_le"],
        "organisations": [number for number in on.organisations if number],
    }  # fmt: skip
    for name, of in codes.items():
        if basis in APPLIES[name] and chance.random() < 0.12 and not (name == "categories" and "groups" in values):
            values[name] = tuple(chance.sample(of, chance.randint(1, max(1, len(of) * 2 // 3))))
    for name, often, most in (("min_days", 0.1, 3), ("min_hours", 0.2, 6), ("generation", 0.05, 2)):
        if basis in APPLIES[name] and chance.random() < often:
            values[name] = chance.randint(1, most)
    if basis in {Basis.PERSONS, Basis.PARTICIPANTS} and chance.random() < 0.2:
        others = [role.value for role in EnrolmentRole if role.value != PARTICIPANT]
        values["roles"] = tuple(chance.sample(others, chance.randint(1, 7)))
    if basis is Basis.PERSONS and chance.random() < 0.4:
        values["once"] = Once.PROJECT
    told_by = tuple(chance.sample(list(Disaggregation), chance.randint(0, 7))) if basis in APPLIES["disaggregations"] else ()
    made = Rule(basis, disaggregations=told_by, **values)
    made.refuse_contradictions()
    return made
