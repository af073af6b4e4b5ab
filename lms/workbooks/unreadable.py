"""The one refusal that reading a file ends in, with a reason that a person can act on."""

from typing import Any

from lms.errors import Refused
from lms.language import N_
from lms.workbooks.cells import address
from lms.workbooks.child import COLUMNS, FILE_BYTES, MB, ROWS, TEXT

REASONS = {
    "empty": N_("This file could not be read: it is empty."),
    "large": N_("This file could not be read: it is larger than %(limit)s MB. Copy the list alone into a new workbook."),
    "other": N_("This file could not be read: it is no spreadsheet. Save the list as XLSX or CSV, and choose that file."),
    "damaged": N_(
        "This file could not be read: it is damaged or protected. Open it in a spreadsheet program and save it anew as XLSX."
    ),
    "password": N_("This file could not be read: a password protects it. Save it without one."),
    "bomb": N_("This file could not be read: it unpacks to far more than a list needs. Copy the list alone into a new workbook."),
    "heavy": N_("This file could not be read: opening it takes too much time or memory. Copy the list alone into a new workbook."),
    "rows": N_("This file could not be read: it has more than %(limit)s rows. Divide it into several files."),
    "columns": N_(
        "This file could not be read: the sheet “%(sheet)s” has something beyond its column %(limit)s. Delete what stands there."
    ),
    "text": N_(
        "This file could not be read: cell %(cell)s of the sheet “%(sheet)s” holds more than %(limit)s characters. Shorten it."
    ),
}
LIMITS = {"large": FILE_BYTES // MB, "rows": ROWS, "columns": COLUMNS, "text": TEXT}


class Unreadable(Refused):
    """The file could not be read, and nothing of it was kept; `reason` is a key of REASONS."""

    def __init__(self, reason: str, *, sheet: str = "", row: int = 0, column: int = 0) -> None:
        self.reason = reason if reason in REASONS else "damaged"
        params: dict[str, Any] = {"limit": LIMITS[self.reason]} if self.reason in LIMITS else {}
        if self.reason in {"columns", "text"}:
            params["sheet"] = sheet
        if self.reason == "text":
            params["cell"] = address(row, column)
        super().__init__(REASONS[self.reason], field="file", **params)
