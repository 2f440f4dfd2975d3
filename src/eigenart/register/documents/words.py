"""Both languages at once: how texts are joined and filled, and the words for the codes of the register.

A code without a word here is shown as it stands, so that a company's own codes are never hidden.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from eigenart.core.vocabulary import LocalText
from eigenart.register.documents.model import Code, ToFill
from eigenart.register.schema import Aggregate, Text

Words = Mapping[str, LocalText]
Speaking = LocalText | Text


def both(de: str, en: str) -> LocalText:
    return LocalText(de=de, en=en)


def same(text: str) -> LocalText:
    return LocalText(de=text, en=text)


def of(text: Text) -> LocalText:
    """A text of the register."""
    return LocalText(de=text.in_language("de"), en=text.in_language("en"))


def code(names: Iterable[str]) -> Code:
    joined = ", ".join(names)
    return Code(de=joined, en=joined)


def to_fill(de: str, en: str) -> ToFill:
    return ToFill(de=de, en=en)


def or_fill(text: Text | None, de: str, en: str) -> LocalText:
    return to_fill(de, en) if text is None else of(text)


def fill(pattern: LocalText, **values: LocalText | str | int) -> LocalText:
    """The pattern with its {places} filled; values are taken literally."""
    spoken = {name: v if isinstance(v, LocalText) else same(str(v)) for name, v in values.items()}
    return LocalText(
        de=pattern.de.format(**{name: text.de for name, text in spoken.items()}),
        en=pattern.en.format(**{name: text.en for name, text in spoken.items()}),
    )


def joined(texts: Iterable[LocalText], by: str = ", ") -> LocalText:
    parts = tuple(texts)
    return LocalText(de=by.join(t.de for t in parts), en=by.join(t.en for t in parts))


def word(words: Words, name: str) -> LocalText:
    return words.get(name, same(name))


def day(value: date) -> LocalText:
    return both(f"{value:%d.%m.%Y}", f"{value.day} {value:%B %Y}")


def period(iso: str) -> LocalText:
    """An ISO 8601 period in words: P6M becomes 6 Monate and 6 months."""
    units = (("Jahr", "Jahre", "year"), ("Monat", "Monate", "month"), ("Tag", "Tage", "day"))
    found = re.fullmatch(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?", iso)
    numbers = [int(part or 0) for part in found.groups()] if found else [0, 0, 0]
    spoken = [
        both(f"{n} {one if n == 1 else many}", f"{n} {english}{'' if n == 1 else 's'}")
        for n, (one, many, english) in zip(numbers, units, strict=True)
        if n
    ]
    return joined(spoken, " ") if spoken else both("sofort", "at once")


def viewer(who: str, level: str | Aggregate) -> LocalText:
    """What one role sees of a purpose."""
    if isinstance(level, Aggregate):
        sums = both("{who}: nur Summen ab {k} Personen", "{who}: only sums over at least {k} people")
        return fill(sums, who=word(WHO, who), k=level.k_min)
    if who == "self":
        return both("Sie selbst: Ihre eigenen Einträge", "You: your own entries")
    return fill(both("{who}: einzelne Einträge", "{who}: single entries"), who=word(WHO, who))


NONE: Final = both("keine", "none")
NOBODY: Final = both("niemand", "nobody")
YES: Final = both("ja", "yes")
NO: Final = both("nein", "no")

BASES: Words = {
    "a": both("Einwilligung (Art. 6 Abs. 1 lit. a DSGVO)", "Consent (Art. 6(1)(a) GDPR)"),
    "b": both("Arbeitsvertrag (Art. 6 Abs. 1 lit. b DSGVO)", "Employment contract (Art. 6(1)(b) GDPR)"),
    "c": both("Gesetzliche Pflicht (Art. 6 Abs. 1 lit. c DSGVO)", "Legal duty (Art. 6(1)(c) GDPR)"),
    "f": both(
        "Berechtigtes Interesse (Art. 6 Abs. 1 lit. f DSGVO)", "Legitimate interest (Art. 6(1)(f) GDPR)"
    ),
}
PROVISION: Words = {
    "a": both(
        "Sie müssen nichts angeben. Ohne Einwilligung haben Sie keinen Nachteil.",
        "You need not provide anything. Without consent you have no disadvantage.",
    ),
    "b": both(
        "Für das Arbeitsverhältnis erforderlich. Ohne diese Daten kann das Portal Ihnen nichts zuordnen.",
        "Needed for the employment. Without these data the portal cannot assign anything to you.",
    ),
    "c": both("Gesetzlich vorgeschrieben.", "Required by law."),
    "f": both(
        "Sie müssen nichts angeben und können abschalten. Dann sehen Sie dieselben Angebote ohne Vorschläge.",
        "You need not provide anything and can switch it off. You then see the same offers without "
        "suggestions.",
    ),
}
CONTROLS: Words = {
    "opt_in": both("Aus, bis Sie es einschalten", "Off until you switch it on"),
    "opt_out": both("An, bis Sie es abschalten", "On until you switch it off"),
    "none": both(
        "Ohne Schalter, weil Arbeit oder Gesetz es verlangen",
        "Without a switch, because work or law needs it",
    ),
}
WHO: Words = {
    "self": both("Sie selbst", "You"),
    "manager": both("Führungskraft", "Manager"),
    "hr": both("Personalabteilung", "HR"),
    "employer": both("Arbeitgeber", "Employer"),
    "works_council": both("Betriebsrat", "Works council"),
    "dpo": both("Datenschutzbeauftragte/r", "Data protection officer"),
    "admin": both("IT-Administration", "IT administration"),
    "none": both("Niemand außerhalb des Unternehmens", "Nobody outside the company"),
    "nobody": NOBODY,
}
SUBJECTS: Words = {
    "employee": both("Beschäftigte", "Employees"),
    "applicant": both("Bewerberinnen und Bewerber", "Applicants"),
    "apprentice": both("Auszubildende", "Apprentices"),
}
FORBIDDEN: Words = {
    "performance_review": both("Leistungsbeurteilung", "judging performance"),
    "promotion": both("Beförderung", "promotion"),
    "termination": both("Kündigung", "dismissal"),
    "pay": both("Entgelt", "pay"),
    "absence_control": both("Kontrolle von Abwesenheit", "control of absence"),
    "attrition": both("Vorhersage von Kündigungsabsichten", "guessing who might leave"),
}
STATES: Words = {
    "draft": both("Entwurf", "Draft"),
    "reviewed": both("Geprüft", "Reviewed"),
    "agreed": both("Vereinbart", "Agreed"),
    "active": both("Aktiv", "Active"),
    "suspended": both("Ausgesetzt", "Suspended"),
    "retired": both("Beendet", "Retired"),
}
SOURCES: Words = {
    "self": both("von Ihnen", "from you"),
    "hris": both("aus dem Personalsystem", "from the HR system"),
    "app": both("aus der Nutzung des Portals", "from using the portal"),
    "derived": both("vom Portal berechnet", "worked out by the portal"),
}
SPECIAL: Words = {
    "none": both("keine besondere Kategorie", "no special category"),
    "explicit": both("besondere Kategorie (Art. 9 DSGVO)", "special category (Art. 9 GDPR)"),
    "inference_possible": both(
        "lässt auf besondere Kategorien schließen", "special categories can be inferred"
    ),
}
ART9: Words = {
    "none": both("nicht betroffen", "not concerned"),
    "a": both(
        "Ausdrückliche Einwilligung (Art. 9 Abs. 2 lit. a DSGVO)", "Explicit consent (Art. 9(2)(a) GDPR)"
    ),
    "b": both("Arbeitsrecht (Art. 9 Abs. 2 lit. b DSGVO)", "Employment law (Art. 9(2)(b) GDPR)"),
    "h": both("Arbeitsmedizin (Art. 9 Abs. 2 lit. h DSGVO)", "Occupational medicine (Art. 9(2)(h) GDPR)"),
}
STARTS: Words = {
    "event_time": both("ab dem Ereignis", "from the event"),
    "decision_time": both("ab Anzeige oder Antwort", "from display or answer"),
    "purpose_end": both(
        "ab Ende des Zwecks (Widerruf, Abschalten, Austritt)",
        "from the end of the purpose (withdrawal, switch-off, leaving)",
    ),
    "contract_end": both("ab Austritt", "from leaving"),
}
RECTIFY: Words = {
    "self_service": both("selbst unter Meine Daten", "yourself, in My data"),
    "ask_hr": both(
        "selbst unter Meine Daten daneben stellen; an der Quelle über die Personalabteilung",
        "state your own value in My data; at the source through HR",
    ),
    "none": both(
        "entfällt, es sind keine Angaben über Sie", "not applicable, these are no statements about you"
    ),
}
OBJECT: Words = {
    "switch_off": both(
        "mit einem Klick, ohne Begründung, gilt ab der nächsten Seite",
        "with one click, without a reason, counts from the next page on",
    ),
    "withdraw": both("Einwilligung zurückziehen, mit einem Klick", "withdraw the consent, with one click"),
    "none": both(
        "kein Widerspruch, weil Vertrag oder Gesetz die Verarbeitung verlangen",
        "no objection, because contract or law requires the processing",
    ),
}
ERASE: Words = {
    "delete_rows": both("Zeilen werden gelöscht", "rows are deleted"),
    "delete_rows_and_refit": both(
        "Zeilen werden gelöscht, das Modell wird ohne die Person neu berechnet",
        "rows are deleted, the model is computed anew without the person",
    ),
    "retention_only": both(
        "nach Ablauf der Frist, vorher ist es der Nachweis des Zugriffs",
        "when its time is over; until then it is the proof of access",
    ),
    "none": both(
        "nach Ablauf der Frist, vorher verlangt das Gesetz die Daten",
        "when its time is over; until then the law needs the data",
    ),
}
DECISIONS: Words = {
    "none": both("Es wird nichts über Sie entschieden.", "Nothing is decided about you."),
    "suggestion_only": both(
        "Das Portal schlägt nur vor. Sie entscheiden.", "The portal only suggests. You decide."
    ),
    "preparation": both(
        "Das Portal bereitet vor. Ein Mensch entscheidet.", "The portal prepares. A human decides."
    ),
}
RISK_CLASSES: Words = {
    "high_risk": both("Hochrisiko-KI-System", "high-risk AI system"),
    "treated_as_high_risk": both(
        "wird freiwillig wie ein Hochrisiko-KI-System behandelt",
        "voluntarily treated as a high-risk AI system",
    ),
    "limited": both("begrenztes Risiko (Transparenzpflichten)", "limited risk (transparency duties)"),
    "minimal": both("minimales Risiko", "minimal risk"),
}
CLAIMS: Words = {
    "outside": both(
        "fällt nach eigener Bewertung nicht unter Anhang III Nr. {point}",
        "by own assessment outside Annex III point {point}",
    ),
    "inside": both("fällt unter Anhang III Nr. {point}", "inside Annex III point {point}"),
}
BECAUSE: Words = {
    "dsk_list_employee_profiling": both(
        "Muss-Liste der DSK: Profile von Beschäftigten",
        "list of the German authorities: profiles of employees",
    ),
    "wp248_vulnerable_subjects": both(
        "WP 248: Beschäftigte sind schutzbedürftig", "WP 248: employees are vulnerable"
    ),
    "wp248_innovative_technology": both("WP 248: neue Technik", "WP 248: innovative technology"),
    "no_profiling": both("kein Profiling, geringes Risiko", "no profiling, low risk"),
}
SCALE: Words = {
    "1": both("1 gering", "1 low"),
    "2": both("2 mittel", "2 medium"),
    "3": both("3 hoch", "3 high"),
    "4": both("4 sehr hoch", "4 very high"),
}
DIRECTIONS: Words = {
    "in": both("hinein", "in"),
    "out": both("hinaus", "out"),
}
WRITES: Words = {
    "add": both("anlegen", "add"),
    "change": both("ändern", "change"),
    "remove": both("löschen", "remove"),
}
PARTIES: Words = {
    "works_council": WHO["works_council"],
    "dpo": WHO["dpo"],
    "employer": WHO["employer"],
}
GROUPS: Words = {
    "gender": both("Geschlecht", "gender"),
    "age_band": both("Altersgruppe", "age band"),
    "part_time": both("Teilzeit", "part-time"),
    "site": both("Standort", "site"),
}
