"""What two records of one human being say differently, which of it is the fuller, and what must be asked. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lms.courses.codes import EnrolmentRole, EnrolmentStatus
from lms.courses.roster import Attendance, Enrolment
from lms.language import N_, Labelled
from lms.participants.likeness import is_initial, part_of
from lms.participants.models import Affiliation, Person, Sex
from lms.participants.services import POST_FIELDS

NOTE_LENGTH = 500


class Side(Labelled):
    """Whose value is taken: that of the record that stays, of the one that goes, or both, one after the other."""

    KEPT = "kept", N_("The record that stays")
    GONE = "gone", N_("The record that goes")
    BOTH = "both", N_("Both, one after the other")


Answers = Mapping[str, Side]


@dataclass(frozen=True)
class Question:
    """One thing that two records may say differently; without a default a person must choose.

    `kept` and `gone` are what they say; a tuple where several columns make one thing. `key` names it in a form.
    """

    key: str
    part: str
    kept: Any
    gone: Any
    default: Side | None = None
    takes_both: bool = False

    @property
    def differs(self) -> bool:
        """Say whether there is anything to choose."""
        return bool(self.kept != self.gone)

    def answered(self, answers: Answers) -> Any:
        """Return the value that is chosen; where both say the same, that."""
        side = answers.get(self.key, self.default) if self.differs else Side.KEPT
        if side is Side.BOTH and self.takes_both:
            return f"{self.kept}\n{self.gone}"
        return self.gone if side is Side.GONE else self.kept


# What is chosen as one, by the columns it is made of.
PERSON_PARTS: dict[str, tuple[str, ...]] = {
    "surname": ("surname",), "given_name": ("given_name",), "patronymic": ("patronymic",),
    "latin_name": ("latin_name",), "sex": ("sex",), "birth": ("birth_date", "birth_year"),
    "citizenship": ("citizenship",), "languages": ("languages",), "phone": ("phone",), "email": ("email",),
    "note": ("note",),
}  # fmt: skip
ENROLMENT_PARTS: dict[str, tuple[str, ...]] = {
    "role": ("role",), "status": ("status",),
    "post": ("category_id", "organisation_id", "unit", "position", "rank", "country", "region_code", "sex"),
    "pre_score": ("pre_score",), "post_score": ("post_score",), "grade": ("grade",),
}  # fmt: skip


def said(obj: Any, columns: tuple[str, ...]) -> Any:
    """Return what a record says of one thing: a value, or a tuple where several columns make it."""
    values = tuple(getattr(obj, column) for column in columns)
    return values if len(values) > 1 else values[0]


def columns_of(parts: Mapping[str, tuple[str, ...]], part: str, value: Any) -> dict[str, Any]:
    """Return a chosen value by the columns it is made of."""
    columns = parts[part]
    return dict(zip(columns, value if len(columns) > 1 else (value,), strict=True))


def of_person(kept: Person, gone: Person) -> list[Question]:
    """Return what the two records say of the human being, part by part, with the fuller one proposed."""
    return [
        _of_part(part, said(kept, columns), said(gone, columns)) for part, columns in PERSON_PARTS.items()
    ]  # fmt: skip


def _of_part(part: str, kept: Any, gone: Any) -> Question:
    both = part == "note" and bool(kept and gone) and len(kept) + len(gone) < NOTE_LENGTH
    return Question(part, part, kept, gone, Side.BOTH if both and kept != gone else _fuller(part, kept, gone), both)


def _fuller(part: str, kept: Any, gone: Any) -> Side:
    """Say which of two values tells more; of two that tell as much, the one of the record that stays."""
    if part in {"surname", "given_name", "patronymic"}:
        return Side.GONE if _fullness(gone) > _fullness(kept) and not _other_script(kept, gone) else Side.KEPT
    if part == "sex":
        return Side.GONE if kept is Sex.NOT_STATED else Side.KEPT
    if part == "birth":
        return Side.GONE if _precision(gone) > _precision(kept) else Side.KEPT
    return Side.GONE if gone and not kept else Side.KEPT


def _fullness(name: str | None) -> tuple[int, int]:
    """Measure a name: one that is missing, its initials, all of it; a longer one says more (Анна-Мария)."""
    words = part_of(name).words
    spelt = [word for word in words if not is_initial(word)]
    return (0 if not words else 2 if spelt else 1), len(spelt)


def _other_script(kept: str | None, gone: str | None) -> bool:
    """Say whether a native name would give way to its spelling in another script."""
    if not kept or not gone or all(map(is_initial, part_of(kept).words)):
        return False
    return kept.isascii() != gone.isascii()


def _precision(birth: tuple[Any, Any]) -> int:
    date, year = birth
    return 2 if date else 1 if year else 0


@dataclass(frozen=True)
class Double:
    """The two enrolments of one human being on one event, with the standing marks of both by session."""

    kept: Enrolment
    gone: Enrolment
    marks: Mapping[int, tuple[Attendance | None, Attendance | None]]

    @property
    def questions(self) -> list[Question]:
        """Return what the two say differently and nobody but a person can decide: figures follow from it."""
        return [question for question in (*self._of_enrolment(), *self._of_marks()) if question.default is None]

    @property
    def columns(self) -> list[Question]:
        """Return every part of the enrolment, those included that need no asking."""
        return list(self._of_enrolment())

    @property
    def sessions(self) -> list[Question]:
        """Return the sessions in which both are marked."""
        return list(self._of_marks())

    def _of_enrolment(self) -> Iterator[Question]:
        for part, columns in ENROLMENT_PARTS.items():
            kept, gone = said(self.kept, columns), said(self.gone, columns)
            yield Question(f"event-{self.kept.event_id}-{part}", part, kept, gone, _told_by_one(part, kept, gone))

    def _of_marks(self) -> Iterator[Question]:
        for session_id, (kept, gone) in self.marks.items():
            if kept is not None and gone is not None:
                values = (kept.mark, kept.minutes), (gone.mark, gone.minutes)
                default = Side.KEPT if values[0] == values[1] else None
                yield Question(f"session-{session_id}", "mark", *values, default)


def _told_by_one(part: str, kept: Any, gone: Any) -> Side | None:
    """Return the side that alone says something, None where both do and a person must choose."""
    if kept == gone or _is_blank(part, gone):
        return Side.KEPT
    return Side.GONE if _is_blank(part, kept) else None


def _is_blank(part: str, value: Any) -> bool:
    """Say whether an enrolment tells nothing by a value; the sex alone makes no post."""
    return not any(value[:-1]) if part == "post" else value is None


def asked(people: list[Question], doubles: list[Double]) -> list[Question]:
    """Return everything that may be chosen, in the order of the page."""
    return [one for one in people if one.differs] + [question for double in doubles for question in double.questions]


def unanswered(questions: list[Question], answers: Answers) -> list[Question]:
    """Return what a person must still choose."""
    return [one for one in questions if one.default is None and answers.get(one.key) not in {Side.KEPT, Side.GONE}]


def same_post(one: Affiliation, other: Affiliation) -> bool:
    """Say whether two posts are one, entered twice."""
    return all(getattr(one, column) == getattr(other, column) for column in POST_FIELDS)


# What a joined enrolment becomes: nothing that holds a place, stands on a roster or is counted (a constraint says so too).
COUNTS_NOWHERE: dict[str, Any] = {
    "role": EnrolmentRole.ALTERNATE, "status": EnrolmentStatus.WITHDRAWN, "completed": False,
    "scheduled_minutes": None, "attended_minutes": None, "attended_sessions": None,
}  # fmt: skip
