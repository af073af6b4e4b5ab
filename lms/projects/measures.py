"""The rule of an indicator: what is counted, of whom and where, and how often (DESIGN section 3, R5, R6, R12). Pure.

A rule is kept as canonical JSON, with codes and not numbers of rows, so that a version means the same for ever;
organisations, which need have no code, are named by the number that they never lose.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

from lms.errors import Refused
from lms.language import N_, Labelled


class Basis(Labelled):
    """What an indicator counts (R6: donors differ)."""

    PERSONS = "persons", N_("Persons trained")
    COMPLETIONS = "completions", N_("Completions")
    ATTENDANCES = "attendances", N_("Attendances")
    PARTICIPANTS = "participants", N_("People who took part")
    HEADCOUNT = "headcount", N_("People known as a number")
    EVENTS = "events", N_("Events")
    MATERIALS = "materials", N_("Materials distributed")
    CERTIFICATES = "certificates", N_("Certificates issued")
    TRAINERS_CERTIFIED = "trainers_certified", N_("Trainers newly certified")
    TRAINERS_STANDING = "trainers_standing", N_("Certified trainers")


class Once(Labelled):
    """Inside what a person counts once (R5)."""

    PERIOD = "period", N_("Once in each period")
    PROJECT = "project", N_("Once in all, in the period of the first time")


class Disaggregation(Labelled):
    """What a figure is told by, beside its total."""

    GROUP = "group", N_("Group of categories")
    CATEGORY = "category", N_("Category")
    SEX = "sex", N_("Sex")
    COUNTRY = "country", N_("Country")
    REGION = "region", N_("Region")
    ORGANISATION = "organisation", N_("Organisation")
    KIND = "kind", N_("Kind of event")


PARTICIPANT = "participant"
OF_PEOPLE = frozenset({Basis.PERSONS, Basis.COMPLETIONS, Basis.ATTENDANCES, Basis.PARTICIPANTS})
OF_TRAINERS = frozenset({Basis.TRAINERS_CERTIFIED, Basis.TRAINERS_STANDING})
# Whom or what each narrowing can be asked of.
APPLIES: dict[str, frozenset[Basis]] = {
    "kinds": frozenset(Basis) - {Basis.MATERIALS} - OF_TRAINERS,
    "courses": frozenset(Basis) - {Basis.MATERIALS},
    "groups": OF_PEOPLE | {Basis.HEADCOUNT},
    "categories": OF_PEOPLE | {Basis.HEADCOUNT},
    "roles": frozenset({Basis.PERSONS, Basis.COMPLETIONS, Basis.ATTENDANCES, Basis.PARTICIPANTS}),
    "generation": frozenset(Basis) - {Basis.MATERIALS} - OF_TRAINERS,
    "organisations": OF_PEOPLE | {Basis.MATERIALS},
    "countries": OF_PEOPLE | {Basis.HEADCOUNT, Basis.EVENTS, Basis.MATERIALS},
    "min_days": frozenset(Basis) - {Basis.MATERIALS} - OF_TRAINERS,
    "min_hours": frozenset(Basis) - {Basis.MATERIALS} - OF_TRAINERS,
    "disaggregations": OF_PEOPLE | {Basis.HEADCOUNT},
}


@dataclass(frozen=True)
class Rule:
    """What an indicator counts. What is left empty narrows nothing.

    `kinds` and `courses` of events, `groups` or `categories` of people, `roles` in which they were there (trained are
    participants only, R4), `organisations` with all below them, `countries` of the people, for events the place.
    `generation` None counts direct events, a number the cascade of that generation (R12). An event counts that lasts
    `min_days` class days or `min_hours` hours, where both are set either is enough. `disaggregations` in order.
    """

    basis: Basis
    kinds: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    roles: tuple[str, ...] = (PARTICIPANT,)
    generation: int | None = None
    organisations: tuple[int, ...] = ()
    countries: tuple[str, ...] = ()
    min_days: int | None = None
    min_hours: int | None = None
    once: Once = Once.PERIOD
    disaggregations: tuple[Disaggregation, ...] = field(default=(Disaggregation.CATEGORY, Disaggregation.SEX))

    @classmethod
    def of(cls, body: str) -> Self:
        """Read a rule from its JSON text."""
        return cls.told_as(json.loads(body))

    @classmethod
    def told_as(cls, told: Mapping[str, Any]) -> Self:
        """Read a rule from its JSON."""
        read: Any = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
        read["basis"], read["once"] = Basis(told["basis"]), Once(told["once"])
        read["disaggregations"] = tuple(Disaggregation(one) for one in told["disaggregations"])
        return cls(**read)

    def told(self) -> dict[str, Any]:
        """Return the rule as JSON can tell it, each narrowing sorted, the disaggregations in their own order."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        made = {name: sorted(value) if isinstance(value, tuple) else value for name, value in values.items()}
        return made | {"disaggregations": [one.value for one in self.disaggregations]}

    @property
    def is_of_training(self) -> bool:
        """Say whether only events that count as training are asked (R16)."""
        return self.basis in {Basis.PERSONS, Basis.COMPLETIONS, Basis.ATTENDANCES}

    def refuse_contradictions(self) -> None:
        """Raise Refused, with the field, where a narrowing has no meaning for what is counted, or two contradict."""
        for name, bases in APPLIES.items():
            asked = getattr(self, name)
            usual = name == "disaggregations" or asked == (PARTICIPANT,)
            if asked and not usual and self.basis not in bases:
                raise Refused(N_("This narrows nothing of what is counted. Leave it empty."), field=name)
        if self.groups and self.categories:
            raise Refused(N_("Choose either groups or categories."), field="categories")
        if not self.roles and self.basis in OF_PEOPLE:
            raise Refused(N_("Choose at least one role."), field="roles")
        if PARTICIPANT in self.roles and len(self.roles) > 1:
            raise Refused(N_("Participants are never counted together with people in other roles."), field="roles")
        if self.once is Once.PROJECT and self.basis is not Basis.PERSONS:
            raise Refused(N_("Only persons count once in all."), field="once")
        if self.roles != (PARTICIPANT,) and self.basis in {Basis.COMPLETIONS, Basis.ATTENDANCES}:
            raise Refused(N_("Only participants complete a course."), field="roles")
