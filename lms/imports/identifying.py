"""Who the people of a file are: those whom the event has already, those whom the register knows, and those who are new."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from lms.courses.roster import Enrolment
from lms.imports.plans import Standing, Who
from lms.participants import candidates
from lms.participants.described import Described
from lms.participants.descriptions import of_people
from lms.participants.doubles import alike
from lms.participants.evidence import Level
from lms.participants.identity import IdentifierKind
from lms.participants.matching import Verdict, compare, score_of
from lms.participants.sealing import fingerprint
from lms.text import folded
from lms.workbooks.drafts import ParticipantDraft

OFFERED = 5
Name = tuple[str, str, str]


def described(draft: ParticipantDraft, organisation: int | str | None) -> Described:
    """Describe the person of a row; `organisation` is the number of the one meant, where one is."""
    numbers = ((IdentifierKind.NATIONAL_ID, draft.national_id), (IdentifierKind.PASSPORT, draft.passport))
    return Described(
        surname=draft.surname, given_name=draft.given_name, patronymic=draft.patronymic, latin_name=draft.latin_name,
        sex=draft.sex, birth_date=draft.birth_date, birth_year=draft.birth_year,
        agencies=frozenset({organisation} if isinstance(organisation, int) else ()),
        numbers=frozenset((kind.value, fingerprint(number, kind.value)) for kind, number in numbers if number),
    )  # fmt: skip


def identify(rows: Sequence[Described], roster: Sequence[Enrolment]) -> dict[int, Who]:
    """Return who each row is, by its place; `roster` are the enrolments of the event that the file is for."""
    known = _on_roster(rows, roster)
    enrolled = {one.person_id for one in roster}
    taken = {who.person_id: place for place, who in known.items()}
    others = [place for place in range(len(rows)) if place not in known]
    found = candidates.of_many([rows[place] for place in others])
    for number, place in enumerate(others):
        known[place] = _by_register(found[number], enrolled, taken)
        if known[place].person_id and known[place].standing is not Standing.REPEATED:
            taken[known[place].person_id] = place
    return known | _repeated(rows, known)


def _on_roster(rows: Sequence[Described], roster: Sequence[Enrolment]) -> dict[int, Who]:
    """Return the rows that name somebody of the event as the register does: an event knows its own people by name."""
    people = {one.person_id: one for one in of_people([enrolment.person_id for enrolment in roster])}
    free: dict[Name, list[Described]] = defaultdict(list)
    for enrolment in roster:
        if enrolment.person_id in people:
            free[_name(one := people[enrolment.person_id])].append(one)
    known = {}
    for place, row in enumerate(rows):
        namesakes = [one for one in free[_name(row)] if score_of(row, one)] if _name(row) in free else []
        if namesakes:
            one = max(namesakes, key=lambda known: score_of(row, known))
            free[_name(row)].remove(one)
            known[place] = Who(Standing.ENROLLED, one.person_id)
    return known


def _name(one: Described) -> Name:
    return folded(one.surname), folded(one.given_name), folded(one.patronymic)


def _by_register(found: Sequence[tuple[int, Verdict]], enrolled: set[int], taken: Mapping[int | None, int]) -> Who:
    """Return who somebody is whom the event does not name so; two who are certain stand in the register twice."""
    certain = [number for number, verdict in found if verdict.level is Level.CERTAIN]
    offers = tuple(found[:OFFERED])
    if len(certain) == 1:
        number = certain[0]
        if number in taken:
            return Who(Standing.REPEATED, number, taken[number], offers)
        return Who(Standing.ENROLLED if number in enrolled else Standing.KNOWN, number, offers=offers)
    return Who(Standing.MAYBE if offers else Standing.NEW, offers=offers)


def _repeated(rows: Sequence[Described], known: Mapping[int, Who]) -> dict[int, Who]:
    """Return the rows that are or may be an earlier row, among those whom the register does not know for certain."""
    places = [place for place, who in known.items() if who.standing in {Standing.NEW, Standing.MAYBE}]
    pairs = alike([rows[place] for place in sorted(places)])
    numbered = sorted(places)
    earlier: dict[int, list[tuple[int, Verdict]]] = defaultdict(list)
    for one, other in pairs:
        first, second = numbered[one], numbered[other]
        earlier[second].append((first, compare(rows[second], rows[first])))
    changed: dict[int, Who] = {}
    for place in sorted(earlier):
        those = sorted(earlier[place], key=lambda found: (-found[1].level, -found[1].score, found[0]))
        who = known[place]
        if those[0][1].level is Level.CERTAIN and who.standing is Standing.NEW:
            changed[place] = Who(Standing.REPEATED, row=_first(those[0][0], changed), rows=tuple(those[:OFFERED]))
        else:
            changed[place] = Who(Standing.MAYBE, offers=who.offers, rows=tuple(those[:OFFERED]))
    return changed


def _first(place: int, changed: Mapping[int, Who]) -> int:
    """Return the first row that a repeated one repeats."""
    who = changed.get(place)
    return who.row if who and who.standing is Standing.REPEATED and who.row is not None else place
