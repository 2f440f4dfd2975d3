"""Codes of intake in words, in the language in force. Called by web, command line and the downloadable report."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils import translation
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from eigenart.core.quality import Issue
from eigenart.profiles.intake import refused
from eigenart.profiles.intake.errors import IntakeError

Words = Mapping[str, str | Promise]

DIMENSIONS: Words = {
    "completeness": _("Completeness"),
    "validity": _("Validity"),
    "uniqueness": _("Uniqueness"),
    "consistency": _("Consistency"),
    "timeliness": _("Timeliness"),
}
SEVERITIES: Words = {
    "refusal": _("Left out"),
    "warning": _("Warning"),
}
COUNTS: Words = {
    "added": _("New"),
    "changed": _("Changed"),
    "unchanged": _("Unchanged"),
    "ended": _("Ended"),
    "missing": _("Not in the file, stays as it is"),
    "restored": _("Restored"),
    "conflicts": _("Changed since, stays as it is"),
}
STAGES: Words = {
    "read": _("Reading the file"),
    "check": _("Checking rows"),
    "compare": _("Comparing with what is stored"),
    "write": _("Writing"),
    "revert": _("Taking back"),
}
HOW: Words = {
    "exact": _("Same name"),
    "similar": _("Similar name"),
    "remembered": _("As last time"),
    "chosen": _("Chosen by you"),
    "none": _("Not used"),
    "refused": _("Not read"),
}
VALUE_CLASSES: Words = {
    "": "",
    "empty": _("empty"),
    "number": _("a number"),
    "date_like": _("something like a date"),
    "email_like": _("something like an email address"),
    "word": _("a word"),
    "text": _("text"),
    "long_text": _("long text"),
}
REASONS: Words = {
    "religion": _("religion or church tax"),
    "disability": _("disability"),
    "union": _("trade union"),
    "health": _("health or sick leave"),
    "ethnicity": _("ethnic origin"),
    "sexuality": _("sexual orientation"),
    "pregnancy": _("pregnancy"),
    "politics": _("political opinion or belief"),
    "biometric": _("biometric or genetic data"),
    "performance": _("a judgement of performance"),
    "pay": _("pay or bank details"),
    "private": _("age, gender, family or nationality"),
}
MESSAGES: Words = {
    "missing": _("The cell is empty, but a value is needed."),
    "missing_column": _("The file has no column for this, but it is needed."),
    "absent_column": _("The file has no column for this. Who is new gets no value, all others keep theirs."),
    "too_many_cells": _("The row has more cells than the heading line."),
    "duplicate_row": _("The row stands in the file twice; see line %(first_line)s."),
    "duplicate_key": _("Another row has the same key with other values; see line %(first_line)s."),
    "duplicate_email": _("Another person has the same email address; see line %(first_line)s."),
    "in_future": _("The date lies too far in the future."),
    "too_old": _("The date lies too far in the past."),
    "leaves_before_entry": _("The leaving date is before the entry date."),
    "own_manager": _("The person is entered as their own manager."),
    "unknown_manager": _("No person has this manager's number, neither in the file nor in the portal."),
    "manager_circle": _("The managers form a circle."),
    "unknown_skill": _("The skill “%(term)s” is not in the vocabulary."),
    "unknown_person": _("No person has this personnel number."),
    "unknown_item": _("No learning item has this number."),
    "unknown_prerequisite": _("A prerequisite is not in the catalogue."),
    "unknown_topic": _("The topic “%(term)s” is not known."),
    "available_until_before_from": _("The end of availability is before its start."),
    "not_a_date": _("This is not a date."),
    "no_such_day": _("This day does not exist in the calendar."),
    "ambiguous_date": _("Day and month seem to be exchanged."),
    "not_a_time": _("This is not a time of day."),
    "not_a_number": _("This is not a number."),
    "not_whole": _("This must be a whole number."),
    "out_of_range": _("The number must lie between %(lowest)s and %(highest)s."),
    "not_an_email": _("This is not an email address."),
    "not_a_number_of_person": _("This is not a personnel number."),
    "not_a_full_name": _("Family name and given name cannot be told apart."),
    "not_yes_or_no": _("This is neither yes nor no."),
    "not_a_choice": _("Possible values are: %(choices)s."),
    "not_a_level": _("A skill's level is none of 1, 2, 3, 4."),
    "too_long": _("The text is longer than %(longest)s characters."),
    "control_character": _("The text holds characters that cannot be shown."),
}
REMEDIES: Words = {
    "map_column": _("If another column holds it, choose that column. Otherwise there is nothing to do."),
    "fill_cell": _("Fill the cell in the HR system and export again."),
    "quote_cell": _("A cell probably holds the separator. Export with quotation marks, or as XLSX."),
    "remove_row": _("Remove the second row."),
    "keep_one_row": _("Decide which of the rows is right and remove the other."),
    "check_date": _("Check the date in the HR system."),
    "nothing_to_do": _("Nothing to do if the date is right."),
    "correct_at_source": _("Correct the value in the HR system and export again."),
}
ERRORS: Words = {
    "empty_file": _("The file is empty."),
    "too_large": _("The file is larger than %(limit_mb)s MB. Split it into parts."),
    "too_many_cells": _("The file has more than %(rows)s rows or %(columns)s columns. Split it into parts."),
    "wrong_type": _("This is a %(found)s file. Please save it as CSV or XLSX."),
    "old_excel": _("This is an old or protected Excel file. Please save it as XLSX without a password."),
    "nul_byte": _("The file holds a NUL character, so it is damaged or no text file."),
    "unknown_encoding": _("The characters cannot be read. Please save the file as UTF-8."),
    "broken_quotes": _("A quotation mark is missing or misplaced."),
    "broken_workbook": _("The workbook cannot be opened. It may be damaged or protected by a password."),
    "no_header": _("No line with column headings was found."),
    "no_rows": _("There are no rows below the headings."),
    "not_allowed": _("Only HR may import files."),
    "wrong_status": _("This step is not possible now. Please reload the page."),
    "file_gone": _("The file was deleted after its time. Please import it again."),
    "nothing_to_apply": _("No row of the file can be applied."),
    "unknown_kind": _("This kind of file is not known."),
    "unknown_batch": _("This import does not exist."),
    "unknown_heading": _("The file has no column “%(heading)s”."),
    "unknown_column": _("“%(name)s” is no field that can be filled. Possible are: %(choices)s."),
    "used_twice": _("Two columns are mapped to “%(name)s”."),
    "special_column": _("The column “%(heading)s” must not be read."),
    "gate_closed": _("HR imports are not approved at the moment, so nothing can be changed."),
}
COLUMNS: Words = {
    "personnel_number": _("Personnel number"),
    "given_name": _("Given name"),
    "family_name": _("Family name"),
    "full_name": _("Full name"),
    "email": _("Email"),
    "site": _("Site"),
    "org_unit": _("Department"),
    "position": _("Position"),
    "manager_number": _("Personnel number of the manager"),
    "entry_date": _("Entry date"),
    "leaving_date": _("Leaving date"),
    "weekly_hours": _("Weekly hours"),
    "work_mode": _("Place of work"),
    "language": _("Language"),
    "skills": _("Skills"),
    "item_number": _("Item number"),
    "title_de": _("Title (German)"),
    "title_en": _("Title (English)"),
    "summary_de": _("Summary (German)"),
    "summary_en": _("Summary (English)"),
    "format": _("Format"),
    "minutes": _("Minutes"),
    "level": _("Level"),
    "languages": _("Languages"),
    "topics": _("Topics"),
    "prerequisites": _("Prerequisites"),
    "mandatory": _("Mandatory"),
    "available_from": _("Available from"),
    "available_until": _("Available until"),
    "provider": _("Provider"),
    "cost": _("Cost"),
    "state": _("State"),
    "at": _("When"),
}


def sentence(found: Issue | IntakeError, language: str = "") -> str:
    """A finding or an error as one sentence with its place. language: `de`, `en`, or "" for the one in force."""
    with translation.override(language or translation.get_language()):
        text = message(found)
        place = _place(found)
        return f"{place}: {text}" if place else text


def message(found: Issue | IntakeError) -> str:
    """What is wrong, without its place."""
    known = MESSAGES if isinstance(found, Issue) else ERRORS
    words = str(known.get(found.code, _("Something is wrong (%(code)s).")))
    bounds = {n: localize(Decimal(found.params[n])) for n in ("lowest", "highest") if n in found.params}
    params = {"code": found.code, **found.params, **bounds}
    try:
        text = words % params
    except KeyError:
        text = words
    kind = str(VALUE_CLASSES.get(found.value_class, "")) if isinstance(found, Issue) else ""
    if kind and found.code != "missing":
        return gettext("%(message)s The cell holds %(kind)s.") % {"message": text, "kind": kind}
    return text


def remedy(issue: Issue) -> str:
    return str(REMEDIES.get(issue.remedy, ""))


def refused_column(heading: str, reason: str) -> str:
    """Why a column was not read."""
    words = {"heading": heading, "reason": str(REASONS.get(reason, reason))}
    if reason in refused.NOT_NEEDED:
        return (
            gettext("Column “%(heading)s” was not read, because it is not needed here: %(reason)s.") % words
        )
    return (
        gettext("Column “%(heading)s” was not read, because it is specially protected: %(reason)s.") % words
    )


def left_out(count: int) -> str:
    return ngettext("and %(count)d more finding", "and %(count)d more findings", count) % {"count": count}


def column(name: str) -> str:
    """A canonical column in words."""
    return str(COLUMNS.get(name, name))


def report_headings() -> tuple[str, ...]:
    return (
        gettext("Line"),
        gettext("Column"),
        gettext("Dimension"),
        gettext("Severity"),
        gettext("Message"),
        gettext("Remedy"),
    )


def _place(found: Issue | IntakeError) -> str:
    parts = [gettext("Line %(line)d") % {"line": found.line}] if found.line else []
    if isinstance(found, Issue):
        parts += [column(found.column)] if found.column else []
    elif found.column:
        parts.append(gettext("character %(column)d") % {"column": found.column})
    return ", ".join(parts)
