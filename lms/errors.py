"""What the domain says when it refuses; pages turn it into a sentence in the reader's language."""

from datetime import timedelta
from typing import Any


class Refused(Exception):
    """A broken rule, worded so that a person can act on it.

    `message` is a marked string (lms.language.N_), `params` fill its %(name)s places; `field` names the form
    field at fault, where there is one.
    """

    def __init__(self, message: str, /, *, field: str | None = None, **params: Any) -> None:
        super().__init__(message % params if params else message)
        self.message = message
        self.params = params
        self.field = field


class Conflict(Refused):
    """Someone else changed the same thing meanwhile; nothing was written."""


class TooMany(Refused):
    """A limit of attempts was reached; after `wait` the next one is let through."""

    def __init__(self, message: str, /, *, wait: timedelta) -> None:
        super().__init__(message)
        self.wait = wait


class OutsideScope(RuntimeError):
    """A query on scoped rows ran where no scope had been set: a fault of the program, never of its user."""


class UnauditedChange(RuntimeError):
    """A change was about to be written outside any recorded act: a fault of the program."""
