"""The description of the JSON interface, OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0)."""

from collections.abc import Iterable
from typing import Any

from lms.courses.codes import EventKind
from lms.materials.models import Carrier
from lms.participants.models import Sex
from lms.projects.models import Group
from lms.reports.rules import NOT_STATED
from lms.reports.suppression import RULE

Schema = dict[str, Any]

NUMBER: Schema = {"type": "integer", "minimum": 0}
PEOPLE: Schema = {"type": ["integer", "null"], "minimum": 0}  # null where it is withheld
DAY: Schema = {"type": "string", "format": "date", "example": "2011-09-30"}
CODE: Schema = {"type": "string", "minLength": 1}
OPEN_DAY: Schema = {"type": ["string", "null"], "format": "date"}
REGION = "^[A-Z]{2}-[A-Z0-9]{1,3}$"
OPEN_CODE: Schema = {"type": ["string", "null"]}
ABOUT = (
    "Three numbers are told apart: persons (each once), completions (person and event) and attendances (person and "
    "session). Keys are codes; what is not known is the key `not_stated`, so that parts add up to their total. Empty "
    "parts are left out. An account sees the figures of its own offices and projects only. One that may not open figures "
    "to the rows behind them, as a donor's, gets null for numbers of people below five and for those from which they could "
    "be worked out, and `withheld` says so; it asks for whole projects as of today, and for all time, a whole calendar year or "
    "US fiscal year (from 1 October), or the period of the project or of one of its targets."
)


