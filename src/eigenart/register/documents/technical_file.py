"""The technical file of each AI system: Annex IV nos. 1 to 9 of Regulation (EU) 2024/1689, with the model card."""

from typing import Final

from eigenart.core.vocabulary import LocalText
from eigenart.register.documents import model_card
from eigenart.register.documents import passages as p
from eigenart.register.documents import words as w
from eigenart.register.documents.ai_notice import provider
from eigenart.register.documents.material import Material
from eigenart.register.documents.model import Block, Document, Facts, Listing, Paragraph, Section, Table
from eigenart.register.documents.words import both
from eigenart.register.schema import AiSystem, PurposeEntry

STANDARDS: Final = (
    both("DIN 66398 (Löschkonzept)", "DIN 66398 (deletion concept)"),
    both("OWASP ASVS 5.0 Stufe 2 als Prüfprofil", "OWASP ASVS 5.0 level 2 as test profile"),
    both("WCAG 2.2 AA (Barrierefreiheit)", "WCAG 2.2 AA (accessibility)"),
    both(
        "Harmonisierte Normen zur KI-Verordnung: keine angewendet",
        "Harmonised standards under the AI Act: none applied",
    ),
)
DECLARATION: Final = both(
    "Entwurf: Der Anbieter erklärt in alleiniger Verantwortung, dass dieses System die Anforderungen "
    "von Kapitel III Abschnitt 2 der Verordnung (EU) 2024/1689 erfüllt, soweit sie gelten. Bewertung "
    "nach Anhang VI (interne Kontrolle).",
    "Draft: the provider declares under its sole responsibility that this system meets the "
    "requirements of Chapter III Section 2 of Regulation (EU) 2024/1689 as far as they apply. "
    "Assessment by internal control (Annex VI).",
)


