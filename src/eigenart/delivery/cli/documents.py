"""`eigenart documents`: the generated documents as files, and what the company has still to fill in its register."""

import sys
from pathlib import Path

import click

from eigenart.delivery.cli import EXIT_FOUND, set_up


@click.group("documents")
def documents() -> None:
    """Write the generated documents, or list what is still open in them."""


@documents.command("write")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def write(folder: Path) -> None:
    """Write every document as HTML and PDF, in German and English, into FOLDER."""
    set_up()
    from eigenart.delivery.web.document_material import material
    from eigenart.register.documents import catalogue, html, pdf

    found = material()
    folder.mkdir(parents=True, exist_ok=True)
    for code in catalogue.DOCUMENTS:
        compiled = catalogue.document(code, found)
        for language in catalogue.LANGUAGES:
            (folder / f"{code}.{language}.html").write_text(html.page(compiled, language), encoding="utf-8")
            (folder / f"{code}.{language}.pdf").write_bytes(pdf.render(compiled, language))
    click.echo(f"{len(catalogue.DOCUMENTS)} documents of register {found.register.hash} written to {folder}")


@documents.command("open")
def open_() -> None:
    """List what the company has still to fill in its register, and where; code 1 while something is open."""
    set_up()
    from eigenart.delivery.web.document_material import material
    from eigenart.register.documents.catalogue import open_points

    points = open_points(material())
    for point in points:
        click.echo(point.en)
    if points:
        sys.exit(EXIT_FOUND)
    click.echo("Nothing is open.")
