"""A portal for a bench: sessions of real people, the product's own server, and a real browser that looks."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path


def set_up() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "eigenart.config.settings"
    django.setup()


def approve() -> None:
    """Sign the register as the demo does, and keep the database up between the commands."""
    set_up()
    from eigenart.privacy import approvals

    approvals.approve_for_demo()


def sessions(wanted: int) -> list[str]:
    """Cookies of `wanted` people, busy ones and people without any history mixed, as a login would set them."""
    set_up()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from eigenart.people.models import Employee
    from eigenart.people.services import set_login

    store = import_module(settings.SESSION_ENGINE).SessionStore
    cookies = []
    step = max(1, Employee.objects.count() // wanted)
    for employee in Employee.objects.order_by("personnel_number")[::step][:wanted]:
        user = set_login(
            f"bench-{employee.personnel_number}",
            password=None,
            personnel_number=employee.personnel_number,
            roles=[],
        )
        session = store()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
    return cookies


@contextmanager
def portal(*, workers: int = 2) -> Iterator[str]:
    """The product's server on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"PORT": str(port), "EIGENART_WORKERS": str(workers)}
    process = subprocess.Popen([sys.executable, "-m", "eigenart", "serve"], env=environment)
    address = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"{address}healthz", timeout=2):
                    break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def look_as(address: str, cookies: list[str], pictures: Path | None) -> list[int]:
    """Open Home as each person in a real browser; the number of cards seen. Leaves on a page without a card."""
    from playwright.sync_api import sync_playwright

    found = next(
        (p for name in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(name))), None
    )
    if found is None:
        sys.exit("no Chromium found: run tools/ensure_browser.sh")
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    counts = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=flags)
        for number, cookie in enumerate(cookies):
            name, _, value = cookie.partition("=")
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            context.add_cookies([{"name": name, "value": value, "url": address}])
            page = context.new_page()
            page.goto(address)
            counts.append(page.locator(".suggestion").count())
            if counts[-1] == 0:
                sys.exit(f"Home shows no card to person {number + 1}")
            if pictures is not None:
                pictures.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=pictures / f"home-{number + 1:02d}.png", full_page=True)
            context.close()
        browser.close()
    return counts
