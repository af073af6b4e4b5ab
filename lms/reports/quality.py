"""How far figures can be relied on: what of them is evidenced (R3), what is not stated (R9), what waits to be decided."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lms.reports import counting, ledgers, services
from lms.reports.rules import CELLS, NOT_STATED, Figures, Filters

Pair = tuple[int, int]  # numbers of two people


@dataclass(frozen=True)
class Quality:
    """Attendances, what the snapshots of persons trained leave out, events, and pairs of them who may be one person.

    `unstated` is told by kind of cell; `doubles` are the pairs of whom both are counted: each may be one person too many.
    """

    evidenced: int
    claimed: int
    persons: int
    unstated: Mapping[str, int]
    finalised: int
    waiting: int
    doubles: int

    @property
    def attendances(self) -> int:
        """Return how many attendances were marked, claimed ones among them."""
        return self.evidenced + self.claimed

    @property
    def cells(self) -> int:
        """Return how many cells the snapshots of the persons trained have."""
        return len(CELLS) * self.persons

    @property
    def stated(self) -> int:
        """Return how many of these say something."""
        return self.cells - sum(self.unstated.values())

    @property
    def events(self) -> int:
        """Return how many events are over."""
        return self.finalised + self.waiting

    @property
    def is_good(self) -> bool:
        """Say whether there is nothing to mend."""
        return self.stated == self.cells and not self.is_undecided

    @property
    def is_undecided(self) -> bool:
        """Say whether something waits for a decision that would change the figures themselves."""
        return any((self.claimed, self.waiting, self.doubles))


def of(told: Figures, doubles: Collection[Pair]) -> Quality:
    """Return the quality of figures; `doubles` are all pairs that may be one person each, counted or not."""
    return Quality(
        evidenced=told.attendances.total, claimed=told.claimed, persons=told.persons.total,
        unstated={cell: told.persons.of(cell).get(NOT_STATED, 0) for cell in CELLS},
        finalised=told.events, waiting=services.undecided(told.filters), doubles=len(counted(told.filters, doubles)),
    )  # fmt: skip


def counted(f: Filters, doubles: Collection[Pair]) -> list[Pair]:
    """Return the pairs of whom both are among the persons trained."""
    if not doubles:
        return []
    people = set(counting.held(f, ledgers.present()).trained.column("person").tolist())
    return [pair for pair in doubles if people.issuperset(pair)]
