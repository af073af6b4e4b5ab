"""The event that most files of these tests go to, and who brings them in."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.permissions import Role
from lms.courses.models import Event
from tests import factories


@pytest.fixture
def event(app: Flask) -> Event:
    return factories.event(of=factories.office(), sessions=2)


@pytest.fixture
def manager(event: Event, signed_in: Callable[..., FlaskClient]) -> FlaskClient:
    return signed_in(factories.account(Role.PROJECT_MANAGER, of=event.office))
