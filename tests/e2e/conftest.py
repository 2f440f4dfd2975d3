"""A real browser against a real portal: `eigenart demo` as a process of its own, with worker and database.

Every page of every test is watched: an answer >= 400, a console error, a script error or a request to a
foreign host fails the test, unless the test says that it expects it.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

READY_WITHIN_S = 240
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.path).parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium found: run tools/ensure_browser.sh")
    flags = [
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    return browser_type_launch_args | {"executable_path": found, "args": flags}


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running demo with a data folder of its own, or the one in EIGENART_E2E_ADDRESS."""
    if given := os.environ.get("EIGENART_E2E_ADDRESS"):
        yield given.rstrip("/")
        return
    folder = tmp_path_factory.mktemp("portal")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("EIGENART_", "DJANGO_"))}
    environment |= {"PORT": str(port), "EIGENART_DATA_DIR": str(folder / "data"), "EIGENART_MODE": "demo"}
    log = (folder / "log").open("w+")
    process = subprocess.Popen(
        [sys.executable, "-m", "eigenart", "demo", "--no-browser"], env=environment, stdout=log, stderr=log
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", process, Path(log.name))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        finally:
            process.kill()


def wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"the portal did not start:\n{log.read_text()[-4000:]}")


@dataclass
class Watch:
    """What went wrong on the pages of one test. `allow` names what a test expects, as a part of the line."""

    host: str
    lines: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def allow(self, part: str) -> None:
        self.allowed.append(part)

    def console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.lines.append(f"console: {message.text}")

    def answer(self, response: Response) -> None:
        if response.status >= 400:
            self.lines.append(f"status {response.status}: {urlsplit(response.url).path}")

    def request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != self.host:
            self.lines.append(f"foreign host: {request.url}")

    @property
    def faults(self) -> list[str]:
        return [line for line in self.lines if not any(part in line for part in self.allowed)]


@pytest.fixture
def watch(context: BrowserContext, portal: str) -> Iterator[Watch]:
    seen = Watch(host=urlsplit(portal).netloc)
    context.on("console", seen.console)
    context.on("response", seen.answer)
    context.on("request", seen.request)
    context.on("weberror", lambda error: seen.lines.append(f"script: {error.error}"))
    yield seen
    assert seen.faults == []


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Page:
    return context.new_page()


@pytest.fixture
def sign_in(page: Page, portal: str) -> Callable[..., Page]:
    """Signs in as a persona: `sign_in("marketing", language="de")`."""

    def sign(persona: str, *, language: str = "de") -> Page:
        host = urlsplit(portal).hostname or ""
        page.context.add_cookies(
            [{"name": "django_language", "value": language, "domain": host, "path": "/"}]
        )
        page.goto(f"{portal}/login/")
        page.locator(f"form[action$='/{persona}/'] button").click()
        page.wait_for_url(lambda url: "/login" not in url)
        return page

    return sign


def axe_violations(page: Page) -> list[str]:
    """Violations of WCAG 2.2 AA on the page, each in one line."""
    result = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    return [
        f"{v['id']}: {node['target']} {node.get('failureSummary', '')}"
        for v in result.response["violations"]
        for node in v["nodes"]
    ]
