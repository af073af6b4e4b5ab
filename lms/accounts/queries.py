"""What we know of accounts, sign-ins and attempts."""

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from lms.accounts.models import Account, ApiToken, Attempt, Grant, SignIn


def account_named(email: str) -> Select[Account]:
    """Select the account with this e-mail address, case ignored."""
    return select(Account).where(Account.email == email.strip().lower()).options(selectinload(Account.grants))


def all_accounts() -> Select[Account]:
    """Select every account with its grants, by name."""
    return select(Account).options(selectinload(Account.grants)).order_by(Account.name, Account.id)


def sign_in_with(token_hash: str) -> Select[SignIn]:
    """Select the sign-in of a token, with its account and grants."""
    with_account = joinedload(SignIn.account).selectinload(Account.grants)
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


def attempts_since(purpose: str, subject: str, since: datetime) -> Select[int]:
    """Select how many tries of something one subject made since an instant."""
    return select(func.count()).where(Attempt.purpose == purpose, Attempt.subject == subject, Attempt.at > since)


def administrators() -> Select[int]:
    """Select how many enabled accounts hold an unlimited administrator grant."""
    return (
        select(func.count(Account.id.distinct()))
        .join(Grant)
        .where(Grant.role == "administrator", Grant.office_id.is_(None), Grant.project_id.is_(None))
        .where(Account.disabled_at.is_(None))
    )
