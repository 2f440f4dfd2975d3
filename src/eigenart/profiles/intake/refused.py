"""Columns that must not be read: special categories of personal data, and what nothing here needs (pay, age, ...).

By heading (German and English, with typing errors) and, where it is certain, by content. A refused column is never
handed on; the report says which and why. It cannot be mapped by hand either.
"""

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from eigenart.profiles.folding import fold

SIMILAR_ENOUGH = 90.0
SHORTEST_FUZZY = 7
TERMS: dict[str, tuple[str, ...]] = {
    "religion": (
        "konfession", "religion", "religionszugehoerigkeit", "kirchensteuer", "kirchensteuermerkmal", "kist",
        "glaubensbekenntnis", "religious affiliation", "denomination", "church tax", "kirche", "faith",
    ),
    "disability": (
        "schwerbehinderung", "schwerbehindert", "schwerbehinderte", "grad der behinderung", "gdb", "behinderung",
        "gleichstellung", "gleichgestellt", "disability", "disabled", "degree of disability", "sbv",
        "merkzeichen", "handicap",
    ),
    "union": (
        "gewerkschaft", "gewerkschaftszugehoerigkeit", "gewerkschaftsmitglied", "ig metall", "verdi", "trade union",
        "union", "union member", "union membership", "labor union", "labour union",
    ),
    "health": (
        "krankheitstage", "krankentage", "krankheit", "krankmeldung", "krankmeldungen", "fehltage", "fehlzeiten",
        "arbeitsunfaehigkeit", "au tage", "au bescheinigung", "diagnose", "gesundheit", "gesundheitszustand",
        "bem", "bem verfahren", "eingliederungsmanagement", "allergien", "allergie", "impfstatus", "impfung",
        "sick days", "sick leave", "sickness", "illness", "health", "health status", "medical", "diagnosis",
        "vaccination", "absence days", "krankenstand", "krankengeld", "blutgruppe", "blood type",
    ),
    "ethnicity": (
        "ethnie", "ethnische herkunft", "ethnicity", "ethnic origin", "race", "hautfarbe", "rasse",
        "migrationshintergrund", "migration background", "abstammung",
    ),
    "sexuality": (
        "sexuelle orientierung", "sexuelle identitaet", "sexual orientation", "sexuality", "lgbt", "lgbtq",
    ),
    "pregnancy": (
        "schwangerschaft", "schwanger", "mutterschutz", "entbindungstermin", "pregnancy", "pregnant",
        "maternity", "maternity leave", "due date of birth", "expected date of birth",
    ),
    "politics": (
        "partei", "parteizugehoerigkeit", "parteimitgliedschaft", "political party", "political opinion",
        "weltanschauung",
    ),
    "biometric": ("fingerabdruck", "biometrie", "biometric", "fingerprint", "gendaten", "genetic data"),
    "performance": (
        "leistungsbeurteilung", "leistungsbewertung", "beurteilung", "bewertung", "performance", "performancerating",
        "performance rating", "performance score", "performance review", "rating", "zielerreichung", "potenzial",
        "potential", "talent", "high potential", "leistungsstufe", "goal achievement", "job involvement",
        "attrition", "kuendigungsrisiko", "flight risk", "mitarbeiterbewertung", "abmahnung", "abmahnungen",
    ),
    "pay": (
        "gehalt", "jahresgehalt", "monatsgehalt", "grundgehalt", "bruttogehalt", "nettogehalt", "lohn", "stundenlohn",
        "entgelt", "entgeltgruppe", "tarifgruppe", "verguetung", "bonus", "praemie", "provision", "salary",
        "base salary", "annual salary", "monthly income", "monthlyincome", "hourly rate", "hourlyrate", "daily rate",
        "dailyrate", "monthly rate", "monthlyrate", "income", "wage", "pay", "pay grade", "compensation",
        "percent salary hike", "percentsalaryhike", "stock option level", "stockoptionlevel", "steuerklasse",
        "tax class", "iban", "bankverbindung", "kontonummer", "bank account", "pfaendung", "lohnpfaendung",
    ),
    "private": (
        "geschlecht", "gender", "sex", "anrede", "salutation", "alter", "age", "over18", "geburtsdatum", "geburtstag",
        "geburtsjahr", "geburtsort", "geburtsname", "date of birth", "birth date", "birthday", "year of birth",
        "place of birth", "familienstand", "marital status", "maritalstatus", "kinder", "anzahl kinder", "children",
        "kinderfreibetrag", "staatsangehoerigkeit", "nationalitaet", "nationality", "citizenship",
    ),
}  # fmt: skip
NOT_NEEDED = frozenset({"performance", "pay", "private"})
"""Reasons that are no special category of Art. 9 GDPR, but refused all the same."""
SURE_CHURCHES = frozenset(
    {"rk", "ev", "r k", "roemisch katholisch", "evangelisch", "katholisch", "muslimisch", "juedisch"}
)
CHURCHES = SURE_CHURCHES | frozenset(
    {"vd", "ak", "lt", "rf", "fr", "jd", "ib", "isl", "islam", "orthodox", "ohne", "konfessionslos"}
)
UNIONS = frozenset(
    {"ig metall", "igm", "ver di", "verdi", "ig bce", "igbce", "ig bau", "evg", "ngg", "gew", "gdp"}
)
ICD = re.compile(r"[A-TV-Z]\d{2}(\.\d{1,2})?[GVAZ]?")
DISABILITY = re.compile(r"(gdb|grad der behinderung)\s*:?\s*\d{2,3}.*|schwerbehindert.*|gleichgestellt.*")
SAMPLE_SHARE = 0.9
SMALLEST_SAMPLE = 5


def by_heading(heading: str) -> str:
    """The reason why a column of this name is refused, or ""."""
    name = fold(heading)
    for reason, terms in TERMS.items():
        if any(_names(name, term) for term in terms):
            return reason
    return ""


def _names(name: str, term: str) -> bool:
    if name == term or name.replace(" ", "") == term.replace(" ", ""):
        return True
    if len(term) >= 5 and f" {term} " in f" {name} ":
        return term not in (
            "union",
            "rating",
            "potential",
            "talent",
            "income",
            "health",
            "kirche",
            "alter",
            "children",
            "kinder",
        ) or name.endswith(term)
    is_long = len(term) >= SHORTEST_FUZZY and abs(len(term) - len(name)) <= 2
    return is_long and fuzz.ratio(name, term) >= SIMILAR_ENOUGH


def by_content(values: Iterable[str]) -> str:
    """The reason why a column with these values is refused, or "": only where nearly all of them say so."""
    filled = [value.strip() for value in values if value.strip() and value.strip() not in ("-", "--")]
    if len(filled) < SMALLEST_SAMPLE:
        return ""
    folded = [fold(value) for value in filled]
    enough = SAMPLE_SHARE * len(filled)
    if sum(v in CHURCHES for v in folded) >= enough and SURE_CHURCHES.intersection(folded):
        return "religion"
    if sum(v in UNIONS for v in folded) >= enough:
        return "union"
    if sum(bool(ICD.fullmatch(v)) for v in filled) >= enough and any("." in v for v in filled):
        return "health"
    if sum(bool(DISABILITY.fullmatch(v)) for v in folded) >= enough:
        return "disability"
    return ""
