"""Living capacity: everybody who was ever trained under some filters, with where they are on a day. Nothing is changed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import select

from lms.courses.roster import Enrolment
from lms.extensions import db
from lms.participants.models import Affiliation, Organisation
from lms.reports import counting, ledgers, queries
from lms.reports.capacity_rules import Freshness, Post, Rule, Standing, Whereabouts, tops
from lms.reports.rules import NOT_STATED, Filters


class Trained(NamedTuple):
    """One person in the count, by the enrolment of the last completed training; `region` and `agency` are of the post."""

    enrolment: int
    where: Whereabouts
    part: str
    fresh: Freshness
    region: str
    agency: str


@dataclass(frozen=True)
class Part:
    """A part of the count: what its people have in common; None leaves it open, NOT_STATED asks for those who lack it."""

    where: Whereabouts | None = None
    part: str | None = None
    fresh: Freshness | None = None
    region: str | None = None
    agency: str | None = None

    def holds(self, one: Trained) -> bool:
        """Say whether a person belongs to it."""
        return all(asked is None or getattr(one, name) == asked for name, asked in self._asked)

    @cached_property
    def _asked(self) -> list[tuple[str, str | None]]:
        return [(part.name, getattr(self, part.name)) for part in fields(self)]


Numbers = dict[Freshness, int]


@dataclass(frozen=True)
class Capacity:
    """The count: everybody, and how many there are of each freshness by what is asked."""

    rule: Rule
    people: Sequence[Trained]

    @cached_property
    def by_where(self) -> Mapping[Whereabouts, Numbers]:
        """Return the numbers by where people are."""
        return _counted((one.where, one.fresh) for one in self.people)

    @cached_property
    def by_part(self) -> Mapping[tuple[Whereabouts, str], Numbers]:
        """Return the numbers by where people are, and the group there or why it is not known."""
        return _counted(((one.where, one.part), one.fresh) for one in self.people)

    def serving_by(self, what: str) -> Mapping[str, Numbers]:
        """Return the numbers of those in a relevant post by `region` or `agency`, the most first, not stated last."""
        counted = _counted((getattr(one, what), one.fresh) for one in self.people if one.where is Whereabouts.SERVING)
        return dict(sorted(counted.items(), key=lambda pair: (pair[0] == NOT_STATED, -sum(pair[1].values()), pair[0])))


def _counted(pairs: Iterable[tuple[Any, Freshness]]) -> dict[Any, Numbers]:
    found: defaultdict[Any, Numbers] = defaultdict(dict)
    for (key, fresh), number in Counter(pairs).items():
        found[key][fresh] = number
    return dict(found)


def capacity(f: Filters, known_for: int | None) -> Capacity:
    """Count everybody who ever completed a training under the filters, by where they are on the as-of date.

    Six statements, however many people they are.
    """
    rule = Rule(f.as_of, known_for)
    groups = {number: str(group) for number, _code, group in db.session.execute(queries.groups())}
    events = db.session.execute(queries.training_days(f)).all()
    rows = counting.participants(f, ledgers.present(), [number for number, _ends_on in events]).that("trained")
    last = rows.last_of_each_person()
    posts = _posts(last.column("person").tolist(), groups)
    agencies = tops((number, parent) for number, parent in db.session.execute(select(Organisation.id, Organisation.parent_id)))
    places = [groups.get(place.category or 0) for place in list(last.ledger.places)]
    days = [ends_on for _number, ends_on in events]
    told = zip(*(last.column(name).tolist() for name in ("id", "person", "place")), last.of.tolist(), strict=True)
    fresh = {day: rule.freshness(day) for day in set(days)}
    return Capacity(rule, [
        _trained(number, rule.standing(posts.get(person, ()), days[of], places[place]), fresh[days[of]], agencies)
        for number, person, place, of in told
    ])  # fmt: skip


def _trained(number: int, standing: Standing, fresh: Freshness, agencies: Mapping[int, int]) -> Trained:
    post = standing.post
    agency = agencies.get(post.organisation or 0) if post else None
    return Trained(number, standing.where, standing.part, fresh, (post and post.region) or NOT_STATED, str(agency or NOT_STATED))


def _posts(people: Sequence[int], groups: Mapping[int, str]) -> dict[int, list[Post]]:
    """Return the posts of people: their history is theirs wherever it was entered, as their enrolments are counted."""
    found: defaultdict[int, list[Post]] = defaultdict(list)
    for person, number, starts_on, ends_on, category, organisation, region in db.session.execute(queries.posts(people)).all():
        found[person].append(Post(number, starts_on, ends_on, groups.get(category or 0), organisation, region))
    return found


def numbers_of(f: Filters, known_for: int | None, part: Part) -> list[int]:
    """Return the enrolments of the last completed training of everybody in a part of the count."""
    return [one.enrolment for one in capacity(f, known_for).people if part.holds(one)]


@dataclass(frozen=True)
class Present:
    """A row behind the count: the last training with the post then, where the person is now, and by which post."""

    enrolment: Enrolment
    standing: Standing
    post: Affiliation | None


def present(rule: Rule, enrolments: Sequence[Enrolment]) -> list[Present]:
    """Put beside last trainings where their people are now, by the same rule as they are counted by."""
    groups = {number: str(group) for number, _code, group in db.session.execute(queries.groups())}
    people = [one.person_id for one in enrolments]
    rows = {post.id: post for post in db.session.scalars(queries.posts_shown(people))}
    posts: defaultdict[int, list[Post]] = defaultdict(list)
    for post in rows.values():
        group = groups.get(post.category_id or 0)
        posts[post.person_id].append(Post(post.id, post.starts_on, post.ends_on, group, post.organisation_id, post.region_code))
    made = []
    for one in enrolments:
        standing = rule.standing(posts[one.person_id], one.event.ends_on, groups.get(one.category_id or 0))
        made.append(Present(one, standing, rows.get(standing.post.number) if standing.post else None))
    return made
