"""Where an account may look: worked out from its grants once, applied to every query in one place.

A model that belongs to an office or a project declares `in_scope(scope)`, the condition under which its rows are
seen; every ORM SELECT on it is narrowed by that condition, and one that runs where no scope was set raises.
Conditions name `plain` tables in their subqueries, so that they are neither narrowed in turn nor rewritten.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import TableClause, column, event, table
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlalchemy.sql.util import find_tables

from lms.accounts.models import Account, Grant
from lms.accounts.permissions import Permission, Role
from lms.errors import OutsideScope
from lms.extensions import WITH_MERGED, Model, db


@dataclass(frozen=True)
class Reach:
    """Everything, or one office, or one project."""

    office_id: int | None = None
    project_id: int | None = None


@dataclass(frozen=True)
class Scope:
    """The union of an account's reaches under one permission.

    `taught` are the reaches of trainer grants: inside them only events that `person_id` teaches are seen.
    """

    everything: bool = False
    offices: frozenset[int] = frozenset()
    projects: frozenset[int] = frozenset()
    taught: frozenset[Reach] = frozenset()
    person_id: int | None = None
    account_id: int | None = field(default=None)


EVERYTHING = Scope(everything=True)
# An option of a statement: the model whose rows it reads only beside rows that bring them into every scope, as an
# enrolment brings its person. Its condition, true of each, is left out; over many rows it is dear to work out.
SEEN_WITH = "seen_with"


def scope_of(account: Account, permission: Permission) -> Scope:
    """Return where the account holds the permission."""
    grants = [grant for grant in account.grants if grant.carries(permission)]
    wide = [grant for grant in grants if grant.role is not Role.TRAINER]
    if any(grant.reaches_everything for grant in wide):
        return EVERYTHING
    return Scope(
        offices=_ids(grant.office_id for grant in wide),
        projects=_ids(grant.project_id for grant in wide),
        taught=frozenset(_reach(grant) for grant in grants if grant.role is Role.TRAINER and account.person_id),
        person_id=account.person_id,
        account_id=account.id,
    )


def _ids(numbers: Iterable[int | None]) -> frozenset[int]:
    return frozenset(number for number in numbers if number is not None)


def _reach(grant: Grant) -> Reach:
    return Reach(grant.office_id, grant.project_id)


def set_scope(scope: Scope) -> None:
    """Narrow every later query of this session to the scope."""
    db.session().info["scope"] = scope


def current_scope() -> Scope | None:
    """Return the scope that queries are narrowed to now, None where none was set."""
    scope: Scope | None = db.session().info.get("scope")
    return scope


@contextmanager
def looking(scope: Scope) -> Iterator[None]:
    """Look from another scope for a while: a command of the system, or a page that is public by design."""
    session = db.session()
    before = session.info.get("scope")
    session.info["scope"] = scope
    try:
        yield
    finally:
        session.info["scope"] = before


@event.listens_for(db.session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    if not state.is_select or state.is_column_load:
        return
    scope = state.session.info.get("scope")
    if not state.is_relationship_load and not state.execution_options.get(WITH_MERGED):
        state.statement = state.statement.options(*_standing())
    if scope is None:
        _refuse_scoped_tables(state.statement)
    elif not scope.everything and _reads_scoped(state):
        # A relationship load inherits the option, and reads other rows than the statement that gave it.
        seen_with = None if state.is_relationship_load else state.execution_options.get(SEEN_WITH)
        state.statement = state.statement.options(*_criteria(scope, seen_with))


def _reads_scoped(state: ORMExecuteState) -> bool:
    """Say whether a statement may read what a scope narrows; each condition that it is given costs it time, asked for or not.

    No model without a scope has a way to one that has it, so that none comes along later.
    """
    return any(hasattr(mapper.class_, "in_scope") for mapper in state.all_mappers) or bool(_scoped_tables(state.statement))


def _scoped_tables(statement: Any) -> set[Any]:
    scoped = {model.__table__ for model in scoped_models()}
    return scoped & set(find_tables(statement, check_columns=True, include_joins=True, include_aliases=True,
                                    include_selects=True, include_crud=True))  # fmt: skip


def _refuse_scoped_tables(statement: Any) -> None:
    if touched := _scoped_tables(statement):
        names = ", ".join(sorted(table.name for table in touched))
        raise OutsideScope(f"{names} read where no scope is set")


@cache
def plain(name: str) -> TableClause:
    """Return a table by name, without tie to its model, for subqueries in conditions.

    A condition on a model is rewritten where the model is read through an alias, as joined loads do; a subquery on
    the model's own table would be rewritten with it, and then ask the outer row instead of the table.
    """
    return table(name, *(column(one.name, one.type) for one in Model.metadata.tables[name].columns))


@cache
def scoped_models() -> tuple[type[Any], ...]:
    """Return every model that declares `in_scope`."""
    return tuple(m.class_ for m in Model.registry.mappers if hasattr(m.class_, "in_scope"))


@cache
def _standing() -> tuple[Any, ...]:
    """Return the conditions of models whose rows may stand for themselves no longer, in any scope."""
    models = [m.class_ for m in Model.registry.mappers if hasattr(m.class_, "still_stands")]
    # Not of what rows bring along later: a certificate names its enrolment, and that the person. A function, since in a
    # join on a condition of one's own an expression would not be rewritten for an alias.
    return tuple(
        with_loader_criteria(model, lambda cls: cls.still_stands(), include_aliases=True, propagate_to_loaders=False)
        for model in models
    )


@lru_cache(maxsize=256)
def _criteria(scope: Scope, seen_with: type[Any] | None) -> tuple[Any, ...]:
    return tuple(
        with_loader_criteria(model, model.in_scope(scope), include_aliases=True)
        for model in scoped_models() if model is not seen_with
    )
