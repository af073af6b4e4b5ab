"""What an import will do, worked out and not yet done. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lms.courses.codes import Mark, OrganisationRole
from lms.language import N_, Labelled
from lms.materials.models import Edition
from lms.participants.identity import IdentifierKind
from lms.workbooks.drafts import HeadcountDraft, MaterialDraft, ParticipantDraft, SessionDraft
from lms.workbooks.problems import Origin, Problem

Told = Mapping[str, str]  # a sentence or a value in every language, by the language's code
Offer = tuple[int, tuple[Told, ...]]  # somebody, or an earlier row, with why it may be that one


class Standing(Labelled):
    """Who the person of a row is to the register."""

    ENROLLED = "enrolled", N_("On the event already")
    KNOWN = "known", N_("Known")
    MAYBE = "maybe", N_("Maybe known")
    NEW = "new", N_("New to the register")
    REPEATED = "repeated", N_("In this file already")
    UNREADABLE = "unreadable", N_("Cannot be read")
    LEFT_OUT = "left_out", N_("Left out")


UNDECIDED = (Standing.UNREADABLE, Standing.MAYBE)  # what waits for somebody, in the order in which it is shown
REGISTERED = frozenset({Standing.ENROLLED, Standing.KNOWN})  # somebody of the register
TAKEN = REGISTERED | {Standing.NEW}  # somebody whom the import writes
NUMBERS = {IdentifierKind.NATIONAL_ID: "national_id", IdentifierKind.PASSPORT: "passport"}  # the column of each kind


def numbers_of(draft: ParticipantDraft) -> dict[IdentifierKind, str]:
    """Return the identity numbers that a row tells, by their kinds."""
    return {kind: number for kind, key in NUMBERS.items() if (number := getattr(draft, key))}


@dataclass(frozen=True)
class Choice:
    """What somebody decided of a row: it is nobody known, it is left out, or it is a person or an earlier row.

    `is_rest` where all the rest were said to be new, and nobody looked whom this row may be.
    """

    new: bool = False
    is_rest: bool = False
    left_out: bool = False
    person_id: int | None = None
    row: int | None = None

    @property
    def standing(self) -> Standing:
        """Return what a row is once this was decided of it."""
        if self.left_out:
            return Standing.LEFT_OUT
        if self.new:
            return Standing.NEW
        return Standing.REPEATED if self.row is not None else Standing.KNOWN

    @property
    def code(self) -> str:
        """Return the choice as a form sends it."""
        if self.new or self.left_out:
            return "out" if self.left_out else "rest" if self.is_rest else "new"
        return f"row-{self.row}" if self.row is not None else f"person-{self.person_id}"

    @classmethod
    def read(cls, text: str) -> "Choice | None":
        """Return a choice by its code: new, rest, out, person-12, row-7; None for anything else."""
        what, _, number = text.partition("-")
        if text in {"new", "rest", "out"}:
            return cls(new=text != "out", is_rest=text == "rest", left_out=text == "out")
        if what in {"person", "row"} and number.isdecimal() and len(number) < 10:
            return cls(person_id=int(number)) if what == "person" else cls(row=int(number))
        return None


@dataclass(frozen=True)
class Who:
    """Who a row is: somebody of the register, an earlier row of the file, or nobody yet; and who else it may be.

    `offers` are people of the register, `rows` earlier rows, the likeliest first.
    """

    standing: Standing
    person_id: int | None = None
    row: int | None = None
    offers: tuple[Offer, ...] = ()
    rows: tuple[Offer, ...] = ()


class What(Labelled):
    """What a word of the file names."""

    ORGANISATION = "organisation", N_("Organisation")
    CATEGORY = "category", N_("Category")
    COUNTRY = "country", N_("Country")
    REGION = "region", N_("Region")


@dataclass(frozen=True)
class Word:
    """A word of the file, where it means different things in different countries with its country."""

    what: What
    text: str
    country: str | None = None


@dataclass(frozen=True)
class Meaning:
    """What a word was decided to mean: a thing by its key, nothing at all, or a new organisation."""

    key: str | None = None
    is_new: bool = False


@dataclass
class Open:
    """A word that nobody has said the meaning of: where it stands first, in how many rows, and what it may mean."""

    origin: Origin
    column: str
    rows: int = 0
    offers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Post:
    """The post that a row tells; `organisation` is a number, or the word for one that is new."""

    category_id: int | None = None
    organisation: int | Word | None = None
    unit: str | None = None
    position: str | None = None
    rank: str | None = None
    country: str | None = None
    region_code: str | None = None

    @property
    def is_told(self) -> bool:
        """Say whether the row tells anything of a post."""
        return any(part is not None for part in self.__dict__.values())


@dataclass
class PlannedRow:
    """A row of people: what it says, who it is, and what of it is to be changed where the event has it already.

    `place` counts the rows of people from 0. `found` is who was recognised in the row; `who`, who it is when some rows
    are left out; `same_as`, the row that is the same person by what was decided. `changes` are fields of the enrolment, `marks` go by the number of the session, `before` is what
    the event has in place of both, `filled` are fields of the person that the register has not, and `numbers` the identity
    numbers; `gives_post` where the register has no post of the person at all.
    """

    place: int
    draft: ParticipantDraft
    post: Post
    found: Who
    who: Who
    choice: Choice | None = None
    same_as: int | None = None
    enrolment_id: int | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    marks: dict[int, Mark] = field(default_factory=dict)
    before: dict[str | int, Any] = field(default_factory=dict)
    filled: dict[str, Any] = field(default_factory=dict)
    numbers: dict[IdentifierKind, str] = field(default_factory=dict)
    gives_post: bool = False

    @property
    def standing(self) -> Standing:
        """Return what the row is after what was decided of it."""
        if self.same_as is not None:
            return Standing.REPEATED
        standing = self.choice.standing if self.choice else self.who.standing
        return Standing.ENROLLED if standing is Standing.KNOWN and self.enrolment_id else standing

    @property
    def is_changed(self) -> bool:
        """Say whether the row changes the event: somebody comes to it, or what it has of somebody changes."""
        if self.standing in REGISTERED and self.enrolment_id:
            return bool(self.changes or self.marks)
        return self.standing in {Standing.KNOWN, Standing.NEW, Standing.MAYBE}

    @property
    def person_id(self) -> int | None:
        """Return the person of the register that the row is."""
        return self.choice.person_id if self.choice else self.who.person_id

    @property
    def told_apart(self) -> list[int]:
        """Return the people of the register whom the row may have been, and is not: somebody looked, and said that it is new."""
        if not (self.choice and self.choice.new) or self.choice.is_rest:
            return []
        offers = () if self.who.standing is Standing.REPEATED else self.who.offers  # the page of a repeated row shows none
        known = {self.who.person_id} if self.who.person_id else set()
        return sorted(known | {number for number, _why in offers})

    @property
    def name(self) -> str:
        """Return the name as the file has it."""
        return " ".join(part for part in (self.draft.surname, self.draft.given_name, self.draft.patronymic) if part)

    @property
    def line(self) -> int:
        """Return the number of the row in its sheet, as a spreadsheet counts."""
        return self.draft.origin.row + 1

    @property
    def repeats(self) -> int | None:
        """Return the place of the earlier row that the row is once more."""
        if self.same_as is not None:
            return self.same_as
        return self.choice.row if self.choice else self.who.row


@dataclass
class PlannedEvent:
    """The event: its number where it is known, and the fields that are to be set; `before` is what it has in their place."""

    event_id: int | None
    code: str
    fields: dict[str, Any]
    before: list[Any] = field(default_factory=list)
    paid_by: int | None = None  # the project for which materials are logged, where it is known
    project_ids: list[int] = field(default_factory=list)
    organisations: list[tuple[int | Word, OrganisationRole]] = field(default_factory=list)
    sessions: dict[int, int] = field(default_factory=dict)  # number in the file to the register's
    new_sessions: list[SessionDraft] = field(default_factory=list)
    changed_sessions: list[tuple[int, SessionDraft]] = field(default_factory=list)
    headcounts: list[tuple[HeadcountDraft, Post]] = field(default_factory=list)
    materials: list["Handover"] = field(default_factory=list)
    finalises: bool = False

    @property
    def is_changed(self) -> bool:
        """Say whether anything of the event itself is to be changed."""
        told = (
            self.fields, self.project_ids, self.organisations, self.new_sessions, self.changed_sessions, self.headcounts,
            self.materials,
        )  # fmt: skip
        return self.event_id is None or self.finalises or any(told)


@dataclass(frozen=True)
class Handover:
    """A line of materials with its words looked up: without an edition, one is entered for the material."""

    draft: MaterialDraft
    edition: Edition | None
    material_id: int
    organisation: int | Word
    day: date


@dataclass
class Plan:
    """All that an import will do. It may be written where nothing is open and no problem stands in the way."""

    rows: list[PlannedRow] = field(default_factory=list)
    event: PlannedEvent | None = None
    project: dict[str, Any] | None = None
    problems: list[Problem] = field(default_factory=list)
    words: dict[Word, Open] = field(default_factory=dict)
    new_words: dict[Word, Open] = field(default_factory=dict)  # organisations that are entered with the file
    office_id: int | None = None

    @property
    def changes_event(self) -> bool:
        """Say whether anything of the event, or of its people there, is to be changed."""
        return bool(self.event and self.event.is_changed) or any(row.is_changed for row in self.rows)

    @property
    def changes_anything(self) -> bool:
        """Say whether anything is to be written at all."""
        return self.changes_event or bool(self.project or self.new_words) or any(
            row.standing is Standing.NEW or row.filled or row.numbers or row.gives_post for row in self.rows
        )

    @property
    def undecided(self) -> list[PlannedRow]:
        """Return the rows of which somebody must say who they are."""
        return [row for row in self.rows if row.standing is Standing.MAYBE]

    @property
    def hindrances(self) -> list[Problem]:
        """Return the problems that stand in the way."""
        return [problem for problem in self.problems if not problem.is_warning]

    @property
    def is_ready(self) -> bool:
        """Say whether it may be written."""
        return not (self.hindrances or self.undecided or self.words)
