"""The notice of Art. 13 and 14 GDPR in three layers: one sentence, one table, the full text."""

from typing import Final

from eigenart.core.vocabulary import LocalText
from eigenart.register.documents import passages as p
from eigenart.register.documents import words as w
from eigenart.register.documents.material import Material
from eigenart.register.documents.model import Document, Fact, Facts, Paragraph, Section, Table
from eigenart.register.documents.words import both
from eigenart.register.schema import PurposeEntry

GENERAL: Final = frozenset({"13-1-a", "13-1-b", "13-2-b", "13-2-c", "13-2-d", "13-3", "14-3"})
"""What the notice says once: Art. 13(1)(a), (b), (2)(b), (c), (d), (3) and the time of Art. 14(3)."""

FOR_EACH_PURPOSE: Final = frozenset(
    {
        "13-1-c",
        "13-1-c-basis",
        "13-1-d",
        "13-1-e",
        "13-1-f",
        "13-2-a",
        "13-2-c",
        "13-2-e",
        "13-2-f",
        "14-1-d",
        "14-2-f",
        "rights",
    }
)
"""What it says for each purpose; 14-1-d: categories of data, 14-2-f: their source."""


def compile_notice(material: Material) -> Document:
    return Document(
        code="notice",
        title=both("Datenschutzhinweise für Beschäftigte", "Privacy notice for employees"),
        law=both("Art. 13 und 14 DSGVO", "Art. 13 and 14 GDPR"),
        lead=_one_sentence(material),
        stamp=material.stamp,
        sections=(
            Section("overview", both("Auf einen Blick", "At a glance"), (_table(material),)),
            Section(
                "general",
                both("Verantwortlich, Rechte und Beschwerde", "Responsible, rights and complaint"),
                (_general(material),),
            ),
            Section(
                "purposes",
                both("Jeder Zweck im Einzelnen", "Each purpose in detail"),
                sections=tuple(_purpose(material, entry) for entry in material.active),
            ),
        ),
    )


def _one_sentence(material: Material) -> LocalText:
    own = sum(entry.switch.control != "none" for entry in material.active)
    pattern = both(
        "{company} nutzt Ihre Daten in diesem Portal nur für die {n} Zwecke, die hier stehen; {own} davon "
        "schalten Sie selbst ein oder aus, und nie dienen sie Leistungsbeurteilung, Beförderung oder "
        "Kündigung.",
        "{company} uses your data in this portal only for the {n} purposes named here; {own} of them "
        "you switch "
        "on or off yourself, and never do they serve the judging of performance, promotion or dismissal.",
    )
    return w.fill(pattern, company=material.stamp.company, n=len(material.active), own=own)


def _table(material: Material) -> Table:
    head = (
        both("Zweck", "Purpose"),
        both("Daten", "Data"),
        both("Grundlage", "Legal basis"),
        both("Wer es sieht", "Who sees it"),
        both("Ihre Wahl", "Your choice"),
    )
    rows = tuple(
        (
            w.of(entry.title),
            w.joined(w.of(material.register.data_type(data.type).title) for data in entry.data),
            w.word(w.BASES, entry.legal.art6),
            w.joined(p.sees(entry), "; "),
            w.word(w.CONTROLS, entry.switch.control),
        )
        for entry in material.active
    )
    return Table(both("Alle Zwecke", "All purposes"), head, rows, (4, 5, 4, 4, 4))


