"""Indicator rules once more, in plain Python over exported rows and from raw marks, written from DESIGN section 3 alone.

A rule is the JSON that versions keep; like the figures beside this, it uses nothing of `lms`.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from tests.reports.second_count import Row, Rows, SecondCount

CROSSED = ("category", "sex", "region")
Told = dict[str, Any]
Line = tuple[str, Row, int]  # table, row, and how much it adds


class SecondRule(SecondCount):
    """What one rule counts of a register as exported, under the filters of one question."""

    def __init__(self, rows: Rows, asked: Row, rule: Row) -> None:
        super().__init__(rows, asked)
        self.rule = rule
        self.course = {row["id"]: row for row in rows["course"]}
        self.organisation = {row["id"]: row for row in rows["organisation"]}

    def measure(self) -> Told:
        """Return value, parts, cells of the kinds that are asked for, crossed cells, and the rows with what each adds."""
        basis, parts = self.rule["basis"], {}
        if basis == "events":
            lines: list[Line] = [("event", event, 1) for event in self.held() if self.takes_place(event)]
        elif basis == "materials":
            lines = [("distribution", line, line["quantity"]) for line in self.handed_over()]
        elif basis == "headcount":
            lines = self.heads(training=True)
            parts = {"reconstructed": sum(row["number"] for _table, row, _n in lines if row["is_reconstructed"])}
        else:
            lines, parts = self.people()
        kinds = {"events": ["kind"], "materials": ["carrier"]}.get(basis, self.rule["disaggregations"])
        of_people = basis not in {"events", "materials"}
        return {
            "value": sum(adds for _table, _row, adds in lines), "parts": parts,
            "cells": {kind: self.summed(lines, (kind,)) for kind in kinds},
            "crossed": self.summed(lines, CROSSED) if of_people else {},
            "rows": {(table, row["id"]): adds for table, row, adds in lines},
        }  # fmt: skip

    # Which events

    def takes_place(self, event: Row) -> bool:
        return self.from_there(event) and (not self.rule["countries"] or event["country"] in self.rule["countries"])

    def held(self, *, before: bool = False) -> list[Row]:
        """Return the finalised events of the rule, in the period or in all time before it."""
        return [
            event for event in self.rows["event"]
            if self.in_question(event, self.rule["generation"], before=before) and self.finalised(event) and self.is_asked(event)
        ]  # fmt: skip

    def is_asked(self, event: Row) -> bool:
        course = self.course.get(event["course_id"])
        of_kind = not self.rule["kinds"] or event["kind"] in self.rule["kinds"]
        of_course = not self.rule["courses"] or (course is not None and course["code"] in self.rule["courses"])
        return of_kind and of_course and self.is_long_enough(event)

    def is_long_enough(self, event: Row) -> bool:
        """Say whether an event has the class days or the hours that are asked for; either is enough."""
        wanted_days, wanted_hours = self.rule["min_days"], self.rule["min_hours"]
        if wanted_days is None and wanted_hours is None:
            return True
        sessions = [row for row in self.rows["session"] if row["event_id"] == event["id"]]
        if sessions:
            days = len({row["day"] for row in sessions})
            minutes = len({(row["day"], minute) for row in sessions for minute in minutes_of(row)})
        else:
            course = self.course.get(event["course_id"])
            days = (event["ends_on"] - event["starts_on"]).days + 1
            minutes = (course["hours"] or 0) * 60 if course else 0
        return (wanted_days is not None and days >= wanted_days) or (wanted_hours is not None and minutes >= wanted_hours * 60)

    # Whom and what

    def people(self) -> tuple[list[Line], dict[str, int]]:
        """Return who is counted, with those whom events told as a number only, and how the value is made up."""
        basis, usual = self.rule["basis"], self.rule["roles"] == ["participant"]
        if basis == "persons":
            rows, again = self.persons(), {one["person_id"] for one in self.persons(before=True)}
            known = [one for one in rows if one["person_id"] in again]
            parts = {"new": len(rows) - len(known), "returning": len(known)}
            if self.rule["once"] == "project":
                rows = [one for one in rows if one["person_id"] not in again]
            return [("enrolment", one, 1) for one in rows], parts | {"named": len(rows)}
        if basis == "attendances":
            trainings = {e["id"] for e in self.held() if e["counts_as_training"]}
            there = [one for one in self.participants(trainings) if self.is_of_rule(one)]
            lines: list[Line] = [("enrolment", one, self.sessions_of(one)) for one in there]
            return lines, {"named": sum(adds for _table, _row, adds in lines)}
        rows = self.done(self.held()) if basis == "completions" else self.there(self.held())
        lines = [("enrolment", one, 1) for one in rows if self.is_of_rule(one)]
        parts = {"named": len(lines)}
        if not usual or self.rule["organisations"]:
            return lines, parts
        heads = self.heads(training=basis == "completions")
        number = sum(adds for _table, _row, adds in heads)
        old = sum(adds for _table, row, adds in heads if row["is_reconstructed"])
        return lines + heads, parts | {"from_headcounts": number} | ({"reconstructed": old} if number else {})

    def persons(self, *, before: bool = False) -> list[Row]:
        """Return the latest row of each person, where its snapshot is what the rule asks for (R5, R8).

        Where a person counts once in all, the latest of those whose snapshot is.
        """
        held = self.held(before=before)
        trainings = [event for event in held if event["counts_as_training"]]
        rows = self.done(held) if self.rule["roles"] == ["participant"] else self.there(trainings)
        if self.rule["once"] == "project":
            return self.latest([one for one in rows if self.is_of_rule(one)])
        return [one for one in self.latest(rows) if self.is_of_rule(one)]

    def done(self, held: list[Row]) -> list[Row]:
        trainings = {event["id"] for event in held if event["counts_as_training"]}
        return [one for one in self.rows["enrolment"] if one["event_id"] in trainings and self.completed(one)]

    def there(self, held: list[Row]) -> list[Row]:
        """Return who took part: participants who came, others who had a confirmed place."""
        numbers = {event["id"] for event in held}
        if self.rule["roles"] != ["participant"]:
            return [
                one for one in self.rows["enrolment"] if one["event_id"] in numbers and one["role"] in self.rule["roles"]
                and one["status"] == "confirmed" and self.from_there(one)
            ]  # fmt: skip
        return [
            one for one in self.participants(numbers)
            if self.sessions_of(one) or (one["event_id"] not in self.minutes and one["status"] == "confirmed")
        ]  # fmt: skip

    def sessions_of(self, one: Row) -> int:
        return sum(mark["mark"] in ("present", "late", "left_early") for mark in self.standing(one).values())

    def is_of_rule(self, row: Row) -> bool:
        rule = self.rule
        return (
            (not rule["groups"] or self.group(row) in rule["groups"])
            and (not rule["categories"] or self.code(row) in rule["categories"])
            and (not rule["countries"] or row["country"] in rule["countries"])
            and (not rule["organisations"] or self.is_below(row["organisation_id"]))
        )

    def is_below(self, number: int | None) -> bool:
        """Say whether an organisation is one of the rule's, or lies below one."""
        while number is not None and number not in self.rule["organisations"]:
            number = self.organisation[number]["parent_id"]
        return number is not None

    def heads(self, *, training: bool) -> list[Line]:
        events = {event["id"] for event in self.held() if event["counts_as_training"] or not training}
        rows = [row for row in self.rows["headcount"] if row["event_id"] in events and self.from_there(row)]
        return [("headcount", row, row["number"]) for row in rows if self.is_of_rule(row)]

    def handed_over(self) -> Iterable[Row]:
        for line in self.lines():
            receiver = self.organisation[line["organisation_id"]]
            here = not self.rule["countries"] or receiver["country"] in self.rule["countries"]
            if here and (not self.rule["organisations"] or self.is_below(receiver["id"])):
                yield line

    # By what it is told

    def summed(self, lines: Iterable[Line], kinds: tuple[str, ...]) -> Told:
        numbers: Counter[Any] = Counter()
        for table, row, adds in lines:
            code = tuple(self.says(table, row, kind) for kind in kinds)
            numbers[code if len(kinds) > 1 else code[0]] += adds
        return {code: number for code, number in numbers.items() if number}

    def says(self, table: str, row: Row, kind: str) -> str:
        says: Any = {
            "group": lambda: self.group(row), "category": lambda: self.code(row), "sex": lambda: row["sex"],
            "country": lambda: row["country"], "region": lambda: row["region_code"],
            "organisation": lambda: row.get("organisation_id"),
            "kind": lambda: row["kind"] if table == "event" else self.event[row["event_id"]]["kind"],
            "carrier": lambda: self.carrier[row["edition_id"]],
        }[kind]()  # fmt: skip
        return "not_stated" if says is None else str(says)


