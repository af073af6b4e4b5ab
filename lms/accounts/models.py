"""Who signs in, with which rights, from which browser."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.permissions import EVERYWHERE_ONLY, POLICY, Permission, Role
from lms.extensions import Model, coded
from lms.language import N_, Labelled


class AccountState(Labelled):
    """Whether an account may sign in."""

    ENABLED = "enabled", N_("May sign in")
    DISABLED = "disabled", N_("Disabled")


class Account(Model):
    """Somebody who may sign in; what they may do is in their grants."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200), info={"secret": True})
    language: Mapped[str] = mapped_column(String(2), default="en")
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    grants: Mapped[list["Grant"]] = relationship(
        back_populates="account", order_by="Grant.id", cascade="all, delete-orphan"
    )

    identity: Mapped["Identity | None"] = relationship(
        back_populates="account", cascade="all, delete-orphan", lazy="joined", innerjoin=False
    )

    is_authenticated = True
    is_anonymous = False

    @property
    def person_id(self) -> int | None:
        """Return the number of the person of the register that the account is, where it is one."""
        return self.identity.person_id if self.identity else None

    @property
    def is_active(self) -> bool:
        """Say whether the account may sign in at all."""
        return self.disabled_at is None

    @property
    def state(self) -> AccountState:
        """Return the account's state, as lists name it."""
        return AccountState.ENABLED if self.is_active else AccountState.DISABLED

    def get_id(self) -> str:
        """Return the account's number for Flask-Login; the session's own token is what identifies a browser."""
        return str(self.id)

    def may(self, permission: Permission) -> bool:
        """Say whether any grant carries the permission, wherever it reaches."""
        return any(grant.carries(permission) for grant in self.grants)


class Identity(Model):
    """Which person of the register an account is: a trainer's grant reaches the events this person teaches."""

    __tablename__ = "account_person"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)

    account: Mapped[Account] = relationship(back_populates="identity")


class Grant(Model):
    """A role on everything, on one office or on one project."""

    __tablename__ = "account_grant"
    __table_args__ = (
        UniqueConstraint("account_id", "role", "office_id", "project_id"),
        CheckConstraint("office_id IS NULL OR project_id IS NULL", name="one_reach"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role] = mapped_column(coded(Role))
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), index=True)

    account: Mapped[Account] = relationship(back_populates="grants")

    @property
    def reaches_everything(self) -> bool:
        """Say whether the grant is limited to no office or project."""
        return self.office_id is None and self.project_id is None

    def carries(self, permission: Permission) -> bool:
        """Say whether this grant gives the permission somewhere."""
        if permission in EVERYWHERE_ONLY and not self.reaches_everything:
            return False
        return permission in POLICY[self.role]


class SignIn(Model):
    """A browser that is signed in: only the hash of its token is kept."""

    __tablename__ = "sign_in"
    __audited__ = False

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]

    account: Mapped[Account] = relationship()


class ApiToken(Model):
    """A bearer token of an account for the JSON interface; only its hash is kept."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    label: Mapped[str] = mapped_column(String(100))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info={"secret": True})
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    account: Mapped[Account] = relationship()


class Attempt(Model):
    """One counted try of something that is limited, per subject (an account or a network address, hashed)."""

    __tablename__ = "attempt"
    __table_args__ = (Index(None, "purpose", "subject", "at"),)
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
