"""A server that is killed while marks arrive has kept every mark that it acknowledged (N2)."""

import contextlib
import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from lms.courses.roster import Attendance
from lms.extensions import db
from tests import factories
from tests.together import afresh

pytestmark = pytest.mark.committed
ROOT = Path(__file__).parent.parent.parent
KILLED_AFTER = 25  # acknowledged sheets
PATIENCE = 30  # seconds


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def served(app: Flask) -> Iterator[tuple[subprocess.Popen, str]]:
    """Serve the database of a test from processes of their own; give the process and its address."""
    port = free_port()
    env = os.environ | {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "DATA_DIR": str(app.config["DATA_DIR"]), "PORT": str(port),
        "SECRET_KEY": app.config["SECRET_KEY"], "AUDIT_KEY": app.config["AUDIT_KEY"],
        "BASE_URL": f"http://127.0.0.1:{port}", "HOST": "127.0.0.1",
    }  # fmt: skip
    server = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "lms", "serve"], cwd=ROOT, env=env, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz")
        yield server, f"http://127.0.0.1:{port}"
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _wait_for(url: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=2).close()
            return
        time.sleep(0.1)
    raise TimeoutError(url)


class Phone:
    """A browser that signs in and sends forms over the network."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def get(self, path: str) -> str:
        with self.opener.open(self.address + path, timeout=10) as answer:
            return answer.read().decode()

    def post(self, path: str, data: dict[str, str], token: str) -> str:
        """Send a form; an answer that arrives whole acknowledges it."""
        body = urllib.parse.urlencode(data | {"csrf_token": token}).encode()
        with self.opener.open(self.address + path, body, timeout=10) as answer:
            return answer.read().decode()


def token_of(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page[:500]
    return found[1]


def test_every_acknowledged_mark_survives_the_death_of_the_server(committed_app: Flask) -> None:
    event, who = factories.event(sessions=1), factories.account()
    people = [one.id for one in factories.crowd(event, 120)]
    path, email = f"/events/{event.id}/sessions/{event.sessions[0].id}/attendance", who.email
    afresh()
    acknowledged: list[int] = []
    with served(committed_app) as (server, address):
        phone = Phone(address)
        phone.post("/sign-in", {"email": email, "password": factories.PASSWORD}, token_of(phone.get("/sign-in")))
        token = token_of(phone.get(path))

        def mark_everybody() -> None:
            with contextlib.suppress(OSError, urllib.error.URLError, http.client.HTTPException):
                for key in people:
                    phone.post(path, {f"mark-{key}": "present", f"version-{key}": ""}, token)
                    acknowledged.append(key)

        marking = threading.Thread(target=mark_everybody)
        marking.start()
        until = time.monotonic() + PATIENCE
        while len(acknowledged) < KILLED_AFTER and marking.is_alive() and time.monotonic() < until:
            time.sleep(0.01)
        os.killpg(server.pid, signal.SIGKILL)
        marking.join(PATIENCE)
    kept = list(db.session.scalars(select(Attendance.enrolment_id).where(Attendance.is_current)))
    afresh()  # an open transaction of ours would hold the lock that the server needs
    assert KILLED_AFTER <= len(acknowledged) < len(people)
    assert set(acknowledged) <= set(kept) and len(kept) == len(set(kept)) <= len(acknowledged) + 1
    with served(committed_app) as (_server, address):
        phone = Phone(address)
        phone.post("/sign-in", {"email": email, "password": factories.PASSWORD}, token_of(phone.get("/sign-in")))
        assert phone.get(path).count('value="present" checked') == len(kept)
