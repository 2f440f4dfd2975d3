"""`eigenart register`: what works council and data protection officer sign is what runs."""

import json
import sys
import textwrap
from pathlib import Path

import click

from eigenart.delivery.cli import EXIT_FOUND, EXIT_USAGE, set_up

MOST_LETTERS = 200
PARTIES = ("works_council", "dpo", "employer")


@click.group("register")
def register() -> None:
    """Check, show, compare or verify the purpose register."""


@register.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print the differences as JSON.")
def check(*, as_json: bool) -> None:
    """Compare the register with models, database, jobs, pages and connections.

    Any difference lets all optional purposes rest until a later check finds none.
    """
    set_up()
    from eigenart.privacy import drift, drift_words

    found = drift.enforce("command").differences
    if as_json:
        click.echo(json.dumps([{"code": d.code, "detail": d.detail} for d in found], indent=2))
    else:
        for one in found:
            detail = textwrap.shorten(one.detail, MOST_LETTERS, placeholder=" …")
            click.echo(f"{drift_words.sentence(one.code)} {detail} [{one.code}]")
    if found:
        click.echo("Optional purposes rest until this is repaired.", err=True)
        if any(one.code.startswith(("policy", "column_right", "table_right")) for one in found):
            click.echo("If the register or the version was just changed, run: eigenart migrate", err=True)
        sys.exit(EXIT_FOUND)
    click.echo("Register and running system agree." if not as_json else "", nl=not as_json)


@register.command("show")
def show() -> None:
    """Print the hash of the running register, who has approved it, and with which key."""
    set_up()
    from eigenart.privacy import approvals, drift
    from eigenart.privacy.in_force import register

    click.echo(f"hash {register().hash}")
    for one in approvals.state():
        if one.is_required:
            at = f"{one.approved_at:%Y-%m-%d %H:%M}" if one.approved_at else "waiting"
            key = f" key {one.fingerprint}" if one.fingerprint else ""
            click.echo(f"{one.party.value}: {at}{key}{' (demo)' if one.is_demo else ''}")
    last = drift.last()
    if last is not None and not last.is_clear:
        click.echo(
            f"Optional purposes rest: {len(last.differences)} differences since {last.at:%Y-%m-%d %H:%M}."
        )


@register.command("verify")
@click.option("--file", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Verify a file written by --json instead of the database; needs nothing else.")  # fmt: skip
@click.option("--expect", multiple=True, metavar="PARTY=FINGERPRINT",
              help="The fingerprint that a party wrote down; may be repeated.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print all signed approvals, to be kept outside.")
def verify(*, path: Path | None, expect: tuple[str, ...], as_json: bool) -> None:
    """Check the signature of every approval, and that no login approved for two parties."""
    set_up()
    from eigenart.privacy import approvals, drift_words, signatures

    expected = dict(_expectation(one) for one in expect)
    try:
        lines = json.loads(path.read_text(encoding="utf-8")) if path else None
        found = (
            approvals.evidence_of_all() if lines is None else [signatures.Evidence.of(one) for one in lines]
        )
    except (ValueError, TypeError, signatures.EvidenceUnreadable):
        raise click.ClickException(f"{path} is no list of approvals.") from None
    if as_json:
        click.echo(json.dumps([one.as_dict() for one in found], indent=2))
    else:
        for one in found:
            key = signatures.fingerprint(one.statement.public_key) if one.holds else "-"
            state = "holds" if one.holds else "DOES NOT HOLD"
            click.echo(f"{one.statement.register_hash[:12]} {one.statement.party}: {state}, key {key}")
    faults = signatures.faults(found, expected)
    for fault in faults:
        text = drift_words.sentence(f"approval_{fault.code}")
        click.echo(f"{text} {fault.party}, {fault.register_hash[:12]} [{fault.code}]", err=True)
    if faults:
        sys.exit(EXIT_FOUND)


@register.command("diff")
@click.option("--language", type=click.Choice(["de", "en"]), default="de", show_default=True)
def diff(*, language: str) -> None:
    """Say in words how the running register differs from the one that was approved last."""
    set_up()
    from eigenart.privacy import proposals
    from eigenart.privacy.in_force import register
    from eigenart.register.differences import differences

    before = proposals.last_complete(but=register().hash)
    if before is None:
        click.echo("No other register was ever approved here.")
        return
    for one in differences(before.content, proposals.plain(register())):
        click.echo(f"{one.place.in_language(language)}: {one.text.in_language(language)}")


@register.command("export")
def export() -> None:
    """Print the register in the words of the fideslang taxonomy, as JSON."""
    set_up()
    from eigenart.privacy.in_force import register
    from eigenart.register import fideslang

    click.echo(json.dumps(fideslang.manifest(register()), indent=2))


def compare_with_register() -> None:
    """At the start of server and worker: compare, and go on; what is optional rests where something differs."""
    from eigenart.privacy import drift

    verdict = drift.enforce("start")
    if verdict.differences:
        number = len(verdict.differences)
        click.echo(
            f"{number} differences between the register and what runs: optional purposes rest. "
            "See: eigenart register check",
            err=True,
        )


def _expectation(line: str) -> tuple[str, str]:
    party, _, digits = line.partition("=")
    if party not in PARTIES or not digits:
        click.echo(
            f"--expect {line}: write PARTY=FINGERPRINT, PARTY is one of {', '.join(PARTIES)}.", err=True
        )
        sys.exit(EXIT_USAGE)
    return party, digits
