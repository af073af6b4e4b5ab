"""What the register has of the people whom the rows of a file are, and what it gets of them: fields, numbers, a post."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from lms.courses.models import Event
from lms.courses.roster import Enrolment
from lms.extensions import db
from lms.imports.plans import NUMBERS, TAKEN, Plan, PlannedRow, Post, Standing, numbers_of
from lms.language import LANGUAGES, N_, named
from lms.participants import safekeeping
from lms.participants.descriptions import AT_ONCE
from lms.participants.identity import IdentifierKind
from lms.participants.models import Affiliation, Person, Sex
from lms.participants.names import skeleton
from lms.participants.sealing import fingerprint
from lms.text import folded
from lms.workbooks.code_names import Words
from lms.workbooks.drafts import ParticipantDraft
from lms.workbooks.problems import Problem

# What an import gives a person who has it not; what the register has, it keeps.
FILLED = ("patronymic", "latin_name", "birth_date", "birth_year", "phone", "email")


def people_at_once(numbers: Iterable[int]) -> dict[int, Person]:
    """Return people of any number, with their posts, by their numbers."""
    posts = selectinload(Person.affiliations).joinedload(Affiliation.organisation)
    wanted = sorted(set(numbers))
    found: dict[int, Person] = {}
    for first in range(0, len(wanted), AT_ONCE):
        rows = select(Person).where(Person.id.in_(wanted[first : first + AT_ONCE])).options(posts)
        found |= {one.id: one for one in db.session.scalars(rows)}
    return found


def filled(row: PlannedRow, person: Person, held: Enrolment | None, problems: list[Problem]) -> dict[str, Any]:
    """Return what the row tells of the person and the register has not; where both tell, say what stays."""
    told: dict[str, Any] = {}
    for name in FILLED:
        said, known = getattr(row.draft, name), getattr(person, name) or _other_birth(name, row.draft, person)
        if said and not known:
            told[name] = said
        elif said and known and not _is_same(name, str(said), str(known)):
            sentence = N_("The register has “%(known)s” for this person; it stays.")
            key = "birth_date" if name == "birth_year" else name
            where = row.draft.origin.at(key)
            problems.append(Problem(row.draft.origin.sheet, *where, sentence, {"known": known}, is_warning=True))
    is_news = row.draft.sex is not Sex.NOT_STATED and not (held and held.sex is row.draft.sex)
    if is_news and person.sex is Sex.NOT_STATED:
        told["sex"] = row.draft.sex
    return told


def _is_same(name: str, said: str, known: str) -> bool:
    """Say whether two tell the same; a patronymic does in either script."""
    return folded(said) == folded(known) or (name == "patronymic" and skeleton(said) == skeleton(known))


def _other_birth(name: str, draft: ParticipantDraft, person: Person) -> Any:
    """Return what the register knows of a birth in place of what the row tells: a day for a year, another year for a day."""
    if name == "birth_year" and person.birth_date:
        return person.birth_date.year
    if name == "birth_date" and draft.birth_date and person.birth_year not in {None, draft.birth_date.year}:
        return person.birth_year
    return None


def add_numbers(plan: Plan) -> None:
    """Say which identity numbers people get; one that two people of the file bear is a problem of both."""
    rows = [row for row in plan.rows if row.standing in TAKEN]
    held = safekeeping.kinds_held([row.person_id for row in rows if row.person_id and row.standing is not Standing.NEW])
    bearers: dict[tuple[IdentifierKind, str], list[PlannedRow]] = defaultdict(list)
    for row in rows:
        for kind, number in numbers_of(row.draft).items():
            bearers[kind, fingerprint(number, kind.value)].append(row)
            if row.standing is Standing.NEW or (row.person_id, kind) not in held:
                row.numbers[kind] = number
    for (kind, _print), those in bearers.items():
        for row in those if len(those) > 1 else ():
            lines = ", ".join(str(one.line) for one in those if one is not row)
            sentence = N_("Somebody else of this file has this number too: see row %(lines)s.")
            plan.problems.append(row.draft.origin.problem(NUMBERS[kind], sentence, lines=lines))


def compare_posts(plan: Plan, people: Mapping[int, Person], event: Event | None, at: datetime) -> None:
    """Give a post to somebody known who has none; where the register has another, tell so: an import transfers nobody."""
    day = event.starts_on if event else at.date()
    for row in plan.rows:
        person = people.get(row.person_id or 0)
        is_news = row.standing is Standing.KNOWN or {"organisation_id", "position"} & row.changes.keys()
        if person is None or not is_news or row.standing not in TAKEN or not row.post.is_told:
            continue
        if not person.affiliations:
            row.gives_post = row.standing is Standing.KNOWN and bool(row.post.organisation or row.post.category_id)
        elif (post := person.post_on(day)) is not None and _is_other(row.post, post):
            plan.problems.append(_other_post(row, post))


def _is_other(told: Post, post: Affiliation) -> bool:
    pairs = ((told.organisation, post.organisation_id), (told.position, post.position))
    return any(said and folded(str(said)) != folded(str(known or "")) for said, known in pairs)


def _other_post(row: PlannedRow, post: Affiliation) -> Problem:
    sheet, where = row.draft.origin.sheet, row.draft.origin.at("position" if row.draft.position else "organisation")
    names = [[named(post.organisation, language), post.position] for language in LANGUAGES]
    known = Words(*(", ".join(part for part in parts if part) or "—" for parts in names))
    sentence = N_("The register has another post for this person: %(post)s. It stays; on the person's page they can be transferred.")
    return Problem(sheet, *where, sentence, {"post": known}, is_warning=True)
