"""Who the people of a file are: those whom the event has already, those whom the register knows, and those who are new."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from lms.courses.roster import Enrolment
from lms.imports.plans import Offer, Standing, Who, Word, numbers_of
from lms.imports.telling import why
from lms.participants import candidates
from lms.participants.described import Described
from lms.participants.descriptions import of_people
from lms.participants.doubles import alike
from lms.participants.evidence import Birth, Level, birth_of, by_numbers
from lms.participants.matching import Verdict, compare, score_of
from lms.participants.models import Organisation
from lms.participants.sealing import fingerprint
from lms.text import folded
from lms.workbooks.drafts import ParticipantDraft

OFFERED = 5
Name = tuple[str, str, str]


def described(draft: ParticipantDraft, organisation: int | Word | None) -> Described:
    """Describe the person of a row; `organisation` is the number of the one meant, where one is."""
    return Described(
        surname=draft.surname, given_name=draft.given_name, patronymic=draft.patronymic, latin_name=draft.latin_name,
        sex=draft.sex, birth_date=draft.birth_date, birth_year=draft.birth_year,
        agencies=frozenset({organisation} if isinstance(organisation, int) else ()),
        numbers=frozenset((kind.value, fingerprint(number, kind.value)) for kind, number in numbers_of(draft).items()),
    )  # fmt: skip


def identify(
    rows: Sequence[Described], roster: Sequence[Enrolment], organisations: Mapping[int, Organisation]
) -> dict[int, Who]:
    """Return who each row is, by its place; `roster` are the enrolments of the event that the file is for.

    `organisations` are those that a reason may name.
    """
    namesakes: dict[Name, list[Described]] = defaultdict(list)
    for one in _as_enrolled(roster):
        namesakes[_name(one)].append(one)
    known = _on_roster(rows, namesakes)
    enrolled = {one.person_id for one in roster}
    taken = {who.person_id: place for place, who in known.items()}
    others = [place for place in range(len(rows)) if place not in known]
    found = candidates.of_many([rows[place] for place in others])
    for number, place in enumerate(others):
        likely = [*_born_otherwise(rows[place], namesakes, taken), *found[number]][:OFFERED]
        offers = tuple((person, why(verdict, organisations)) for person, verdict in likely)
        known[place] = _by_register(found[number], offers, enrolled, taken)
        if known[place].person_id and known[place].standing is not Standing.REPEATED:
            taken[known[place].person_id] = place
    return known | _repeated(rows, known, organisations)


def _on_roster(rows: Sequence[Described], namesakes: Mapping[Name, Sequence[Described]]) -> dict[int, Who]:
    """Return the rows that name somebody of the event as the register does: an event knows its own people by name.

    Only an identity number or another birth year speaks against it. Of namesakes the likeliest go together first, and
    of equals the first with the first: a list keeps its order.
    """
    places: dict[Name, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        places[_name(row)].append(place)
    known: dict[int, Who] = {}
    for name in places.keys() & namesakes.keys():
        pairs = [
            (_likeness(rows[place], one), place, number)
            for place in places[name] for number, one in enumerate(namesakes[name]) if _may_be_one(rows[place], one)
        ]  # fmt: skip
        free = set(range(len(namesakes[name])))
        for _likely, place, number in sorted(pairs, key=lambda pair: (*(-part for part in pair[0]), *pair[1:])):
            if place not in known and number in free:
                free.remove(number)
                known[place] = Who(Standing.ENROLLED, namesakes[name][number].person_id)
    return known


def _born_otherwise(
    row: Described, namesakes: Mapping[Name, Sequence[Described]], taken: Mapping[int | None, int]
) -> Iterator[tuple[int, Verdict]]:
    """Give those of the event with the name of a row and another birth: it may be that a list corrects it."""
    for one in namesakes.get(_name(row), ()):
        is_free = one.person_id not in taken and birth_of(row, one) is Birth.OTHER
        if one.person_id and is_free and by_numbers(row, one) is not Level.DIFFERENT:
            yield one.person_id, compare(row, one)


def _as_enrolled(roster: Sequence[Enrolment]) -> Iterator[Described]:
    """Describe the people of an event with what it keeps of them, though the register may tell otherwise by now."""
    people = {one.person_id: one for one in of_people([enrolment.person_id for enrolment in roster])}
    for held in roster:
        if held.person.erased_at:  # the register takes nobody for them, but their event knows their token
            yield Described(held.person_id, held.person.surname, held.person.given_name)
        elif one := people.get(held.person_id):
            agencies = one.agencies | ({held.organisation_id} if held.organisation_id else set())
            yield replace(one, sex=held.sex, agencies=agencies)


def _may_be_one(row: Described, one: Described) -> bool:
    return by_numbers(row, one) is not Level.DIFFERENT and birth_of(row, one) is not Birth.OTHER


def _likeness(row: Described, one: Described) -> tuple[int, int]:
    alike = (row.birth_date == one.birth_date, row.birth_year == one.birth_year, row.latin_name == one.latin_name)
    return score_of(row, one), sum(alike)


def _name(one: Described) -> Name:
    return folded(one.surname), folded(one.given_name), folded(one.patronymic)


def _by_register(
    found: Sequence[tuple[int, Verdict]], offers: tuple[Offer, ...], enrolled: set[int], taken: Mapping[int | None, int]
) -> Who:
    """Return who somebody is whom the event does not name so; two who are certain stand in the register twice."""
    certain = [number for number, verdict in found if verdict.level is Level.CERTAIN]
    if len(certain) == 1:
        number = certain[0]
        if number in taken:
            return Who(Standing.REPEATED, number, taken[number], offers)
        return Who(Standing.ENROLLED if number in enrolled else Standing.KNOWN, number, offers=offers)
    return Who(Standing.MAYBE if offers else Standing.NEW, offers=offers)


def _repeated(
    rows: Sequence[Described], known: Mapping[int, Who], organisations: Mapping[int, Organisation]
) -> dict[int, Who]:
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
        like = tuple((row, why(verdict, organisations)) for row, verdict in those[:OFFERED])
        if those[0][1].level is Level.CERTAIN and who.standing is Standing.NEW:
            changed[place] = Who(Standing.REPEATED, row=_first(those[0][0], changed), rows=like)
        else:
            changed[place] = Who(Standing.MAYBE, offers=who.offers, rows=like)
    return changed


def _first(place: int, changed: Mapping[int, Who]) -> int:
    """Return the first row that a repeated one repeats."""
    who = changed.get(place)
    return who.row if who and who.standing is Standing.REPEATED and who.row is not None else place
