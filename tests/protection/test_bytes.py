"""Nothing of an erased person is left in the file of the embedded database."""

from pathlib import Path

from flask import Flask
from sqlalchemy.engine import make_url

from lms import storage
from lms.extensions import db
from lms.protection import erasing
from tests import factories
from tests.protection.people import EMAIL, LATER, NATIONAL, SECRETS, somebody


def found(app: Flask) -> set[str]:
    path = Path(make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database or "")
    stored = b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
    return {secret for secret in (*SECRETS, EMAIL, NATIONAL) if secret.encode() in stored}


def test_the_bytes_of_the_file_and_of_its_log_have_nothing_of_her(committed_app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        return  # the files of a server are its own
    factories.crowd(factories.event(), 300)
    held = somebody()
    factories.crowd(factories.event(), 300)
    assert {"Ораздурдыева", "Orazdurdyyeva", EMAIL} <= found(committed_app)
    erasing.erase(held.person, reason="Asked", confirmed="Ораздурдыева", by=None, at=LATER)
    db.session.commit()
    storage.forget()
    assert found(committed_app) == set()
