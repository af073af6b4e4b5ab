"""The figures once more, in plain Python over exported rows and from raw marks, written from DESIGN section 3 alone.

Nothing of `lms` is used here and nothing that finalising stored, so that both ways can only agree by being right.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

Row = dict[str, Any]
Rows = dict[str, list[Row]]
THERE = ("present", "late", "left_early")


class SecondCount:
    """A register as exported, under the filters of one question."""

    def __init__(self, rows: Rows, asked: Row) -> None:
        self.rows, self.asked = rows, asked
        self.event = {row["id"]: row for row in rows["event"]}
        self.category = {row["id"]: row for row in rows["category"]}
        self.cascade = {row["event_id"]: row["generation"] for row in rows["cascade_event"]}
        self.paying = {(row["event_id"], row["project_id"]) for row in rows["event_project"]}
        self.donors = {(row["project_id"], row["donor_id"]) for row in rows["project_donor"]}
        self.carrier = {row["id"]: row["carrier"] for row in rows["edition"]}
        self.marks: dict[int, list[Row]] = {}
        for row in sorted(rows["attendance"], key=lambda mark: mark["id"]):
            self.marks.setdefault(row["enrolment_id"], []).append(row)
        self.minutes: dict[int, dict[int, int]] = {}
        for row in rows["session"]:
            length = (row["ends_at"].hour - row["starts_at"].hour) * 60 + row["ends_at"].minute - row["starts_at"].minute
            self.minutes.setdefault(row["event_id"], {})[row["id"]] = length

    def told(self) -> Row:
        """Return what the JSON interface must tell."""
        direct = self.block(None)
        return {
            "persons": direct["persons"], "completions": direct["completions"], "attendances": direct["attendances"],
            "events": direct["events"], "materials": {"distributed": self.materials()},
            "cascade": {"by_generation": dict(self.generations())},
        }  # fmt: skip

    def generations(self) -> Iterator[tuple[str, Row]]:
        for generation in sorted(set(self.cascade.values())):
            block = self.block(generation)
            numbers = {
                "events": block["events"]["total"], "persons": block["persons"]["total"],
                "completions": block["completions"]["total"], "headcount": block["completions"]["headcount"],
                "attendances": block["attendances"]["total"],
            }  # fmt: skip
            if any(numbers.values()):
                yield str(generation), numbers

    def block(self, generation: int | None) -> Row:
        """Count the events of one generation, None for those that are direct (R12)."""
        held = [e for e in self.rows["event"] if self.in_question(e, generation) and self.finalised(e)]
        trainings = {e["id"] for e in held if e["counts_as_training"]}
        done = [one for one in self.rows["enrolment"] if one["event_id"] in trainings and self.completed(one)]
        heads = [h for h in self.rows["headcount"] if h["event_id"] in trainings and self.from_there(h)]
        people = self.latest(done)
        again = [one for one in people if self.returning(one, generation)]
        return {
            "persons": {
                "total": len(people), "by_group": self.cells(people, self.group), "by_category": self.cells(people, self.code),
                "by_sex": self.cells(people, lambda one: one["sex"]),
                "by_country": self.cells(people, lambda one: one["country"]),
                "by_region": self.cells(people, lambda one: one["region_code"]),
                "new": len(people) - len(again), "returning": len(again),
            },
            "completions": {
                "total": len(done) + sum(h["number"] for h in heads), "named": len(done),
                "headcount": sum(h["number"] for h in heads),
                "reconstructed": sum(h["number"] for h in heads if h["is_reconstructed"]), "by_category": self.cells([*done, *heads], self.code),
                "by_sex": self.cells([*done, *heads], lambda one: one["sex"]),
            },
            "attendances": {"total": self.attended(trainings), **self.waiting(generation)},
            "events": self.events(held),
        }  # fmt: skip

    # Which rows are asked about

    def in_question(self, event: Row, generation: int | None, *, before: bool = False) -> bool:
        asked = self.asked
        if before:
            in_period = asked["first"] is not None and event["ends_on"] < asked["first"]
        else:
            in_period = (asked["first"] or date.min) <= event["ends_on"] <= (asked["last"] or date.max)
        paid = asked["project"] is None or (event["id"], asked["project"]) in self.paying
        given = asked["donor"] is None or any(
            (project, asked["donor"]) in self.donors for held, project in self.paying if held == event["id"]
        )
        of_office = asked["office"] is None or event["office_id"] == asked["office"]
        of_generation = self.cascade.get(event["id"]) == generation
        return in_period and paid and given and of_office and of_generation and event["cancelled_at"] is None

    def finalised(self, event: Row) -> bool:
        return event["finalised_at"] is not None and event["finalised_at"].date() <= self.asked["as_of"]

    def from_there(self, row: Row) -> bool:
        """Say whether the place of a person, an event, a headcount or an organisation is the one asked for."""
        return self.asked["country"] in {None, row["country"]} and self.asked["region"] in {None, row["region_code"]}

    # Who completed (R2, R4), and where they are told (R8)

    def standing(self, enrolment: Row) -> dict[int, Row]:
        """Return the mark that stands for each session of an enrolment: the last one recorded."""
        return {mark["session_id"]: mark for mark in self.marks.get(enrolment["id"], ())}

    def completed(self, one: Row) -> bool:
        event = self.event[one["event_id"]]
        if one["role"] != "participant" or one["status"] == "withdrawn" or not self.from_there(one):
            return False
        sessions, attended = self.minutes.get(event["id"], {}), 0
        for session, mark in self.standing(one).items():
            if mark["mark"] == "present" or (mark["mark"] in THERE and mark["minutes"] is None):
                attended += sessions[session]
            elif mark["mark"] in THERE:
                attended += mark["minutes"]
        enough = attended > 0 and attended / sum(sessions.values()) >= event["min_attendance_percent"] / 100
        graded = event["min_grade"] is None or (one["grade"] is not None and one["grade"] >= event["min_grade"])
        return enough and graded

    def latest(self, done: list[Row]) -> list[Row]:
        last: dict[int, Row] = {}
        for one in sorted(done, key=lambda one: (self.event[one["event_id"]]["ends_on"], one["event_id"])):
            last[one["person_id"]] = one
        return list(last.values())

    def returning(self, person: Row, generation: int | None) -> bool:
        return any(
            one["person_id"] == person["person_id"] and self.completed(one) and self.finalised(event)
            and event["counts_as_training"] and self.in_question(event, generation, before=True)
            for one in self.rows["enrolment"] if (event := self.event[one["event_id"]])
        )  # fmt: skip

    def code(self, row: Row) -> str | None:
        return self.category[row["category_id"]]["code"] if row["category_id"] else None

    def group(self, row: Row) -> str | None:
        return self.category[row["category_id"]]["category_group"] if row["category_id"] else None

    @staticmethod
    def cells(rows: Iterable[Row], of: Any) -> dict[str, int]:
        numbers: Counter[str] = Counter()
        for row in rows:
            numbers[of(row) or "not_stated"] += row.get("number", 1)
        return dict(numbers)

    # The other counters (R1, R3, R14, R16)

    def participants(self, event_ids: set[int]) -> list[Row]:
        return [
            one for one in self.rows["enrolment"]
            if one["event_id"] in event_ids and one["role"] == "participant" and self.from_there(one)
        ]  # fmt: skip

    def attended(self, event_ids: set[int]) -> int:
        return sum(
            mark["mark"] in THERE for one in self.participants(event_ids) for mark in self.standing(one).values()
        )

    def waiting(self, generation: int | None) -> dict[str, int]:
        """Count marks of trainings that were not finalised by the day asked for, as they and their sheets stood that day."""
        undecided = {
            e["id"] for e in self.rows["event"]
            if self.in_question(e, generation) and e["counts_as_training"] and not self.finalised(e)
        }  # fmt: skip
        stood: dict[tuple[int, int], Row] = {}
        people = {one["id"] for one in self.participants(undecided)}
        for mark in sorted(self.rows["attendance"], key=lambda mark: mark["id"]):
            if mark["enrolment_id"] in people and mark["recorded_at"].date() <= self.asked["as_of"]:
                stood[mark["enrolment_id"], mark["session_id"]] = mark
        there = [mark["session_id"] for mark in stood.values() if mark["mark"] in THERE]
        signed = sum(self.has_sheet(session) for session in there)
        return {"claimed": len(there) - signed, "signed": signed}

    def has_sheet(self, session_id: int) -> bool:
        """Say whether a signed sheet of a session, of its day or of its whole event stood on the day asked for."""
        session = next(row for row in self.rows["session"] if row["id"] == session_id)
        for file in self.rows["evidence_file"]:
            day, gone = file["uploaded_at"].date(), file["withdrawn_at"]
            if file["event_id"] == session["event_id"] and day <= self.asked["as_of"] and not (
                gone is not None and gone.date() <= self.asked["as_of"]
            ):
                if file["session_id"] == session_id or file["day"] == session["day"]:
                    return True
                if file["session_id"] is None and file["day"] is None:
                    return True
        return False

    def events(self, held: list[Row]) -> Row:
        kinds = Counter(e["kind"] for e in held if self.from_there(e))
        people: Counter[str] = Counter()
        for event in held:
            sessions = self.minutes.get(event["id"])
            for one in self.participants({event["id"]}):
                came = any(mark["mark"] in THERE for mark in self.standing(one).values())
                people[event["kind"]] += came or (not sessions and one["status"] == "confirmed")
            heads = (h for h in self.rows["headcount"] if h["event_id"] == event["id"] and self.from_there(h))
            people[event["kind"]] += sum(h["number"] for h in heads)
        return {"total": kinds.total(), "by_kind": dict(kinds), "participants_by_kind": dict(+people)}

    def materials(self) -> Row:
        pieces = Counter[str]()
        for line in self.lines():
            pieces[self.carrier[line["edition_id"]]] += line["quantity"]
        return {"total": pieces.total(), "by_carrier": {code: number for code, number in pieces.items() if number}}

    def lines(self) -> Iterator[Row]:
        """Yield the lines of materials that were handed over."""
        project = {row["id"]: row for row in self.rows["project"]}
        receiver = {row["id"]: row for row in self.rows["organisation"]}
        asked = self.asked
        for line in self.rows["distribution"]:
            if (
                asked["project"] in {None, line["project_id"]}
                and (asked["donor"] is None or (line["project_id"], asked["donor"]) in self.donors)
                and asked["office"] in {None, project[line["project_id"]]["office_id"]}
                and self.from_there(receiver[line["organisation_id"]])
                and (asked["first"] or date.min) <= line["handed_on"] <= (asked["last"] or date.max)
                and line["recorded_at"].date() <= asked["as_of"]
            ):
                yield line


def post_on(posts: list[Row], person_id: int, day: date) -> Row:
    """Return the post that somebody held on a day: the latest begun of those that had not ended."""
    held = [
        one for one in posts
        if one["person_id"] == person_id and (one["starts_on"] or date.min) <= day <= (one["ends_on"] or date.max)
    ]  # fmt: skip
    return max(held, key=lambda one: (one["starts_on"] or date.min, one["id"]))
