"""A list as a page shows it and as a file holds it: what was asked for, and what a row says under each heading."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from lms.extensions import db
from lms.language import named
from lms.web import PER_PAGE, Listing, in_order, listing, show, whole

Row = Any
AT_ONCE = 1000  # rows read in one go, and what belongs to them with them


@dataclass(frozen=True)
class Column:
    """A heading, and what a row says under it: a text, a number, a day or a labelled code.

    `names_person` keeps it out of files that name nobody: who somebody is, how they are reached, when they were born.
    For pages: `sort` is the key of the listing's address where the column sorts it; `link` gives the page of what is
    named; `is_named` keeps the heading beside the value where a row is a card, as the value alone would not tell.
    """

    heading: str
    value: Callable[[Row], Any]
    sort: str | None = None
    link: Callable[[Row], str | None] | None = None
    is_number: bool = False
    is_named: bool = False
    names_person: bool = False


@dataclass(frozen=True)
class Asked:
    """What a list was asked for: its rows, what sorts them and which way at first, the form of its filters.

    `of` names what the list belongs to, such as a course; `event_code` is the event whose people it has, where it is one.
    `is_search` says that it is narrowed to few rows, which are slow to find (see `listing`).
    """

    rows: Select[*tuple[Any, ...]]
    sorts: dict[str, Any]
    default: str
    form: Any
    scalars: bool = True
    of: str = ""
    event_code: str | None = None
    is_search: bool = False

    def page(self) -> Listing:
        """Return the page of the list that the address asks for."""
        return listing(self.rows, self.sorts, default=self.default, scalars=self.scalars, is_search=self.is_search)

    def size(self) -> int:
        """Return how many rows all pages have together."""
        return db.session.scalar(select(func.count()).select_from(self.rows.order_by(None).subquery())) or 0

    def batches(self) -> Iterator[Sequence[Row]]:
        """Give all rows in the order of the page, some at once, so that a long list is never whole in memory."""
        ordered, _key, _descending = in_order(self.rows, self.sorts, self.default)
        result = db.session.execute(ordered.execution_options(yield_per=AT_ONCE))
        yield from (result.scalars() if self.scalars else result).partitions(AT_ONCE)


def paged(total: int, per_page: int = PER_PAGE) -> Listing:
    """Return the page that the address asks for, of rows that come from elsewhere than the database, without them."""
    page = min(max(1, whole(request.args.get("page"), 1)), max(1, -(-total // per_page)))
    query = {k: v for k, v in request.args.items() if k != "page" and v}
    return Listing(rows=(), total=total, page=page, per_page=per_page, sort="", descending=False, query=query)


def namer(field: str = "name") -> Callable[[Any], str | None]:
    """Return a function that names objects in the reader's language, who is asked once for all of a long list."""
    language = str(get_locale())
    return lambda of: named(of, language, field)


def filters_said(form: Any, *, narrowing_only: bool = False) -> list[tuple[str, str]]:
    """Word what a form narrows its list to, each filter under its name; what is left open is said to be so."""
    fields = [field for field in form if _narrows(field) or not narrowing_only]
    return [(str(field.label.text), _worded(field)) for field in fields]


def _narrows(field: Any) -> bool:
    return not field.errors and field.data not in (None, "", False)


def _worded(field: Any) -> str:
    if not _narrows(field):
        return str(getattr(field, "blank", None) or _("No limit"))
    return dict(field.pairs).get(field.data, "") if hasattr(field, "pairs") else show(field.data)
