"""In which order a career is told. Pure."""

from collections.abc import Iterable
from datetime import date

from lms.participants.models import Affiliation


def career(posts: Iterable[Affiliation]) -> list[Affiliation]:
    """Return posts with the newest first: those held still, then by their end and their beginning."""
    return sorted(posts, key=lambda post: (post.ends_on or date.max, post.starts_on or date.min, post.id), reverse=True)
