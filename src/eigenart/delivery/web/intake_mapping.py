"""The mapping of headings to columns as a form, with examples from the file. Called by intake."""

from collections.abc import Mapping
from dataclasses import dataclass

from eigenart.profiles import intake
from eigenart.profiles.intake import IntakeBatch, IntakeError, words

EXAMPLES = 2
LONGEST_EXAMPLE = 40


@dataclass(frozen=True, slots=True)
class MappingRow:
    """One heading of the file. field: name of its form field; refusal: why it is never read, else ""."""

    field: str
    heading: str
    column: str
    how: str
    refusal: str
    examples: str


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """One column that can be filled."""

    code: str
    words: str
    is_required: bool


def rows(batch: IntakeBatch, posted: Mapping[str, str]) -> list[MappingRow]:
    """One row per heading, in the order of the file; what was posted wins over what is stored."""
    shown = examples(batch)
    found = []
    for place, proposal in enumerate(intake.summary(batch).proposals):
        field = field_of(place)
        is_refused = proposal.how == "refused"
        found.append(
            MappingRow(
                field=field,
                heading=proposal.heading,
                column="" if is_refused else posted.get(field, proposal.column),
                how=str(words.HOW.get(proposal.how, proposal.how)),
                refusal=words.refused_column(proposal.heading, proposal.reason) if is_refused else "",
                examples="" if is_refused else shown.get(proposal.heading, ""),
            )
        )
    return found


def chosen(batch: IntakeBatch, posted: Mapping[str, str]) -> dict[str, str]:
    """What HR chose: heading -> column, "" to leave out. Refused headings are not asked."""
    proposals = intake.summary(batch).proposals
    return {
        proposal.heading: posted.get(field_of(place), proposal.column)
        for place, proposal in enumerate(proposals)
        if proposal.how != "refused"
    }


def columns(kind: str) -> list[ColumnChoice]:
    """Columns of this kind of file, needed ones first."""
    found = [
        ColumnChoice(h.column.name, words.column(h.column.name), h.column.is_required)
        for h in intake.target_of(kind).headings
    ]
    return sorted(found, key=lambda c: not c.is_required)


def examples(batch: IntakeBatch) -> dict[str, str]:
    """The first values of each column that is read; empty if the file is gone."""
    try:
        sample = intake.sample(batch, EXAMPLES)
    except IntakeError:
        return {}
    return {
        heading: " · ".join(row[place][:LONGEST_EXAMPLE] for row in sample.rows if row[place])
        for place, heading in enumerate(sample.headings)
    }


def field_of(place: int) -> str:
    return f"column-{place}"
