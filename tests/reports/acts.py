"""Acts of every day that change what was counted, done through the services that people use."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import select

from lms.accounts.models import Account
from lms.audit.services import act
from lms.certificates import services as certificates
from lms.certificates.models import Certificate
from lms.courses import attaching, attendance, programme, services
from lms.courses.attaching import Covered
from lms.courses.codes import EnrolmentRole, EventKind, Mark, Method
from lms.courses.evidence import EvidenceFile
from lms.courses.models import Event, Headcount, Session
from lms.courses.roster import Enrolment
from lms.courses.uploads import Upload
from lms.errors import Refused
from lms.extensions import db
from lms.materials import services as materials
from lms.materials.models import Distribution, Edition
from lms.merging.models import Merge
from lms.merging.services import merge, undo
from lms.participants.models import Category, Organisation, Person, Sex
from lms.projects import services as projects
from lms.projects.models import Donor, Group, Project
from lms.protection.erasing import erase
from lms.tot import services as tot
from lms.tot.models import CascadeEvent, TotCycle, TrainerLevel
from tests import factories
from tests.merging.pairs import choices

START = datetime(2016, 3, 5, 9, 0, tzinfo=UTC)


class Desk:
    """Somebody who corrects the register, each act a minute after the one before."""

    def __init__(self, by: Account | None = None, at: datetime = START) -> None:
        self.by, self.at = by, at

    @property
    def told(self) -> dict[str, Any]:
        self.at += timedelta(minutes=1)
        return {"by": self.by, "at": self.at}

    @contextmanager
    def opened(self, event: Event) -> Iterator[None]:
        """Open the attendance of an event where it is closed, and close it again afterwards."""
        closed = event.is_finalised
        if closed:
            attendance.reopen(event, reason="A wrong sheet", **self.told)
        yield
        if closed:
            attendance.finalise(event, **self.told)
        db.session.flush()

    def attach(self, event: Event, session: Session | None = None, day: date | None = None, remark: str | None = None) -> EvidenceFile:
        sent = [Upload(b"%PDF-1.4 " + str(factories.number()).encode() + b" %%EOF", "sheet.pdf")]
        [made] = attaching.attach_sheets(event, sent, Covered(session, day), remark=remark, **self.told)
        return made

    def withdraw_sheet(self, file: EvidenceFile) -> None:
        attaching.withdraw(file, reason="Of another event", **self.told)
        db.session.flush()

    def reopen(self, event: Event) -> None:
        attendance.reopen(event, reason="A wrong sheet", **self.told)
        db.session.flush()

    def restore(self, event: Event) -> None:
        services.restore(event, **self.told)
        db.session.flush()

    def move_session(self, session: Session, day: date, title: str | None = None) -> None:
        with self.opened(session.event):
            programme.edit_session(
                session, day=day, starts_at=session.starts_at, ends_at=session.ends_at, title=title or session.title, **self.told
            )

    def finalise(self, event: Event) -> None:
        attendance.finalise(event, **self.told)
        db.session.flush()

    def cancel(self, event: Event) -> None:
        if event.is_finalised:
            self.reopen(event)
        services.cancel(event, **self.told)
        db.session.flush()

    def mark(self, one: Enrolment, mark: Mark) -> None:
        with self.opened(one.event):
            for session in one.event.sessions:
                attendance.record_marks(session, {one.id: (mark, None)}, method=Method.PAPER, **self.told)

    def withdraw(self, one: Enrolment) -> None:
        with self.opened(one.event):
            attendance.withdraw(one, **self.told)

    def observe(self, one: Enrolment) -> None:
        with self.opened(one.event):
            attendance.change_enrolment(one, role=EnrolmentRole.OBSERVER, status=one.status, **self.told)

    def grade(self, one: Enrolment, grade: int) -> None:
        with self.opened(one.event):
            attendance.set_scores(one, pre_score=None, post_score=None, grade=Decimal(grade), **self.told)

    def snapshot(self, one: Enrolment, **fields: Any) -> None:
        with self.opened(one.event):
            attendance.correct_enrolments(one.event, {one: fields}, **self.told)

    def enrol(self, event: Event, person: Person) -> None:
        with self.opened(event):
            made = attendance.enrol(event, person, **self.told)
            for session in event.sessions:
                attendance.record_marks(session, {made.id: (Mark.PRESENT, None)}, method=Method.PAPER, **self.told)

    def edit(self, event: Event, **fields: Any) -> None:
        kept = {"counts_as_training": event.counts_as_training, "min_attendance_percent": event.min_attendance_percent}
        with self.opened(event):
            services.edit_event(event, **self.told, **(kept | fields))

    def add_session(self, event: Event) -> None:
        with self.opened(event):
            programme.add_session(event, day=event.ends_on, starts_at=time(20), ends_at=time(22), title="One more", **self.told)

    def fund(self, event: Event, *numbers: int) -> None:
        with self.opened(event):
            services.set_funding(event, dict.fromkeys(numbers), **self.told)

    def give(self, project: Project, *donors: Donor) -> None:
        projects.edit_project(
            project, code=project.code, title_en=project.title_en, title_ru=project.title_ru, office_id=project.office_id,
            starts_on=project.starts_on, ends_on=project.ends_on, donors=donors, predecessor_id=None, **self.told,
        )  # fmt: skip
        db.session.flush()

    def cascade(self, event: Event, cycle: TotCycle, generation: int | None) -> None:
        marked = db.session.get(CascadeEvent, event.id)
        if generation is not None:
            tot.mark_cascade(event, cycle, generation, **self.told)
        elif marked is not None:
            tot.unmark_cascade(marked, **self.told)
        db.session.flush()

    def add_heads(self, event: Event, number: int, **more: Any) -> None:
        with self.opened(event):
            services.add_headcount(event, number=number, reason="No list", source="Sheet", **self.told, **more)

    def remove_heads(self, line: Headcount) -> None:
        with self.opened(line.event):
            services.remove_headcount(line, **self.told)

    def hand_over(self, project: Project, edition: Edition, to: Organisation, on: date, quantity: int) -> None:
        materials.hand_over(project=project, edition=edition, quantity=quantity, organisation=to, handed_on=on, **self.told)
        db.session.flush()

    def take_back(self, line: Distribution, quantity: int) -> None:
        materials.correct(line, quantity=-quantity, note="Counted twice", **self.told)
        db.session.flush()

    def issue(self, event: Event) -> None:
        certificates.issue_all(event, language="en", on=event.ends_on, base_url="http://localhost", **self.told)
        db.session.flush()

    def revoke(self, held: Certificate) -> None:
        certificates.revoke(held, reason="A wrong name", **self.told)
        db.session.flush()

    def stand(self, person: Person, course: Any, level: TrainerLevel, on: date) -> None:
        tot.set_status(person, course, level, from_on=on, evidence="A decision", **self.told)
        db.session.flush()

    def regroup(self, category: Category, group: Any) -> None:
        with act("reference.load", **self.told):
            category.group = group
        db.session.flush()

    def merge(self, kept: Person, gone: Person, chance: Random | None = None) -> Merge:
        made = merge(kept, gone, choices(kept, gone, chance or Random(0)), **self.told)
        db.session.flush()
        return made

    def undo(self, made: Merge) -> None:
        undo(made, **self.told)
        db.session.flush()

    def erase(self, person: Person) -> None:
        erase(person, reason="Asked for it", confirmed=person.surname, **self.told)
        db.session.flush()


def on(event: Event) -> list[Enrolment]:
    """Return an event's enrolments that stand for themselves, in the order of their numbers."""
    rows = select(Enrolment).where(Enrolment.event_id == event.id, Enrolment.joined_into_id.is_(None))
    return list(db.session.scalars(rows.order_by(Enrolment.id)))


