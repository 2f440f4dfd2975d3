"""The draft of the data protection impact assessment: Art. 35(7)(a) to (d) GDPR, with the state of its signature.

The assessment is part of the register, and the data protection officer approves the register's hash: so changing one
column of one purpose makes the assessment unsigned, and the gate refuses that purpose until it is signed again.
"""

from typing import Final

from eigenart.core.vocabulary import LocalText
from eigenart.register.documents import passages as p
from eigenart.register.documents import words as w
from eigenart.register.documents.material import Material
from eigenart.register.documents.model import Document, Facts, Paragraph, Section, Table
from eigenart.register.documents.words import both
from eigenart.register.schema import Dpia, PurposeEntry, Risk

HIGH: Final = 3
"""From this residual risk on, Art. 36 asks to consult the authority."""


def compile_dpia(material: Material) -> Document:
    assessed = [entry for entry in material.register.content.purposes if entry.dpia and entry.dpia.required]
    return Document(
        code="dpia",
        title=both("Datenschutz-Folgenabschätzung (Entwurf)", "Data protection impact assessment (draft)"),
        law=both("Art. 35 DSGVO", "Art. 35 GDPR"),
        lead=both(
            "Was das Portal tut, warum es nötig ist, welche Risiken bleiben und was dagegen getan "
            "ist. Bindend wird der Entwurf mit der Genehmigung des Registers.",
            "What the portal does, why it is needed, which risks remain and what is done about them. "
            "The draft becomes binding with the approval of the register.",
        ),
        stamp=material.stamp,
        sections=(
            Section("state", both("Stand", "State"), (_state(material),)),
            Section(
                "threshold",
                both("Welcher Zweck braucht eine Abschätzung?", "Which purpose needs an assessment?"),
                (_threshold(material),),
            ),
            *(_assessment(material, entry) for entry in assessed),
            Section(
                "measures",
                both("Alle Maßnahmen mit Nachweis", "All measures with evidence"),
                (p.measures_table(material.register),),
            ),
        ),
    )


def _state(material: Material) -> Facts:
    approval = material.approval("dpo")
    is_signed = approval is not None and approval.on is not None
    verdict = (
        both("gültig für genau diesen Text", "valid for exactly this text")
        if is_signed
        else both(
            "nicht gültig: Für diesen Text fehlt die Genehmigung. Die Zwecke, die sie brauchen, "
            "laufen nicht.",
            "not valid: the approval of this text is missing. The purposes that need it do not run.",
        )
    )
    return Facts(
        (
            p.fact("validity", both("Gültigkeit", "Validity"), verdict),
            p.fact("signature", w.WHO["dpo"], p.approval_words(material, "dpo")),
        )
    )


def _threshold(material: Material) -> Table:
    head = (both("Zweck", "Purpose"), both("Nötig?", "Needed?"), both("Warum", "Why"))
    rows = tuple(
        (
            w.of(entry.title),
            w.YES if entry.dpia and entry.dpia.required else w.NO,
            w.joined((w.word(w.BECAUSE, reason) for reason in entry.dpia.because), "; ")
            if entry.dpia
            else w.NONE,
        )
        for entry in material.register.content.purposes
    )
    return Table(both("Schwellenprüfung", "Threshold"), head, rows, (3, 1, 5))


def _assessment(material: Material, entry: PurposeEntry) -> Section:
    dpia = entry.dpia
    if dpia is None:
        raise ValueError(entry.id)
    return Section(
        code=entry.id,
        title=w.of(entry.title),
        blocks=(Paragraph(w.of(entry.why)),),
        sections=(
            Section(
                "description", both("(a) Beschreibung", "(a) Description"), (_description(material, entry),)
            ),
            Section(
                "necessity",
                both("(b) Notwendigkeit und Verhältnismäßigkeit", "(b) Necessity and proportionality"),
                (_necessity(entry), p.data_table(material.register, entry)),
            ),
            Section("risks", both("(c) Risiken", "(c) Risks"), (_risks(dpia),)),
            Section(
                "answers",
                both("(d) Maßnahmen und Restrisiko", "(d) Measures and residual risk"),
                (_answers(material, dpia),),
            ),
            Section("views", both("Rat und Standpunkte", "Advice and views"), (_views(entry.id, dpia),)),
        ),
    )


