"""`eigenart audit`: is the access log whole, and does it still say what was sent away."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eigenart.delivery.cli import EXIT_FOUND, EXIT_USAGE, set_up

if TYPE_CHECKING:
    from eigenart.privacy.anchors import Anchor
    from eigenart.privacy.audit import Verdict

FINDINGS = {
    "changed": "is not what was written, or not in its place",
    "missing": "is missing",
    "cut": "and later lines are gone from the end",
    "rewritten": "was written anew: an anchor saw another line",
    "removed_early": "was removed before the register's period was over",
    "relinked": "names another person than the one it was written for",
}
DELIVERIES = {
    "sent": "Sent to {sent_to} addresses.",
    "no_mail_server": "NOT SENT: no mail server is set (EIGENART_MAIL_URL). It stays in the administrator's reach.",
    "no_recipient": "NOT SENT: neither works council nor data protection officer has an address.",
    "mail_failed": "NOT SENT: the mail server refused or did not answer.",
}


@click.group("audit")
def audit() -> None:
    """Verify the access log, anchor it outside, list the anchors."""


@audit.command("verify")
@click.option(
    "--anchors",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Anchors as received by mail, one a line.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def verify(*, file: Path | None, as_json: bool) -> None:
    """Check every line, against received anchors, or else against the copies in the database."""
    set_up()
    from eigenart.privacy import anchors
    from eigenart.privacy import audit as books

    try:
        known = anchors.parse(file.read_text(encoding="utf-8")) if file else anchors.listing()
    except (anchors.AnchorsUnreadable, UnicodeDecodeError) as error:
        click.echo(f"Not a list of anchors: {error}.", err=True)
        sys.exit(EXIT_USAGE)
    verdict = books.verify(one.heads for one in known)
    if as_json:
        click.echo(json.dumps(asdict(verdict), default=str, indent=2))
    else:
        _print(verdict, known, is_received=file is not None)
    if not verdict.is_whole:
        sys.exit(EXIT_FOUND)


def _print(verdict: "Verdict", known: "list[Anchor]", *, is_received: bool) -> None:
    for one in verdict.findings:
        click.echo(f"Chain {one.chain}, line {one.number} {FINDINGS[one.code]}.")
    click.echo(f"{verdict.lines} lines in {verdict.chains} chains, {len(verdict.findings)} findings.")
    if not known:
        click.echo("No anchor: lines cut from the end and a log written anew cannot be found.")
        return
    click.echo(
        f"{len(known)} anchors, the last of {known[-1].at:%Y-%m-%d %H:%M} UTC; they cover {verdict.anchored} lines."
    )
    if verdict.anchored < verdict.lines:
        click.echo("Lines after the last anchor could still be cut unnoticed.")
    if not is_received:
        click.echo("These anchors lie in the database, where the administrator could change them, too.")
        click.echo("For a proof against the administrator give those you received by mail: --anchors FILE")


@audit.command("anchor")
def anchor() -> None:
    """Send the ends of all chains to works council and data protection officer, as the daily job does."""
    set_up()
    from eigenart.privacy import anchors

    taken = anchors.take()
    click.echo(f"Anchor {taken.anchor.digest} of {len(taken.anchor.heads)} chains.")
    click.echo(DELIVERIES[taken.code].format(sent_to=taken.sent_to), err=taken.code != "sent")
    if taken.code != "sent":
        sys.exit(EXIT_FOUND)


@audit.command("anchors")
def list_anchors() -> None:
    """Print all anchors, one JSON object a line."""
    set_up()
    from eigenart.privacy import anchors

    click.echo(anchors.as_lines(anchors.listing()), nl=False)
