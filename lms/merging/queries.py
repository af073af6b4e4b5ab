"""What we know of people who may stand in the register twice, and of those who did."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from lms.accounts.scope import SEEN_WITH
from lms.certificates.models import Certificate
from lms.courses.roster import Attendance, Enrolment
from lms.extensions import WITH_MERGED, db
from lms.language import N_
from lms.merging.journal import Journal
from lms.merging.models import Merge, PossibleDouble
from lms.merging.rules import Double
from lms.participants import candidates, descriptions
from lms.participants.apart import ToldApart, told_apart_from
from lms.participants.evidence import Level
from lms.participants.identity import Consent, Identifier
from lms.participants.matching import Verdict, compare
from lms.participants.models import Affiliation, Person
from lms.tot.models import TrainerStatus

# What is told of both people beside each other before they become one.
HELD: dict[str, Any] = {
    N_("Posts"): Affiliation, N_("Events"): Enrolment, N_("Certificates"): Certificate, N_("Consents"): Consent,
    N_("Identity numbers"): Identifier, N_("As a trainer"): TrainerStatus,
}  # fmt: skip
MOST_ALIKE = 5  # candidates that a person's page offers
Pair = tuple[int, int]


def compared() -> Select[int]:
    """Select how many people are compared with each other."""
    return select(func.count(Person.id)).where(Person.erased_at.is_(None))


def doubles(level: Level | None = None) -> Select[PossibleDouble]:
    """Select the pairs that the last pass found and nobody told apart; both people are seen, and neither is merged."""
    one, other = aliased(Person), aliased(Person)
    apart = exists().where(ToldApart.one_id == PossibleDouble.one_id, ToldApart.other_id == PossibleDouble.other_id)
    rows = (
        select(PossibleDouble)
        .join(PossibleDouble.one.of_type(one))
        .join(PossibleDouble.other.of_type(other))
        .where(~apart)
        .execution_options(**{SEEN_WITH: PossibleDouble})
    )
    return rows if level is None else rows.where(PossibleDouble.level == level)


def pairs() -> list[Pair]:
    """Return the numbers of both people of each such pair."""
    rows = doubles().with_only_columns(PossibleDouble.one_id, PossibleDouble.other_id, maintain_column_froms=True)
    return [(one, other) for one, other in db.session.execute(rows)]


def people(ids: Iterable[int]) -> dict[int, Person]:
    """Return people by their numbers, with their posts."""
    posts = selectinload(Person.affiliations).options(joinedload(Affiliation.organisation), joinedload(Affiliation.category))
    return {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(list(ids))).options(posts))}


def verdicts(pairs: Iterable[Pair]) -> dict[Pair, Verdict]:
    """Return what is to be said of pairs today: the reasons are worked out anew, since people are edited."""
    wanted = list(pairs)
    known = {one.person_id: one for one in descriptions.of_people(sorted({number for pair in wanted for number in pair}))}
    return {(a, b): compare(known[a], known[b]) for a, b in wanted if a in known and b in known}


def alike(person: Person, *, limit: int = MOST_ALIKE) -> list[tuple[Person, Verdict]]:
    """Return who may be the same human being as somebody of the register, inside the present scope, best first."""
    apart = set(db.session.scalars(told_apart_from(person.id)))
    found = candidates.of(descriptions.describe(person), limit=limit + len(apart))
    return [(one, verdict) for one, verdict in found if one.id not in apart][:limit]


def told_apart() -> Select[ToldApart]:
    """Select the pairs that were seen to be two people; neither is merged since."""
    one, other = aliased(Person), aliased(Person)
    return (
        select(ToldApart)
        .join(ToldApart.one.of_type(one))
        .join(ToldApart.other.of_type(other))
        .options(
            contains_eager(ToldApart.one.of_type(one)), contains_eager(ToldApart.other.of_type(other)),
            joinedload(ToldApart.told_by),
        )
        .execution_options(**{SEEN_WITH: ToldApart})
    )  # fmt: skip


def merges() -> Select[Merge]:
    """Select the merges of people whom one sees, undone ones too; the name of whoever is gone comes along."""
    rows = select(Merge).execution_options(**{WITH_MERGED: True})
    return rows.options(
        selectinload(Merge.kept), selectinload(Merge.gone), joinedload(Merge.merged_by), joinedload(Merge.undone_by)
    )


def merge(merge_id: int) -> Select[Merge]:
    """Select a merge."""
    return merges().where(Merge.id == merge_id)


def standing_merges_of(person_id: int) -> Select[Merge]:
    """Select the merges that stand into a person, the latest first."""
    return merges().where(Merge.kept_id == person_id, Merge.undone_at.is_(None)).order_by(Merge.id.desc())


def later(than: Merge) -> int | None:
    """Return the number of the last merge that stands and changed people or rows of an earlier one: it is undone before it.

    It may be a merge of people whom one does not see.
    """
    own = Journal.read(than.changes).rows if than.changes else set()
    merge = Merge.__table__.c
    rows = select(merge.id, merge.kept_id, merge.gone_id, merge.changes).where(merge.id > than.id, merge.undone_at.is_(None))
    for number, kept_id, gone_id, changes in db.session.execute(rows.order_by(merge.id.desc())):
        touches = not {kept_id, gone_id}.isdisjoint({than.kept_id, than.gone_id})
        if touches or (changes and not Journal.read(changes).rows.isdisjoint(own)):
            return int(number)
    return None


def persons_numbered(numbers: Iterable[int]) -> Select[Person]:
    """Select people by their numbers, those merged into others too, locked against changes until the transaction ends."""
    rows = select(Person).where(Person.id.in_(list(numbers))).order_by(Person.id)
    # Not the key itself: rows that name the person may be added meanwhile, which their own locks order.
    return rows.with_for_update(key_share=True).execution_options(populate_existing=True, **{WITH_MERGED: True})


def shared_events(kept_id: int, gone_id: int) -> Select[int]:
    """Select the numbers of the events that two people are both on."""
    mine, theirs = Enrolment.__table__.alias(), Enrolment.__table__.alias()
    both = and_(mine.c.event_id == theirs.c.event_id, mine.c.person_id == kept_id, theirs.c.person_id == gone_id)
    return select(mine.c.event_id).join_from(mine, theirs, both).where(mine.c.joined_into_id.is_(None)).order_by(mine.c.event_id)


def doubles_of(kept_id: int, gone_id: int) -> list[Double]:
    """Return the events that two people are both on, in order of time, as far as they are seen, with the marks of both."""
    events = list(db.session.scalars(shared_events(kept_id, gone_id)))
    rows = select(Enrolment).where(Enrolment.event_id.in_(events), Enrolment.person_id.in_([kept_id, gone_id]))
    rows = rows.options(
        joinedload(Enrolment.event), joinedload(Enrolment.category), joinedload(Enrolment.organisation),
        joinedload(Enrolment.region),
    )  # fmt: skip
    pairs: dict[int, dict[int, Enrolment]] = defaultdict(dict)
    for one in db.session.scalars(rows):
        pairs[one.event_id][one.person_id] = one
    marks = _marks([one.id for pair in pairs.values() for one in pair.values()])
    whole = sorted((pair for pair in pairs.values() if len(pair) == 2), key=lambda pair: (pair[kept_id].event.starts_on, pair[kept_id].id))
    return [_double(pair[kept_id], pair[gone_id], marks) for pair in whole]


def _double(kept: Enrolment, gone: Enrolment, marks: dict[int, dict[int, Attendance]]) -> Double:
    mine, theirs = marks.get(kept.id, {}), marks.get(gone.id, {})
    sessions = sorted({*mine, *theirs}, key=lambda number: _when(mine.get(number) or theirs[number]))
    return Double(kept, gone, {number: (mine.get(number), theirs.get(number)) for number in sessions})


def _when(mark: Attendance) -> tuple[object, ...]:
    session = mark.session
    return session.day, session.starts_at, session.id


def _marks(enrolment_ids: list[int]) -> dict[int, dict[int, Attendance]]:
    found: dict[int, dict[int, Attendance]] = defaultdict(dict)
    rows = select(Attendance).where(Attendance.enrolment_id.in_(enrolment_ids), Attendance.is_current)
    for one in db.session.scalars(rows.options(joinedload(Attendance.session), joinedload(Attendance.recorded_by))):
        found[one.enrolment_id][one.session_id] = one
    return found


def verdict(one: Person, other: Person) -> Verdict:
    """Return what is to be said of two people."""
    return compare(descriptions.describe(one), descriptions.describe(other))


def numbers_of(kept_id: int, gone_id: int) -> list[tuple[str, int, int]]:
    """Return how much each of two people has, as (what it is, number, number); what neither has is left out."""
    told = []
    for label, model in HELD.items():
        column = Enrolment.person_id if model is Certificate else model.person_id
        rows = select(column, func.count()).select_from(model)
        rows = rows.join(Certificate.enrolment) if model is Certificate else rows
        counted: dict[int, int] = dict(db.session.execute(rows.where(column.in_([kept_id, gone_id])).group_by(column)).all())
        if counted:
            told.append((label, counted.get(kept_id, 0), counted.get(gone_id, 0)))
    return told
