"""What we know of people and of the organisations they serve in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from lms.accounts.scope import SEEN_WITH, plain
from lms.extensions import has_words
from lms.participants.identity import Consent, Identifier
from lms.participants.models import Affiliation, Organisation, OrganisationKind, Person, Sex, Spelling
from lms.participants.name_index import having
from lms.participants.names import skeleton
from lms.projects.models import Region

DEEPEST = 20  # levels of the tree that are walked upwards
SHORTEST = 3  # letters of a word that is looked for elsewhere too: a shorter one is part of almost every title
# Selects the numbers of people by a word: another way to find them, such as by the events they were on.
Way = Callable[[str], Select[int]]


@dataclass(frozen=True)
class PersonFilter:
    """What a list of people is narrowed to; None leaves a part open. All but name and sex is asked of a present post."""

    text: str = ""
    sex: Sex | None = None
    organisation_id: int | None = None
    category_id: int | None = None
    country: str | None = None
    region_code: str | None = None


def persons(wanted: PersonFilter, today: date, *, ways: Iterable[Way] = ()) -> Select[Person]:
    """Select people with their posts, by what is typed (see `found_by`) and by what they are today; nobody erased."""
    rows = select(Person).where(Person.erased_at.is_(None), *found_by(wanted.text, today, ways=ways)).options(_with_posts())
    if wanted.sex:
        rows = rows.where(Person.sex == wanted.sex)
    # The core table: a person inside the scope brings their posts along, so they need not be narrowed again.
    post = Affiliation.__table__.c
    of_post = _of_post(post, wanted)
    if of_post:
        rows = rows.where(Person.id.in_(select(post.person_id).where(held_on(post, today), *of_post)))
    return rows


def named(text: str) -> list[ColumnElement[bool]]:
    """Return the conditions that every word of a text is part of a person's name, in any order, spelling and script."""
    words = skeleton(text).split()
    return [Person.id.in_(having(word)) for word in words] if words or not text.strip() else [false()]


def found_by(text: str, today: date, *, ways: Iterable[Way] = ()) -> list[ColumnElement[bool]]:
    """Return the conditions that every word of a text is part of a person's name, present agency or region.

    `ways` are other places where a word of some length may be found.
    """
    found: list[CompoundSelect[int]] = []
    for word in text.split():
        elsewhere = [*_by_post(word, today), *(way(word) for way in ways if len(word) >= SHORTEST)]
        named_so = [[having(part)] for part in skeleton(word).split()] or [[]]
        found += [union_all(*names, *elsewhere) for names in named_so]
    if len(found) < 2:
        return [Person.id.in_(one) for one in found]
    # People are read once all words are asked for. The sum keeps SQLite with the first word, which people type whole.
    number = found[0].subquery().c[0]
    return [Person.id.in_(select(number).where(*((number + 0).in_(one) for one in found[1:])))]


def _by_post(word: str, today: date) -> list[Select[int]]:
    # The core tables: a person inside the scope brings their posts along, and organisations are everybody's. Two
    # selects, so that each may use its index; joins, since of a set SQLite reads every post to look whether it is in it.
    post, agency, region = Affiliation.__table__.c, Organisation.__table__.c, Region.__table__.c
    return [
        select(post.person_id).join_from(place.table, Affiliation.__table__, joined).where(has_words(place, word), held_on(post, today))
        for place, joined in (
            (agency.search_key, post.organisation_id == agency.id), (region.search_key, post.region_code == region.code),
        )
    ]  # fmt: skip


def _of_post(post: Any, wanted: PersonFilter) -> list[ColumnElement[bool]]:
    pairs: tuple[tuple[Any, Callable[[], ColumnElement[bool]]], ...] = (
        (wanted.organisation_id, lambda: post.organisation_id.in_(_ids(wanted.organisation_id))),
        (wanted.category_id, lambda: post.category_id == wanted.category_id),
        (wanted.country, lambda: post.country == wanted.country),
        (wanted.region_code, lambda: post.region_code == wanted.region_code),
    )
    return [condition() for value, condition in pairs if value]


def _ids(organisation_id: int | None) -> Select[int]:
    return within([organisation_id or 0])


def held_on(post: Any, day: date) -> ColumnElement[bool]:
    """Return the condition that a post is held on a day; it says in SQL what Affiliation.covers says of one post."""
    begun = or_(post.starts_on.is_(None), post.starts_on <= day)
    return and_(begun, or_(post.ends_on.is_(None), post.ends_on >= day))


def _with_posts() -> ORMOption:
    return selectinload(Person.affiliations).options(
        joinedload(Affiliation.organisation), joinedload(Affiliation.category), joinedload(Affiliation.region),
        joinedload(Affiliation.country_ref),
    )  # fmt: skip


def person(person_id: int) -> Select[Person]:
    """Select a person with all posts."""
    return select(Person).where(Person.id == person_id).options(_with_posts(), joinedload(Person.citizen_of))


def merged_into(person_id: int) -> Select[int]:
    """Select the number of the person whom somebody was merged into."""
    gone = plain("person")
    return select(Person.id).where(Person.id == select(gone.c.merged_into_id).where(gone.c.id == person_id).scalar_subquery())


