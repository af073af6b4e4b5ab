"""How a career is told."""

from datetime import date

from lms.participants.models import Affiliation
from lms.participants.rules import career


def test_a_career_is_told_from_the_post_held_now_backwards() -> None:
    first = Affiliation(id=1, starts_on=None, ends_on=date(2000, 12, 31))
    second = Affiliation(id=2, starts_on=date(2001, 1, 1), ends_on=date(2005, 6, 30))
    present = Affiliation(id=3, starts_on=date(2005, 7, 1), ends_on=None)
    undated = Affiliation(id=4, starts_on=None, ends_on=None)
    assert career([second, undated, first, present]) == [present, undated, second, first]
