"""Writing a plan that is ready: everything in the transaction of the caller, or nothing."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from lms.accounts.models import Account
from lms.courses import attendance, programme, roster_queries
from lms.courses import services as courses
from lms.courses.codes import EnrolmentRole, EnrolmentStatus, Method
from lms.courses.models import Event, Session
from lms.courses.roster import Enrolment
from lms.courses.rules import Marked
from lms.errors import Refused
from lms.extensions import db
from lms.imports.line_planning import NO_EDITION
from lms.imports.plans import TAKEN, Handover, Plan, PlannedEvent, PlannedRow, Post, Standing, Word
from lms.language import N_, say
from lms.materials import services as materials
from lms.materials.models import Edition, Material
from lms.participants import safekeeping
from lms.participants import services as participants
from lms.participants.agencies import agency_key
from lms.participants.descriptions import AT_ONCE
from lms.participants.models import Affiliation, Category, Organisation, OrganisationKind, Person, Sex
from lms.projects import services as projects
from lms.projects.models import Office, Project
from lms.workbooks.drafts import MaterialDraft

NOT_YET = N_("This file cannot be imported yet.")
FROM_FILE = N_("Correction from a workbook")
PERSON_FIELDS = (
    "surname", "given_name", "patronymic", "latin_name", "sex", "birth_date", "birth_year", "email", "phone",
)  # fmt: skip


class Writing:
    """One import being written: by whom and when, in which language words are made up, and what it came to."""

    def __init__(self, plan: Plan, *, language: str, by: Account | None, at: datetime) -> None:
        self.plan, self.language = plan, language
        self.who: dict[str, Any] = {"by": by, "at": at}
        self.at = at
        self.counts: Counter[str] = Counter()
        self.event: Event | None = None
        self._organisations: dict[tuple[str, str | None], int] = {}

    def write(
        self, event: Event | None, office_id: int, tell: Callable[[int], None] = lambda percent: None
    ) -> Counter[str]:
        """Write all of it; `event` is the one that the people of a list are put on. Return what was added and changed.

        Raises Refused where a rule of the register is broken, or the plan is not ready.
        """
        if not self.plan.is_ready:
            raise Refused(NOT_YET)
        planned = self.plan.event
        if planned is not None:
            self._project(planned)
            event = self._event(planned)
        self.event = event
        tell(20)
        people = self._people(office_id)
        tell(55)
        if event is not None:
            enrolled = self._enrolments(event, people)
            tell(75)
            self._marks(event, planned, enrolled)
        if planned is not None and event is not None:
            self._lines(event, planned)
            if planned.finalises:
                attendance.finalise(event, **self.who)
                self.counts["finalised"] += 1
        tell(95)
        return self.counts

    def _organisation(self, told: int | Word | None) -> int | None:
        """Return an organisation's number; one that is new is entered where it is met first."""
        if not isinstance(told, Word):
            return told
        if (key := (agency_key(told.text), told.country)) not in self._organisations:
            made = participants.create_organisation(
                kind=OrganisationKind.OTHER, name_en=told.text, name_ru=told.text, country=told.country, **self.who
            )
            self._organisations[key] = made.id
            self.counts["organisations"] += 1
        return self._organisations[key]

    def _project(self, planned: PlannedEvent) -> None:
        if self.plan.project is not None:
            self.counts["projects"] += 1
            planned.project_ids.insert(0, projects.create_project(**self.plan.project, **self.who).id)

    def _event(self, planned: PlannedEvent) -> Event:
        if planned.event_id is None:
            office = db.session.get_one(Office, self.plan.office_id)
            event = courses.plan_event(office=office, **planned.fields, code=planned.code, **self.who)
            self.counts["events"] += 1
        else:
            event = db.session.get_one(Event, planned.event_id)
            if planned.fields:
                self.counts["event_fields"] += len(planned.fields)
                self._edit(event, planned)
        if planned.project_ids:
            shares = {part.project_id: part.share_percent for part in event.funding}
            courses.set_funding(event, shares | dict.fromkeys(planned.project_ids), **self.who)
        for told, role in planned.organisations:
            organisation = db.session.get_one(Organisation, self._organisation(told))
            courses.add_organisation(event, organisation, role, **self.who)
        self._sessions(event, planned)
        return event

    def _edit(self, event: Event, planned: PlannedEvent) -> None:
        """Change the event; where its days move, its sessions move first, inside the span of the old days and the new."""
        fields = planned.fields
        if {"starts_on", "ends_on"} & fields.keys():
            starts_on, ends_on = fields.get("starts_on", event.starts_on), fields.get("ends_on", event.ends_on)
            widest = {"starts_on": min(starts_on, event.starts_on), "ends_on": max(ends_on, event.ends_on)}
            courses.edit_event(event, **widest, **self.who)
            self._sessions(event, planned)
            planned.new_sessions, planned.changed_sessions = [], []
        courses.edit_event(event, **fields, **self.who)

    def _sessions(self, event: Event, planned: PlannedEvent) -> None:
        known = {one.id: one for one in event.sessions}
        for number, draft in planned.changed_sessions:
            held = known[number]
            programme.edit_session(
                held, day=draft.day, starts_at=draft.starts_at, ends_at=draft.ends_at, title=draft.title or held.title,
                room=held.room, trainer=draft.trainer or held.trainer, **self.who,
            )  # fmt: skip
            self.counts["sessions_changed"] += 1
        for draft in planned.new_sessions:
            title = draft.title or say(N_("Session %(n)s"), self.language, n=draft.number)
            made = programme.add_session(
                event, day=draft.day, starts_at=draft.starts_at, ends_at=draft.ends_at, title=title,
                trainer=draft.trainer, **self.who,
            )  # fmt: skip
            planned.sessions[draft.number] = made.id
            self.counts["sessions"] += 1

    def _people(self, office_id: int) -> dict[int, Person]:
        """Register who is new, as somebody else than was offered, and complete who is known; return all by the places of rows."""
        rows = [row for row in self.plan.rows if row.standing in TAKEN]
        people = _with_posts([row.person_id for row in rows if row.person_id])
        found: dict[int, Person] = {}
        made: list[Person] = []
        for row in rows:
            if row.standing is Standing.NEW:
                made.append(found.setdefault(row.place, self._new(row, office_id)))
            else:
                found[row.place] = people[row.person_id or 0]
        participants.register_people(made, **self.who)
        pairs = [(found[row.place].id, number) for row in rows for number in row.told_apart]
        participants.tell_all_apart(pairs, **self.who)
        filled = [(found[row.place], row.filled) for row in rows if row.filled]
        participants.edit_people(filled, **self.who)
        for row in rows:
            if row.gives_post:
                participants.add_post(found[row.place], **self._post(row.post), **self.who)
        self._numbers([(found[row.place], row) for row in rows])
        self.counts["people"] += len(made)
        self.counts["people_completed"] += len(filled)
        return found

    def _new(self, row: PlannedRow, office_id: int) -> Person:
        told = {name: getattr(row.draft, name) for name in PERSON_FIELDS}
        made = participants.new_person(office_id=office_id, registrar=self.who["by"], at=self.at, **told)
        if row.post.is_told:
            made.affiliations = [Affiliation(**self._post(row.post))]
        return made

    def _post(self, post: Post) -> dict[str, Any]:
        told = dict(post.__dict__)
        return told | {"organisation_id": self._organisation(told.pop("organisation"))}

    def _numbers(self, rows: Sequence[tuple[Person, PlannedRow]]) -> None:
        told = [(person, kind, number) for person, row in rows for kind, number in row.numbers.items()]
        safekeeping.add_identifiers(told, **self.who)

    def _enrolments(self, event: Event, people: dict[int, Person]) -> dict[int, Enrolment]:
        """Put on the event who is not on it, and correct what it has of the others; return all by the places of rows."""
        rows = [row for row in self.plan.rows if row.place in people]
        known = {one.id: one for one in db.session.scalars(roster_queries.standing(event.id))}
        enrolled: dict[int, Enrolment] = {}
        made: list[Enrolment] = []
        changed: dict[Enrolment, dict[str, Any]] = {}
        for row in rows:
            if row.enrolment_id:
                enrolled[row.place] = known[row.enrolment_id]
                if row.changes:
                    changed[enrolled[row.place]] = self._with_number(row.changes)
            else:
                enrolled[row.place] = self._enrolment(event, people[row.place], row)
                made.append(enrolled[row.place])
        if changed:  # first: who withdraws makes room for who comes
            attendance.correct_enrolments(event, changed, **self.who)
        if made:
            attendance.enrol_all(event, made, **self.who)
        self.counts["enrolments"] += len(made)
        self.counts["enrolments_changed"] += len(changed)
        return enrolled

    def _with_number(self, changes: dict[str, Any]) -> dict[str, Any]:
        told = changes.get("organisation_id")
        return changes | {"organisation_id": self._organisation(told)} if told is not None else changes

    def _enrolment(self, event: Event, person: Person, row: PlannedRow) -> Enrolment:
        draft = row.draft
        sex = person.sex if draft.sex is Sex.NOT_STATED else draft.sex
        made = Enrolment(
            event_id=event.id, person=person, role=draft.role or EnrolmentRole.PARTICIPANT,
            status=draft.status or EnrolmentStatus.CONFIRMED, enrolled_at=self.at, pre_score=draft.pre,
            post_score=draft.post, grade=draft.grade,
        )  # fmt: skip
        post = Affiliation(**self._post(row.post)) if row.post.is_told else person.post_on(event.starts_on)
        made.remember_post(post, sex=sex)
        return made

    def _marks(self, event: Event, planned: PlannedEvent | None, enrolled: dict[int, Enrolment]) -> None:
        if planned is None:
            return
        marks: dict[int, dict[int, Marked]] = {number: {} for number in planned.sessions}
        for row in self.plan.rows:
            if row.place in enrolled:
                for number, mark in row.marks.items():
                    marks[number][enrolled[row.place].id] = (mark, None)
        for number, those in marks.items():
            if those:
                session = db.session.get_one(Session, planned.sessions[number])
                self.counts["marks"] += attendance.record_marks(
                    session, those, method=Method.IMPORT, also_withdrawn=True, **self.who
                )

    def _lines(self, event: Event, planned: PlannedEvent) -> None:
        for draft, post in planned.headcounts:
            category = post.category_id
            courses.add_headcount(
                event, number=draft.count, reason=draft.reason, source=draft.source, sex=draft.sex, country=post.country,
                region_code=post.region_code, category=_category(category), is_reconstructed=draft.reconstructed,
                source_page=draft.source_page, source_on=draft.source_on, **self.who,
            )  # fmt: skip
            self.counts["headcounts"] += 1
        for line in sorted(planned.materials, key=lambda one: one.draft.quantity < 0):
            self._hand_over(event, planned, line)
            self.counts["lines"] += 1

    def _hand_over(self, event: Event, planned: PlannedEvent, line: Handover) -> None:
        said = line.draft
        edition = line.edition or self._edition(line.material_id, said)
        receiver = db.session.get_one(Organisation, self._organisation(line.organisation))
        if said.quantity < 0:
            materials.take_back(
                event, edition, receiver, said.unit, quantity=said.quantity, note=say(FROM_FILE, self.language), **self.who
            )
        else:
            materials.hand_over(
                project=_project_of(event, planned), edition=edition, quantity=said.quantity, organisation=receiver,
                handed_on=line.day, unit=said.unit, event=event, act_number=said.act, may_repeat=True, **self.who,
            )  # fmt: skip

    def _edition(self, material_id: int, draft: MaterialDraft) -> Edition:
        if draft.language is None or draft.carrier is None:
            raise Refused(NO_EDITION)
        material = db.session.get_one(Material, material_id)
        known = (one for one in material.editions if (one.language, one.carrier) == (draft.language, draft.carrier))
        return next(known, None) or materials.add_edition(
            material, language=draft.language, carrier=draft.carrier, **self.who
        )


def _with_posts(numbers: Sequence[int]) -> dict[int, Person]:
    found: dict[int, Person] = {}
    for first in range(0, len(numbers), AT_ONCE):
        rows = select(Person).where(Person.id.in_(numbers[first : first + AT_ONCE]))
        found |= {one.id: one for one in db.session.scalars(rows.options(selectinload(Person.affiliations)))}
    return found


def _category(number: int | None) -> Category | None:
    return db.session.get(Category, number) if number else None


def _project_of(event: Event, planned: PlannedEvent) -> Project:
    """Return the project for which the materials of a file are logged: the first that it names, or else one that pays."""
    paying = [part.project_id for part in event.funding]
    return db.session.get_one(Project, planned.paid_by or paying[0])