def compile_technical_file(material: Material) -> Document:
    systems = material.register.content.ai_systems
    return Document(
        code="technical-file",
        title=both("Technische Dokumentation mit Modellkarte", "Technical file with model card"),
        law=both(
            "Art. 11 und Anhang IV KI-Verordnung (EU) 2024/1689",
            "Art. 11 and Annex IV of Regulation (EU) 2024/1689",
        ),
        lead=both(
            "Aus Register und gemessenen Werten erzeugt. Wo nichts gemessen ist, steht das da.",
            "Made from the register and measured figures. Where nothing was measured, it says so.",
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
    used = [entry for entry in material.register.content.purposes if entry.ai_system == name]
    title, general = (
        both("1. Allgemeine Beschreibung", "1. General description"),
        _general(material, name, system),
    )
    return Section(
        code=name,
        title=w.of(system.title),
        sections=(
            Section("1", title, (general,)),
            Section(
                "2",
                both("2. Aufbau, Daten und Modellkarte", "2. Elements, data and model card"),
                (
                    Paragraph(w.of(system.logic)),
                    *_inputs(material, used),
                    *model_card.card(material.models.get(name)),
                ),
            ),
            Section(
                "3",
                both("3. Überwachung, Grenzen und Aufsicht", "3. Monitoring, limits and oversight"),
                _oversight(system, used),
            ),
            Section("4", both("4. Warum diese Messgröße", "4. Why this metric"), (Paragraph(METRIC),)),
            Section(
                "5",
                both("5. Risikomanagement (Art. 9)", "5. Risk management (Art. 9)"),
                (_risks(material, used),),
            ),
            Section("6", both("6. Änderungen", "6. Changes"), (_changes(material, name),)),
            Section("7", both("7. Normen", "7. Standards"), (Listing(STANDARDS),)),
            Section(
                "8",
                both("8. EU-Konformitätserklärung", "8. EU declaration of conformity"),
                (
                    Paragraph(DECLARATION),
                    Facts((p.fact("provider", both("Anbieter", "Provider"), provider(system, name)),)),
                ),
            ),
            Section(
                "9",
                both("9. Beobachtung nach dem Start", "9. Monitoring after the start"),
                (_monitoring(used),),
            ),
        ),
    )


METRIC: Final = both(
    "NDCG@10 misst, ob Angebote, die jemand später wirklich gewählt hat, unter den ersten zehn weit "
    "oben standen. Sie passt, weil nur wenige Vorschläge gezeigt werden und ihr Platz zählt. Sie "
    "misst nicht, ob ein Angebot nützt.",
    "NDCG@10 measures whether offers that somebody really chose later stood high among the first "
    "ten. It fits because only a few suggestions are shown and their place counts. It does not "
    "measure whether an offer helps.",
)


def _general(material: Material, name: str, system: AiSystem) -> Facts:
    claim = w.fill(w.word(w.CLAIMS, system.annex3.claim), point=system.annex3.point)
    software = w.same(material.software) if material.software else w.NONE
    exemption = both(
        "Ausnahme nach Art. 6 Abs. 3 beansprucht: {yes}", "Exemption of Art. 6(3) claimed: {yes}"
    )
    profiling = both("Profiling: {yes}", "Profiling: {yes}")
    interfaces = tuple(w.of(one.title) for one in material.register.content.interfaces.values())
    return Facts(
        (
            p.fact("1-a", both("Zweckbestimmung", "Intended purpose"), w.of(system.intended_purpose)),
            p.fact("1-provider", both("Anbieter", "Provider"), provider(system, name)),
            p.fact("1-version", both("Version der Software", "Version of the software"), software),
            p.fact("1-b", both("Schnittstellen", "Interfaces"), *interfaces),
            p.fact(
                "1-class",
                both("Einstufung", "Class"),
                w.word(w.RISK_CLASSES, system.risk_class),
                claim,
                w.of(system.annex3.reason),
            ),
            p.fact(
                "1-profiling",
                both("Profiling", "Profiling"),
                w.fill(profiling, yes=_yes(system.profiling)),
                w.fill(exemption, yes=_yes(system.art6_3_exemption_claimed)),
            ),
            p.fact("1-label", both("Kennzeichnung", "Label"), w.of(system.art50_label)),
            p.fact("1-deployer", both("Betreiber", "Deployer"), p.controller(material.register)),
        )
    )


def _yes(value: bool) -> LocalText:
    return w.YES if value else w.NO


def _inputs(material: Material, used: list[PurposeEntry]) -> tuple[Block, ...]:
    return tuple(p.data_table(material.register, entry) for entry in used)


def _oversight(system: AiSystem, used: list[PurposeEntry]) -> tuple[Block, ...]:
    everybody = dict.fromkeys(who for entry in used for who in p.sees(entry))
    seen = tuple(who for who in everybody if who != w.NOBODY) or (w.NOBODY,)
    explanations = [entry.explanation for entry in used if entry.explanation]
    reasons = both("höchstens {n} Gründe je Ergebnis", "at most {n} reasons for each result")
    return (
        Facts(
            (
                p.fact(
                    "3-oversight", both("Aufsicht (Art. 14)", "Oversight (Art. 14)"), w.of(system.overseer)
                ),
                p.fact("3-seen", both("Wer die Ausgabe sieht", "Who sees the output"), *seen),
                p.fact(
                    "3-reasons",
                    both("Erklärung", "Explanation"),
                    *(w.fill(reasons, n=one.max_reasons) for one in explanations),
                ),
                p.fact("3-effect", both("Folgen", "Effect"), w.of(system.effect)),
            )
        ),
        Paragraph(both("Grenzen:", "Limits:")),
        Listing(tuple(w.of(limit) for limit in system.limits)),
    )


def _risks(material: Material, used: list[PurposeEntry]) -> Table:
    measures = material.register.content.measures
    head = (
        both("Risiko", "Risk"),
        both("Schwere", "Severity"),
        both("Maßnahmen", "Measures"),
        both("Restrisiko", "Residual risk"),
    )
    rows = tuple(
        (
            w.of(risk.text),
            w.word(w.SCALE, str(risk.severity)),
            w.joined((w.of(measures[name].title) for name in risk.measures), "; "),
            w.word(w.SCALE, str(risk.residual)),
        )
        for entry in used
        for risk in (entry.dpia.risks if entry.dpia else ())
    )
    return Table(both("Risiken", "Risks"), head, rows, (4, 2, 5, 2))


def _changes(material: Material, name: str) -> Facts:
    model = material.models.get(name)
    trained = w.day(model.trained_on) if model else both("noch kein Modell", "no model yet")
    version = w.fill(both("Version {n}", "Version {n}"), n=material.stamp.version)
    return Facts(
        (
            p.fact(
                "6-register", both("Register", "Register"), version, w.code((material.stamp.register_hash,))
            ),
            p.fact(
                "6-model", both("Modell", "Model"), trained, *((w.code((model.digest,)),) if model else ())
            ),
        )
    )


def _monitoring(used: list[PurposeEntry]) -> Listing:
    plan = [
        both(
            "Jedes Training wird an späteren Verläufen geprüft; ein fehlerhaftes Modell wird nicht "
            "freigegeben, das vorige läuft weiter.",
            "Every training is checked on later records; a faulty model is not promoted, the one "
            "before it goes on.",
        ),
        both(
            "Rückmeldungen und Widersprüche wirken ab der nächsten Seite.",
            "Answers and objections count from the next page on.",
        ),
        both(
            "Schwerwiegende Vorfälle werden gemeldet (Art. 73).", "Serious incidents are reported (Art. 73)."
        ),
    ]
    pattern = both(
        "Fairness-Prüfung nach {groups}, Urteil bestanden, nicht bestanden oder offen. Bisher liegt "
        "kein Messwert vor.",
        "Fairness test by {groups}, verdict pass, fail or undecided. No figure has been measured so far.",
    )
    plan += [
        w.fill(pattern, groups=w.joined(w.word(w.GROUPS, group) for group in entry.fairness.groups))
        for entry in used
        if entry.fairness
    ]
    return Listing(tuple(plan))
