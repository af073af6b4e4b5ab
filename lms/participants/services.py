"""What can be done with people and organisations: register, correct, post, transfer, tell apart."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from lms.accounts.models import Account
from lms.audit.services import act
from lms.errors import Refused
from lms.extensions import db
from lms.language import N_
from lms.participants.agencies import agency_key, keys_of
from lms.participants.apart import ToldApart, of_pair, ordered
from lms.participants.models import Affiliation, Organisation, OrganisationKind, Person, Sex, Spelling
from lms.participants.rules import refuse_erased, refuse_token
from lms.projects.models import Region

EARLIEST_BIRTH = date(1900, 1, 1)
PERSON_FIELDS = frozenset({
    "surname", "given_name", "patronymic", "latin_name", "sex", "birth_date", "birth_year", "citizenship", "languages",
    "email", "phone", "note", "is_demonstration",
})  # fmt: skip
POST_FIELDS = frozenset({
    "organisation_id", "unit", "position", "rank", "category_id", "country", "region_code", "starts_on", "ends_on",
})  # fmt: skip
ORGANISATION_FIELDS = frozenset({
    "code", "parent_id", "kind", "name_en", "name_ru", "name_national", "country", "region_code", "category_id",
})  # fmt: skip


def register_person(
    *, office_id: int, surname: str, given_name: str, by: Account | None, at: datetime, patronymic: str | None = None,
    latin_name: str | None = None, sex: Sex = Sex.NOT_STATED, **fields: Any,
) -> Person:  # fmt: skip
    """Enter a human being in the register, once. Raises Refused for an impossible birth."""
    made = new_person(
        office_id=office_id, surname=surname, given_name=given_name, patronymic=patronymic, latin_name=latin_name, sex=sex,
        registrar=by, at=at, **fields,
    )  # fmt: skip
    register_people([made], by=by, at=at)
    return made


def new_person(*, office_id: int, registrar: Account | None, at: datetime, **fields: Any) -> Person:
    """Return a human being who is not in the register yet. Raises Refused for an impossible birth."""
    refuse_token(fields.get("surname"))
    refuse_birth(fields, at)
    number = registrar.id if registrar else None
    made = Person(office_id=office_id, registered_by_id=number, created_at=at, given_name="", surname="")
    _set(made, PERSON_FIELDS, fields)
    return made


def register_people(people: Iterable[Person], *, by: Account | None, at: datetime) -> None:
    """Enter new people in the register at once, with the posts that were put to them."""
    with act("person.register", by=by, at=at):
        db.session.add_all(people)


def edit_person(person: Person, *, by: Account | None, at: datetime, **fields: Any) -> None:
    """Correct what is known of a person; snapshots of past events do not move. Raises Refused as for a new one."""
    edit_people([(person, fields)], by=by, at=at)


def edit_people(changes: Iterable[tuple[Person, Mapping[str, Any]]], *, by: Account | None, at: datetime) -> None:
    """Correct what is known of several people at once. Raises Refused as for a new one."""
    with act("person.edit", by=by, at=at):
        for person, fields in changes:
            refuse_erased(person)
            refuse_token(fields.get("surname"))
            refuse_birth(fields, at)
            _set(person, PERSON_FIELDS, fields)


def add_post(person: Person, *, by: Account | None, at: datetime, **fields: Any) -> Affiliation:
    """Add a post that a person holds or held.

    Raises Refused where it names no organisation and no category, for dates out of order or a region elsewhere.
    """
    refuse_erased(person)
    _refuse_empty(fields)
    _refuse_impossible(fields)
    made = Affiliation()
    _set(made, POST_FIELDS, fields)
    with act("person.add_post", by=by, at=at):
        person.affiliations.append(made)
    return made


def edit_post(post: Affiliation, *, by: Account | None, at: datetime, **fields: Any) -> None:
    """Correct a post. Raises Refused as for a new one."""
    known = {key: getattr(post, key) for key in POST_FIELDS} | fields
    _refuse_empty(known)
    _refuse_impossible(known)
    with act("person.edit_post", by=by, at=at):
        _set(post, POST_FIELDS, fields)


def remove_post(post: Affiliation, *, by: Account | None, at: datetime) -> None:
    """Remove a post that was entered by mistake; snapshots of past events keep what they copied."""
    with act("person.remove_post", by=by, at=at):
        post.person.affiliations.remove(post)


def transfer(person: Person, *, on: date, by: Account | None, at: datetime, **fields: Any) -> Affiliation:
    """Close the post that a person holds on the day before, and open the next one. Raises Refused where none is open."""
    held = person.post_on(on - timedelta(1)) or person.post_on(on)
    if held is None:
        raise Refused(N_("%(name)s holds no post on that day; add one instead."), name=person.full_name)
    if held.starts_on and held.starts_on >= on:
        raise Refused(N_("The present post began on %(day)s; the next one begins later."), field="starts_on",
                      day=held.starts_on)  # fmt: skip
    with act("person.transfer", by=by, at=at):
        held.ends_on = on - timedelta(1)
        return add_post(person, by=by, at=at, starts_on=on, **fields)


def tell_apart(one: Person, other: Person, *, by: Account | None, at: datetime) -> ToldApart:
    """Record that two people who seem to be one are two. Raises Refused for a person beside themselves."""
    if one.id == other.id:
        raise Refused(N_("These are not two people."))
    known = db.session.scalar(of_pair(one.id, other.id))
    return known or tell_all_apart([(one.id, other.id)], by=by, at=at)[0]


def tell_all_apart(pairs: Iterable[tuple[int, int]], *, by: Account | None, at: datetime) -> list[ToldApart]:
    """Record the same of pairs, by the numbers of the people; the caller has seen to it that it is told of none yet."""
    number = by.id if by else None
    in_order = (ordered(*pair) for pair in pairs)
    made = [ToldApart(one_id=one, other_id=other, told_at=at, told_by_id=number) for one, other in in_order]
    with act("person.tell_apart", by=by, at=at):
        db.session.add_all(made)
    return made


def tell_apart_no_more(told: ToldApart, *, by: Account | None, at: datetime) -> None:
    """Take back that two people are two: they may be offered as one again."""
    with act("person.tell_apart_no_more", by=by, at=at):
        db.session.delete(told)


def create_organisation(
    *, kind: OrganisationKind, name_en: str, name_ru: str, by: Account | None, at: datetime, **fields: Any
) -> Organisation:
    """Add an organisation to the tree."""
    _refuse_impossible(fields)
    made = Organisation(search_key="")
    _set(made, ORGANISATION_FIELDS, {"kind": kind, "name_en": name_en, "name_ru": name_ru} | fields)
    with act("organisation.create", by=by, at=at):
        db.session.add(made)
    return made


def edit_organisation(organisation: Organisation, *, by: Account | None, at: datetime, **fields: Any) -> None:
    """Change an organisation. Raises Refused where it would stand below itself."""
    _refuse_impossible(fields)
    _refuse_circle(organisation, fields.get("parent_id"))
    with act("organisation.edit", by=by, at=at):
        _set(organisation, ORGANISATION_FIELDS, fields)


def teach_spelling(organisation: Organisation, text: str, *, by: Account | None, at: datetime) -> Spelling:
    """Record that lists call an organisation so. Raises Refused where it is known by it.

    Several may be called alike, such as ministries of two countries; the country of a list tells them apart.
    """
    key = agency_key(text)
    if not key:
        raise Refused(N_("Write a name."), field="text")
    if key in keys_of(organisation):
        raise Refused(N_("It is known by this name already."), field="text")
    made = Spelling(text=text, key=key, taught_by_id=by.id if by else None, taught_at=at)
    with act("organisation.teach", by=by, at=at):
        organisation.spellings.append(made)
        organisation.find_anew()
    return made


def forget_spelling(spelling: Spelling, *, by: Account | None, at: datetime) -> None:
    """Forget a name that was taught by mistake; people keep the organisation that it led to."""
    organisation = spelling.organisation
    with act("organisation.forget", by=by, at=at):
        organisation.spellings.remove(spelling)
        organisation.find_anew()


def _refuse_circle(organisation: Organisation, parent_id: int | None) -> None:
    above = db.session.get(Organisation, parent_id) if parent_id else None
    passed: set[int] = set()  # two who change the tree at once may have made a circle above
    while above is not None and above.id not in passed:
        if above.id == organisation.id:
            raise Refused(N_("An organisation cannot stand below itself."), field="parent_id")
        passed.add(above.id)
        above = above.parent


def refuse_birth(fields: Mapping[str, Any], at: datetime) -> None:
    """Raise Refused for a birth that lies too far back, in the future, or in another year than the year given."""
    born, year = fields.get("birth_date"), fields.get("birth_year")
    if born and not EARLIEST_BIRTH <= born <= at.date():
        raise Refused(N_("Nobody in the register was born on that day."), field="birth_date")
    if year and year > at.year:
        raise Refused(N_("Nobody in the register was born in that year."), field="birth_year")
    if born and year and born.year != year:
        raise Refused(N_("The birth date lies in another year."), field="birth_year")


def _refuse_empty(fields: Mapping[str, Any]) -> None:
    if not fields.get("organisation_id") and not fields.get("category_id"):
        raise Refused(N_("Choose an organisation or a category."), field="organisation_id")


def _refuse_impossible(fields: Mapping[str, Any]) -> None:
    starts_on, ends_on = fields.get("starts_on"), fields.get("ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused(N_("The post ends before it begins."), field="ends_on")
    code = fields.get("region_code")
    region = db.session.get(Region, code) if code else None
    if region and region.country != fields.get("country"):
        raise Refused(N_("This region is not in the chosen country."), field="region_code")


def _set(obj: Any, allowed: frozenset[str], fields: Mapping[str, Any]) -> None:
    unknown = set(fields) - allowed
    if unknown:
        raise TypeError(f"{type(obj).__name__} has no {', '.join(sorted(unknown))} to set")
    for name, value in fields.items():
        setattr(obj, name, value)
