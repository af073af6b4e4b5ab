"""Passwords, tokens and limits: what is strong enough, how long a sign-in lives. Pure."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lms.accounts.models import Account
from lms.accounts.permissions import Role
from lms.errors import Refused
from lms.language import N_

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
IDLE = timedelta(minutes=30)
IDLE_TRAINER = timedelta(hours=8)
ABSOLUTE = timedelta(hours=12)

# Per purpose: at most so many tries in so long a time.
LIMITS: dict[str, tuple[tuple[int, timedelta], ...]] = {
    "sign_in": ((5, timedelta(minutes=15)), (10, timedelta(days=1))),
    "sign_in_address": ((20, timedelta(minutes=15)), (100, timedelta(days=1))),
    "verify": ((30, timedelta(minutes=1)),),
}

_hasher = PasswordHasher(time_cost=1, memory_cost=47104, parallelism=1)
_dummy_hash = _hasher.hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password that is long enough; raises Refused otherwise."""
    if len(password) < SHORTEST_PASSWORD:
        raise Refused(N_("A password has at least %(n)s characters."), field="password", n=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise Refused(N_("A password has at most %(n)s characters."), field="password", n=LONGEST_PASSWORD)
    return _hasher.hash(password)


def password_matches(account: Account | None, password: str) -> bool:
    """Check a password, taking the same time whether or not the account exists."""
    try:
        matches = _hasher.verify(account.password_hash if account else _dummy_hash, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False
    return matches and account is not None


def new_token() -> str:
    """Return 256 random bits for a session or an API token."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is stored of a token: its SHA-256, hex."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def is_live(sign_in: Any, at: datetime) -> bool:
    """Say whether a sign-in may still be used: not idle for too long, not too old, its account not disabled.

    Only an account that is nothing but a trainer's may rest for a class day: more rights, shorter rest.
    """
    account = sign_in.account
    trains = {grant.role for grant in account.grants} == {Role.TRAINER}
    idle = IDLE_TRAINER if trains else IDLE
    return account.is_active and at - sign_in.seen_at <= idle and at - sign_in.started_at <= ABSOLUTE
