"""Measurements as a table, and as the page docs/benchmarks.md."""

from collections.abc import Mapping

from bench import machine
from bench.clocking import MOST_QUERIES, Measured
from bench.dataset import Size

ABOUT = """# Speed

Written by `make bench`, which builds a register of invented rows in a temporary folder, measures, and removes it.
Times are warm medians of one process, in the application itself: a figure is all that the JSON interface answers
(persons, completions, attendances, events, materials, cascade), a page is a whole request of someone who is signed in.
"Raw attendance" counts persons by category, sex and country from the marks, as if finalising had stored nothing; both
ways are first seen to give the same number. DESIGN's worked example is built among all these rows and gives its own
answers: 2 persons, 3 completions and 10 from headcounts, 16 attendances. What takes more than 5 seconds is measured
once. Of a share, the limit is what it should reach. The PostgreSQL server has its own defaults; connections ask for what `lms/extensions.py` says.
"""


def table(database: str, measured: list[Measured]) -> str:
    """Return one database's measurements as a Markdown table."""
    lines = [f"| {database} | median | limit | |", "|---|---:|---:|---|"]
    return "\n".join([*lines, *(_line(one) for one in measured)]) + "\n"


def _line(one: Measured) -> str:
    told = _percent if one.is_share else _seconds
    limit = f"{told(one.limit)}{'' if one.keeps else ' (missed)'}" if one.limit else ""
    sent = "" if one.queries is None else f"{one.queries} queries" + (f", at most {MOST_QUERIES}" if one.limit else "")
    return f"| {one.what} | {told(one.seconds)} | {limit} | {sent or one.note} |"


def _seconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds * 1000:,.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.2%}"


def page(size: Size, results: Mapping[str, list[Measured]]) -> str:
    """Return the page: what was measured, on what, with which result."""
    rows = (
        f"The register: {size.persons:,} persons, {size.events:,} events, {size.events * size.enrolments_each:,} "
        f"enrolments, {size.marks:,} attendance marks."
    )
    on = "\n".join(f"* {line}" for line in machine.description())
    tables = "\n".join(table(database, measured) for database, measured in results.items())
    return f"{ABOUT}\n{rows}\n\n{on}\n\n{tables}"
