"""How far numbers bound by sums can range: linear programming by the primal simplex method. Pure.

Method: G. Dantzig, Linear Programming and Extensions (1963), chapters 5 and 9, with R. Bland's rule against cycling
(Mathematics of Operations Research 2, 1977, 103–107). Each corner that is passed is a solution for all numbers at once,
so that most ranges are known before they are asked for. Only corners of whole numbers are believed.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
EXACT = 1e-7


class Ranges:
    """The ranges of numbers x that keep `matrix @ x` as it is at `start`, and stay from `least` to `most`."""

    def __init__(self, matrix: Array, start: Array, least: Array, most: Array) -> None:
        self.matrix, self.start, self.least = matrix, start, least
        self.known = np.array([start, start])
        self.program = Program(*_standing(matrix, start - least, most - least))

    def reach(self, number: int, enough: float) -> bool:
        """Say whether the ends of a number's range are so far apart."""
        for sign in (1, -1):
            for corner in self.program.towards(number, sign):
                self._learn(corner, number)
                if self.known[1, number] - self.known[0, number] >= enough:
                    return True
        return False

    def _learn(self, corner: Array | None, number: int) -> None:
        """Widen the ranges by a corner; None is one that lies beyond all bounds."""
        if corner is None:
            self.known[1, number] = np.inf
            return
        found = np.rint(corner[: len(self.start)])
        if np.abs(found - corner[: len(found)]).max(initial=0) < EXACT and not (self.matrix @ (found + self.least - self.start)).any():
            np.minimum(self.known[0], found + self.least, out=self.known[0])
            np.maximum(self.known[1], found + self.least, out=self.known[1])


def _standing(matrix: Array, start: Array, most: Array) -> tuple[Array, Array]:
    """Return equations for numbers from zero on; one with an upper end has another number for what it falls short of it."""
    ended = np.flatnonzero(np.isfinite(most))
    rows, columns = matrix.shape
    whole = np.zeros((rows + len(ended), columns + len(ended)))
    whole[:rows, :columns] = matrix
    whole[np.arange(rows, rows + len(ended)), ended] = 1
    whole[np.arange(rows, rows + len(ended)), np.arange(columns, columns + len(ended))] = 1
    return whole, np.concatenate([matrix @ start, most[ended]])


class Program:
    """A tableau of equations in numbers from zero on, standing at one of its corners."""

    def __init__(self, matrix: Array, right: Array) -> None:
        rows, self.width = matrix.shape
        signs = np.where(right < 0, -1.0, 1.0)
        self.table = np.hstack([matrix * signs[:, None], np.eye(rows), (right * signs)[:, None]])
        self.basis = list(range(self.width, self.width + rows))
        self._begin()

    def _begin(self) -> None:
        """Go to a first corner: drive out what was added to have one; an equation that says nothing new is dropped."""
        rows = len(self.basis)
        gain = self.table.sum(axis=0)  # as a last row of the tableau it keeps up with every step
        gain[self.width : -1] = 0
        self.table = np.vstack([self.table, gain])
        while self._step(self.table[rows, :-1]):
            pass
        self.table = self.table[:rows]
        for row in [row for row, n in enumerate(self.basis) if n >= self.width]:
            if len(entries := np.flatnonzero(np.abs(self.table[row, : self.width]) > EXACT)):
                self._pivot(row, int(entries[0]))
        kept = [row for row, n in enumerate(self.basis) if n < self.width]
        self.table = np.delete(self.table[kept], np.s_[self.width : -1], axis=1)
        self.basis = [self.basis[row] for row in kept]

    def towards(self, number: int, sign: int) -> Iterator[Any]:
        """Yield corners on the way to the largest (sign 1) or least (-1) value of a number; None where there is none."""
        yield self._corner()
        while True:
            gain = np.zeros(self.width)
            gain[number] = sign
            if number in self.basis:
                gain -= sign * self.table[self.basis.index(number), :-1]
            if (stepped := self._step(gain)) is None:
                yield None
            if not stepped:
                return
            yield self._corner()

    def _step(self, gain: Array) -> bool | None:
        """Go to a better corner; False where there is none, None where one gets better without end."""
        entering = np.flatnonzero(gain > EXACT)
        if not len(entering):
            return False
        column = int(entering[0])
        rows = np.flatnonzero(self.table[: len(self.basis), column] > EXACT)
        if not len(rows):
            return None
        ratios = self.table[rows, -1] / self.table[rows, column]
        tied = rows[ratios <= ratios.min() + EXACT]
        self._pivot(int(min(tied, key=lambda row: self.basis[row])), column)
        return True

    def _pivot(self, row: int, column: int) -> None:
        self.table[row] /= self.table[row, column]
        others = np.flatnonzero(np.abs(self.table[:, column]) > 0)
        others = others[others != row]
        self.table[others] -= np.outer(self.table[others, column], self.table[row])
        self.basis[row] = column

    def _corner(self) -> Array:
        corner = np.zeros(self.width)
        corner[self.basis] = self.table[:, -1]
        return corner
