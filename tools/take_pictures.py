"""Takes the pictures of README and docs from a running demo with a data folder of its own.

    python tools/take_pictures.py [--all FOLDER]

Without --all: only the pictures that the documents show. With it: every page, both languages, both themes, phone
and desk, for a person to look at.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
SIZES = {"1280": {"width": 1280, "height": 900}, "390": {"width": 390, "height": 844}}


@dataclass(frozen=True, slots=True)
class Stop:
    """One page to look at, as one persona."""

    name: str
    persona: str
    path: str
    opens: str = ""


STOPS = (
    Stop("login", "", "/login/"),
    Stop("home", "marketing", "/", ".suggestion details.why summary"),
    Stop("home-new", "projektleitung", "/"),
    Stop("home-graduate", "einstieg", "/"),
    Stop("catalogue", "marketing", "/learning/"),
    Stop("catalogue-search", "marketing", "/learning/?q=projekt"),
    Stop("my-learning", "marketing", "/learning/mine/"),
    Stop("my-data", "marketing", "/my-data/"),
    Stop("register", "betriebsrat", "/register/"),
    Stop("intake", "personal", "/hr/intake/"),
)


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--all", type=Path, metavar="FOLDER")
    options.add_argument("--address", help="use this running demo instead of starting one")
    chosen = options.parse_args()
    with demo(chosen.address) as address, sync_playwright() as playwright:
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
        if chosen.all:
            take_all(browser, address, chosen.all)
        else:
            take_for_documents(browser, address)
        browser.close()
    return 0


def take_for_documents(browser: Browser, address: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for language in ("de", "en"):
        home = STOPS[1]
        with page_as(browser, address, home.persona, language=language, theme="light", size="1280") as page:
            visit(page, address, home)
            page.screenshot(path=PICTURES / f"home-{language}-1280.png")
    take_explained_ranking(browser, address)


def take_explained_ranking(browser: Browser, address: str) -> None:
    """One suggestion with its reasons, what each does and what would change it, for docs/engine.md."""
    with page_as(browser, address, "marketing", language="en", theme="light", size="1280") as page:
        page.goto(address)
        card = page.locator(".suggestion:not(:has(.tag-rule))").first
        card.locator("details.why summary").click()
        card.locator(".levers").first.wait_for()
        page.wait_for_timeout(300)
        box = card.bounding_box()
        if box is None:
            sys.exit("the suggestion is not on the page")
        clip: FloatRect = {"x": 0, "y": box["y"] - 90, "width": 1280, "height": box["height"] + 114}
        page.screenshot(path=PICTURES / "explained-ranking.png", full_page=True, clip=clip)


def take_all(browser: Browser, address: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for stop in STOPS:
        for language in ("de", "en"):
            for theme in ("light", "dark"):
                for size in SIZES:
                    with page_as(
                        browser, address, stop.persona, language=language, theme=theme, size=size
                    ) as page:
                        visit(page, address, stop)
                        page.screenshot(
                            path=folder / f"{stop.name}-{language}-{theme}-{size}.png", full_page=True
                        )


def visit(page: Page, address: str, stop: Stop) -> None:
    page.goto(f"{address}{stop.path}")
    if stop.opens:
        page.locator(stop.opens).first.click()
    page.wait_for_timeout(150)


@contextmanager
def page_as(
    browser: Browser, address: str, persona: str, *, language: str, theme: str, size: str
) -> Iterator[Page]:
    """A page in one language, theme and size, signed in as a persona if one is named."""
    host = address.split("//")[1].split(":")[0]
    context = browser.new_context(viewport=SIZES[size], color_scheme=theme, locale=language)  # type: ignore[arg-type]
    cookies = {"django_language": language, "eigenart_theme": theme}
    context.add_cookies([{"name": n, "value": v, "domain": host, "path": "/"} for n, v in cookies.items()])
    page = context.new_page()
    if persona:
        page.goto(f"{address}/login/")
        page.locator(f"form[action$='/{persona}/'] button").click()
        page.wait_for_url(lambda url: "/login" not in url)
    try:
        yield page
    finally:
        context.close()


@contextmanager
def demo(address: str | None) -> Iterator[str]:
    if address:
        yield address.rstrip("/")
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="eigenart-pictures-") as space:
        environment = os.environ | {"PORT": str(port), "EIGENART_DATA_DIR": space, "EIGENART_MODE": "demo"}
        process = subprocess.Popen(
            [sys.executable, "-m", "eigenart", "demo", "--no-browser"], env=environment
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def wait_for(address: str) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - the demo just started
                return
        except OSError:
            time.sleep(0.3)
    sys.exit("the demo did not start")


def chromium() -> str:
    found = next(
        (p for name in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(name))), None
    )
    return found or sys.exit("no Chromium found: run tools/ensure_browser.sh")


if __name__ == "__main__":
    sys.exit(main())
