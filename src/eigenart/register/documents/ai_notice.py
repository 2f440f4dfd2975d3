"""The notice to employees and their representatives before an AI system is used: Art. 26(7) AI Act."""

from typing import Final

from eigenart.core.vocabulary import LocalText
from eigenart.register.documents import passages as p
from eigenart.register.documents import words as w
from eigenart.register.documents.material import Material
from eigenart.register.documents.model import Document, Fact, Facts, Listing, Paragraph, Section
from eigenart.register.documents.words import both
from eigenart.register.schema import AiSystem

FOR_EACH_SYSTEM: Final = frozenset(
    {"use", "class", "logic", "effect", "data", "label", "oversight", "rights", "provider", "stop"}
)


def compile_ai_notice(material: Material) -> Document:
    systems = material.register.content.ai_systems
    return Document(
        code="ai-notice",
        title=both("Information über den Einsatz von KI", "Information about the use of AI"),
        law=both("Art. 26 Abs. 7 KI-Verordnung (EU) 2024/1689", "Art. 26(7) of Regulation (EU) 2024/1689"),
        lead=both(
            "Ihr Arbeitgeber informiert Sie und Ihre Vertretung vor dem Einsatz. Kein System "
            "entscheidet über Sie, bewertet Sie oder liest Gefühle.",
            "Your employer informs you and your representatives before the use. No system decides "
            "about you, rates you or reads emotions.",
        ),
        stamp=material.stamp,
        sections=tuple(_system(material, name, system) for name, system in systems.items())
        or (
            Section(
                "none",
                both("Keine Systeme", "No systems"),
                (Paragraph(both("Es ist kein KI-System im Einsatz.", "No AI system is in use.")),),
            ),
        ),
    )


def _system(material: Material, name: str, system: AiSystem) -> Section:
    return Section(
        code=name,
        title=w.of(system.title),
        blocks=(
            Paragraph(w.of(system.intended_purpose)),
            Facts((*_working(material, name, system), *_control(name, system))),
            Paragraph(both("Grenzen des Systems:", "Limits of the system:")),
            Listing(tuple(w.of(limit) for limit in system.limits)),
        ),
    )


def _working(material: Material, name: str, system: AiSystem) -> tuple[Fact, ...]:
    """What runs where, of which class, how, with which data."""
    used = [entry for entry in material.register.content.purposes if entry.ai_system == name]
    kinds = dict.fromkeys(data.type for entry in used for data in entry.data)
    claim = w.fill(w.word(w.CLAIMS, system.annex3.claim), point=system.annex3.point)
    risk_class = w.word(w.RISK_CLASSES, system.risk_class)
    data = w.joined(w.of(material.register.data_type(kind).title) for kind in kinds)
    effect = both("Was es für Sie bedeutet", "What it means for you")
    return (
        p.fact("use", both("Wo es läuft", "Where it runs"), *(w.of(entry.title) for entry in used)),
        p.fact("class", both("Einstufung", "Class"), risk_class, claim, w.of(system.annex3.reason)),
        p.fact("logic", both("So arbeitet es", "How it works"), w.of(system.logic)),
        p.fact("effect", effect, w.of(system.effect)),
        p.fact("data", both("Welche Daten", "Which data"), data),
    )


def _control(name: str, system: AiSystem) -> tuple[Fact, ...]:
    """How it is labelled, watched over and stopped, and who provides it."""
    label = both("Kennzeichnung (Art. 50)", "Label (Art. 50)")
    oversight = both("Menschliche Aufsicht (Art. 14)", "Human oversight (Art. 14)")
    provided = both("Anbieter (Art. 3 Nr. 3)", "Provider (Art. 3(3))")
    return (
        p.fact("label", label, w.of(system.art50_label)),
        p.fact("oversight", oversight, w.of(system.overseer)),
        p.fact("rights", both("Ihre Rechte", "Your rights"), RIGHTS),
        p.fact("stop", both("Anhalten", "Stop"), STOP),
        p.fact("provider", provided, provider(system, name)),
    )


RIGHTS: Final = both(
    "Gründe zu jedem Vorschlag sehen (Art. 86), abschalten, Angaben berichtigen, sich an Betriebsrat oder "
    "Datenschutz wenden.",
    "See the reasons for each suggestion (Art. 86), switch it off, correct entries, turn to works council or "
    "data protection.",
)
STOP: Final = both(
    "Ohne die Genehmigung von Betriebsrat, Datenschutz und Arbeitgeber läuft es nicht.",
    "It does not run without the approval of works council, data protection officer and employer.",
)


def provider(system: AiSystem, name: str) -> LocalText:
    return w.or_fill(
        system.provider,
        f"Anbieter des Systems: Name und Anschrift (ai_systems.{name}.provider)",
        f"Provider of the system: name and address (ai_systems.{name}.provider)",
    )
