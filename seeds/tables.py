"""Reading the data files."""

import csv
from pathlib import Path

HERE = Path(__file__).parent


def rows(folder: str, name: str) -> list[dict[str, str]]:
    """Return the rows of seeds/<folder>/<name>.csv, cells stripped; an empty cell is an empty string."""
    with (HERE / folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [{key: (cell or "").strip() for key, cell in row.items()} for row in csv.DictReader(file)]
