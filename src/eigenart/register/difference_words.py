"""Words in both languages for what can differ between two registers. Called by `differences` alone.

A field or code without a word here is shown as it stands, so that nothing is ever hidden.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from eigenart.core.vocabulary import LocalText

Words = Mapping[str, LocalText]


def both(de: str, en: str) -> LocalText:
    return LocalText(de=de, en=en)


def same(text: str) -> LocalText:
    return LocalText(de=text, en=text)


SECTIONS: Final[Words] = {
    "purposes": both("Zweck", "Purpose"),
    "data_types": both("Datenart", "Type of data"),
    "retention_classes": both("Löschklasse", "Class of deletion"),
    "stores": both("Speicher", "Store"),
    "recipients": both("Empfänger", "Recipient"),
    "interfaces": both("Schnittstelle", "Interface"),
    "measures": both("Maßnahme", "Measure"),
    "reports": both("Bericht über Gruppen", "Report about groups"),
    "ai_systems": both("KI-System", "AI system"),
    "jobs": both("Aufgabe im Hintergrund", "Background job"),
    "routes": both("Seite des Portals", "Page of the portal"),
    "egress": both("Verbindung nach außen", "Connection to the outside"),
    "register": both("Register", "Register"),
    "controller": both("Verantwortliche Stelle", "Controller"),
    "roles": both("Rollen", "Roles"),
}

FIELDS: Final[Words] = {
    "title": both("Name", "Name"),
    "what": both("Inhalt", "Content"),
    "why": both("Erklärung", "Explanation"),
    "version": both("Fassung", "Version"),
    "status": both("Stand", "State"),
    "approve_within_days": both("Frist für die Genehmigung in Tagen", "Days to approve"),
    "legal": both("Rechtsgrundlage", "Legal basis"),
    "art6": both("Art. 6 DSGVO", "Art. 6 GDPR"),
    "art9": both("Art. 9 DSGVO", "Art. 9 GDPR"),
    "switch": both("Schalter", "Switch"),
    "enabled_by_default": both("von Anfang an eingeschaltet", "on from the start"),
    "control": both("Art des Schalters", "Kind of switch"),
    "alternative": both("Gleichwertige Alternative", "Equal alternative"),
    "data": both("Daten", "Data"),
    "columns": both("Felder", "Fields"),
    "writes": both("darf ändern", "may change"),
    "necessary": both("Warum nötig", "Why necessary"),
    "produces": both("Erzeugt", "Produces"),
    "visibility": both("Wer es sieht", "Who sees it"),
    "recipients": both("Empfänger", "Recipients"),
    "third_country": both("Übermittlung in ein Drittland", "Transfer to a third country"),
    "decision": both("Entscheidung", "Decision"),
    "ai_system": both("KI-System", "AI system"),
    "forbidden_uses": both("Ausgeschlossene Nutzungen", "Forbidden uses"),
    "approvals": both("Wer zustimmen muss", "Who has to approve"),
    "scope": both("Reichweite", "Scope"),
    "retention": both("Löschklasse", "Class of deletion"),
    "period": both("Frist", "Period"),
    "start": both("Beginn der Frist", "Start of the period"),
    "start_field": both("Feld, ab dem die Frist zählt", "Field that the period counts from"),
    "backup_hold": both("Frist in Sicherungen", "Period in backups"),
    "source": both("Herkunft", "Source"),
    "special": both("Besondere Kategorie", "Special category"),
    "sealed": both("Verschlüsselte Felder", "Encrypted fields"),
    "stores": both("Speicher", "Stores"),
    "table": both("Tabelle", "Table"),
    "owner": both("Zuständiger Zweck", "Owning purpose"),
    "access": both("Zugang", "Access"),
    "consent": both("Einwilligung", "Consent"),
    "text": both("Wortlaut", "Wording"),
    "dpia": both("Folgenabschätzung", "Impact assessment"),
    "risks": both("Risiken", "Risks"),
    "measures": both("Maßnahmen", "Measures"),
    "k_min": both("Mindestzahl von Personen", "Least number of people"),
    "purpose": both("Zweck", "Purpose"),
    "purposes": both("Zwecke", "Purposes"),
    "schedule": both("Zeitplan", "Schedule"),
    "view": both("Programmteil", "Part of the program"),
    "open_to": both("Offen für", "Open to"),
    "hosts": both("Rechner", "Hosts"),
    "recipient": both("Empfänger", "Recipient"),
    "risk_class": both("Risikoklasse", "Risk class"),
    "intended_purpose": both("Bestimmungszweck", "Intended purpose"),
    "name": both("Name", "Name"),
    "address": both("Anschrift", "Address"),
    "contact": both("Kontakt", "Contact"),
    "dpo": both("Datenschutzbeauftragte Person", "Data protection officer"),
    "authority": both("Aufsichtsbehörde", "Authority"),
}

VALUES: Final[Words] = {
    "self": both("die Person selbst", "the person herself"),
    "manager": both("Führungskraft", "manager"),
    "hr": both("Personalabteilung", "HR"),
    "employer": both("Arbeitgeber", "employer"),
    "works_council": both("Betriebsrat", "works council"),
    "dpo": both("Datenschutzbeauftragte", "data protection officer"),
    "admin": both("IT-Administration", "IT administration"),
    "everybody": both("alle, ohne Anmeldung", "everybody, without login"),
    "login": both("alle, die angemeldet sind", "everybody who is logged in"),
    "individual": both("einzelne Einträge", "single entries"),
    "none": both("nichts", "nothing"),
    "all": both("alle", "all"),
    "a": both("Einwilligung (a)", "consent (a)"),
    "b": both("Arbeitsvertrag (b)", "employment contract (b)"),
    "c": both("gesetzliche Pflicht (c)", "legal duty (c)"),
    "f": both("berechtigtes Interesse (f)", "legitimate interest (f)"),
    "opt_in": both("aus, bis die Person einschaltet", "off until the person switches it on"),
    "opt_out": both("an, bis die Person abschaltet", "on until the person switches it off"),
    "active": both("in Betrieb", "active"),
    "suspended": both("ausgesetzt", "suspended"),
    "retired": both("beendet", "retired"),
    "draft": both("Entwurf", "draft"),
    "add": both("hinzufügen", "add"),
    "change": both("ändern", "change"),
    "remove": both("löschen", "remove"),
    "performance_review": both("Leistungsbeurteilung", "performance review"),
    "promotion": both("Beförderung", "promotion"),
    "termination": both("Kündigung", "dismissal"),
    "pay": both("Entgelt", "pay"),
    "absence_control": both("Anwesenheitskontrolle", "control of absence"),
    "attrition": both("Vorhersage von Kündigungen", "guessing who might leave"),
}


def field(path: Sequence[str]) -> LocalText:
    """The place of a difference inside its entry, e.g. „Wer es sieht, Betriebsrat“."""
    parts = [FIELDS.get(part) or VALUES.get(part) or same(part) for part in path]
    return both(", ".join(part.de for part in parts), ", ".join(part.en for part in parts))


def value(found: Any) -> LocalText:
    """One value in words; text in quotation marks."""
    if found is None or found in ("", [], {}):
        return both("leer", "empty")
    match found:
        case bool():
            return both("ja", "yes") if found else both("nein", "no")
        case {"de": str(de), "en": str(en), **rest} if not rest:
            return both(f"„{de}“", f"“{en}”")
        case {"level": "aggregate", "k_min": least}:
            return both(f"nur Summen ab {least} Personen", f"only sums of at least {least} people")
        case list():
            return listed(found)
        case dict():
            parts = [(field([name]), value(inner)) for name, inner in found.items()]
            return both(
                "; ".join(f"{name.de}: {inner.de}" for name, inner in parts),
                "; ".join(f"{name.en}: {inner.en}" for name, inner in parts),
            )
        case str():
            return VALUES.get(found) or both(f"„{found}“", f"“{found}”")
        case _:
            return same(str(found))


def listed(found: Sequence[Any]) -> LocalText:
    parts = [value(one) for one in found]
    return both(", ".join(part.de for part in parts), ", ".join(part.en for part in parts))
