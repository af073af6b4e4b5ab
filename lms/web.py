"""What every page shares: marks for public views, listings, headers, dates in the office's time zone."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, current_app, flash, g, redirect, request, session, url_for
from flask_babel import format_date, format_decimal, format_time, get_locale, gettext
from sqlalchemy import Select, UnaryExpression, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response as AnyResponse

from lms import clock
from lms.errors import Refused
from lms.extensions import db
from lms.language import DAY, LANGUAGES, Labelled, named, per_cent

View = TypeVar("View", bound=Callable[..., Any])
PER_PAGE = 25
LARGEST_ID = 2**31 - 1
CLOCK = "HH:mm"
FILE_TYPES = {
    "pdf": "application/pdf", "zip": "application/zip", "csv": "text/csv",
    "json": "application/json", "xml": "application/xml", "jpg": "image/jpeg", "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
# Where the library's name is not the one in use.
LANGUAGE_NAMES = {("ru", "ky"): "кыргызский"}

bp = Blueprint("web", __name__)


def public(view: View) -> View:
    """Mark a view that anyone may enter, signed in or not."""
    view.entry = "public"  # type: ignore[attr-defined]
    return view


@bp.get("/healthz")
@public
def healthz() -> tuple[dict[str, str], int]:
    """Say whether the service and its database answer."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return {"status": "unavailable", "database": "unreachable"}, 503
    return {"status": "ok", "database": "ok"}, 200


@bp.post("/language")
@public
def set_language() -> AnyResponse:
    """Switch the interface's language for this browser."""
    language = request.form.get("lang", "")
    if language not in LANGUAGES:
        abort(400)
    session["language"] = language
    return redirect(own_path(request.form.get("next")) or url_for("reports.dashboard"), 303)


def own_path(target: str | None) -> str | None:
    """Return the target when it is a path of this application that a GET answers, else None.

    Tests of prefix or host all fail for some input (`//h`, `/\\h`, `https:h`); asking the URL map does not.
    """
    if not target or not target.startswith("/"):
        return None
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return None
    try:
        current_app.url_map.bind("").match(parts.path, method="GET")
    except (HTTPException, RequestRedirect):
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")


def back(fallback: str) -> AnyResponse:
    """Return to the page that the form was on, or to the fallback."""
    referrer = urlsplit(request.referrer or "")
    known = referrer.netloc == request.host and own_path(referrer.path + (f"?{referrer.query}" if referrer.query else ""))
    return redirect(known or fallback, 303)


def sentence(refusal: Refused) -> str:
    """Word a refusal in the reader's language."""
    params = {key: said(value) for key, value in refusal.params.items()}
    return gettext(refusal.message, **params) if params else gettext(refusal.message)


def said(value: Any) -> Any:
    """Show a value inside a sentence: labels and dates in the reader's language."""
    if isinstance(value, Labelled):
        return gettext(value.label)
    if hasattr(value, "title_en"):
        return local(value, "title")
    return day(value) if isinstance(value, date) and not isinstance(value, datetime) else value


def refuse(refusal: Refused) -> None:
    """Flash a refusal."""
    flash(sentence(refusal), "error")


def leave_for(url: str, refusal: Refused) -> NoReturn:
    """End the request on another page, which says the refusal."""
    refuse(refusal)
    abort(redirect(url, 303))


def found(select_one: Select[Any]) -> Any:
    """Return the one row, or answer 404: for a missing row and a foreign one alike."""
    row = db.session.scalars(select_one).unique().one_or_none()
    if row is None:
        abort(404)
    return row


def load(model: type[Any], key: int | str, **options: Any) -> Any:
    """Return the object with this primary key inside the present scope, or answer 404; `options` are the statement's."""
    row = db.session.get(model, key, execution_options=options)
    if row is None:
        abort(404)
    return row


@dataclass
class Listing:
    """One page of a table that sorts, filters and pages on the server."""

    rows: Sequence[Any]
    total: int
    page: int
    per_page: int
    sort: str
    descending: bool
    query: dict[str, str]

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // self.per_page))

    def url(self, *, page: int | None = None, sort: str | None = None) -> str:
        """Return this page's address with another page, or sorted by another key (again: the other way round)."""
        query = dict(self.query)
        if sort is not None:
            turned = sort == self.sort and not self.descending
            query |= {"sort": f"-{sort}" if turned else sort, "page": "1"}
        if page is not None:
            query["page"] = str(page)
        return f"{url_for(request.endpoint or '', **(request.view_args or {}))}?{urlencode(query)}"  # type: ignore[arg-type]


