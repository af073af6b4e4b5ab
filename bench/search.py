"""How long the register takes to find people: the 95th percentile over searches as people type them."""

import random
import statistics
from time import perf_counter
from urllib.parse import quote

from flask import Flask
from sqlalchemy import func, select

from bench.clocking import Measured
from lms.accounts.models import Account
from lms.accounts.permissions import Role
from lms.extensions import db
from lms.participants.models import Person
from lms.projects.models import Office
from tests import factories
from tests.conftest import Browser

LIMIT = 0.100
PEOPLE = 30
PLACES = "prosecution 17", "court 44", "KZ-B", "TM-D", "E1234", "event 777"


def searches() -> list[str]:
    """Return what people type: a surname in one script or the other, its beginning with a given name, a place."""
    chance = random.Random(5)
    last = db.session.scalar(select(func.max(Person.id))) or 0
    typed = list(PLACES)
    for number in sorted(chance.sample(range(1, last + 1), PEOPLE)):
        one = db.session.get_one(Person, number)
        passport = one.latin_name or one.surname
        typed += [one.surname, passport.split()[0].upper(), f"{one.surname[:5]} {one.given_name[:4]}"]
    return typed


def search(app: Flask) -> list[Measured]:
    """Measure the page that lists who was found, for the administrator and for a manager of one office."""
    typed = searches()
    readers = {
        "administrator": factories.account(),
        "project manager of an office": factories.account(Role.PROJECT_MANAGER, of=db.session.get(Office, 1)),
    }
    return [
        Measured(f"Finding people, {who}, 95th percentile", _slowest(app, reader, typed), LIMIT, note=f"{len(typed)} searches")
        for who, reader in readers.items()
    ]  # fmt: skip


def _slowest(app: Flask, reader: Account, typed: list[str]) -> float:
    browser = Browser(app)
    factories.sign_in(browser, reader)
    times = []
    for text in (typed[0], *typed):
        begun = perf_counter()
        assert browser.get(f"/people?text={quote(text)}").status_code == 200
        times.append(perf_counter() - begun)
    return statistics.quantiles(times[1:], n=20)[-1]
