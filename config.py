"""What the environment says; no other module reads it."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

KNOWN_DEFAULTS = frozenset({"changeme", "change-me", "dev", "development", "secret", "secret-key", "test", "password"})
SHORTEST_KEY = 16
PAGE_BODY_LIMIT = 1024 * 1024


class BadConfiguration(Exception):
    """The environment asks for something that must not run."""


def from_environment(env: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the application's settings as Flask configuration keys.

    Raises BadConfiguration where a key is a known default or too short, or a number is not one.
    """
    env = os.environ if env is None else env
    data_dir = Path(env.get("DATA_DIR") or "data").resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    host, port = env.get("HOST") or "127.0.0.1", _number(env, "PORT", 8000)
    base_url = (env.get("BASE_URL") or f"http://{_reachable(host)}:{port}").rstrip("/")
    https = base_url.startswith("https://")
    return {
        "DATA_DIR": data_dir,
        "HOST": host,
        "PORT": port,
        "WORKERS": _number(env, "WORKERS", 2),
        "PROXIES": _number(env, "PROXIES", 0),
        "BASE_URL": base_url,
        "TRUSTED_HOSTS": _hosts(base_url, host),
        "SECRET_KEY": _key(env, "SECRET_KEY", data_dir / "secret_key"),
        "AUDIT_KEY": _key(env, "AUDIT_KEY", data_dir / "audit_key"),
        "IDENTIFIER_KEY": _key(env, "IDENTIFIER_KEY", data_dir / "identifier_key"),
        "SQLALCHEMY_DATABASE_URI": env.get("DATABASE_URL") or f"sqlite:///{data_dir / 'lms.sqlite3'}",
        "SESSION_COOKIE_NAME": "__Host-session" if https else "session",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "MAX_CONTENT_LENGTH": PAGE_BODY_LIMIT,
        "MAX_FORM_MEMORY_SIZE": PAGE_BODY_LIMIT,
        "IMPORTS_AT_ONCE": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "en",
        # Who publishes in IATI: without an identifier of one's own, one that no register gives out.
        "IATI_ORG_REF": env.get("IATI_ORG_REF") or "ZZ-NOT-REGISTERED",
        "IATI_ORG_TYPE": env.get("IATI_ORG_TYPE") or "40",
        "IATI_ORG_NAME": env.get("IATI_ORG_NAME") or "",
        "IATI_SECTOR": env.get("IATI_SECTOR") or "15130",
    }


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdecimal():
        raise BadConfiguration(f"{name} must be a whole number, not {text!r}.")
    return int(text)


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host


def _hosts(base_url: str, host: str) -> list[str]:
    """Names that a request may be addressed to: the public one, and this machine's own for health checks."""
    named = urlsplit(base_url).hostname or ""
    return sorted({named, _reachable(host), "127.0.0.1", "localhost"} - {""})


def _key(env: Mapping[str, str], name: str, path: Path) -> str:
    """Take a key from the environment, or from a file of mode 0600 that is made on first use."""
    given = env.get(name)
    if given:
        if given.lower() in KNOWN_DEFAULTS or len(given) < SHORTEST_KEY:
            raise BadConfiguration(f"{name} is a known default or shorter than {SHORTEST_KEY} characters.")
        return given
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
