"""Several people at once: threads with a session each, on a database where commits are real."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask

from lms.accounts.scope import EVERYTHING, set_scope
from lms.errors import Refused
from lms.extensions import db


def together(app: Flask, number: int, act: Callable[[int], Any]) -> list[Any]:
    """Call `act(n)` in threads that start at once and commit; return what each gave, or its refusal."""
    start = Barrier(number)

    def one(n: int) -> Any:
        with app.app_context():
            set_scope(EVERYTHING)
            start.wait()
            try:
                given = act(n)
                db.session.commit()
            except Refused as refusal:
                db.session.rollback()
                return refusal
            return given

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def afresh() -> None:
    """Forget what this session has loaded, and look everywhere again."""
    db.session.remove()
    set_scope(EVERYTHING)
