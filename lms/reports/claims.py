"""What several claim: pairs of a thing and a claimant, each once, such as a person and a project that trained them (R11)."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]


@dataclass(frozen=True)
class Claims:
    """Pairs of the number of a thing and the place of a claimant, in order; of `width` claimants."""

    things: Numbers
    claimants: Numbers
    width: int

    @classmethod
    def of(cls, things: Numbers, claimants: Numbers, width: int) -> Self:
        """Return the claims that pairs say, some perhaps more than once."""
        # A yes or no for every thing and claimant takes some megabytes for a while, and a tenth of the time of sorting.
        said = np.zeros((int(things.max(initial=-1)) + 1, width), np.bool_)
        said[things, claimants] = True
        found = np.nonzero(said)
        return cls(found[0], found[1], width)

    def on_what(self, claimant: int) -> Self:
        """Return the claims, of whomever, on what one claimant claims."""
        theirs = np.zeros(int(self.things.max(initial=-1)) + 1, np.bool_)
        theirs[self.things[self.claimants == claimant]] = True
        kept = theirs[self.things]
        return type(self)(self.things[kept], self.claimants[kept], self.width)

    def on_each(self, number: int) -> Numbers:
        """Return by how many each thing is claimed, of the things numbered below a number."""
        return np.bincount(self.things, minlength=number)[:number]

    @cached_property
    def claimed(self) -> Numbers:
        """Return the numbers of the things that somebody claims."""
        return np.flatnonzero(np.bincount(self.things))

    @cached_property
    def by_each(self) -> list[int]:
        """Return how many things each claims."""
        return np.bincount(self.claimants, minlength=self.width).tolist()  # type: ignore[no-any-return]

    @cached_property
    def by_pairs(self) -> Counter[tuple[int, int]]:
        """Return how many things two claim, for every two who claim one together, the earlier of them first."""
        found: Counter[tuple[int, int]] = Counter()
        step, more = 1, True
        while more:
            # Claims on one thing lie together, so those of two claimants are so many steps apart.
            same = np.flatnonzero(self.things[step:] == self.things[:-step])
            numbers = np.bincount(self.claimants[same] * self.width + self.claimants[same + step])
            found.update({divmod(code, self.width): int(numbers[code]) for code in np.flatnonzero(numbers).tolist()})
            step, more = step + 1, bool(len(same))
        return found
