"""The environment is read once, and what must not run is refused."""

import stat
from pathlib import Path

import pytest

from config import BadConfiguration, from_environment
from lms.extensions import POSTGRESQL_SETTINGS, engine_options


def test_defaults_serve_this_machine_from_a_folder_of_its_own(tmp_path: Path) -> None:
    settings = from_environment({"DATA_DIR": str(tmp_path / "new")})
    assert settings["BASE_URL"] == "http://127.0.0.1:8000"
    assert settings["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path / 'new' / 'lms.sqlite3'}"
    assert settings["TRUSTED_HOSTS"] == ["127.0.0.1", "localhost"]


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    first = from_environment({"DATA_DIR": str(tmp_path)})["SECRET_KEY"]
    assert from_environment({"DATA_DIR": str(tmp_path)})["SECRET_KEY"] == first
    assert len(first) >= 48
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert from_environment({"DATA_DIR": str(tmp_path)})["AUDIT_KEY"] != first


@pytest.mark.parametrize("key", ["changeme", "dev", "SECRET", "short"])
def test_a_known_or_short_key_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(BadConfiguration):
        from_environment({"DATA_DIR": str(tmp_path), "SECRET_KEY": key})


@pytest.mark.parametrize("port", ["x", "-1", "80.5", "²"])
def test_a_port_that_is_no_number_is_refused(tmp_path: Path, port: str) -> None:
    with pytest.raises(BadConfiguration):
        from_environment({"DATA_DIR": str(tmp_path), "PORT": port})


def test_https_makes_the_cookie_belong_to_the_host_alone(tmp_path: Path) -> None:
    settings = from_environment({"DATA_DIR": str(tmp_path), "BASE_URL": "https://lms.example.org"})
    assert settings["SESSION_COOKIE_NAME"] == "__Host-session" and settings["SESSION_COOKIE_SECURE"]
    assert "lms.example.org" in settings["TRUSTED_HOSTS"]


def test_options_of_the_address_of_a_server_come_after_our_own() -> None:
    asked = engine_options("postgresql+psycopg://lms@localhost/lms?options=-csearch_path%3Dlms")
    assert asked["connect_args"]["options"] == f"{POSTGRESQL_SETTINGS} -csearch_path=lms"
    assert engine_options("postgresql+psycopg://lms@localhost/lms")["connect_args"]["options"] == POSTGRESQL_SETTINGS


def test_who_publishes_in_iati_comes_from_the_environment_and_without_it_no_register_knows_them(tmp_path: Path) -> None:
    unset = from_environment({"DATA_DIR": str(tmp_path)})
    assert (unset["IATI_ORG_REF"], unset["IATI_ORG_TYPE"], unset["IATI_ORG_NAME"]) == ("ZZ-NOT-REGISTERED", "40", "")
    given = from_environment({"DATA_DIR": str(tmp_path), "IATI_ORG_REF": "XM-DAC-47066", "IATI_ORG_NAME": "IOM"})
    assert (given["IATI_ORG_REF"], given["IATI_ORG_NAME"]) == ("XM-DAC-47066", "IOM")
