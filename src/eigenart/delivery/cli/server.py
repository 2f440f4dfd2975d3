"""`eigenart serve` and `eigenart worker`."""

import os
import sys
from pathlib import Path

import click

from eigenart.delivery.cli import EXIT_FOUND, set_up
from eigenart.delivery.cli.register import compare_with_register
from eigenart.delivery.cli.restore import replay_or_leave


def collect_static() -> None:
    """Gather static files into the data folder with hashed names; only what changed is written."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def server_command(*, host: str, port: int, workers: int, threads: int) -> list[str]:
    """The argument list that starts granian with this interpreter."""
    return [
        sys.executable, "-m", "granian", "eigenart.config.wsgi:application",
        "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(threads),
        "--no-ws", "--log-level", "warning", "--workers-kill-timeout", "5",
    ]  # fmt: skip


def refuse_taken_port(host: str, port: int) -> None:
    """Leave with one sentence if something listens there already."""
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            click.echo(f"Port {port} on {host} is taken. Choose another, e.g. PORT={port + 1}.", err=True)
            sys.exit(EXIT_FOUND)


@click.command("serve")
def serve() -> None:
    """Serve the portal on EIGENART_HOST and PORT."""
    set_up()
    from django.conf import settings

    replay_or_leave()
    compare_with_register()
    wanted = settings.EIGENART
    refuse_taken_port(wanted.host, wanted.port)
    collect_static()
    arguments = server_command(
        host=wanted.host, port=wanted.port, workers=wanted.workers, threads=wanted.threads
    )
    os.execv(arguments[0], arguments)  # noqa: S606 - the server replaces this process, so signals reach it


@click.command("worker")
@click.option("--once", is_flag=True, help="Run what waits, then stop.")
@click.option("--concurrency", default=2, show_default=True, help="Jobs at the same time.")
def worker(*, once: bool, concurrency: int) -> None:
    """Run background jobs: imports, training, retention."""
    set_up()
    replay_or_leave()
    compare_with_register()
    from procrastinate.contrib.django import app

    if os.environ.get("EIGENART_READY_FILE"):
        Path(os.environ["EIGENART_READY_FILE"]).touch()
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        app.run_worker(wait=not once, concurrency=concurrency, install_signal_handlers=True)