def listing(
    rows: Select[*tuple[Any, ...]], sorts: dict[str, Any], *, default: str, per_page: int = PER_PAGE, scalars: bool = True,
    is_search: bool = False,
) -> Listing:
    """Run a select as a page of a table. `sorts` maps keys of the address to columns; `default` may start with -.

    A search of objects, which are few among many and slow to find, finds them once: they are counted on the way.
    """
    ordered, key, descending = in_order(rows, sorts, default)
    page = max(1, whole(request.args.get("page"), 1))
    counted: Sequence[Any] = ()
    found: Sequence[Any]
    if is_search:
        counted = db.session.execute(_at(ordered.add_columns(func.count().over()), page, per_page)).unique().all()
    if counted or (is_search and page == 1):
        found, total = [row[0] for row in counted], counted[0][-1] if counted else 0
    else:
        total = db.session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
        page = min(page, max(1, -(-total // per_page)))
        result = db.session.execute(_at(ordered, page, per_page))
        found = (result.scalars().unique() if scalars else result).all()
    return Listing(
        rows=found, total=total, page=page, per_page=per_page,
        sort=key, descending=descending,
        query={k: v for k, v in request.args.items() if k != "page" and v},
    )  # fmt: skip


def _at(ordered: Any, page: int, per_page: int) -> Any:
    return ordered.limit(per_page).offset((page - 1) * per_page)


def in_order(rows: Select[*tuple[Any, ...]], sorts: dict[str, Any], default: str) -> tuple[Any, str, bool]:
    """Sort a select as the address asks; return it with the key and whether that is turned round."""
    asked = request.args.get("sort", default)
    if asked.removeprefix("-") not in sorts:
        asked = default
    key, descending = asked.removeprefix("-"), asked.startswith("-")
    columns = sorts[key] if isinstance(sorts[key], tuple) else (sorts[key],)
    return rows.order_by(None).order_by(*_turned(columns, descending)), key, descending


def _turned(columns: Iterable[Any], descending: bool) -> list[UnaryExpression[Any]]:
    return [column.desc() if descending else column.asc() for column in columns]


def whole(given: str | None, default: int) -> int:
    """Return a whole number that an address gives, a default where it gives none that pages can have."""
    return int(given) if given and given.isascii() and given.isdecimal() and len(given) < 10 else default


def attachment(body: bytes, name: str) -> Response:
    """Answer with a file to keep, of the type that its name ends with; `name` must be ASCII."""
    answer = Response(body, mimetype=FILE_TYPES[name.rpartition(".")[2]])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def zone() -> ZoneInfo:
    """Return the time zone that instants are shown in: that of the reader's office."""
    return ZoneInfo(g.get("time_zone") or session.get("time_zone") or "UTC")


def today() -> date:
    """Return the day that it is for the reader."""
    return clock.today(str(zone()))


def show(value: Any) -> str:
    """Show a value in the reader's language: dates, instants, numbers, labels, names."""
    match value:
        case None | "":
            return "—"
        case Labelled():
            return gettext(value.label)
        case bool():
            return gettext("Yes") if value else gettext("No")
        case datetime():
            there = value.astimezone(zone())
            return f"{day(there.date())}, {format_time(there, CLOCK, rebase=False)}"
        case date():
            return day(value)
        case time():
            return format_time(value, CLOCK, rebase=False)
        case int() | float() | Decimal():
            return format_decimal(value)
    return str(value)


def percent(value: Any) -> str:
    """Show a share that is given in per cent: 80%, in Russian with a space."""
    return gettext("%(share)s%%", share=show(value))


def share(part: Any, whole: Any, places: int = 0) -> str:
    """Show a part of a whole in per cent, with decimal places or without, rounded as `per_cent` does."""
    return percent(per_cent(part, whole, places))


def local(obj: Any, field: str = "name", language: str | None = None) -> str:
    """Return an object's name, title or summary in a language (the reader's), or in the other where it is missing."""
    return named(obj, language or str(get_locale()), field) or "—"


def language_name(code: str) -> str:
    """Return the name of a language (ISO 639-1) in the reader's language: Turkmen, Туркменский."""
    return language_names(code)


def language_names(codes: str) -> str:
    """Return the names of languages given as codes between commas; what is no code stands as it was typed."""
    locale = get_locale()
    known = {code: LANGUAGE_NAMES.get((str(locale), code)) or locale.languages.get(code, code) for code in _listed(codes)}
    names = ", ".join(known.values())
    return names[:1].upper() + names[1:]


def _listed(codes: str) -> list[str]:
    return [code.strip() for code in codes.split(",") if code.strip()]


def day(value: date) -> str:
    """Show a day in the reader's language."""
    return format_date(value, DAY[str(get_locale())])


def span(first: date, last: date) -> str:
    """Show a range of days as one reads it: 12–14 Oct 2011."""
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    return f"{day(first)} – {day(last)}"
