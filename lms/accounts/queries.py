"""What we know of accounts, sign-ins and attempts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from lms.accounts.disclosures import Disclosure
from lms.accounts.models import Account, AccountState, ApiToken, Attempt, Grant, Identity, SignIn
from lms.accounts.permissions import Role
from lms.accounts.rules import ABSOLUTE
from lms.extensions import Model


def disclosures() -> Select[Disclosure]:
    """Select the files with names that were taken away, with who took them."""
    return select(Disclosure).options(joinedload(Disclosure.account))


def account_named(email: str) -> Select[Account]:
    """Select the account with this e-mail address, case ignored."""
    return select(Account).where(Account.email == email.strip().lower()).options(selectinload(Account.grants))


@dataclass(frozen=True)
class AccountFilter:
    """What a list of accounts is narrowed to; None leaves a part open."""

    text: str = ""
    role: Role | None = None
    office_id: int | None = None
    state: AccountState | None = None


def accounts(wanted: AccountFilter) -> Select[Account]:
    """Select accounts with their grants, by name or address, role, office (its projects too) and state."""
    rows = select(Account).options(selectinload(Account.grants))
    if wanted.text:
        # LIKE is blind to the case of Cyrillic letters on SQLite; an account keeps no folded key, so each case is asked.
        spelled = {wanted.text, wanted.text.lower(), wanted.text.upper(), wanted.text.title()}
        fields = (Account.email, Account.name)
        rows = rows.where(or_(*(field.contains(one, autoescape=True) for field in fields for one in sorted(spelled))))
    if wanted.role:
        rows = rows.where(Account.grants.any(Grant.role == wanted.role))
    if wanted.office_id:
        rows = rows.where(Account.grants.any(_within_office(wanted.office_id)))
    if wanted.state:
        enabled = Account.disabled_at.is_(None)
        rows = rows.where(enabled if wanted.state is AccountState.ENABLED else ~enabled)
    return rows


def _within_office(office_id: int) -> ColumnElement[bool]:
    project = Model.metadata.tables["project"]
    of_office = select(project.c.id).where(project.c.office_id == office_id)
    return or_(Grant.office_id == office_id, Grant.project_id.in_(of_office))


def account_of_person(person_id: int) -> Select[Account]:
    """Select the account that is a person of the register."""
    return select(Account).join(Account.identity).where(Identity.person_id == person_id)


def browsers_of(account: Account, at: datetime) -> Select[int]:
    """Select in how many browsers an account is signed in, those too old to be used left out."""
    return select(func.count()).where(SignIn.account_id == account.id, SignIn.started_at > at - ABSOLUTE)


def sign_in_with(token_hash: str) -> Select[SignIn]:
    """Select the sign-in of a token, with its account and grants; one query, since every page begins with it."""
    with_account = joinedload(SignIn.account).joinedload(Account.grants)
    return select(SignIn).where(SignIn.token_hash == token_hash).options(with_account)


def api_token_with(token_hash: str, at: datetime) -> Select[ApiToken]:
    """Select an API token that has not expired, with its account and grants."""
    return (
        select(ApiToken)
        .where(ApiToken.token_hash == token_hash, ApiToken.expires_at > at)
        .options(joinedload(ApiToken.account).selectinload(Account.grants))
    )


def tokens_of(account: Account) -> Select[ApiToken]:
    """Select the API tokens of an account, newest first."""
    return select(ApiToken).where(ApiToken.account_id == account.id).order_by(ApiToken.id.desc())


def attempts_since(purpose: str, subject: str, since: datetime) -> Select[int, datetime | None]:
    """Select how many tries of something one subject made since an instant, and when the first of them was."""
    made = select(func.count(), func.min(Attempt.at))
    return made.where(Attempt.purpose == purpose, Attempt.subject == subject, Attempt.at > since)


def administrators() -> Select[int]:
    """Select how many enabled accounts hold an unlimited administrator grant."""
    return (
        select(func.count(Account.id.distinct()))
        .join(Grant)
        .where(Grant.role == "administrator", Grant.office_id.is_(None), Grant.project_id.is_(None))
        .where(Account.disabled_at.is_(None))
    )
