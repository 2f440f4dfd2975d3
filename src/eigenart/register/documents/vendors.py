"""One sheet for each processor: Art. 28(3)(a) to (h) GDPR. Without processors the document says so."""

from typing import Final

from eigenart.core.vocabulary import LocalText
from eigenart.register.documents import passages as p
from eigenart.register.documents import words as w
from eigenart.register.documents.material import Material
from eigenart.register.documents.model import Document, Facts, Paragraph, Section
from eigenart.register.documents.words import both
from eigenart.register.schema import Recipient

LETTERS: Final = frozenset(f"28-3-{letter}" for letter in "abcdefgh")


def compile_vendors(material: Material) -> Document:
    recipients = material.register.content.recipients
    none = Section("none", both("Keine Auftragsverarbeiter", "No processors"), (Paragraph(NONE),))
    return Document(
        code="vendors",
        title=both("Prüfblätter Auftragsverarbeiter", "Vendor sheets"),
        law=both("Art. 28 DSGVO", "Art. 28 GDPR"),
        lead=both(
            "Wer außerhalb des Unternehmens Daten im Auftrag verarbeitet, und was dazu vereinbart ist.",
            "Who processes data outside the company on its behalf, and what was agreed.",
        ),
        stamp=material.stamp,
        sections=tuple(_sheet(name, one) for name, one in recipients.items()) or (none,),
    )


NONE: Final = both(
    "Dieses Register nennt keinen Auftragsverarbeiter. Das Portal läuft im Unternehmen und sendet "
    "keine Daten an andere. Wird es bei einem Dienstleister betrieben, gehört dieser mit den Angaben "
    "nach Art. 28 ins Register.",
    "This register names no processor. The portal runs inside the company and sends no data to "
    "others. If a service provider operates it, that provider belongs into the register with the "
    "fields of Art. 28.",
)


def _sheet(name: str, one: Recipient) -> Section:
    def contract(clause: str, de: str, en: str) -> LocalText:
        return w.to_fill(
            f"{de} (Fundstelle im Vertrag mit {name}, lit. {clause})",
            f"{en} (place in the contract with {name}, letter {clause})",
        )

    agreed = w.fill(both("Vertrag vom {day}", "Contract of {day}"), day=w.day(one.agreement_on))
    audit = w.fill(both("zuletzt geprüft am {day}", "last audited on {day}"), day=w.day(one.audited_on))
    training = both("Kein Training mit unseren Daten", "No training with our data")
    return Section(
        code=name,
        title=w.same(one.processor),
        blocks=(
            Facts(
                (
                    p.fact("service", both("Leistung", "Service"), w.of(one.service), w.same(one.location)),
                    p.fact("transfer", both("Übermittlung", "Transfer"), w.same(one.transfer or "–")),
                    p.fact("28-3-a", both("Weisungen (a)", "Instructions (a)"), agreed, training),
                    p.fact(
                        "28-3-b",
                        both("Vertraulichkeit (b)", "Confidentiality (b)"),
                        contract("b", "Verpflichtung", "Commitment"),
                    ),
                    p.fact(
                        "28-3-c",
                        both("Sicherheit (c)", "Security (c)"),
                        w.same(one.safeguards_ref),
                        *map(w.same, one.certificates),
                    ),
                    p.fact(
                        "28-3-d",
                        both("Unterauftragnehmer (d)", "Subprocessors (d)"),
                        *map(w.same, one.subprocessors),
                    ),
                    p.fact(
                        "28-3-e",
                        both("Rechte der Betroffenen (e)", "Rights of the people (e)"),
                        contract("e", "Unterstützung", "Assistance"),
                    ),
                    p.fact(
                        "28-3-f",
                        both("Meldung und Abschätzung (f)", "Breaches and assessment (f)"),
                        contract("f", "Unterstützung", "Assistance"),
                    ),
                    p.fact(
                        "28-3-g",
                        both("Löschung oder Rückgabe (g)", "Deletion or return (g)"),
                        w.same(one.deletion_proof),
                    ),
                    p.fact("28-3-h", both("Prüfungen (h)", "Audits (h)"), audit),
                )
            ),
        ),
    )
