"""What can be done with accounts: make, grant, disable, sign in and out, change a password, give tokens."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update

from lms.accounts import queries, rules
from lms.accounts.disclosures import DisclosedFile, disclosure
from lms.accounts.models import Account, ApiToken, Attempt, Grant, Identity, SignIn
from lms.accounts.permissions import Role
from lms.audit.services import act, note
from lms.errors import Refused, TooMany
from lms.extensions import db
from lms.language import LANGUAGES, N_
from lms.text import is_clean, tidy

TOUCH_EVERY = timedelta(minutes=1)
TOKEN_LIFE = timedelta(days=365)


def create_account(
    email: str, name: str, password: str, *, by: Account | None, at: datetime, language: str = "en",
    is_demonstration: bool = False,
) -> Account:  # fmt: skip
    """Make an account without any grant. Raises Refused for a bad or taken address or a short password."""
    email = email.strip().lower()
    if "@" not in email or not is_clean(email):
        raise Refused(N_("“%(email)s” is not an e-mail address."), field="email", email=email)
    if db.session.scalar(queries.account_named(email)):
        raise Refused(N_("There is an account with the address %(email)s already."), field="email", email=email)
    account = Account(
        email=email, name=tidy(name), password_hash=rules.hash_password(password), language=language,
        created_at=at, is_demonstration=is_demonstration,
    )  # fmt: skip
    with act("account.create", by=by, at=at):
        db.session.add(account)
    return account


def grant(
    account: Account, role: Role, *, by: Account | None, at: datetime, office_id: int | None = None,
    project_id: int | None = None,
) -> Grant:  # fmt: skip
    """Give an account a role on everything, one office or one project.

    Raises Refused where it has the grant already, or an office and a project are named at once.
    """
    if office_id and project_id:
        raise Refused(N_("A grant reaches one office or one project, not both. Give two grants instead."), field="project")
    if any((g.role, g.office_id, g.project_id) == (role, office_id, project_id) for g in account.grants):
        raise Refused(N_("The account has this grant already."))
    given = Grant(role=role, office_id=office_id, project_id=project_id)
    with act("account.grant", by=by, at=at):
        account.grants.append(given)
    return given


def take_back(given: Grant, *, by: Account, at: datetime) -> None:
    """Remove a grant; somebody must stay able to administer."""
    account = given.account
    with act("account.take_back", by=by, at=at):
        account.grants.remove(given)
    _keep_an_administrator()
    sign_out_everywhere(account)


def disable(account: Account, *, by: Account, at: datetime) -> None:
    """Shut an account out at once, in every browser and for its API tokens."""
    with act("account.disable", by=by, at=at):
        account.disabled_at = at
    _keep_an_administrator()
    sign_out_everywhere(account)


def enable(account: Account, *, by: Account, at: datetime) -> None:
    """Let a disabled account in again."""
    with act("account.enable", by=by, at=at):
        account.disabled_at = None


def _keep_an_administrator() -> None:
    if not db.session.scalar(queries.administrators()):
        raise Refused(N_("At least one enabled account must remain administrator of everything."))


def rename(account: Account, *, name: str, language: str, by: Account, at: datetime) -> None:
    """Change what an account is called and the language it starts in."""
    with act("account.rename", by=by, at=at):
        account.name = tidy(name)
        account.language = language if language in LANGUAGES else account.language


def link_person(account: Account, person_id: int | None, *, by: Account | None, at: datetime) -> None:
    """Say which person of the register an account is, so that a trainer sees the events they teach.

    Raises Refused where another account is that person already.
    """
    other = db.session.scalar(queries.account_of_person(person_id)) if person_id else None
    if other and other is not account:
        raise Refused(N_("The account %(email)s is this person already."), field="person", email=other.email)
    with act("account.link_person", by=by, at=at):
        if person_id and account.identity:
            account.identity.person_id = person_id
        else:
            account.identity = Identity(person_id=person_id) if person_id else None


def change_password(account: Account, password: str, *, by: Account, at: datetime) -> None:
    """Set a new password and end every sign-in of the account."""
    with act("account.change_password", by=by, at=at):
        account.password_hash = rules.hash_password(password)
    sign_out_everywhere(account)


def change_own_password(account: Account, current: str, password: str, *, at: datetime) -> None:
    """Set a new password for whoever knows the present one; the caller counts the try first."""
    if not rules.password_matches(account, current):
        raise Refused(N_("This is not your present password."), field="current")
    change_password(account, password, by=account, at=at)
    _forget_attempts("sign_in", account.email)


def count_sign_in(email: str, *, address: str, at: datetime) -> None:
    """Count a try to sign in, per account and per network address; raises TooMany at either limit.

    It is called, and its count committed, before the password is looked at: a try stays counted whatever fails
    later, tries at the same instant see each other, and beyond the limit a right password cannot be told from a
    wrong one.
    """
    count_attempt("sign_in", email, at=at)
    count_attempt("sign_in_address", address, at=at)


def take_list_away(
    about: str, *, recipient: str, purpose: str, columns: Sequence[str], row_count: int, by: Account, at: datetime,
    event_code: str | None = None,
) -> None:  # fmt: skip
    """Record for whom and why a list of people leaves, of which event if of one, with which columns and how many rows."""
    with act("list.take_away", by=by, at=at):
        db.session.add(
            disclosure(
                DisclosedFile.LIST, about, recipient=recipient, purpose=purpose, columns=columns, row_count=row_count,
                taken_by=by, made_at=at, event_code=event_code,
            )
        )  # fmt: skip


def sign_in(email: str, password: str, *, address: str, at: datetime) -> tuple[Account, str] | None:
    """Check a name and password of a counted try; return the account and a new token, or None.

    Success forgets the account's tries, and of the address's only this one: a colleague behind the same address
    is not shut out by it, and somebody who guesses gains nothing from an account of their own.
    """
    account = db.session.scalar(queries.account_named(email))
    if not rules.password_matches(account, password) or account is None or not account.is_active:
        return None
    _forget_attempts("sign_in", email)
    _forget_attempts("sign_in_address", address, Attempt.at == at)
    note("account.sign_in", account, by=account, at=at)
    return account, start_sign_in(account, at=at)


def start_sign_in(account: Account, *, at: datetime) -> str:
    """Return the token of a new sign-in, and drop those that are too old to be used."""
    token = rules.new_token()
    db.session.execute(delete(SignIn).where(SignIn.started_at < at - rules.ABSOLUTE))
    db.session.add(SignIn(token_hash=rules.token_hash(token), account_id=account.id, started_at=at, seen_at=at))
    db.session.flush()
    return token


def needs_touch(sign_in: SignIn, *, at: datetime) -> bool:
    """Say whether the last-seen time is old enough to be worth writing."""
    return at - sign_in.seen_at >= TOUCH_EVERY


def touch(token_hash: str, *, at: datetime) -> None:
    """Note that a sign-in was used."""
    db.session.execute(update(SignIn).where(SignIn.token_hash == token_hash).values(seen_at=at))


def sign_out(token: str) -> None:
    """End one sign-in; a copied cookie is worthless from here on."""
    db.session.execute(delete(SignIn).where(SignIn.token_hash == rules.token_hash(token)))


def sign_out_everywhere(account: Account) -> None:
    """End every sign-in of an account."""
    db.session.execute(delete(SignIn).where(SignIn.account_id == account.id))


def give_token(account: Account, label: str, *, by: Account | None, at: datetime) -> str:
    """Return a new bearer token for the JSON interface; it is shown once and lives a year."""
    token = rules.new_token()
    kept = ApiToken(
        account=account, label=tidy(label), token_hash=rules.token_hash(token), created_at=at, expires_at=at + TOKEN_LIFE
    )
    with act("account.give_token", by=by, at=at):
        db.session.add(kept)
    return token


def withdraw_token(token: ApiToken, *, by: Account, at: datetime) -> None:
    """Make a bearer token worthless."""
    with act("account.withdraw_token", by=by, at=at):
        db.session.delete(token)


def count_attempt(purpose: str, subject: str, *, at: datetime) -> None:
    """Count a try of something limited; raises TooMany when the subject has used its tries up."""
    subject = _subject(subject)
    _take_turns(subject)
    waits = [_wait(purpose, subject, most, span, at=at) for most, span in rules.LIMITS[purpose]]
    if any(waits):
        raise TooMany(N_("Too many tries"), wait=max(waits))
    longest = max(span for _, span in rules.LIMITS[purpose])
    db.session.execute(delete(Attempt).where(Attempt.purpose == purpose, Attempt.at < at - longest))
    db.session.add(Attempt(purpose=purpose, subject=subject, at=at))
    db.session.flush()


def _wait(purpose: str, subject: str, most: int, span: timedelta, *, at: datetime) -> timedelta:
    """Return how long until a subject may try again under one limit: until its first try counts no more."""
    made, first = db.session.execute(queries.attempts_since(purpose, subject, at - span)).one()
    return first + span - at if first and made >= most else timedelta()


def _take_turns(subject: str) -> None:
    """Let one subject's tries pass one after another, so that many at once cannot all see a count below the limit.

    SQLite's write lock does so by itself.
    """
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(int(subject[:15], 16))))


def _forget_attempts(purpose: str, subject: str, *narrowed: ColumnElement[bool]) -> None:
    db.session.execute(
        delete(Attempt).where(Attempt.purpose == purpose, Attempt.subject == _subject(subject), *narrowed)
    )


def _subject(name: str) -> str:
    return hashlib.sha256(name.strip().lower().encode("utf-8", "replace")).hexdigest()
