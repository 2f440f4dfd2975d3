"""`eigenart demo`: from nothing to a running portal; Ctrl-C stops all of it."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path
from types import FrameType

import click
from rich.console import Console

from eigenart.delivery.cli import set_up
from eigenart.delivery.cli.demo_folder import forget_everything
from eigenart.delivery.cli.server import collect_static, refuse_taken_port, server_command

READY_WITHIN_S = 60.0
STOP_WITHIN_S = 10.0
COMPANY_NAME = "Kesselried Anlagenbau GmbH"


class Stop(Exception):
    """Ctrl-C or a polite request to end."""


@click.command("demo")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--load-only", is_flag=True, help="Load the demo company, then stop.")
@click.option("--reset", is_flag=True, help="Start over with fresh demo data.")
def demo(*, no_browser: bool, load_only: bool, reset: bool) -> None:
    """Start the demo company with an embedded database and open it in the browser."""
    os.environ.setdefault("EIGENART_MODE", "demo")
    console = Console()
    if os.environ["EIGENART_MODE"] != "demo":
        raise click.UsageError("EIGENART_MODE is not demo. The demo never touches other data.")
    os.environ.setdefault("EIGENART_COMPANY", COMPANY_NAME)
    console.print(f"Eigenart demo, {COMPANY_NAME}: company and people are invented.")
    if reset:
        forget_everything(Path(os.environ.get("EIGENART_DATA_DIR", "var")))
    with console.status("Starting the database"):
        set_up()
    from django.conf import settings

    from eigenart.delivery.cli.demo_company import load

    try:
        signal.signal(signal.SIGINT, stop_signal)
        signal.signal(signal.SIGTERM, stop_signal)
        if not load_only:
            refuse_taken_port(settings.EIGENART.host, settings.EIGENART.port)
        load(console)
        if not load_only:
            with console.status("Collecting static files"):
                collect_static()
            run(console, opens_browser=not no_browser)
    except Stop:
        console.print("Stopped.")
    finally:
        settings.DATABASES_FOUND.stop()


def stop_signal(_: int, __: FrameType | None) -> None:
    raise Stop


def run(console: Console, *, opens_browser: bool) -> None:
    """Start server and worker, wait, and stop both on Stop or when one of them ends."""
    from django.conf import settings
    from django.db import connections

    wanted = settings.EIGENART
    address = f"http://{wanted.host}:{wanted.port}/"
    connections.close_all()
    commands = [
        server_command(host=wanted.host, port=wanted.port, workers=wanted.workers, threads=wanted.threads),
        [sys.executable, "-m", "eigenart", "worker"],
    ]
    children: list[subprocess.Popen[bytes]] = []
    try:
        # a session of their own keeps the terminal's Ctrl-C from them: they are ended in order below
        children.extend(subprocess.Popen(command, start_new_session=True) for command in commands)
        with console.status("Starting portal and worker"):
            wait_until_ready(address, children)
        console.print(f"[green]Ready:[/] {address}   (Ctrl-C stops all of it)")
        if opens_browser and has_display():
            webbrowser.open(address)
        while all(child.poll() is None for child in children):
            time.sleep(0.3)
        console.print("The portal or the worker ended by itself; see the lines above.", style="red")
        sys.exit(1)
    finally:
        stop(children)


def wait_until_ready(address: str, children: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        if any(child.poll() is not None for child in children):
            return
        try:
            with urllib.request.urlopen(f"{address}healthz", timeout=2) as answer:  # noqa: S310 - own address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise click.ClickException(f"The portal did not answer within {READY_WITHIN_S:.0f} seconds.")


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def has_display() -> bool:
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
