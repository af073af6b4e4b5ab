"""The page of a preview: what a file does, which words and columns are open, and its rows with what may be chosen."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from lms import choices, clock
from lms.audit.wording import FIELDS, spelled
from lms.extensions import db
from lms.imports import queries, services
from lms.imports.forms import ColumnForm, SheetForm, column_forms
from lms.imports.models import ImportBatch, ImportRow
from lms.imports.plans import Standing, What
from lms.participants.models import Affiliation, Organisation, Person
from lms.web import LARGEST_ID, listing, local, zone
from lms.workbooks.lines import Line

SHOWN = (
    Standing.UNREADABLE, Standing.MAYBE, Standing.KNOWN, Standing.NEW, Standing.ENROLLED, Standing.REPEATED, Standing.LEFT_OUT,
)  # fmt: skip
WORKING = (Standing.UNREADABLE, Standing.MAYBE)  # what waits for somebody, in the order in which it is shown
Pairs = Sequence[tuple[Any, str]]


def preview_page(shown: ImportBatch, *, sheet: SheetForm | None = None, columns: Sequence[ColumnForm] = ()) -> str:
    """Return the page of a preview; forms that could not be taken are shown as they were sent."""
    numbers = dict(db.session.execute(queries.numbers_by_standing(shown.id)).all())
    standing = _standing(request.args.get("show"), numbers)
    rows = listing(queries.rows(shown.id, standing), {"row": (ImportRow.sheet_row, ImportRow.id)}, default="row")
    told = shown.told.get("list")
    return render_template(
        "imports/preview.html", batch=shown, numbers=numbers, standing=standing, listing=rows, people=_people(rows.rows),
        today=clock.today(str(zone())), is_ready=services.is_ready(shown, numbers), words=_words(shown, "words"),
        new_words=_words(shown, "new_words"), sheet=sheet or sheet_form(shown),
        standings=SHOWN, called=_called, passed_over=_passed_over(shown),
        columns=columns or (column_forms(told["width"], shown.columns or {}, None) if told else []),
    )  # fmt: skip


def _called(codes: Iterable[str]) -> str:
    """Return fields in words, as the record of changes calls them."""
    return ", ".join(_(spelled(FIELDS, code)) for code in codes)


def _passed_over(shown: ImportBatch) -> str:
    """Return what lines are passed over, with how many of each."""
    return ", ".join(f"{_(Line(code).label)} — {number}" for code, number in shown.told.get("passed_over", {}).items())


def sheet_form(shown: ImportBatch, formdata: Any = None) -> SheetForm | None:
    """Return the form of the sheet and the row of headings of a list; None for a workbook."""
    told = shown.told.get("list")
    if told is None:
        return None
    row = 0 if shown.header_row is None else shown.header_row + 1
    form = SheetForm(formdata, sheet=shown.sheet or 0, header_row=row)
    form.sheet.choices = list(enumerate(told["sheets"]))
    return form


def _standing(asked: str | None, numbers: Mapping[Standing, int]) -> Standing | None:
    """Return the standing that is looked at: the one asked for, or else what waits for somebody to decide."""
    if asked == "all":
        return None
    if asked in {one.value for one in Standing}:
        return Standing(asked)
    return next((one for one in WORKING if numbers.get(one)), None)


def _people(rows: Iterable[ImportRow]) -> dict[int, Person]:
    """Return the people whom the rows of a page may be, with their posts."""
    wanted = {one["person"] for row in rows for one in row.told.get("offers", ())}
    wanted |= {row.person_id for row in rows if row.person_id}
    posts = selectinload(Person.affiliations).options(joinedload(Affiliation.organisation))
    found = db.session.scalars(select(Person).where(Person.id.in_(wanted)).options(posts))
    return {one.id: one for one in found}


def _words(shown: ImportBatch, key: str) -> list[tuple[dict[str, Any], What, Pairs, Pairs]]:
    """Return the words of a file, each with what is near to it and with everything else that it may mean."""
    words = shown.told.get(key, [])
    near = {number for word in words for number in word["offers"]}
    known = {one.id: local(one) for one in db.session.scalars(select(Organisation).where(Organisation.id.in_(near)))}
    offered: dict[tuple[str, str | None], Pairs] = {}
    for word in words:
        kind = word["what"], word["country"]
        if kind not in offered:
            offered[kind] = _everything(What(word["what"]), word["country"])
    return [
        (word, What(word["what"]), [(number, known[number]) for number in word["offers"] if number in known], offered[word["what"], word["country"]])
        for word in words
    ]


def _everything(what: What, country: str | None) -> Pairs:
    match what:
        case What.ORGANISATION:
            return choices.organisations(country)
        case What.CATEGORY:
            return choices.categories()
        case What.COUNTRY:
            return choices.countries()
    return choices.regions(country) if country else choices.all_regions()


def meant(word: Mapping[str, Any], said: str) -> tuple[str | None, bool] | None:
    """Return what was chosen for a word, as (key, is new); None where nothing was, or what was not offered."""
    if said == "none":
        return None, False
    if said == "new" and word["what"] == What.ORGANISATION:
        return None, True
    what = What(word["what"])
    if what is What.ORGANISATION:
        number = int(said) if said.isdecimal() and int(said) <= LARGEST_ID else 0
        return (str(number), False) if db.session.get(Organisation, number) else None
    return (said, False) if said in {str(key) for key, _label in _everything(what, word["country"])} else None