def document(base_url: str) -> Schema:
    """Return the whole document for an installation at this address."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Figures of trainings", "version": "1", "description": ABOUT},
        "servers": [{"url": f"{base_url}/api/v1"}],
        "security": [{"token": []}, {"browser": []}],
        "paths": {"/figures": {"get": _figures()}, "/openapi.json": {"get": _itself()}},
        "components": {"securitySchemes": _security(), "schemas": _schemas(), "responses": _refusals()},
    }


def _figures() -> Schema:
    return {
        "operationId": "figures",
        "summary": "Count what a project reached",
        "description": "Counts finalised events whose last day lies in the period, and the materials handed over in it.",
        "parameters": [
            _asked("project", CODE, "The project's code.", required=True),
            _asked("office", CODE, "Count only what this office, named by its code, held or handed over."),
            _asked("donor", CODE, "Count only where this donor, named by its code, pays."),
            _asked(
                "country", {"type": "string", "pattern": "^[A-Z]{2}$"},
                "ISO 3166-1: the participants' own country; for events the place, for materials the receiver's.",
            ),
            _asked(
                "region", {"type": "string", "pattern": REGION},
                "ISO 3166-2: the participants' own region; for events the place, for materials the receiver's.",
            ),
            _asked("from", DAY, "The first day of the period. Without it there is no bound."),
            _asked("to", DAY, "The last day of the period, included. Without it there is no bound."),
            _asked(
                "as_of", DAY,
                "Count what was decided and recorded by the end (UTC) of this day. Without it: the day that it is now "
                "at the office asked about, else at the project's.",
            ),
        ],
        "responses": {
            "200": {"description": "The figures.", "content": _json("Figures")},
            **{code: {"$ref": f"#/components/responses/{name}"} for code, name, _words in REFUSALS},
        },
    }  # fmt: skip


def _itself() -> Schema:
    answer = {"description": "This document.", "content": {"application/json": {"schema": {"type": "object"}}}}
    return {"operationId": "openapi", "summary": "Describe this interface", "security": [], "responses": {"200": answer}}


def _asked(name: str, schema: Schema, description: str, *, required: bool = False) -> Schema:
    return {"name": name, "in": "query", "required": required, "description": description, "schema": schema}


def _json(schema: str) -> Schema:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _security() -> Schema:
    return {
        "token": {"type": "http", "scheme": "bearer", "description": "A token that an account made for itself."},
        "browser": {
            "type": "apiKey", "in": "cookie", "name": "session",
            "description": "A browser that is signed in; over https the cookie is named `__Host-session`.",
        },
    }  # fmt: skip


REFUSALS = (
    ("400", "Unclear", "A filter is unknown, or its value is no such code or day; the sentence says which."),
    ("401", "Unknown", "No token, or one that expired or was withdrawn, or whose account is disabled."),
    ("403", "NotAllowed", "The account does not see figures."),
    ("404", "NotFound", "There is no such project, or the account does not see it."),
    ("503", "Busy", "The database is busy; try again after the seconds of Retry-After."),
)


def _refusals() -> Schema:
    refusals: Schema = {name: {"description": words, "content": _json("Error")} for _code, name, words in REFUSALS}
    refusals["Unknown"]["headers"] = {"WWW-Authenticate": {"required": True, "schema": {"const": "Bearer"}}}
    refusals["Busy"]["headers"] = {"Retry-After": {"required": True, "schema": {"type": "string"}}}
    return refusals


def _parts(keys: Iterable[str] | None = None, *, pattern: str | None = None, numbers: Schema = PEOPLE) -> Schema:
    """Describe numbers by code: of a closed list, of a pattern, or any that the reference data have."""
    parts: Schema = {"type": "object", "additionalProperties": numbers}
    if keys is not None:
        parts["propertyNames"] = {"enum": [*dict.fromkeys([*keys, NOT_STATED])]}
    elif pattern is not None:
        parts["propertyNames"] = {"anyOf": [{"const": NOT_STATED}, {"pattern": pattern}]}
    return parts


def _object(properties: Schema) -> Schema:
    return {
        "type": "object", "required": list(properties), "properties": properties, "additionalProperties": False
    }  # fmt: skip


def _schemas() -> Schema:
    figures = _object(_counted())
    figures["properties"]["withheld"] = {"const": RULE, "description": "Only where small numbers are withheld."}
    return {"Figures": figures, "Cascade": _object(_generation()), "Error": _object({"error": CODE})}


def _counted() -> Schema:
    kinds = [kind.value for kind in EventKind]
    pieces: Schema = {"type": "integer", "description": "Corrections are negative."}
    carriers = [carrier.value for carrier in Carrier]
    return {
        "project": CODE,
        "period": _object({"from": OPEN_DAY, "to": OPEN_DAY}),
        "rule": _rule(),
        "persons": _persons(),
        "completions": _completions(),
        "attendances": _object({
            "total": PEOPLE,
            "claimed": PEOPLE | {"description": "Of events not finalised, without a signed sheet; beside the total, not part of it."},
            "signed": PEOPLE | {"description": "Of events not finalised, on a signed sheet; beside the total, not part of it."},
        }),
        "events": _object({"total": NUMBER, "by_kind": _parts(kinds, numbers=NUMBER), "participants_by_kind": _parts(kinds)}),
        "materials": _object({
            "distributed": _object({"total": pieces, "by_carrier": _parts(carriers, numbers=pieces)})
        }),
        "cascade": _object({
            "by_generation": {
                "type": "object", "propertyNames": {"pattern": "^[1-9]$"},
                "additionalProperties": {"$ref": "#/components/schemas/Cascade"},
                "description": "Events held by those who were trained; apart from all figures above.",
            }
        }),
    }  # fmt: skip


def _rule() -> Schema:
    words: Schema = {"type": "string"}
    return _object({
        "trained": words, "period": words, "category": words, "headcounts": words, "office": OPEN_CODE,
        "donor": OPEN_CODE, "country": OPEN_CODE, "region": OPEN_CODE, "as_of": DAY,
    })  # fmt: skip


def _persons() -> Schema:
    return _object({
        "total": PEOPLE,
        "by_group": _parts(group.value for group in Group),
        "by_category": _parts(),
        "by_sex": _parts(sex.value for sex in Sex),
        "by_country": _parts(pattern="^[A-Z]{2}$"),
        "by_region": _parts(pattern=REGION),
        "new": PEOPLE,
        "returning": PEOPLE | {"description": "Had completed an event of the same filters before the period."},
    })  # fmt: skip


def _completions() -> Schema:
    return _object({
        "total": PEOPLE | {"description": "Named and headcount together."},
        "named": PEOPLE,
        "headcount": PEOPLE | {"description": "People known only as a number; never part of persons."},
        "reconstructed": PEOPLE | {"description": "The part of headcount that was taken from old reports, as no list is left."},
        "by_category": _parts(),
        "by_sex": _parts(sex.value for sex in Sex),
    })


def _generation() -> Schema:
    return {"events": NUMBER} | {name: PEOPLE for name in ("persons", "completions", "headcount", "attendances")}
