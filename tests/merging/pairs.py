"""Two records of one human being: choosing at random where they differ, and everything that stands in the tables."""

from random import Random
from typing import Any

from sqlalchemy import select

from lms.extensions import db
from lms.merging import queries, rules, services
from lms.merging.models import Merge
from lms.merging.rules import Side
from lms.participants.models import Person
from tests import factories

# What grows by merging and undoing, and only tells of it.
GROWING = {"audit_entry", "audit_payload", "person_merge", "name_word"}
Dump = dict[str, dict[Any, dict[str, Any]]]


def dump() -> Dump:
    """Return every row of every table by its key, what only tells of changes left out."""
    db.session.flush()
    return {
        table.name: {
            tuple(row[column] for column in table.primary_key.columns): {c.name: row[c] for c in table.columns}
            for row in db.session.execute(select(table)).mappings()
        }
        for table in db.metadata.sorted_tables if table.name not in GROWING
    }  # fmt: skip


def choices(kept: Person, gone: Person, chance: Random) -> dict[str, Side]:
    """Choose at random where the two differ, keeping now and then what is proposed."""
    asked = rules.asked(rules.of_person(kept, gone), queries.doubles_of(kept.id, gone.id))
    return {
        one.key: chance.choice([Side.KEPT, Side.GONE, *([Side.BOTH] if one.takes_both else [])])
        for one in asked if one.default is None or chance.random() < 0.7
    }


def merge(kept: Person, gone: Person, *, seed: int = 0, **answers: Side) -> Merge:
    """Merge two people, choosing at random what is not given."""
    chosen = choices(kept, gone, Random(seed)) | answers
    made = services.merge(kept, gone, chosen, by=None, at=factories.AT)
    db.session.commit()
    return made
