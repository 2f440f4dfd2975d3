"""The record of processing activities after Art. 30(1) GDPR, letters (a) to (g)."""

from typing import Final

from eigenart.register.documents import passages as p
from eigenart.register.documents import words as w
from eigenart.register.documents.material import Material
from eigenart.register.documents.model import Document, Facts, Section
from eigenart.register.documents.words import both
from eigenart.register.schema import PurposeEntry

LETTERS: Final = frozenset({"30-1-b", "30-1-c", "30-1-d", "30-1-e", "30-1-f", "30-1-g"})
"""The letters that each activity answers; (a) stands once, in front."""


def compile_record(material: Material) -> Document:
    register = material.register
    one = register.content.controller
    head = Facts(
        (
            p.fact("30-1-a", both("Verantwortlich (a)", "Controller (a)"), p.controller(register)),
            p.fact(
                "30-1-a-dpo",
                both("Datenschutzbeauftragte/r (a)", "Data protection officer (a)"),
                w.of(one.dpo),
            ),
        )
    )
    activities = tuple(_activity(material, entry) for entry in register.content.purposes)
    return Document(
        code="record",
        title=both("Verzeichnis von Verarbeitungstätigkeiten", "Record of processing activities"),
        law=both("Art. 30 Abs. 1 DSGVO", "Art. 30(1) GDPR"),
        lead=both(
            "Alle Verarbeitungen des Portals, wie sie das Register festlegt. Was hier nicht steht, "
            "ist technisch gesperrt.",
            "All processing of the portal as the register sets it. What is not here is technically locked.",
        ),
        stamp=material.stamp,
        sections=(
            Section("controller", both("Verantwortlicher", "Controller"), (head,)),
            Section(
                "activities", both("Verarbeitungstätigkeiten", "Processing activities"), sections=activities
            ),
            Section(
                "measures",
                both("Maßnahmen nach Art. 32 DSGVO (g)", "Measures under Art. 32 GDPR (g)"),
                (p.measures_table(register),),
            ),
        ),
    )


def _activity(material: Material, entry: PurposeEntry) -> Section:
    register = material.register
    kinds = [register.data_type(data.type) for data in entry.data]
    titled = both("{title} ({special})", "{title} ({special})")
    rows = (
        p.fact(
            "state",
            both("Stand", "State"),
            w.word(w.STATES, entry.status),
            w.fill(both("Fassung {n}", "Version {n}"), n=entry.version),
        ),
        p.fact("30-1-b", both("Zweck (b)", "Purpose (b)"), w.of(entry.why)),
        p.fact("basis", both("Rechtsgrundlage", "Legal basis"), *p.basis(entry)),
        p.fact(
            "30-1-c",
            both("Betroffene und Daten (c)", "People and data (c)"),
            w.joined(w.word(w.SUBJECTS, subject) for subject in entry.subjects),
            *(
                w.fill(titled, title=w.of(kind.title), special=w.word(w.SPECIAL, kind.special))
                for kind in kinds
            ),
        ),
        p.fact("30-1-d", both("Empfänger (d)", "Recipients (d)"), *p.who_gets_it(register, entry)),
        p.fact("30-1-e", both("Drittländer (e)", "Third countries (e)"), p.third_country(entry)),
        p.fact("30-1-f", both("Löschfristen (f)", "Time limits for erasure (f)"), *p.kept(register, entry)),
        p.fact(
            "30-1-g",
            both("Maßnahmen (g)", "Measures (g)"),
            both("siehe letzter Abschnitt", "see the last section"),
        ),
    )
    return Section(entry.id, w.of(entry.title), (Facts(rows),))
