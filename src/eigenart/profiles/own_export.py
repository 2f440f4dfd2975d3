"""What profiles add to a person's export: names for codes, and the person's own lines of files still stored.

Registered by this app's config; see `privacy.export_contributors`.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import get_language

from eigenart.people.models import Employee
from eigenart.privacy import export_contributors
from eigenart.privacy.grant import Grant
from eigenart.privacy.subject import Subject
from eigenart.profiles import read
from eigenart.profiles.intake.errors import IntakeError
from eigenart.profiles.intake.mapping import known_headings, propose
from eigenart.profiles.intake.receive import content_of
from eigenart.profiles.intake.table import open_table
from eigenart.profiles.intake.targets import UnknownKind, target_of
from eigenart.profiles.models import IntakeBatch

NUMBER = "personnel_number"


def register() -> None:
    export_contributors.register_part("names", names)
    export_contributors.register_part("source_files", source_files)


def names(grant: Grant) -> list[dict[str, Any]]:
    """What each stored fact is called in the language in force, by the id of its row."""
    language = get_language() or "de"
    return [
        {
            "row": str(fact.id).partition(":")[2],
            "kind": fact.kind.value,
            "name": fact.label.in_language(language),
        }
        for fact in read.all_facts(grant)
    ]


def source_files(grant: Grant) -> list[dict[str, Any]]:
    """The person's lines in received files that are still kept, word for word, also in columns that are not read."""
    employee_id = Subject.objects.values_list("employee_id", flat=True).get(pk=grant.person)
    number = Employee.objects.values_list("personnel_number", flat=True).get(pk=employee_id)
    return [
        {
            "file": batch.file_name,
            "kind": batch.kind,
            "received_at": batch.received_at,
            "deleted_after": batch.delete_after,
            "line": line,
            "cells": cells,
        }
        for batch in IntakeBatch.objects.exclude(stored_as="").order_by("received_at", "pk")
        for line, cells in lines_about(batch, number)
    ]


def lines_about(batch: IntakeBatch, number: str) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, cells by heading) of every line of this personnel number; none if the file has no such column."""
    try:
        target = target_of(batch.kind)
        table = open_table(content_of(batch), known_headings(target))
        chosen = {
            p.heading for p in propose(table.headings, target, chosen=batch.mapping) if p.column == NUMBER
        }
    except (IntakeError, UnknownKind):
        return
    places = [place for place, heading in enumerate(table.headings) if heading in chosen]
    for line, cells, _surplus in table.records():
        if number in (cells[place].strip() for place in places):
            yield line, dict(zip(table.headings, cells, strict=False))
