"""What stands in the way of a spreadsheet, told with the cell at fault."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lms.workbooks.cells import address


@dataclass(frozen=True)
class Problem:
    """A sentence about one cell, counted from 0; a warning tells what is passed over and hinders nothing.

    `sentence` is a marked string (lms.language.N_), `params` fill its %(name)s places. A problem of a whole sheet
    stands at its first cell.
    """

    sheet: str
    row: int
    column: int
    sentence: str
    params: Mapping[str, Any] = field(default_factory=dict)
    is_warning: bool = False

    @property
    def address(self) -> str:
        """Return the cell as a spreadsheet calls it, such as F12."""
        return address(self.row, self.column)


@dataclass(frozen=True)
class Origin:
    """Where in a file a value came from, so that a later check can name the cell.

    A row of a table has one `row` and a column for each key; a sheet of fields has its values in the column `column`
    and a row for each key.
    """

    sheet: str
    row: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    column: int = 0

    def at(self, key: str) -> tuple[int, int]:
        """Return row and column of a key; of one that the file has no cell for, the beginning of the row or sheet."""
        if key in self.rows:
            return self.rows[key], self.column
        return self.row, self.columns.get(key, 0 if self.rows else self.column)

    def problem(self, key: str, sentence: str, **params: Any) -> Problem:
        """Return a problem with the value of a key."""
        return Problem(self.sheet, *self.at(key), sentence, params)
