"""`eigenart import person FILE`: read in what somebody took along from another installation (Art. 20 GDPR)."""

import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import click

from eigenart.delivery.cli import EXIT_FOUND, set_up

SENTENCES = {
    "not_portable": "The file is no portable copy of one person",
    "person_exists": "Somebody with this personnel number exists already",
    "refused": "The gate does not let anything be stored",
}
LARGEST_BYTES = 50 * 2**20


@click.command("person")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def person(file: Path) -> None:
    """Read in one person from FILE: the archive from My data, or the portable.json in it.

    All or nothing; somebody who exists already is not touched. Afterwards HR gives the login.
    """
    set_up()
    from eigenart.privacy import portable

    try:
        taken = portable.take_in(read(file))
    except portable.NotTakenIn as error:
        click.echo(f"{SENTENCES[error.code]}: {error.detail}.", err=True)
        sys.exit(EXIT_FOUND)
    except (ValueError, KeyError, zipfile.BadZipFile):
        click.echo(f"{SENTENCES['not_portable']}: {file.name} cannot be read.", err=True)
        sys.exit(EXIT_FOUND)
    click.echo(f"Personnel number {taken.personnel_number}: {sum(taken.counts.values())} rows.")
    for name in taken.without_consent:
        click.echo(f"{name}: left out, because the register in force has another text of consent.")


def read(file: Path) -> Any:
    """Raises ValueError, KeyError or BadZipFile for anything that is neither; no more than 50 MB are unpacked."""
    if not zipfile.is_zipfile(file):
        return json.loads(file.read_text(encoding="utf-8"))
    with zipfile.ZipFile(file) as archive, archive.open("portable.json") as part:
        content = part.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise ValueError("too large")
    return json.loads(content)