def erased_with(code: str) -> Select[Person]:
    """Select the erased person for whom a code stands: the given name beside the surname ERASED, also in workbooks."""
    return select(Person).where(Person.erased_at.is_not(None), Person.given_name == code)


def identifiers(*person_ids: int) -> Select[Identifier]:
    """Select the identity numbers kept of a person, by the number of the record or of several."""
    return select(Identifier).where(Identifier.person_id.in_(person_ids)).order_by(Identifier.kind, Identifier.id)


def identifier(person_id: int, identifier_id: int) -> Select[Identifier]:
    """Select an identity number of this person and no other's."""
    return identifiers(person_id).where(Identifier.id == identifier_id)


def consents(*person_ids: int) -> Select[Consent]:
    """Select the consents of a person, by the number of the record or of several: standing ones first, then the latest."""
    order = Consent.withdrawn_on.is_not(None), Consent.given_on.desc(), Consent.id.desc()
    return select(Consent).where(Consent.person_id.in_(person_ids)).order_by(*order)


def consent(person_id: int, consent_id: int) -> Select[Consent]:
    """Select a consent of this person and no other's."""
    return consents(person_id).where(Consent.id == consent_id)


def post(person_id: int, post_id: int) -> Select[Affiliation]:
    """Select a post of this person and no other's."""
    return select(Affiliation).where(Affiliation.id == post_id, Affiliation.person_id == person_id)


def organisations(
    text: str = "", *, kind: OrganisationKind | None = None, country: str | None = None
) -> Select[Organisation]:
    """Select organisations by parts of any of their names, kind and country."""
    rows = (
        select(Organisation)
        .where(has_words(Organisation.search_key, text))
        .options(joinedload(Organisation.parent), joinedload(Organisation.region))
    )
    if kind:
        rows = rows.where(Organisation.kind == kind)
    return rows.where(Organisation.country == country) if country else rows


def highest() -> Select[Organisation]:
    """Select the organisations that stand above all others of their tree, by name."""
    return select(Organisation).where(Organisation.parent_id.is_(None)).order_by(Organisation.name_en, Organisation.id)


def organisation(organisation_id: int) -> Select[Organisation]:
    """Select an organisation with all that its page shows of itself."""
    return (
        select(Organisation)
        .where(Organisation.id == organisation_id)
        .options(
            joinedload(Organisation.region), joinedload(Organisation.category), selectinload(Organisation.spellings)
        )
    )


def spelling(organisation_id: int, spelling_id: int) -> Select[Spelling]:
    """Select another name of this organisation and no other's."""
    return select(Spelling).where(Spelling.id == spelling_id, Spelling.organisation_id == organisation_id)


def above(organisation_id: int) -> Select[Organisation]:
    """Select the organisations above one, the topmost first."""
    table = Organisation.__table__.c
    start = select(table.parent_id.label("id"), literal(1).label("level")).where(table.id == organisation_id)
    path = start.cte("path", recursive=True)
    higher = select(table.parent_id, path.c.level + 1).where(table.id == path.c.id, path.c.level < DEEPEST)
    path = path.union(higher)
    return select(Organisation).join(path, path.c.id == Organisation.id).order_by(path.c.level.desc())


def children(organisation_id: int) -> Select[Organisation]:
    """Select the organisations right below one."""
    return (
        select(Organisation)
        .where(Organisation.parent_id == organisation_id)
        .options(joinedload(Organisation.region))
        .order_by(Organisation.id)
    )


def staffed(today: date) -> Select[Any]:
    """Select the numbers and names of the organisations where people whom one sees serve today, and of all above these."""
    staff = exists().where(Affiliation.organisation_id == Organisation.id, held_on(Affiliation, today))
    found = select(Organisation.id, Organisation.parent_id).where(staff).cte("found", recursive=True)
    table = Organisation.__table__.c
    found = found.union(select(table.id, table.parent_id).where(table.id == found.c.parent_id))
    return select(table.id, table.name_en, table.name_ru).where(table.id.in_(select(found.c.id)))


def serving(organisation_ids: Iterable[int], today: date) -> Select[int, int]:
    """Select how many people whom one sees serve today in organisations or below them, as (organisation id, number)."""
    tree = _trees(organisation_ids)
    return (
        select(tree.c.root, func.count(Affiliation.person_id.distinct()))
        .select_from(tree)
        .join(Affiliation, Affiliation.organisation_id == tree.c.id)
        .join(Affiliation.person)
        .where(held_on(Affiliation, today))
        .group_by(tree.c.root)
        .execution_options(**{SEEN_WITH: Affiliation})
    )


def within(organisation_ids: Iterable[int]) -> Select[int]:
    """Select the numbers of organisations and of all below them."""
    return select(_trees(organisation_ids).c.id)


def _trees(roots: Iterable[int]) -> CTE:
    """Return pairs (root, id): each root with itself and every organisation below it."""
    table = Organisation.__table__.c
    tree = select(table.id.label("root"), table.id).where(table.id.in_(list(roots))).cte("tree", recursive=True)
    return tree.union(select(tree.c.root, table.id).where(table.parent_id == tree.c.id))
