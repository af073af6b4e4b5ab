"""What can be done about people who stand in the register twice: find them, merge, undo."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, text, tuple_

from lms.accounts.models import Account, Identity
from lms.accounts.scope import EVERYTHING, current_scope, looking
from lms.audit.services import act
from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.errors import Conflict, Refused
from lms.extensions import WITH_MERGED, db
from lms.language import N_
from lms.merging import belongings, joining, queries, rules
from lms.merging.journal import Journal, Left, taken_back
from lms.merging.models import Merge, PossibleDouble
from lms.merging.rules import Answers, Double
from lms.participants import descriptions, doubles
from lms.participants.apart import ToldApart, of_pair, ordered, told_apart_from
from lms.participants.evidence import Level, by_numbers
from lms.participants.identity import Identifier
from lms.participants.matching import Verdict
from lms.participants.models import Affiliation, Person
from lms.participants.rules import NOTHING_MORE

AT_ONCE = 1000  # people or pairs in one statement
MERGED_MEANWHILE = N_("One of the two was merged meanwhile. Nothing was changed; look at the people again.")
PASS_LOCK = 0x6C6D7303  # names the keeping of a pass among PostgreSQL's advisory locks
Found = tuple[int, int, Verdict]


def compare_everybody() -> list[Found]:
    """Return the pairs of the present scope who are or may be one: 200,000 people take about 20 s, and nothing is written."""
    return list(doubles.pairs())


def keep_doubles(found: Iterable[Found], *, at: datetime) -> int:
    """Keep the pairs that a comparison found in place of those of an earlier one; return how many there are.

    Others may have written since it was made: whoever was merged or erased is left out.
    """
    if db.engine.dialect.name == "postgresql":  # of two passes that end at once, one waits; SQLite has one writer
        db.session.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": PASS_LOCK})
    pairs = list(found)
    standing = _standing({number for one, other, _verdict in pairs for number in (one, other)})
    _forget_doubles()
    kept = [
        PossibleDouble(one_id=one, other_id=other, score=verdict.score, level=int(verdict.level), found_at=at)
        for one, other, verdict in pairs if one in standing and other in standing
    ]
    db.session.add_all(kept)
    db.session.flush()
    return len(kept)


def _standing(numbers: set[int]) -> set[int]:
    """Return which people are neither merged nor erased, and hold them so until the pairs are kept."""
    known, wanted = set(), sorted(numbers)
    for first in range(0, len(wanted), AT_ONCE):
        rows = select(Person.id).where(Person.id.in_(wanted[first : first + AT_ONCE]), Person.erased_at.is_(None))
        known |= set(db.session.scalars(rows.order_by(Person.id).with_for_update(read=True)))
    return known


def _forget_doubles() -> None:
    """Remove the pairs of the present scope that were found before."""
    scope = current_scope()
    if scope is not None and scope.everything:
        db.session.execute(delete(PossibleDouble))
        return
    rows = select(PossibleDouble.one_id, PossibleDouble.other_id)
    known = [(one_id, other_id) for one_id, other_id in db.session.execute(rows)]
    key = tuple_(PossibleDouble.one_id, PossibleDouble.other_id)
    for first in range(0, len(known), AT_ONCE):
        db.session.execute(delete(PossibleDouble).where(key.in_(known[first : first + AT_ONCE])))


def merge(
    kept: Person, gone: Person, answers: Answers, *, by: Account | None, at: datetime, seen: str | None = None
) -> Merge:
    """Make one of two people who are one human being; `kept` has everything from then on, `gone` is hidden.

    `answers` say what is taken where the two differ. `seen` is the digest of what a page showed; Conflict is raised
    where it is true no more, Refused where they are two, or where a choice is missing.
    """
    kept, gone = _held(kept, gone, seen)
    reason = reason_refused(kept, gone)
    if reason is not None:
        raise reason
    shared = queries.doubles_of(kept.id, gone.id)
    missing = rules.unanswered(rules.asked(rules.of_person(kept, gone), shared), answers)
    if missing:
        raise Refused(N_("Choose what is right where the two differ."), field=missing[0].key)
    journal = Journal()
    with act("person.merge", by=by, at=at), looking(EVERYTHING):
        _move(kept, gone, shared, answers, journal)
        made = Merge(kept_id=kept.id, gone_id=gone.id, merged_at=at, merged_by_id=by.id if by else None)
        db.session.flush()
        made.changes = journal.written()
        db.session.add(made)
    db.session.expire(kept)
    db.session.expire(gone)
    return made


def _held(kept: Person, gone: Person, seen: str | None) -> tuple[Person, Person]:
    """Let one transaction at a time decide on two people and the events they are both on; events come first.

    Whoever enrols or marks holds the event first, too.
    """
    numbers = [kept.id, gone.id]
    with looking(EVERYTHING):
        shared = list(db.session.scalars(queries.shared_events(*numbers)))
        db.session.scalars(_events(shared)).all()
        rows = {one.id: one for one in db.session.scalars(queries.persons_numbered(numbers))}
        db.session.expire_all()
        merged = [one for one in rows.values() if one.merged_into_id is not None]
        changed = seen is not None and belongings.digest(rows.values()) != seen
    if merged:
        raise Conflict(MERGED_MEANWHILE)
    if changed:
        raise Conflict(N_("Something about these two was changed meanwhile. Nothing was merged; look at them again."))
    return rows[numbers[0]], rows[numbers[1]]


def _events(numbers: list[int]) -> Any:
    return select(Event).where(Event.id.in_(numbers)).order_by(Event.id).with_for_update().execution_options(populate_existing=True)


def reason_refused(kept: Person, gone: Person) -> Refused | None:
    """Say why two people cannot be merged, or return None where they can."""
    if kept.id == gone.id:
        return Refused(N_("These are not two people."))
    if kept.erased_at or gone.erased_at:
        return Refused(NOTHING_MORE)
    if by_numbers(descriptions.describe(kept), descriptions.describe(gone)) is Level.DIFFERENT:
        return Refused(N_("They have different identity numbers of one kind: these are two people, unless one of the numbers is wrong. Remove it first."))
    if db.session.scalar(of_pair(kept.id, gone.id)):
        return Refused(N_("It was recorded that these are two people. Take that back first."))
    accounts = select(func.count()).select_from(Identity).where(Identity.person_id.in_([kept.id, gone.id]))
    if (db.session.scalar(accounts) or 0) > 1:
        return Refused(N_("Both are linked to an account. An administrator unlinks one of the accounts first."))
    unseen = len(list(db.session.scalars(queries.shared_events(kept.id, gone.id)))) - len(queries.doubles_of(kept.id, gone.id))
    if unseen:
        return Refused(N_("Both are on an event that you do not see. Somebody who sees it can merge them."))
    return None


def _move(kept: Person, gone: Person, shared: list[Double], answers: Answers, journal: Journal) -> None:
    for double in shared:
        joining.join(double, answers, journal)
    for model in belongings.MOVED:
        for row in _going(model, kept, gone):
            journal.change(row, person_id=kept.id)
    for question in rules.of_person(kept, gone):
        journal.change(kept, **rules.columns_of(rules.PERSON_PARTS, question.part, question.answered(answers)))
    _move_told_apart(kept, gone, journal)
    merged = select(Person).where(Person.merged_into_id == gone.id).execution_options(**{WITH_MERGED: True})
    for one in db.session.scalars(merged):
        journal.change(one, merged_into_id=kept.id)
    journal.change(gone, merged_into_id=kept.id)


def _going(model: type[Any], kept: Person, gone: Person) -> list[Any]:
    """Return the rows of a table that go over: all but those that both have."""
    rows = belongings.of(model, gone.id)
    if model is Enrolment:
        return [one for one in rows if one.joined_into_id is None]
    if model is Affiliation:
        return [one for one in rows if not any(rules.same_post(one, other) for other in belongings.of(model, kept.id))]
    if model is Identifier:
        held = {(one.kind, one.fingerprint) for one in belongings.of(model, kept.id)}
        return [one for one in rows if (one.kind, one.fingerprint) not in held]
    return rows


def _move_told_apart(kept: Person, gone: Person, journal: Journal) -> None:
    """Keep in mind who was seen not to be the one who goes, unless the same is known of the one who stays."""
    known = set(db.session.scalars(told_apart_from(kept.id)))
    rows = select(ToldApart).where((ToldApart.one_id == gone.id) | (ToldApart.other_id == gone.id)).order_by(ToldApart.id)
    for one in db.session.scalars(rows):
        third = one.other_id if one.one_id == gone.id else one.one_id
        if third not in known:
            first, second = ordered(kept.id, third)
            journal.change(one, one_id=first, other_id=second)


def reason_stays(merge: Merge, later: int | None) -> Refused | None:
    """Say why a merge cannot be undone, or return None where it can; `later` is the merge that is undone before it."""
    if not merge.stands:
        return Conflict(N_("This merge was undone meanwhile."))
    if later is not None:
        seen = db.session.scalar(queries.merge(later))
        if seen is None or seen.gone is None:
            return Refused(N_("A later merge of people whom you do not see stands on this one. Somebody who sees them undoes it first."))
        return Refused(N_("%(name)s was merged later on top of this. Undo that merge first."), name=seen.gone.full_name)
    if merge.changes is None:
        return Refused(N_("What was changed is kept no longer, because the person was erased."))
    return None


def undo(merge: Merge, *, by: Account | None, at: datetime) -> list[Left]:
    """Make two people again of one that was merged; return what somebody changed since and therefore stays.

    What was added since stays with the person who was kept. Raises Refused where a later merge stands on this one.
    """
    _hold_undoing(merge)
    reason = reason_stays(merge, queries.later(merge))
    if reason is not None:
        raise reason
    with looking(EVERYTHING):
        journal = Journal.read(merge.changes or "")
        with act("person.undo_merge", by=by, at=at):
            left = list(taken_back(journal.lines))
            _put_in_order(one for one in db.session.dirty if isinstance(one, ToldApart))
            db.session.flush()
            for one in journal.joined:
                joining.part(one)
            joining.decide_anew(journal.joined)
            merge.undone_at, merge.undone_by_id = at, by.id if by else None
        for number in (merge.kept_id, merge.gone_id):
            db.session.expire(db.session.get_one(Person, number, execution_options={WITH_MERGED: True}))
    return [one for one in left if one.column not in joining.OUTCOME]


def _put_in_order(pairs: Iterable[ToldApart]) -> None:
    """Keep the smaller number first: one of a pair may have been merged by a merge that is told no more."""
    for one in pairs:
        one.one_id, one.other_id = ordered(one.one_id, one.other_id)


def _hold_undoing(merge: Merge) -> None:
    """Let one transaction at a time decide on the people of a merge and the events that they are both on."""
    joined = [one["into"] for one in Journal.read(merge.changes).joined] if merge.changes else []
    with looking(EVERYTHING):
        events = list(db.session.scalars(select(Enrolment.event_id).where(Enrolment.id.in_(joined))))
        db.session.scalars(_events(events)).all()
        db.session.scalars(queries.persons_numbered([merge.kept_id, merge.gone_id])).all()
    db.session.expire_all()