def _description(material: Material, entry: PurposeEntry) -> Facts:
    register = material.register
    interest = entry.legal.balancing_test.interest if entry.legal.balancing_test else None
    return Facts(
        (
            p.fact("35-7-a", both("Zweck", "Purpose"), w.of(entry.title)),
            p.fact(
                "interest",
                both("Interesse", "Interest"),
                w.of(interest)
                if interest
                else both(
                    "kein berechtigtes Interesse als Grundlage", "legitimate interest is not the basis"
                ),
            ),
            p.fact(
                "subjects",
                both("Betroffene", "People"),
                *(w.word(w.SUBJECTS, subject) for subject in entry.subjects),
            ),
            p.fact("visibility", both("Wer sieht es", "Who sees it"), *p.sees(entry)),
            p.fact(
                "recipients",
                both("Empfänger", "Recipients"),
                *p.recipients(register, entry),
                p.third_country(entry),
            ),
            p.fact("logic", both("Verfahren", "Procedure"), *p.logic(register, entry)),
        )
    )


def _necessity(entry: PurposeEntry) -> Facts:
    rows = [p.fact("35-7-b", both("Rechtsgrundlage", "Legal basis"), *p.basis(entry))]
    test = entry.legal.balancing_test
    if test:
        rows += [
            p.fact("necessity", both("Erforderlichkeit", "Necessity"), w.of(test.necessity)),
            p.fact("impact", both("Eingriff", "Impact"), w.of(test.impact)),
            p.fact("safeguards", both("Schutz", "Safeguards"), w.of(test.safeguards)),
            p.fact(
                "outcome",
                both("Abwägung", "Balance"),
                w.of(test.outcome),
                w.fill(both("geprüft am {day}", "reviewed on {day}"), day=w.day(test.reviewed_on)),
            ),
        ]
    if entry.alternative:
        rows.append(
            p.fact(
                "alternative", both("Gleichwertig ohne", "Equal without it"), w.of(entry.alternative.title)
            )
        )
    return Facts(tuple(rows))


def _risks(dpia: Dpia) -> Table:
    head = (both("Risiko", "Risk"), both("Schwere", "Severity"), both("Wahrscheinlich", "Likelihood"))
    rows = tuple((_named(risk), _scale(risk.severity), _scale(risk.likelihood)) for risk in dpia.risks)
    return Table(both("Risiken für die Betroffenen", "Risks for the people"), head, rows, (5, 2, 2))


def _answers(material: Material, dpia: Dpia) -> Table:
    measures = material.register.content.measures
    head = (both("Risiko", "Risk"), both("Maßnahmen", "Measures"), both("Restrisiko", "Residual risk"))
    rows = tuple(
        (
            _named(risk),
            w.joined((w.of(measures[name].title) for name in risk.measures), "; "),
            _scale(risk.residual),
        )
        for risk in dpia.risks
    )
    return Table(both("Was dagegen getan ist", "What is done about them"), head, rows, (3, 6, 2))


def _views(purpose: str, dpia: Dpia) -> Facts:
    worst = max((risk.residual for risk in dpia.risks), default=0)
    authority = (
        both("nötig: Ein Restrisiko ist hoch", "needed: a residual risk is high")
        if worst >= HIGH
        else both("nicht nötig: Kein Restrisiko ist hoch", "not needed: no residual risk is high")
    )
    review = (
        w.day(dpia.review_by)
        if dpia.review_by
        else w.to_fill(
            f"Tag der nächsten Prüfung ({purpose}: dpia.review_by)",
            f"Day of the next review ({purpose}: dpia.review_by)",
        )
    )
    return Facts(
        (
            p.fact(
                "35-2",
                both(
                    "Rat der/des Datenschutzbeauftragten (Art. 35 Abs. 2)",
                    "Advice of the data protection officer (Art. 35(2))",
                ),
                w.or_fill(
                    dpia.dpo_advice,
                    f"Rat im Wortlaut ({purpose}: dpia.dpo_advice)",
                    f"The advice in its words ({purpose}: dpia.dpo_advice)",
                ),
            ),
            p.fact(
                "35-9",
                both(
                    "Standpunkt der Betroffenen oder ihrer Vertretung (Art. 35 Abs. 9)",
                    "View of the people or their representatives (Art. 35(9))",
                ),
                w.or_fill(
                    dpia.representatives_view,
                    f"Standpunkt des Betriebsrats ({purpose}: dpia.representatives_view)",
                    f"View of the works council ({purpose}: dpia.representatives_view)",
                ),
            ),
            p.fact(
                "36",
                both("Anfrage bei der Aufsicht (Art. 36)", "Consulting the authority (Art. 36)"),
                authority,
            ),
            p.fact("35-11", both("Nächste Prüfung (Art. 35 Abs. 11)", "Next review (Art. 35(11))"), review),
        )
    )


def _named(risk: Risk) -> LocalText:
    return w.fill(both("{id}: {text}", "{id}: {text}"), id=risk.id, text=w.of(risk.text))


def _scale(mark: int) -> LocalText:
    return w.word(w.SCALE, str(mark))
