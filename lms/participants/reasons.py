"""Why two are or may be one human being, as sentences in the reader's language: for every page that asks it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from lms.extensions import db
from lms.participants.matching import Reason, Verdict
from lms.participants.models import Organisation
from lms.text import sort_key
from lms.web import local, said


def told(verdict: Verdict) -> list[str]:
    """Return the reasons of a verdict, one sentence each, without a full stop."""
    return told_all([verdict])[0]


def told_all(verdicts: Sequence[Verdict]) -> list[list[str]]:
    """Return the reasons of each of several verdicts; their organisations are asked for in one statement."""
    numbers = {number for one in verdicts for _words, known in one.reasons for number in known.get("organisations", ())}
    rows = db.session.scalars(select(Organisation).where(Organisation.id.in_(numbers))) if numbers else ()
    names = {row.id: local(row) for row in rows}
    return [[sentence(reason, names) for reason in one.reasons] for one in verdicts]


def sentence(reason: Reason, names: Mapping[int, str]) -> str:
    """Word a marked sentence with what it tells of; organisations by their `names`."""
    words, known = reason
    told = {name: _shown(value, names) for name, value in known.items()}
    return _(words, **told) if told else _(words)


def _shown(value: Any, names: Mapping[int, str]) -> Any:
    """Word a day or a name; a set is one of organisations, by their numbers."""
    return _listed(names.get(number, "—") for number in value) if isinstance(value, frozenset) else said(value)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names, key=sort_key))
