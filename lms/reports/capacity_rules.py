"""Who of those who were trained still serves where it helps, as of a date, and how fresh what they learnt is. Pure (R13)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from lms.language import N_, Labelled
from lms.projects.models import Group

# Whoever serves in one of these is in a relevant post, whatever they were when trained.
RELEVANT = frozenset({Group.LAW_ENFORCEMENT, Group.JUDICIARY})
KNOWN_FOR_YEARS = 5  # a post of which nothing was heard for as long is not known any more
CHOICES = (1, 2, 3, 5, 10)


class Whereabouts(Labelled):
    """Where somebody who was trained is on a day."""

    SERVING = "serving", N_("Still in a relevant post")
    LEFT = "left", N_("Left for other work")
    UNKNOWN = "unknown", N_("Post not known")


class Doubt(Labelled):
    """Why a post is not known."""

    SILENT = "silent", N_("Nothing heard for too long")
    ENDED = "ended", N_("The last post on record has ended")
    NO_POST = "no_post", N_("No post on record")
    NO_CATEGORY = "no_category", N_("The post has no category")


class Freshness(Labelled):
    """How many years have passed since somebody's last completed training."""

    UNDER_1 = "under_1", N_("Under 1 year")
    FROM_1 = "1_2", N_("1 to 2 years")
    FROM_2 = "2_3", N_("2 to 3 years")
    FROM_3 = "3_5", N_("3 to 5 years")
    FROM_5 = "5_more", N_("5 years and more")


class Post(NamedTuple):
    """What counts of a post over time; the category's group and the rest are those on record, None is not stated."""

    number: int
    starts_on: date | None
    ends_on: date | None
    group: str | None
    organisation: int | None
    region: str | None

    def covers(self, day: date) -> bool:
        """Say whether the post was held on a day; an open end reaches for ever."""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)


class Standing(NamedTuple):
    """Where somebody is: `part` is the group served in, or why the post is not known; `post` the one that tells it."""

    where: Whereabouts
    part: str
    post: Post | None


@dataclass(frozen=True)
class Rule:
    """As of which day, and for how many years a post is taken as known after something was last heard; None: for ever."""

    as_of: date
    known_for: int | None = KNOWN_FOR_YEARS

    def standing(self, posts: Sequence[Post], trained_on: date, group_then: str | None) -> Standing:
        """Say where somebody is who last completed a training on a day, in a group.

        Something is heard of a post on its first day and at a training. One with a last day on record that has not
        come is known until then.
        """
        held = [post for post in posts if post.covers(self.as_of)]
        if not held:
            known = [post for post in posts if post.starts_on is None or post.starts_on <= self.as_of]
            last = max(known, key=_in_time, default=None)
            return Standing(Whereabouts.UNKNOWN, Doubt.ENDED if last else Doubt.NO_POST, last)
        post = max(held, key=_in_time)
        if post.ends_on is None and self.is_silent(max(post.starts_on or date.min, trained_on)):
            return Standing(Whereabouts.UNKNOWN, Doubt.SILENT, post)
        if post.group is None:
            return Standing(Whereabouts.UNKNOWN, Doubt.NO_CATEGORY, post)
        serving = post.group in RELEVANT or post.group == group_then
        return Standing(Whereabouts.SERVING if serving else Whereabouts.LEFT, post.group, post)

    def is_silent(self, heard_on: date) -> bool:
        """Say whether something was last heard so long ago that a post is not known any more."""
        return self.known_for is not None and years_between(heard_on, self.as_of) >= self.known_for

    def freshness(self, trained_on: date) -> Freshness:
        """Return how long ago the last training was."""
        years = years_between(trained_on, self.as_of)
        bounds = ((1, Freshness.UNDER_1), (2, Freshness.FROM_1), (3, Freshness.FROM_2), (5, Freshness.FROM_3))
        return next((fresh for below, fresh in bounds if years < below), Freshness.FROM_5)


def _in_time(post: Post) -> tuple[date, int]:
    """Order posts as Person.post_on does: the latest begun, then the latest entered."""
    return post.starts_on or date.min, post.number


def years_between(first: date, last: date) -> int:
    """Return the whole years from one day to another; one that began on 29 February is whole on 1 March of others."""
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def tops(parents: Iterable[tuple[int, int | None]]) -> dict[int, int]:
    """Return the highest organisation above each, itself where there is none; a circle ends where it began."""
    above = dict(parents)
    found: dict[int, int] = {}
    for number in above:
        way, one = {number}, number
        while (parent := above.get(one)) is not None and parent in above and parent not in way:
            way.add(parent)
            one = parent
        found[number] = one
    return found
