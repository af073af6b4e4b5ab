"""The page of a preview: what a file does, which words and columns are open, and its rows with what may be chosen."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from lms import choices
from lms.audit.reading import Change, changes
from lms.audit.wording import FIELDS, spelled
from lms.courses.codes import Mark
from lms.extensions import db
from lms.imports import queries
from lms.imports.forms import ColumnForm, SheetForm, column_forms
from lms.imports.models import ImportBatch, ImportRow
from lms.imports.plans import UNDECIDED, Meaning, Standing, What, Word
from lms.imports.telling import UNKNOWN_WORD, worded
from lms.participants.identity import IdentifierKind
from lms.participants.models import Affiliation, Organisation, Person
from lms.web import listing, local, today
from lms.workbooks.lines import Line
from lms.workbooks.problems import Problem

SHOWN = (
    Standing.UNREADABLE, Standing.MAYBE, Standing.KNOWN, Standing.NEW, Standing.ENROLLED, Standing.REPEATED, Standing.LEFT_OUT,
)  # fmt: skip
WORDS_AT_ONCE = 25
MOST_ERRORS = 1_000
KINDS = ("words", "new_words")  # those that wait for a meaning, and organisations that are entered
Pairs = Sequence[tuple[Any, str]]


def preview_page(shown: ImportBatch, *, sheet: SheetForm | None = None, columns: Sequence[ColumnForm] = ()) -> str:
    """Return the page of a preview; forms that could not be taken are shown as they were sent."""
    numbers = dict(db.session.execute(queries.numbers_by_standing(shown.id)).all())
    standing = _standing(request.args.get("show"), numbers)
    rows = listing(queries.rows(shown.id, standing), {"row": (ImportRow.sheet_row, ImportRow.id)}, default="row")
    told = shown.told.get("list")
    return render_template(
        "imports/preview.html", batch=shown, numbers=numbers, standing=standing, listing=rows, people=_people(rows.rows),
        today=today(), words=_words(shown, "words"),
        new_words=_words(shown, "new_words"), sheet=sheet or sheet_form(shown),
        standings=SHOWN, called=_called, line_kinds=Line, changes=_changes(rows.rows), marks=Mark,
        columns=columns or (column_forms(told["width"], shown.columns or {}, None) if told else []),
    )  # fmt: skip


def _changes(rows: Iterable[ImportRow]) -> dict[int, list[Change]]:
    """Return what changes of the enrolments of a page's rows, in words, by the places of the rows."""
    told = [row for row in rows if row.told.get("changes")]
    return dict(
        zip((row.place for row in told), changes("enrolment", [row.told["changes"] for row in told]), strict=True)
    )


def _called(codes: Iterable[str]) -> str:
    """Return fields in words, as the record of changes calls them."""
    numbers = {kind.value: kind.label for kind in IdentifierKind}
    return ", ".join(_(numbers.get(code) or spelled(FIELDS, code)) for code in codes)


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
    return next((one for one in UNDECIDED if numbers.get(one)), None)


def _people(rows: Iterable[ImportRow]) -> dict[int, Person]:
    """Return the people whom the rows of a page may be, with their posts."""
    wanted = {one["person"] for row in rows for one in row.told.get("offers", ())}
    wanted |= {row.person_id for row in rows if row.person_id}
    posts = selectinload(Person.affiliations).options(joinedload(Affiliation.organisation))
    found = db.session.scalars(select(Person).where(Person.id.in_(wanted)).options(posts))
    return {one.id: one for one in found}


def _words(shown: ImportBatch, key: str) -> list[tuple[dict[str, Any], What, Pairs, Pairs]]:
    """Return the first words of a file, each with what is near to it and with everything else that it may mean."""
    words = shown.told.get(key, [])[:WORDS_AT_ONCE]
    near = {number for word in words for number in word["offers"]}
    known = {one.id: local(one) for one in db.session.scalars(select(Organisation).where(Organisation.id.in_(near)))}
    offered = _offered(words)
    return [
        (
            word,
            What(word["what"]),
            [(number, known[number]) for number in word["offers"] if number in known],
            offered[_kind(word)],
        )
        for word in words
    ]


def _kind(word: Mapping[str, Any]) -> tuple[str, str | None]:
    return word["what"], word["country"]


def _offered(words: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str | None], Pairs]:
    """Return everything that words may mean, by what they name and where."""
    return {kind: _everything(What(kind[0]), kind[1]) for kind in {_kind(word) for word in words}}


def _everything(what: What, country: str | None) -> Pairs:
    match what:
        case What.ORGANISATION:
            return choices.organisations(country)
        case What.CATEGORY:
            return choices.categories()
        case What.COUNTRY:
            return choices.countries()
    return choices.regions(country) if country else choices.all_regions()


def meanings(shown: ImportBatch, form: Mapping[str, str]) -> dict[Word, Meaning]:
    """Return what was chosen for words of a file; what was not offered is passed over."""
    asked = [
        (word, said) for key in KINDS for number, word in enumerate(shown.told.get(key, [])[:WORDS_AT_ONCE])
        if (said := form.get(f"{key}-{number}"))
    ]  # fmt: skip
    offered = {
        kind: {str(key) for key, _label in pairs} for kind, pairs in _offered(word for word, _said in asked).items()
    }
    organisations = {str(number) for number in db.session.scalars(select(Organisation.id))} if asked else set()
    found: dict[Word, Meaning] = {}
    for word, said in asked:
        is_organisation = word["what"] == What.ORGANISATION
        named = Word(What(word["what"]), word["text"], word["country"])
        if said == "none" or (said == "new" and is_organisation):
            found[named] = Meaning(is_new=said == "new")
        elif said in (organisations if is_organisation else offered[_kind(word)]):
            found[named] = Meaning(said)
    return found


def errors_of(shown: ImportBatch, language: str) -> list[tuple[Problem, str]]:
    """Return what stands against a file, in a language, as far as a person can correct it: the first thousand."""
    rows = db.session.scalars(queries.rows(shown.id).where(ImportRow.standing != Standing.LEFT_OUT))
    at_rows = [one for row in rows for one in row.told.get("problems", ())]
    told = [(one, one["text"][language]) for one in [*shown.told["problems"], *at_rows]]
    told += [
        ({"warning": False} | word, worded(UNKNOWN_WORD, {"text": word["text"]}, language))
        for word in shown.told["words"]
    ]
    told.sort(key=lambda one: one[0]["warning"])
    return [
        (Problem(one["sheet"], one["row"], one["column"], "", is_warning=one["warning"]), sentence)
        for one, sentence in told[:MOST_ERRORS]
    ]
