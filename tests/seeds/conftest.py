"""The demonstration, loaded once for all tests of this folder, which only read it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from lms import clock
from lms.extensions import db, refresh_statistics
from seeds import demonstration, reference
from tests.conftest import own_app


@pytest.fixture(scope="module")
def loaded(migrated: tuple[str, Path], base_app: Flask, worker: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Give the application on a database that holds the reference and the demonstration data."""
    with own_app(migrated, base_app, f"lms_{worker}_demo", tmp_path_factory.mktemp("demo")) as app:
        reference.load(at=clock.now())
        demonstration.load(at=clock.now())
        db.session.commit()
        refresh_statistics()
        db.session.commit()
        yield app