class AnyDay(Desk):
    """Does something at random."""

    def __init__(self, seed: int, ground: Any, by: Account | None = None) -> None:
        super().__init__(by)
        self.chance, self.ground = Random(seed), ground

    def act(self) -> str:
        """Do one thing that is not refused and return what it was."""
        for _again in range(50):
            do = self.chance.choice(ACTS)
            try:
                with db.session.begin_nested():
                    done = do(self)
            except (Refused, LookupError):
                db.session.expire_all()
                continue
            if done is not False:
                return do.__name__
        return "nothing"

    def event(self) -> Event:
        return self.one(select(Event).where(Event.cancelled_at.is_(None)))

    def one(self, rows: Any) -> Any:
        return self.chance.choice(list(db.session.scalars(rows.order_by("id"))))

    def enrolment(self) -> Enrolment:
        return self.chance.choice(on(self.event()))

    def person(self) -> Person:
        return self.one(select(Person).where(Person.erased_at.is_(None)))

    # What may happen

    def any_mark(self) -> None:
        self.mark(self.enrolment(), self.chance.choice([Mark.PRESENT, Mark.ABSENT, Mark.LATE]))

    def any_withdrawal(self) -> None:
        self.withdraw(self.enrolment())

    def any_role(self) -> None:
        self.observe(self.enrolment())

    def any_grade(self) -> None:
        self.grade(self.enrolment(), self.chance.choice([10, 100]))

    def any_snapshot(self) -> None:
        one, (country, region) = self.enrolment(), self.chance.choice(self.ground.places)
        fields = {
            "category_id": self.chance.choice(self.ground.categories), "sex": self.chance.choice(list(Sex)),
            "country": country, "region_code": region, "organisation_id": self.chance.choice(self.ground.organisations),
        }  # fmt: skip
        names = self.chance.sample(list(fields), self.chance.randint(1, 5))
        self.snapshot(one, **{name: fields[name] for name in names})

    def any_enrolment(self) -> None:
        self.enrol(self.event(), self.person())

    def any_reopening(self) -> None:
        self.reopen(self.event())

    def any_finalising(self) -> None:
        self.finalise(self.event())

    def any_cancelling(self) -> None:
        self.cancel(self.event())

    def any_edit(self) -> None:
        event, chance = self.event(), self.chance
        fields: dict[str, Any] = {
            "kind": chance.choice(list(EventKind)), "counts_as_training": chance.random() < 0.5,
            "min_attendance_percent": chance.choice([0, 50, 100]), "country": chance.choice([None, "TM", "KG"]),
            "ends_on": event.ends_on + timedelta(days=chance.choice([-40, 1, 40, 200])), "title_en": "Another title",
            "region_code": None,
        }  # fmt: skip
        names = chance.sample(list(fields), chance.randint(1, 3))
        self.edit(event, **{name: fields[name] for name in names})

    def any_session(self) -> None:
        self.add_session(self.event())

    def any_sheet(self) -> None:
        event = self.event()
        self.attach(event, self.chance.choice([None, *event.sessions]))

    def any_day_sheet(self) -> None:
        event = self.event()
        self.attach(event, day=self.chance.choice(event.sessions).day)

    def any_session_move(self) -> None:
        event = self.event()
        self.move_session(self.chance.choice(event.sessions), self.chance.choice(event.sessions).day)

    def any_restoring(self) -> None:
        self.restore(self.one(select(Event).where(Event.cancelled_at.is_not(None))))

    def any_sheet_withdrawal(self) -> None:
        standing = select(EvidenceFile).where(EvidenceFile.event_id.is_not(None), EvidenceFile.withdrawn_at.is_(None))
        self.withdraw_sheet(self.one(standing))

    def any_funding(self) -> None:
        self.fund(self.event(), *self.chance.sample(self.ground.projects, self.chance.randint(0, 3)))

    def any_donors(self) -> None:
        project = db.session.get_one(Project, self.chance.choice(self.ground.projects))
        donors = list(db.session.scalars(select(Donor).order_by(Donor.id)))
        self.give(project, *self.chance.sample(donors, self.chance.randint(0, 2)))

    def any_cascade(self) -> None:
        self.cascade(self.event(), self.one(select(TotCycle)), self.chance.choice([None, None, 1, 2]))

    def any_heads(self) -> None:
        self.add_heads(self.event(), self.chance.randint(1, 20))

    def any_heads_less(self) -> None:
        self.remove_heads(self.one(select(Headcount)))

    def any_pieces(self) -> None:
        project = db.session.get_one(Project, self.chance.choice(self.ground.projects))
        edition, to = self.one(select(Edition)), self.one(select(Organisation))
        self.hand_over(project, edition, to, date(2011, 1, 1) + timedelta(days=self.chance.randrange(400)), 7)

    def any_pieces_less(self) -> None:
        self.take_back(self.one(select(Distribution).where(Distribution.quantity > 0)), 1)

    def any_certificates(self) -> None:
        self.issue(self.event())

    def any_revocation(self) -> None:
        self.revoke(self.one(select(Certificate).where(Certificate.revoked_at.is_(None))))

    def any_standing(self) -> None:
        cycle = self.one(select(TotCycle))
        self.stand(self.person(), cycle.course, self.chance.choice(list(TrainerLevel)), date(2011, 1, 1))

    def any_group(self) -> None:
        self.regroup(self.one(select(Category)), self.chance.choice(list(Group)))

    def any_merge(self) -> Any:
        kept, gone = self.person(), self.person()
        return None if self.merge(kept, gone, self.chance) else False

    def any_undoing(self) -> None:
        self.undo(self.one(select(Merge).where(Merge.undone_at.is_(None))))

    def any_erasure(self) -> None:
        self.erase(self.person())


class AmongThem(AnyDay):
    """Does something at random to one of some events, or to some people."""

    def __init__(self, seed: int, ground: Any, by: Account | None, events: list[Event], people: list[Person]) -> None:
        super().__init__(seed, ground, by)
        self.events, self.people = events, people

    def event(self) -> Event:
        return self.chance.choice([one for one in self.events if one.cancelled_at is None])

    def person(self) -> Person:
        return self.chance.choice(self.people)


ACTS: list[Callable[[AnyDay], Any]] = [do for name, do in vars(AnyDay).items() if name.startswith("any_")]
