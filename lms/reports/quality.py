"""How far figures can be relied on: what of them is evidenced (R3), what is not stated (R9), what waits to be decided."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lms.reports import counting, ledgers, services
from lms.reports.disclosure import SMALLEST_SHOWN
from lms.reports.rules import CELLS, NOT_STATED, Figure, Figures, Filters
from lms.reports.suppression import NOTHING, Kept

Pair = tuple[int, int]  # numbers of two people


@dataclass(frozen=True)
class Quality:
    """Attendances, what the snapshots of persons trained leave out, events, and pairs of them who may be one person.

    `unstated` is told by kind of cell; `doubles` are the pairs of whom both are counted: each may be one person too many.
    What is not shown to the reader is None, and so is what it would follow from.
    """

    evidenced: int | None
    claimed: int | None
    persons: int | None
    unstated: Mapping[str, int | None]
    finalised: int
    waiting: int
    doubles: int | None

    @property
    def attendances(self) -> int | None:
        """Return how many attendances were marked, claimed ones among them."""
        return None if self.evidenced is None or self.claimed is None else self.evidenced + self.claimed

    @property
    def cells(self) -> int | None:
        """Return how many cells the snapshots of the persons trained have."""
        return None if self.persons is None else len(CELLS) * self.persons

    @property
    def stated(self) -> int | None:
        """Return how many of these say something."""
        missing = [number for number in self.unstated.values() if number is not None]
        return None if self.cells is None or len(missing) < len(CELLS) else self.cells - sum(missing)

    @property
    def events(self) -> int:
        """Return how many events are over."""
        return self.finalised + self.waiting

    @property
    def has_gaps(self) -> bool:
        """Say whether any number is not shown."""
        return None in (self.attendances, self.persons, self.doubles, *self.unstated.values())

    @property
    def is_good(self) -> bool:
        """Say whether there is nothing to mend."""
        return self.stated is not None and self.stated == self.cells and not self.is_undecided

    @property
    def is_undecided(self) -> bool:
        """Say whether something waits for a decision that would change the figures themselves."""
        return any((self.claimed != 0, self.waiting, self.doubles != 0))


def of(told: Figures, doubles: Collection[Pair], kept: Kept = NOTHING) -> Quality:
    """Return the quality of figures; `doubles` are all pairs that may be one person each, counted or not.

    `kept` is what of the figures is not shown to the reader, NOTHING for one who is told all numbers.
    """
    heads, pairs = kept.headline(told), len(counted(told.filters, doubles))
    unstated = {cell: told.persons.of(cell).get(NOT_STATED, 0) for cell in CELLS}
    proven = heads[Figure.ATTENDANCES], heads[Figure.SIGNED]
    return Quality(
        evidenced=None if None in proven else sum(number or 0 for number in proven), claimed=heads[Figure.CLAIMED], persons=heads[Figure.PERSONS],
        unstated={cell: kept.cell(number, Figure.PERSONS.value, cell, NOT_STATED) for cell, number in unstated.items()},
        finalised=told.events, waiting=services.undecided(told.filters),
        doubles=pairs if kept is NOTHING or pairs not in range(1, SMALLEST_SHOWN) else None,
    )  # fmt: skip


def counted(f: Filters, doubles: Collection[Pair]) -> list[Pair]:
    """Return the pairs of whom both are among the persons trained."""
    if not doubles:
        return []
    people = set(counting.held(f, ledgers.present()).trained.column("person").tolist())
    return [pair for pair in doubles if people.issuperset(pair)]