def minutes_of(session: Row) -> range:
    """Return the minutes of the day that a session fills."""
    starts, ends = session["starts_at"], session["ends_at"]
    return range(starts.hour * 60 + starts.minute, ends.hour * 60 + ends.minute)


def one_of_two(rows: Rows, kept: int, gone: int, answers: dict[str, str]) -> Rows:
    """Return a register in which two people were one from the beginning, told by what was answered where the two differed."""
    parts = {
        "role": ("role",), "status": ("status",), "grade": ("grade",),
        "post": ("category_id", "organisation_id", "country", "region_code", "sex"),
    }  # fmt: skip
    of_kept = {one["event_id"]: one for one in rows["enrolment"] if one["person_id"] == kept}
    into: dict[int, Row] = {}  # by the enrolment that goes, the one that stays
    enrolments = []
    for one in rows["enrolment"]:
        stays = of_kept.get(one["event_id"])
        if one["person_id"] == gone and stays is not None:
            into[one["id"]] = stays
            chosen = {
                column: one[column] for part, columns in parts.items() for column in columns
                if answers.get(f"event-{one['event_id']}-{part}") == "gone"
            }  # fmt: skip
            enrolments = [other for other in enrolments if other["id"] != stays["id"]] + [stays | chosen]
        elif one["id"] not in {other["id"] for other in enrolments}:
            enrolments.append({**one, "person_id": kept} if one["person_id"] == gone else one)
    return rows | {"enrolment": enrolments, "attendance": list(marks_of_one(rows["attendance"], into, answers))}


def marks_of_one(marks: list[Row], into: dict[int, Row], answers: dict[str, str]) -> Iterable[Row]:
    """Yield the marks of both, of a session in which both are marked only those that were chosen."""
    goes = {stays["id"]: number for number, stays in into.items()}
    marked = {(mark["enrolment_id"], mark["session_id"]) for mark in marks}
    for mark in marks:
        place, session = mark["enrolment_id"], mark["session_id"]
        theirs = answers.get(f"session-{session}") == "gone"
        if place in into:
            if theirs or (into[place]["id"], session) not in marked:
                yield mark | {"enrolment_id": into[place]["id"]}
        elif not (theirs and (goes.get(place), session) in marked):
            yield mark
