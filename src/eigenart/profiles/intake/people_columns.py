"""The columns of a people file: names, converters, and the headings of German and English HR systems."""

from collections.abc import Mapping
from datetime import date, timedelta

from eigenart.core.quality import Column, Rule, Severity
from eigenart.profiles.intake import convert
from eigenart.profiles.intake.targets import Heading

OLDEST_ENTRY = date(1950, 1, 1)
ENTRY_AHEAD_DAYS = 365
PATH_MARKS = ("»", "→", "›", "/>", "\\")
WORK_MODES: Mapping[str, tuple[str, ...]] = {
    "office": ("büro", "vor ort", "präsenz", "betrieb", "on site", "onsite", "werk", "in-house"),
    "home": ("homeoffice", "home office", "remote", "mobil", "mobiles arbeiten", "telearbeit", "zu hause"),
    "hybrid": ("hybrides arbeiten", "gemischt", "teils homeoffice", "mixed", "alternierende telearbeit"),
    "field": ("außendienst", "field service", "reise", "kunde", "beim kunden", "montage", "travelling", "baustelle"),
}  # fmt: skip
LANGUAGES: Mapping[str, tuple[str, ...]] = {
    "de": ("deutsch", "german", "de-DE", "ger", "deu", "d"),
    "en": ("englisch", "english", "en-GB", "en-US", "eng", "e"),
}


def org_path(text: str) -> str | None:
    """`Vertrieb>Innendienst` -> `Vertrieb > Innendienst`; other arrows are read alike."""
    for mark in PATH_MARKS:
        text = text.replace(mark, ">")
    parts = [" ".join(convert.plain(part).split()) for part in text.split(">")]
    named = [part for part in parts if part and not convert.is_blank(part)]
    for part in named:
        convert.words(120)(part)
    return convert.words(400)(" > ".join(named)) if named else None


def judge_entry(value: object, today: date) -> str:
    if not isinstance(value, date):
        return ""
    if value > today + timedelta(days=ENTRY_AHEAD_DAYS):
        return "in_future"
    return "too_old" if value < OLDEST_ENTRY else ""


def _leaves_after_entry(values: Mapping[str, object]) -> bool:
    entry, leaving = values["entry_date"], values["leaving_date"]
    return not (isinstance(entry, date) and isinstance(leaving, date)) or entry <= leaving


def _manages_another(values: Mapping[str, object]) -> bool:
    return values["manager_number"] != values["personnel_number"]


RULES = (
    Rule("leaves_before_entry", ("leaving_date", "entry_date"), _leaves_after_entry, Severity.REFUSAL),
    Rule("own_manager", ("manager_number", "personnel_number"), _manages_another),
)