def _general(material: Material) -> Facts:
    one = material.register.content.controller
    return Facts(
        (
            p.fact("13-1-a", both("Verantwortlich", "Controller"), p.controller(material.register)),
            p.fact("13-1-b", both("Datenschutzbeauftragte/r", "Data protection officer"), w.of(one.dpo)),
            p.fact(
                "13-2-b",
                both("Ihre Rechte", "Your rights"),
                both(
                    "Auskunft (Art. 15), Berichtigung (Art. 16), Löschung (Art. 17), Einschränkung "
                    "(Art. 18), "
                    "Mitnahme (Art. 20) und Widerspruch (Art. 21 DSGVO): selbst unter Meine Daten, "
                    "kostenlos, "
                    "ohne Begründung und ohne Nachteil.",
                    "Access (Art. 15), rectification (Art. 16), erasure (Art. 17), restriction (Art. 18), "
                    "portability (Art. 20) and objection (Art. 21 GDPR): yourself in My data, free "
                    "of charge, "
                    "without a reason and without any disadvantage.",
                ),
            ),
            p.fact(
                "13-2-c",
                both("Widerruf", "Withdrawal"),
                both(
                    "Eine Einwilligung ziehen Sie jederzeit mit einem Klick zurück. Was bis dahin "
                    "geschehen ist, bleibt rechtmäßig.",
                    "You withdraw a consent at any time with one click. What happened until then "
                    "remains lawful.",
                ),
            ),
            p.fact("13-2-d", both("Beschwerde", "Complaint"), w.of(one.authority)),
            p.fact(
                "13-3",
                both("Neue Zwecke", "New purposes"),
                both(
                    "Ein neuer oder geänderter Zweck steht zuerst hier und läuft erst nach der Genehmigung.",
                    "A new or changed purpose stands here first and runs only after approval.",
                ),
            ),
            p.fact(
                "14-3",
                both("Daten aus dem Personalsystem", "Data from the HR system"),
                both(
                    "Über sie informiert dieser Hinweis spätestens einen Monat nach der Übernahme.",
                    "This notice informs about them within one month of taking them over at the latest.",
                ),
            ),
        )
    )


def _purpose(material: Material, entry: PurposeEntry) -> Section:
    return Section(
        code=entry.id,
        title=w.of(entry.title),
        blocks=(Paragraph(w.of(entry.why)), Facts(_facts(material, entry))),
    )


def _facts(material: Material, entry: PurposeEntry) -> tuple[Fact, ...]:
    register = material.register
    kinds = [register.data_type(data.type) for data in entry.data]
    what = both("{title}: {what}", "{title}: {what}")
    from_where = both("{title}: {source}", "{title}: {source}")
    return (
        p.fact("13-1-c", both("Zweck", "Purpose"), w.of(entry.title)),
        p.fact("13-1-c-basis", both("Rechtsgrundlage", "Legal basis"), *p.basis(entry)),
        p.fact("13-1-d", both("Berechtigtes Interesse", "Legitimate interest"), *_interest(entry)),
        p.fact(
            "14-1-d",
            both("Arten von Daten", "Categories of data"),
            *(w.fill(what, title=w.of(kind.title), what=w.of(kind.what)) for kind in kinds),
        ),
        p.fact(
            "14-2-f",
            both("Herkunft", "Source"),
            *(
                w.fill(
                    from_where, title=w.of(k.title), source=w.joined(w.word(w.SOURCES, s) for s in k.source)
                )
                for k in kinds
            ),
        ),
        p.fact("13-1-e", both("Empfänger", "Recipients"), *p.who_gets_it(register, entry)),
        p.fact("13-1-f", both("Drittländer", "Third countries"), p.third_country(entry)),
        p.fact("13-2-a", both("Dauer", "Period"), *p.kept(register, entry)),
        p.fact("13-2-c", both("Ihre Wahl", "Your choice"), *_choice(entry)),
        p.fact(
            "13-2-e", both("Pflicht zur Angabe", "Duty to provide"), w.word(w.PROVISION, entry.legal.art6)
        ),
        p.fact("13-2-f", both("Entscheidung und Logik", "Decision and logic"), *p.logic(register, entry)),
        p.fact(
            "rights",
            both("Ihre Rechte hier", "Your rights here"),
            *_rights(entry),
        ),
    )


def _rights(entry: PurposeEntry) -> tuple[LocalText, ...]:
    answers = (
        (both("Berichtigen", "Correct"), w.word(w.RECTIFY, entry.rights.rectify)),
        (both("Widersprechen", "Object"), w.word(w.OBJECT, entry.rights.object)),
        (both("Löschen", "Erase"), w.word(w.ERASE, entry.rights.erase)),
    )
    return tuple(w.fill(both("{what}: {how}", "{what}: {how}"), what=what, how=how) for what, how in answers)


def _interest(entry: PurposeEntry) -> tuple[LocalText, ...]:
    test = entry.legal.balancing_test
    if test is None:
        return (both("entfällt bei dieser Rechtsgrundlage", "not applicable with this legal basis"),)
    return (w.of(test.interest), w.of(test.outcome))


def _choice(entry: PurposeEntry) -> tuple[LocalText, ...]:
    found = [w.word(w.CONTROLS, entry.switch.control)]
    if entry.alternative:
        instead = both("Stattdessen, ohne Nachteil: {title}", "Instead, without disadvantage: {title}")
        found.append(w.fill(instead, title=w.of(entry.alternative.title)))
    return tuple(found)
