"""`eigenart forget`: is a forget certificate genuine, and which key does this installation sign with."""

import json
import sys
from pathlib import Path

import click

from eigenart.delivery.cli import EXIT_FOUND, set_up

SENTENCES = {
    "genuine": "Genuine: signed with the expected key, and not changed.",
    "other_installation": "Signed and not changed, but with another key than the expected one.",
    "altered": "Not genuine: it was changed, or its signature belongs to something else.",
    "not_a_certificate": "This file is no forget certificate.",
}


@click.group("forget")
def forget() -> None:
    """Verify certificates of erasure."""


@forget.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key", default="", help="Public key to expect, 64 digits; without it, that of this installation."
)
def verify(file: Path, *, key: str) -> None:
    """Say whether the certificate in FILE is genuine. Exit code 1 if it is not."""
    set_up()
    from eigenart.privacy import certificate, installation_key

    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        document = None
    expected = key.strip().lower() or installation_key.public_key()
    verdict = certificate.verify(document, expected_key=expected)
    click.echo(SENTENCES[verdict.code])
    if verdict.key:
        click.echo(f"Key of the certificate: {certificate.fingerprint(verdict.key)}")
    click.echo(f"Key that was expected:  {certificate.fingerprint(expected)}")
    if not verdict.is_genuine:
        sys.exit(EXIT_FOUND)


@forget.command("key")
def key() -> None:
    """Print the public key of this installation and its short form for the telephone."""
    set_up()
    from eigenart.privacy import certificate, installation_key

    click.echo(installation_key.public_key())
    click.echo(certificate.fingerprint(installation_key.public_key()))
