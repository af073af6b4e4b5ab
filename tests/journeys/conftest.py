"""A real server with the demonstration data, and a real Chromium that uses it.

Without Chromium the journeys are skipped on a developer's machine; in CI (CI=true) that fails the run.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from seeds.demonstration import PASSWORD

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
PATIENCE_SECONDS = 60


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a served application with the demonstration data."""
    folder = tmp_path_factory.mktemp("served")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    flask = [str(Path(sys.executable).with_name("flask")), "--app", "lms"]
    env = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "BASE_URL"}}
    env |= {"DATA_DIR": str(folder), "PORT": str(port), "HOST": "127.0.0.1", "WORKERS": "1"}
    for command in (["init"], ["seed", "demo"]):
        subprocess.run([*flask, *command], cwd=ROOT, env=env, check=True, capture_output=True)
    log = (folder / "server.log").open("w")
    process = subprocess.Popen([*flask, "serve"], cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/healthz", folder / "server.log")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()


def _wait_for(address: str, log: Path) -> None:
    for _ in range(PATIENCE_SECONDS * 4):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.25)
    pytest.fail(f"The server did not answer: {log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give a headless Chromium."""
    if CHROMIUM is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("Chromium is not installed.")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield launched
        launched.close()


Enter = Callable[..., Any]


@pytest.fixture(scope="session")
def enter(browser: Browser, server: str) -> Enter:
    """Give a context manager: a page signed in as a demonstration account, in a language and a window's size.

    An account signs in through the form once; later pages take over its cookies.
    """
    kept: dict[str, Any] = {}

    @contextmanager
    def opened(name: str | None, language: str = "en", size: dict[str, int] | None = None) -> Iterator[Page]:
        context = browser.new_context(
            base_url=server, viewport=size or DESK, storage_state=kept.get(name or ""), locale="en-GB",
            accept_downloads=True, has_touch=size == PHONE,
        )  # fmt: skip
        context.set_default_timeout(15_000)
        try:
            page = context.new_page()
            if name and name not in kept:
                _sign_in(page, name)
                kept[name] = context.storage_state()
            _speak(context, server, language)
            yield page
        finally:
            context.close()

    return opened


def _sign_in(page: Page, name: str) -> None:
    page.goto("/sign-in")
    page.locator("#email").fill(f"{name}@demo.example")
    page.locator("#password").fill(PASSWORD)
    page.locator("main button.btn-primary").click()
    page.wait_for_url("**/")


def _speak(context: BrowserContext, server: str, language: str) -> None:
    page = context.new_page()
    page.goto(f"{server}/account" if context.cookies() else f"{server}/sign-in")
    page.locator(f'form.languages button[lang="{language}"]').first.dispatch_event("click")
    page.wait_for_selector(f'html[lang="{language}"]')
    page.close()