HEADINGS = (
    Heading(
        Column("personnel_number", convert.number_of_person, is_required=True),
        ("Personalnummer", "Personal-Nr.", "Pers.-Nr.", "PersNr", "PNR", "PN", "Mitarbeiternummer", "Mitarbeiter-Nr.",
         "MA-Nr.", "Personalnr", "Stammnummer", "Employee number", "Employee ID", "EmployeeNumber", "Employee No.",
         "Personnel number", "Personnel No.", "Staff number", "Staff ID", "Worker ID", "Employee"),
    ),
    Heading(
        Column("given_name", convert.words(120), is_expected=True, stands_in="full_name"),
        ("Vorname", "Rufname", "Vorname(n)", "First name", "Given name", "Firstname", "Forename"),
    ),
    Heading(
        Column("family_name", convert.words(120), is_expected=True, stands_in="full_name"),
        ("Nachname", "Familienname", "Name", "Zuname", "Last name", "Family name", "Surname", "Lastname"),
    ),
    Heading(
        Column("full_name", convert.full_name),
        ("Name, Vorname", "Nachname, Vorname", "Vor- und Nachname", "Vorname Nachname",
         "Mitarbeitername", "Mitarbeiter",
         "Full name", "Employee name", "Display name"),
    ),
    Heading(
        Column("email", convert.email),
        ("E-Mail", "Email", "Mail", "E-Mail-Adresse", "Mailadresse", "E-Mail dienstlich", "E-Mail geschäftlich",
         "Dienstliche E-Mail", "Email address", "Work email", "Business email"),
    ),
    Heading(
        Column("site", convert.words(120)),
        ("Standort", "Arbeitsort", "Niederlassung", "Betriebsstätte", "Werk", "Betriebsteil", "Ort", "Location",
         "Site", "Office", "Work location", "Plant"),
    ),
    Heading(
        Column("org_unit", org_path),
        ("Abteilung", "Organisationseinheit", "Org.-Einheit", "OrgEinheit", "OE", "Bereich",
         "Kostenstelle Bezeichnung",
         "Team", "Fachbereich", "Department", "Org unit", "Organizational unit", "Business unit", "Division", "Unit"),
    ),
    Heading(
        Column("position", convert.words(160)),
        ("Stelle", "Position", "Stellenbezeichnung", "Planstelle", "Funktion", "Tätigkeit",
         "Berufsbezeichnung", "Rolle",
         "Job title", "Title", "Job role", "JobRole", "Role", "Function", "Job", "Position title"),
    ),
    Heading(
        Column("manager_number", convert.number_of_person),
        ("Vorgesetzter", "Vorgesetzte", "Personalnummer Vorgesetzter", "Pers.-Nr. Vorgesetzter", "Vorgesetzten-Nr.",
         "Führungskraft", "Personalnummer Führungskraft", "Vorgesetzte/r", "Teamleitung", "Manager number",
         "Manager ID", "Supervisor", "Supervisor ID", "Reports to", "Manager", "Line manager"),
    ),
    Heading(
        Column("entry_date", convert.day, judge=judge_entry),
        ("Eintritt", "Eintrittsdatum", "Einstellungsdatum", "Eintritt am", "Beginn",
         "Beschäftigt seit", "Eingestellt am",
         "Betriebszugehörigkeit seit", "Dienstbeginn", "Entry date", "Hire date", "Start date", "Hired", "Joined",
         "Date of joining", "Original hire date"),
    ),
    Heading(
        Column("leaving_date", convert.day),
        ("Austritt", "Austrittsdatum", "Austritt am", "Vertragsende", "Befristet bis",
         "Ausgeschieden am", "Dienstende",
         "Leaving date", "Termination date", "End date", "Exit date", "Contract end"),
    ),
    Heading(
        Column("weekly_hours", convert.hours),
        ("Wochenstunden", "Wochenarbeitszeit", "Std./Woche", "Stunden pro Woche",
         "Wöchentliche Arbeitszeit", "Arbeitszeit",
         "Stunden", "WAZ", "IRWAZ", "Vertragsstunden", "Weekly hours", "Standard hours", "Hours per week", "Hours",
         "Weekly working hours", "Contract hours"),
    ),
    Heading(
        Column("work_mode", convert.choice(WORK_MODES)),
        ("Arbeitsweise", "Arbeitsmodell", "Arbeitsform", "Arbeitsortmodell", "Homeoffice",
         "Work mode", "Workplace type",
         "Working model", "Work model", "Remote"),
    ),
    Heading(
        Column("language", convert.choice(LANGUAGES)),
        ("Sprache", "Korrespondenzsprache", "Muttersprache Portal", "Portalsprache",
         "Kommunikationssprache", "Language",
         "Preferred language", "Correspondence language", "Locale"),
    ),
    Heading(
        Column("skills", convert.skills),
        ("Fähigkeiten", "Kenntnisse", "Kompetenzen", "Qualifikationen", "Skills", "Competencies", "Qualifications",
         "Abilities", "Skill", "Fähigkeit"),
    ),
)  # fmt: skip
