"""A spreadsheet as values: what reading makes of a file, and what everything else works on. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time

Cell = str | float | bool | date | datetime | time | None


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, and its rows from the first one on, each as long as its last filled cell."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


def address(row: int, column: int) -> str:
    """Return what a spreadsheet calls a cell, counted from 0: (11, 5) is F12."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def place_of(cell: str) -> tuple[int, int]:
    """Return row and column, counted from 0, of what a spreadsheet calls a cell: F12 is (11, 5)."""
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(cell[len(letters) :]) - 1, column - 1
