"""How two people who may be one stand beside each other on a page: labels, values and reasons in the reader's words."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.courses.models import Event
from lms.courses.roster import Attendance, Enrolment
from lms.language import N_
from lms.merging.journal import Left
from lms.merging.rules import PERSON_PARTS, Answers, Double, Question, Side
from lms.participants.models import Person
from lms.web import day, language_names, local, show

LABELS = {
    "surname": N_("Surname"), "given_name": N_("Given name"), "patronymic": N_("Patronymic"),
    "latin_name": N_("Latin name"), "sex": N_("Sex"), "birth": N_("Born"),
    "birth_year": N_("Birth year"), "citizenship": N_("Citizenship"),
    "languages": N_("Languages"), "phone": N_("Phone"), "email": N_("E-mail"), "note": N_("Note"), "role": N_("Role"),
    "status": N_("Status"), "post": N_("Post at the time"), "pre_score": N_("Pre-test"), "post_score": N_("Post-test"),
    "grade": N_("Grade"),
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One thing that two records say: its name, both values, and what is chosen where they differ."""

    question: Question
    label: str
    kept: str
    gone: str
    chosen: Side | None
    wrong: str | None = None
    kept_hint: str = ""
    gone_hint: str = ""


@dataclass(frozen=True)
class Shared:
    """An event that both are on: what must be chosen there, and how much they agree on."""

    event: Event
    rows: list[Row]
    agreeing: int
    brought: int


def of_people(kept: Person, gone: Person, questions: Iterable[Question], answers: Answers) -> list[Row]:
    """Return the rows of a human being's own data."""
    parts = {one.key: _told_by(one.part, kept, gone) for one in questions}
    return [
        Row(
            one, _(LABELS[parts[one.key]]), _of_person(kept, parts[one.key]), _of_person(gone, parts[one.key]),
            answers.get(one.key, one.default) if one.differs else None,
        )
        for one in questions
    ]  # fmt: skip


def _told_by(part: str, kept: Person, gone: Person) -> str:
    """Return what a part is told by: a birth by its year where neither has the day."""
    return "birth_year" if part == "birth" and not (kept.birth_date or gone.birth_date) else part


def _of_person(person: Person, part: str) -> str:
    match part:
        case "birth":
            year = _("born in %(year)s", year=person.birth_year) if person.birth_year else "—"
            return day(person.birth_date) if person.birth_date else year
        case "birth_year":
            return str(person.birth_year or "—")
        case "citizenship":
            return local(person.citizen_of)
        case "languages":
            return language_names(person.languages) or "—"
    return show(getattr(person, part))


def of_event(double: Double, answers: Answers, wrong: dict[str, str]) -> Shared:
    """Return what must be chosen of an event that both are on."""
    rows = [_of_enrolments(double, one, answers, wrong) for one in double.questions]
    both = [pair for pair in double.marks.values() if all(pair)]
    asked = sum(one.part == "mark" for one in double.questions)
    brought = sum(kept is None for kept, _gone in double.marks.values())
    return Shared(double.kept.event, rows, len(both) - asked, brought)


def _of_enrolments(double: Double, asked: Question, answers: Answers, wrong: dict[str, str]) -> Row:
    chosen, fault = answers.get(asked.key), wrong.get(asked.key)
    if asked.part == "mark":
        kept, gone = double.marks[int(asked.key.removeprefix("session-"))]
        if kept is not None and gone is not None:
            return Row(asked, _session(kept), _mark(kept), _mark(gone), chosen, fault, _recorded(kept), _recorded(gone))
    if asked.part == "post":
        return Row(asked, _(LABELS[asked.part]), *_posts(double.kept, double.gone), chosen, fault)
    return Row(asked, _(LABELS[asked.part]), show(asked.kept), show(asked.gone), chosen, fault)


def _session(mark: Attendance) -> str:
    session = mark.session
    return f"{day(session.day)}, {show(session.starts_at)}–{show(session.ends_at)} · {session.title}"


def _mark(mark: Attendance) -> str:
    minutes = "" if mark.minutes is None else ", " + ngettext("%(num)s minute", "%(num)s minutes", mark.minutes)
    return show(mark.mark) + minutes


def _recorded(mark: Attendance) -> str:
    by = mark.recorded_by.name if mark.recorded_by else _("The system")
    return _("recorded %(when)s, %(who)s", when=show(mark.recorded_at), who=by)


def _posts(kept: Enrolment, gone: Enrolment) -> tuple[str, str]:
    mine, theirs = _post(kept), _post(gone)
    # Where only what is not shown differs, as the sex, it is shown after all.
    return (mine, theirs) if mine != theirs else (f"{mine}, {show(kept.sex)}", f"{theirs}, {show(gone.sex)}")


def _post(one: Enrolment) -> str:
    organisation = local(one.organisation) if one.organisation else None
    category = local(one.category) if one.category else _("Category not stated")
    place = local(one.region) if one.region else one.country
    return ", ".join(part for part in (category, one.rank, one.position, one.unit, organisation, place) if part)


def left_words(left: Iterable[Left], kept_id: int) -> list[str]:
    """Say what was not taken back, because somebody changed it since the merge."""
    found = list(left)
    parts = {column: part for part, columns in PERSON_PARTS.items() for column in columns}
    own = dict.fromkeys(
        parts[one.column] for one in found
        if one.table == "person" and one.key == str(kept_id) and one.column in parts
    )  # fmt: skip
    words = [_("%(what)s: the later change stays.", what=_(LABELS[part])) for part in own]
    elsewhere = {(one.table, one.key) for one in found if not (one.table == "person" and one.key == str(kept_id))}
    if elsewhere:
        words.append(ngettext(
            "%(num)s post, enrolment or other record was changed or removed since, and stays as it is.",
            "%(num)s posts, enrolments or other records were changed or removed since, and stay as they are.", len(elsewhere),
        ))  # fmt: skip
    return words
